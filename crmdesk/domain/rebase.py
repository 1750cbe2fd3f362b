"""What an incoming record and an answer do to a record that may have something to send (DESIGN 4). Pure.

`Here` is what this replica knows of one record; `accept` takes in what came from the remote, `answered` what the
remote said to the sealed change. Both give a `Rebased`: the record, its entry (None: nothing left to send), and the
conflicts to record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from crmdesk.domain.conflicts import (
    conflict_id,
    deletion_conflict,
    field_conflicts,
    merged_fields,
    reopened,
    told_by,
)
from crmdesk.domain.deals import with_total
from crmdesk.domain.entries import Moment, edit_ms, overridden, pending_fields, tidied
from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.merge import Merge, UnitConflict, differing, merge, same, value_of
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import (
    Acknowledged,
    Conflict,
    ConflictState,
    Entry,
    EntryState,
    FieldConflict,
    Fields,
    LostValue,
    Record,
    Value,
)


@dataclass(frozen=True, slots=True)
class Here:
    """One record as this replica has it. `acknowledged`, oldest first, may be left empty for an incoming record that
    names nothing lost."""

    record: Record | None
    entry: Entry | None = None
    open_conflict: Conflict | None = None
    acknowledged: tuple[Acknowledged, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what terms records are taken in. `void_revs`: revisions known here belong to another history (the server
    was restored), so records are judged by value."""

    policy: Policy
    me: str | None
    moment: Moment
    void_revs: bool = False


@dataclass(frozen=True, slots=True)
class Rebased:
    record: Record
    entry: Entry | None
    conflicts: tuple[Conflict, ...] = field(default=())
    """To be stored: new ones, and the open one as it stands now."""


def accept(here: Here, incoming: Record, terms: Terms) -> Rebased:
    """Take in a record as the remote has it now. Older than what is known here, it changes nothing."""
    incoming = _with_tombstone_fields(here, incoming)
    entry = here.entry
    if here.record is None:
        return Rebased(incoming, entry)
    if entry is None:
        if incoming.rev < here.record.rev and not terms.void_revs:
            return Rebased(here.record, None)
        told = _told(here, incoming, here.record.rev, terms)
        return Rebased(incoming, None, (*_undeleted(here.record, incoming, terms), *told))
    if entry.seal is not None:
        newest = (
            incoming if entry.waiting is None or incoming.rev >= entry.waiting.rev or terms.void_revs else entry.waiting
        )
        return Rebased(here.record, replace(entry, waiting=newest))
    if entry.base is not None and incoming.rev <= entry.base.rev and not terms.void_revs:
        return Rebased(here.record, entry)
    return _rebase(here.record, entry, here, incoming, terms)


def _with_tombstone_fields(here: Here, incoming: Record) -> Record:
    """A tombstone travels without fields; its copy here keeps those known here, so that it can be restored and shown.
    Their edit times stay as well: those of the tombstone are of values that it hides."""
    if not incoming.deleted or incoming.fields:
        return incoming
    known = here.record if here.entry is None else here.entry.base
    if known is None:
        return incoming
    times = {name: at for name, at in known.edited.items() if name != DELETED}
    times.update((name, at) for name, at in incoming.edited.items() if name == DELETED)
    return replace(incoming, fields=known.fields, edited=times)


def _undeleted(record: Record, incoming: Record, terms: Terms) -> list[Conflict]:
    """It was deleted here when the remote had lost it (a restored backup) and there was nothing to delete; now somebody
    has brought it back, who may not have known of the deletion."""
    if not record.deleted or record.rev > 0 or record.updated_by != terms.me or incoming.deleted:
        return []
    return [_settled(incoming, deletion_conflict(mine_deleted=True, result=False), terms)]


def _told(here: Here, incoming: Record, known_rev: int, terms: Terms) -> list[Conflict]:
    return told_by(incoming, known_rev, terms.me, here.acknowledged, terms.moment.now_ms)


