"""What one record still has to send: how an edit enters the outbox, and how it is sealed (DESIGN 4). Pure.

An entry never holds values: they are the difference between its base and the replica's record. `lost` is what the
change must name: values of others that it overrides, and values of ours that lost to others'.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.merge import differing, same, value_of
from crmdesk.domain.records import Change, EditTime, Entry, EntryState, LostValue, Record, Value

CLOCK_WAS_SET_MS = 60_000


@dataclass(frozen=True, slots=True)
class Moment:
    """This computer's wall clock (ms), and the remote's minus it as this cycle measured (ms)."""

    now_ms: int
    offset_ms: int = 0

    @property
    def remote_now(self) -> int:
        return self.now_ms + self.offset_ms


def edited(before: Record | None, after: Record, entry: Entry | None, when: EditTime) -> Entry | None:
    """The entry after an edit took the record from `before` (None: it was made) to `after`; None: nothing is left to
    send. A refused or parked entry is tried again; a held one stays held."""
    if entry is None:
        known_there = before if before is not None and before.rev > 0 else None
        entry = Entry(kind=after.kind, id=after.id, base=known_there)
    times = dict(entry.edited)
    times.update(dict.fromkeys(differing(after.kind, before.fields if before else {}, after.fields), when))
    if (before.deleted if before else False) != after.deleted:
        times[DELETED] = when
    if entry.state in {EntryState.QUARANTINED, EntryState.PARKED}:
        entry = replace(entry, state=EntryState.WAITING, errors=(), tries=0, parked_since=None, retry_at=None)
    return tidied(replace(entry, edited=times), after)


def pending_fields(entry: Entry, now: Record) -> dict[str, Value]:
    """The fields that the remote does not hold as this replica does; none for a deleted record."""
    if now.deleted:
        return {}
    return differing(now.kind, entry.base.fields if entry.base else {}, now.fields)


def tidied(entry: Entry, now: Record) -> Entry | None:
    """The entry without times and lost values that mean nothing any more; None if nothing is left of it."""
    pending = pending_fields(entry, now)
    toggled = _deleted_there(entry) != now.deleted
    lost = {name: value for name, value in entry.lost.items() if not _stands(now, name, value.value)}
    kept = entry.seal is not None or entry.state is EntryState.HELD
    never_there = entry.base is None
    if not kept and not (pending or toggled or lost or never_there):
        return None
    if not kept and never_there and now.deleted:
        return None
    # a deleted record may be restored with its edits, which then are as old as they are
    kept = kept or now.deleted
    times = {
        name: time for name, time in entry.edited.items() if kept or name in pending or (name == DELETED and toggled)
    }
    return replace(entry, edited=times, lost=lost)


def sealed(entry: Entry, now: Record, change_id: str, moment: Moment) -> Entry:
    """The entry with its change made ready to be sent, under a fresh id; edits made later stay outside it.

    A tombstone hides what its last version held. So a record that comes back is restored alone first; what else was
    edited is merged into the answer, which shows it whole.
    """
    toggled = _deleted_there(entry) != now.deleted
    restored = is_restored(entry, now.deleted)
    fields = {} if restored else pending_fields(entry, now)
    told = {
        name: value
        for name, value in entry.lost.items()
        if not _stands(now, name, value.value) and (name == DELETED or not restored)
    }
    base = entry.base
    names = [*fields, DELETED] if toggled else list(fields)
    change = Change(
        change_id=change_id,
        kind=entry.kind,
        id=entry.id,
        base_rev=base.rev if base else None,
        fields=fields,
        edited={name: edit_ms(entry, name, moment) for name in names} if base else {},
        deleted=now.deleted,
        lost=told,
    )
    return replace(entry, seal=change, state=EntryState.SENT)


def edit_ms(entry: Entry, name: str, moment: Moment) -> int:
    """When a field was edited, on the remote's clock: the wall clock plus this cycle's offset, or now if the clock was
    set in between, clamped to [the base field's edit time, now there] (DESIGN 4, Clocks)."""
    time = entry.edited.get(name) or _time_of_unit(entry, name)
    if time is None:
        return moment.remote_now
    clock_was_set = time.offset_ms is not None and abs(moment.offset_ms - time.offset_ms) > CLOCK_WAS_SET_MS
    corrected = moment.remote_now if clock_was_set else time.wall_ms + moment.offset_ms
    earliest = entry.base.edited.get(name, 0) if entry.base else 0
    return min(max(corrected, earliest), max(moment.remote_now, earliest))


def _time_of_unit(entry: Entry, name: str) -> EditTime | None:
    """A field that only goes along with its group, which was ours over theirs, is as old as the edit that won."""
    unit_of = KINDS[entry.kind].unit_of
    times = [time for other, time in entry.edited.items() if unit_of(other) == unit_of(name)]
    return max(times, key=lambda time: time.wall_ms, default=None)


def overridden(there: Record, names: Mapping[str, Value]) -> dict[str, LostValue]:
    """What the remote's values of these fields are called when our change overrides them."""
    return {name: LostValue(value, there.updated_by, there.edited.get(name, 0)) for name, value in names.items()}


def is_restored(entry: Entry, deleted: bool) -> bool:
    """Whether a change to this state brings back what is deleted there."""
    return _deleted_there(entry) and not deleted


def _deleted_there(entry: Entry) -> bool:
    return entry.base.deleted if entry.base else False


def _stands(now: Record, name: str, value: Value) -> bool:
    if name == DELETED:
        return bool(value) == now.deleted
    kind = KINDS[now.kind]
    return same(kind, name, value_of(kind, now.fields, name), value)
