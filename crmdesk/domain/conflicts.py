"""Conflicts as people see them: recorded when both sides changed the same, told to the side that did not see it
happen, and turned round by choice (DESIGN 4, Policy). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crmdesk.domain.deals import with_total
from crmdesk.domain.elements import merge_elements
from crmdesk.domain.entries import edited
from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.ids import external_id
from crmdesk.domain.kinds import DELETED, KINDS, LISTS, FieldType
from crmdesk.domain.merge import Merge, UnitConflict, differing, same, value_of
from crmdesk.domain.records import (
    Acknowledged,
    Conflict,
    ConflictState,
    EditTime,
    Entry,
    EntryState,
    FieldConflict,
    Fields,
    Lost,
    LostValue,
    Record,
    Value,
)


class Side(StrEnum):
    MINE = "mine"
    THEIRS = "theirs"


def conflict_id(record: Record, what: str) -> str:
    """The same for the same event, so that a page taken twice records nothing twice."""
    return external_id("conflict", what, record.kind, f"{record.id}/{record.rev}")


def field_conflicts(kind: str, conflicts: Iterable[UnitConflict], result: Fields | None) -> dict[str, FieldConflict]:
    """The fields that differ within the conflicting units; `result` None while nobody has decided."""
    found = {}
    for unit in conflicts:
        for name in unit.base:
            mine, theirs = unit.mine[name], unit.theirs[name]
            if not same(KINDS[kind], name, mine, theirs):
                chosen = None if result is None else result[name]
                found[name] = FieldConflict(unit.base[name], mine, theirs, chosen)
    return found


def merged_fields(kind: str, merged: Merge, base: Fields, mine: Fields, theirs: Fields) -> dict[str, FieldConflict]:
    """What differs between the sides and did not conflict, with what the merge made of it. The total of a deal with
    items follows from them."""
    declared = KINDS[kind]
    settled = set(differing(kind, mine, theirs)).difference(*(unit.base for unit in merged.conflicts.values()))
    if kind == "deal" and merged.fields.get("items"):
        settled.discard("amount")
    return {
        name: FieldConflict(*(value_of(declared, side, name) for side in (base, mine, theirs, merged.fields)))
        for name in declared.fields
        if name in settled
    }


def together(kind: str, fields: Iterable[str], name: str) -> list[str]:
    """Those of the fields that go with this one, itself included: a name of one side and a surname of the other is
    nobody's. Items that conflict along with the currency are counted in it."""

    def unit_of(one: str) -> str:
        return "amount" if one == "items" and "currency" in names else KINDS[kind].unit_of(one)

    names = list(fields)
    return [one for one in names if unit_of(one) == unit_of(name)]


def as_it_stands(conflict: Conflict, record: Record) -> Conflict:
    """An open conflict goes on showing the person's own values, which may have been edited since."""
    if conflict.state is not ConflictState.OPEN:
        return conflict
    fields = {name: replace(versions, mine=_current(record, name)) for name, versions in conflict.fields.items()}
    merged = {name: replace(versions, result=_current(record, name)) for name, versions in conflict.merged.items()}
    return replace(conflict, fields=fields, merged=merged)


def deletion_conflict(*, mine_deleted: bool, result: bool | None) -> dict[str, FieldConflict]:
    return {DELETED: FieldConflict(base=False, mine=mine_deleted, theirs=not mine_deleted, result=result)}


def told_by(
    record: Record, known_rev: int, me: str | None, acknowledged: Sequence[Acknowledged], now_ms: int
) -> list[Conflict]:
    """Conflicts that another desk settled and this record tells of: ours was overridden, or ours stood over theirs.

    One conflict for each overriding revision after `known_rev`, listed as settled.
    """
    told: list[Conflict] = []
    for rev in sorted({lost.rev for lost in record.lost if lost.rev > known_rev}):
        fields: dict[str, FieldConflict] = {}
        by: str | None = None
        for lost in (lost for lost in record.lost if lost.rev == rev):
            ours = _ours(record, lost, me, acknowledged)
            if ours is not None:
                fields[lost.field] = ours
                by = record.updated_by if lost.by == me else lost.by
        if fields:
            identity = external_id("conflict", "told", record.kind, f"{record.id}/{rev}")
            told.append(Conflict(identity, record.kind, record.id, ConflictState.SETTLED, now_ms, by, fields))
    return told


def _ours(record: Record, lost: Lost, me: str | None, acknowledged: Sequence[Acknowledged]) -> FieldConflict | None:
    kind = KINDS[record.kind]
    current = _current(record, lost.field)
    sent = [item for item in acknowledged if lost.field in _set_by(item)]
    base = _before(sent[-1], lost.field) if sent else None
    if me is not None and lost.by == me:
        return FieldConflict(base=base, mine=lost.value, theirs=current, result=current)
    # what a tombstone shows are the values known here, and others may stand behind it
    hidden = record.deleted and lost.field != DELETED
    if sent and not hidden and same(kind, lost.field, _set_by(sent[-1])[lost.field], current):
        return FieldConflict(base=base, mine=current, theirs=lost.value, result=current)
    return None