def _rebase(record: Record, entry: Entry, here: Here, incoming: Record, terms: Terms) -> Rebased:
    base = entry.base
    told = () if base is None else tuple(_told(here, incoming, base.rev, terms))
    if record.deleted and incoming.deleted:
        settled = [reopened(here.open_conflict, {})] if here.open_conflict else []
        return Rebased(incoming, None, (*settled, *told))
    if record.deleted:
        rebased = _deleted_here(record, entry, here, incoming, terms)
    elif incoming.deleted:
        rebased = _deleted_there(record, entry, here, incoming, terms)
    else:
        rebased = _merged(record, entry, here, incoming, terms)
    return replace(rebased, conflicts=(*rebased.conflicts, *told))


def _deleted_here(record: Record, entry: Entry, here: Here, incoming: Record, terms: Terms) -> Rebased:
    known = entry.base.fields if entry.base else record.fields
    restored = entry.base.deleted if entry.base else False
    moved = replace(entry, base=incoming)
    # should the person take the deletion back, theirs is not overwritten unseen
    merged = merge(record.kind, known, record.fields, incoming.fields)
    fields = {
        **merged.fields,
        **{name: value for unit in merged.conflicts.values() for name, value in unit.theirs.items()},
    }
    still_deleted = replace(incoming, fields=with_total(record.kind, fields), deleted=True)
    if here.open_conflict is None and not restored and not differing(record.kind, known, incoming.fields):
        return Rebased(still_deleted, tidied(moved, still_deleted))
    if terms.policy is Policy.ASK or here.open_conflict is not None:
        return _held(still_deleted, moved, here, incoming, deletion_conflict(mine_deleted=True, result=None), terms)
    ours = LostValue(value=True, by=terms.me, edited=edit_ms(entry, DELETED, terms.moment))
    told = replace(moved, lost={**_told_still(entry.lost, moved, incoming, terms), DELETED: ours}, edited={})
    settled = _settled(incoming, deletion_conflict(mine_deleted=True, result=False), terms)
    return Rebased(incoming, tidied(_awake(told), incoming), (settled,))


def _deleted_there(record: Record, entry: Entry, here: Here, incoming: Record, terms: Terms) -> Rebased:
    base = entry.base
    moved = replace(entry, base=incoming)
    ours = replace(incoming, fields=record.fields, deleted=False)
    if base is not None and base.deleted and here.open_conflict is None:
        return Rebased(ours, tidied(moved, ours))
    if base is not None and here.open_conflict is None and not pending_fields(entry, record):
        return Rebased(incoming, tidied(replace(moved, lost={}), incoming))
    if terms.policy is Policy.ASK or here.open_conflict is not None:
        return _held(ours, moved, here, incoming, deletion_conflict(mine_deleted=False, result=None), terms)
    survives = replace(moved, lost={**entry.lost, **overridden(incoming, {DELETED: True})})
    settled = _settled(incoming, deletion_conflict(mine_deleted=False, result=False), terms)
    return Rebased(ours, tidied(survives, ours), (settled,))


def _merged(record: Record, entry: Entry, here: Here, incoming: Record, terms: Terms) -> Rebased:
    known = entry.base.fields if entry.base else {}
    merged = merge(record.kind, known, record.fields, incoming.fields)
    agreed = merged_fields(record.kind, merged, known, record.fields, incoming.fields)
    moved = replace(entry, base=incoming)
    if here.open_conflict is not None or (merged.conflicts and terms.policy is Policy.ASK):
        fields = _with_mine(record.kind, merged)
        ours = replace(incoming, fields=fields)
        found = field_conflicts(record.kind, merged.conflicts.values(), None)
        return _held(ours, moved, here, incoming, found, terms, agreed)
    fields = dict(merged.fields)
    lost: dict[str, LostValue] = dict(entry.lost)
    for unit in merged.conflicts.values():
        wins, loses = _last_write_wins(entry, incoming, unit, terms)
        fields.update(wins)
        lost.update(loses)
    fields = with_total(record.kind, fields)
    after = replace(incoming, fields=fields)
    settled: tuple[Conflict, ...] = ()
    if merged.conflicts:
        found = field_conflicts(record.kind, merged.conflicts.values(), fields)
        settled = (replace(_settled(incoming, found, terms), merged=agreed),)
    return Rebased(after, tidied(replace(moved, lost=_told_still(lost, moved, after, terms)), after), settled)


def _told_still(lost: Mapping[str, LostValue], moved: Entry, after: Record, terms: Terms) -> dict[str, LostValue]:
    """A value of others is named only by the change that overrides it: where nothing of ours is left to send, whoever
    set the value that stands there now knew it. A value of ours that lost is told in any case."""
    pending = pending_fields(moved, after)
    return {name: value for name, value in lost.items() if value.by == terms.me or name in pending or name == DELETED}


def _last_write_wins(
    entry: Entry, incoming: Record, unit: UnitConflict, terms: Terms
) -> tuple[Fields, Mapping[str, LostValue]]:
    """The winner's fields of a unit, and what the loser's are called. A unit's edit time is its latest field's; a tie
    goes to the change that arrives later, ours."""
    changed = [name for name in unit.base if name in entry.edited] or list(unit.base)
    mine_at = max(edit_ms(entry, name, terms.moment) for name in changed)
    theirs_at = max(incoming.edited.get(name, 0) for name in unit.base)
    kind = KINDS[incoming.kind]
    apart = [name for name in unit.base if not same(kind, name, unit.mine[name], unit.theirs[name])]
    if mine_at >= theirs_at:
        return unit.mine, overridden(incoming, {name: unit.theirs[name] for name in apart})
    return unit.theirs, {name: LostValue(unit.mine[name], terms.me, mine_at) for name in apart}


def _with_mine(kind: str, merged: Merge) -> dict[str, Value]:
    fields = dict(merged.fields)
    for unit in merged.conflicts.values():
        fields.update(unit.mine)
    return with_total(kind, fields)


def _held(
    ours: Record,
    moved: Entry,
    here: Here,
    incoming: Record,
    found: Mapping[str, FieldConflict],
    terms: Terms,
    agreed: Mapping[str, FieldConflict] = MappingProxyType({}),
) -> Rebased:
    """The person's own version goes on showing; the entry waits for the decision. What an open conflict said before is
    brought up to date: theirs moved on, or both agree by now."""
    standing = here.open_conflict
    fields = dict(found)
    if standing is not None:
        for name, versions in standing.fields.items():
            theirs = _value(incoming, name)
            mine = _value(ours, name)
            if name in fields:
                fields[name] = replace(fields[name], base=versions.base)
            elif not _agree(ours, name, mine, theirs):
                fields[name] = FieldConflict(versions.base, mine, theirs, None)
        if DELETED in fields and ours.deleted == incoming.deleted:
            del fields[DELETED]
        conflict = replace(reopened(standing, fields, agreed), by=incoming.updated_by)
    else:
        identity = conflict_id(incoming, "open")
        conflict = Conflict(
            identity, ours.kind, ours.id, ConflictState.OPEN, terms.moment.now_ms, incoming.updated_by, fields, agreed
        )
    if conflict.state is ConflictState.SETTLED:
        return Rebased(ours, tidied(_awake(moved), ours), (conflict,))
    return Rebased(ours, replace(moved, state=EntryState.HELD), (conflict,))


def _value(record: Record, name: str) -> Value:
    return record.deleted if name == DELETED else value_of(KINDS[record.kind], record.fields, name)


def _agree(record: Record, name: str, one: Value, other: Value) -> bool:
    return one == other if name == DELETED else same(KINDS[record.kind], name, one, other)


def _settled(incoming: Record, fields: Mapping[str, FieldConflict], terms: Terms) -> Conflict:
    return Conflict(
        conflict_id(incoming, "settled"),
        incoming.kind,
        incoming.id,
        ConflictState.SETTLED,
        terms.moment.now_ms,
        incoming.updated_by,
        dict(fields),
    )


def _awake(entry: Entry) -> Entry:
    return replace(entry, state=EntryState.WAITING, errors=(), tries=0, parked_since=None, retry_at=None)