def _set_by(item: Acknowledged) -> dict[str, Value]:
    was_deleted = item.base.deleted if item.base else False
    toggled = {DELETED: item.change.deleted} if item.change.deleted != was_deleted else {}
    return {**item.change.fields, **toggled}


def _before(item: Acknowledged, name: str) -> Value:
    if item.base is None:
        return None
    return _current(item.base, name)


def _current(record: Record, name: str) -> Value:
    if name == DELETED:
        return record.deleted
    return value_of(KINDS[record.kind], record.fields, name)


@dataclass(frozen=True, slots=True)
class Resolved:
    record: Record
    entry: Entry | None
    conflict: Conflict


def resolve(
    record: Record, entry: Entry | None, conflict: Conflict, side: Side | None, values: Fields, when: EditTime
) -> Resolved:
    """The person's decision: a side for the whole conflict, then single fields by `values`, also of what was merged by
    itself.

    An open conflict is decided; a settled one is turned round, which is an ordinary edit. What is known here and lost
    on the server is sent by mine, an ordinary edit too, and left as it is by theirs. Raises Refused naming every field
    of an open conflict that neither decides.
    """
    if conflict.state is ConflictState.LOST_THERE and side is Side.THEIRS and not values:
        return Resolved(record, entry, replace(conflict, state=ConflictState.SETTLED))
    chosen = _chosen(record, conflict, side, values)
    after = _apply(record, entry, chosen)
    if conflict.state is ConflictState.OPEN and entry is not None:
        next_entry = _released(record, after, entry, conflict, when)
    else:
        next_entry = edited(record, after, entry, when)
    fields, merged = (
        {name: replace(versions, result=chosen.get(name, versions.result)) for name, versions in part.items()}
        for part in (conflict.fields, conflict.merged)
    )
    settled = replace(conflict, state=ConflictState.SETTLED, fields=fields, merged=merged, picks={})
    return Resolved(after, next_entry, settled)


def _chosen(record: Record, conflict: Conflict, side: Side | None, values: Fields) -> dict[str, Value]:
    is_open = conflict.state is ConflictState.OPEN
    chosen: dict[str, Value] = {}
    if side is not None:
        for name, versions in conflict.fields.items():
            # an open conflict goes on showing the person's own value, which may have been edited since
            mine = _current(record, name) if is_open else versions.mine
            picked = versions.theirs if side is Side.THEIRS else mine
            chosen[name] = picked if is_open else _over_later_edits(record, name, versions, picked)
    chosen.update(values)
    undecided = [name for name in conflict.fields if name not in chosen]
    if undecided and (is_open or not chosen):
        raise Refused([FieldError(name, "undecided", "choose a side or give a value") for name in undecided])
    return chosen


def _over_later_edits(record: Record, name: str, versions: FieldConflict, picked: Value) -> Value:
    """A side of a list that settled long ago, with the elements that changed since."""
    declared = KINDS[record.kind].fields.get(name)
    if declared is None or (declared.type not in LISTS and declared.type is not FieldType.CUSTOM):
        return picked
    return merge_elements(declared, versions.result, picked, _current(record, name)).if_mine


def _apply(record: Record, entry: Entry | None, chosen: Fields) -> Record:
    fields = {name: value for name, value in chosen.items() if name != DELETED}
    deleted = bool(chosen.get(DELETED, record.deleted))
    source = record
    if record.deleted and not deleted and entry is not None and entry.base is not None:
        # the person's deletion is given up: the record is theirs again, as they left it
        source = replace(record, fields=entry.base.fields)
    return replace(source, fields=with_total(record.kind, {**source.fields, **fields}), deleted=deleted)


def _released(before: Record, after: Record, entry: Entry, conflict: Conflict, when: EditTime) -> Entry | None:
    """The held entry goes out again, naming what it overrides."""
    lost: dict[str, LostValue] = dict(entry.lost)
    for name, versions in conflict.fields.items():
        theirs_edited = entry.base.edited.get(name, 0) if entry.base else 0
        lost[name] = LostValue(versions.theirs, conflict.by, theirs_edited)
    times = {**entry.edited, **dict.fromkeys(conflict.fields, when)}
    released = replace(entry, state=EntryState.WAITING, lost=lost, edited=times)
    return edited(before, after, released, when)


def reopened(
    conflict: Conflict, fields: Mapping[str, FieldConflict], merged: Mapping[str, FieldConflict] | None = None
) -> Conflict:
    """An open conflict with the versions as they stand now; without any left it is settled. `merged` are those of the
    newest merge: what the person had before an earlier one is told still."""
    if not fields:
        agreed = {name: replace(versions, result=versions.mine) for name, versions in conflict.fields.items()}
        return replace(conflict, state=ConflictState.SETTLED, fields=agreed, picks={})
    told = {name: versions for name, versions in conflict.merged.items() if name not in fields}
    for name, versions in (merged or {}).items():
        if name in fields:
            continue
        before = told.get(name)
        if before is not None:
            is_untouched = same(KINDS[conflict.kind], name, versions.mine, before.result)
            mine = before.mine if is_untouched else versions.mine
            told[name] = replace(versions, base=before.base, mine=mine)
        else:
            told[name] = versions
    return replace(conflict, fields=dict(fields), merged=told)
