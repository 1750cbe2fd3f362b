"""Conflicts listed, decided, and turned round."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmdesk.domain.changes import Changes
from crmdesk.domain.conflicts import Resolved, Side, as_it_stands, resolve
from crmdesk.domain.entry import tidy
from crmdesk.domain.errors import FieldError, NotFound, Outdated, Refused
from crmdesk.domain.kinds import DELETED, KINDS, FieldType
from crmdesk.domain.merge import differing
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Conflict, ConflictState, Entry, Fields, Record, Ref, Value
from crmdesk.domain.suggestions import Suggestion, suggestions
from crmdesk.domain.undo import ResolveStep
from crmdesk.operations.desk import Desk
from crmdesk.operations.editing import Editing, living
from crmdesk.operations.pipelines import pipelines_of

_UNIQUE = {"product": "sku", "custom_field": "key"}


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict with what one has to know to decide it."""

    conflict: Conflict
    """With the person's own values as they are now."""
    record: Record
    entry: Entry | None
    suggested: Mapping[str, Suggestion]
    """By field; nothing for a settled conflict."""
    waiting: tuple[str, ...]
    """The ids of all open conflicts, oldest first."""


async def list_conflicts(desk: Desk) -> list[Conflict]:
    """Open and settled ones, newest first."""
    return await desk.store.read(lambda tx: tx.conflicts())


async def show_conflict(desk: Desk, conflict_id: str) -> Conflict:
    return await desk.store.read(lambda tx: _conflict(tx, conflict_id))


async def resolve_conflict(
    desk: Desk, conflict_id: str, side: Side | str | None, values: Fields, *, seen: Conflict | None = None
) -> Changes:
    """A side ("mine", "theirs") for the whole conflict, then single fields by value, also such that were merged by
    themselves; "deleted" is a field here.

    An open conflict is decided, a settled one turned round. Raises Refused if a field of an open one stays undecided,
    Outdated if the versions are not those that the person has `seen`.
    """
    chosen = None if side is None else Side(side)

    def work(tx: Transaction) -> Ref:
        conflict = _conflict(tx, conflict_id)
        record = _record(tx, conflict)
        _check_seen(conflict, record, seen)
        editing = Editing(desk, tx)
        editing.check_allowed(record.kind)
        typed = _tidied(conflict, values)
        entry = tx.entry(conflict.ref)
        resolved = resolve(record, entry, conflict, chosen, typed, editing.when)
        editing.judge(record.kind, {name: typed[name] for name in typed if name != DELETED}, resolved.record.fields)
        _put(tx, editing, (record, entry, conflict), resolved)
        return conflict.ref

    ref = await desk.store.write(work)
    return desk.announced(Changes.of([ref]))


async def keep_two_records(desk: Desk, conflict_id: str, *, seen: Conflict | None = None) -> tuple[Ref, Changes]:
    """A new record with the person's values, while this one is theirs again. Raises NotFound if it is deleted here,
    Outdated as `resolve_conflict` does."""

    def work(tx: Transaction) -> tuple[Ref, Ref]:
        conflict = _conflict(tx, conflict_id)
        record, entry = living(tx, conflict.ref), tx.entry(conflict.ref)
        _check_seen(conflict, record, seen)
        editing = Editing(desk, tx)
        mine = {name: versions.mine for name, versions in as_it_stands(conflict, record).fields.items()}
        mine.pop(DELETED, None)
        theirs = {} if entry is None or entry.base is None else entry.base.fields
        given_up = {name: value for name, value in differing(record.kind, record.fields, theirs).items() if theirs}
        resolved = resolve(record, entry, conflict, Side.THEIRS, given_up, editing.when)
        made = editing.new_record(record.kind, _apart(desk, resolved.record, {**record.fields, **mine}))
        editing.put([(None, made)])
        _put(tx, editing, (record, entry, conflict), resolved, made)
        return made.ref, conflict.ref

    made, ref = await desk.store.write(work)
    return made, desk.announced(Changes.of([made, ref]))


async def keep_picks(desk: Desk, conflict_id: str, picks: Mapping[str, Value]) -> None:
    """What the person has chosen so far of an open conflict; one that is settled meanwhile needs none."""

    def work(tx: Transaction) -> None:
        conflict = _conflict(tx, conflict_id)
        if conflict.state is ConflictState.OPEN:
            tx.put_conflict(replace(conflict, picks=dict(picks)))

    await desk.store.write(work)


async def open_dispute(desk: Desk, conflict_id: str) -> Dispute:
    """Raises NotFound if the conflict or its record is not on this computer."""

    def work(tx: Transaction) -> Dispute:
        conflict = _conflict(tx, conflict_id)
        record, entry = _record(tx, conflict), tx.entry(conflict.ref)
        waiting = [one.id for one in reversed(tx.conflicts()) if one.state is ConflictState.OPEN]
        standing = as_it_stands(conflict, record)
        is_open = conflict.state is ConflictState.OPEN
        suggested = suggestions(standing, entry, _stages(tx, record)) if is_open else {}
        return Dispute(standing, record, entry, suggested, tuple(waiting))

    return await desk.store.read(work)


def _stages(tx: Transaction, record: Record) -> list[str]:
    """Of the deal's pipeline, in their order."""
    if record.kind != "deal":
        return []
    found = [one for one in pipelines_of(tx) if one.id == record.fields.get("pipeline_id")]
    return [stage.id for one in found for stage in one.stages]


def _record(tx: Transaction, conflict: Conflict) -> Record:
    record = tx.record(conflict.ref)
    if record is None:
        raise NotFound(f"{conflict.kind} {conflict.record_id} is not on this computer any more")
    return record


def _check_seen(conflict: Conflict, record: Record, seen: Conflict | None) -> None:
    """What was chosen so far is no version."""
    if seen is not None and replace(as_it_stands(conflict, record), picks={}) != replace(seen, picks={}):
        raise Outdated(f"conflict {conflict.id} is not as it was shown any more")


def _apart(desk: Desk, first: Record, fields: Fields) -> dict[str, Value]:
    """The fields of a second record beside the first: with rows of its own, and without the value that only one record
    may have where the first has it."""
    declared = KINDS[first.kind].fields
    own = {
        name: [{**row, "id": desk.ids.new()} for row in value or []]
        for name, value in fields.items()
        if name in declared and declared[name].type is FieldType.ROWS
    }
    unique = _UNIQUE.get(first.kind, "")
    taken = not first.deleted and _folded(first.fields.get(unique)) == _folded(fields.get(unique))
    return {name: value for name, value in {**fields, **own}.items() if not taken or name != unique}


def _folded(value: Value) -> str:
    return str(value or "").strip().casefold()


def _put(
    tx: Transaction,
    editing: Editing,
    before: tuple[Record, Entry | None, Conflict],
    resolved: Resolved,
    made: Record | None = None,
) -> None:
    """Store a decision that the person may take back."""
    record, entry, conflict = before
    tx.put_records([resolved.record])
    if resolved.entry is not None:
        tx.put_entry(resolved.entry)
    else:
        tx.drop_entry(conflict.ref)
    tx.put_conflict(resolved.conflict)
    at = editing.when.wall_ms
    tx.add_undo(ResolveStep(at, record, resolved.record, entry, resolved.entry, conflict, made))


def _conflict(tx: Transaction, conflict_id: str) -> Conflict:
    conflict = tx.conflict(conflict_id)
    if conflict is None:
        raise NotFound(f"no conflict {conflict_id}")
    return conflict


def _tidied(conflict: Conflict, values: Fields) -> dict[str, object]:
    typed = tidy(conflict.kind, {name: value for name, value in values.items() if name != DELETED})
    if DELETED in values:
        if not isinstance(values[DELETED], bool):
            raise Refused([FieldError(DELETED, "wrong_type", "say true or false")])
        typed[DELETED] = values[DELETED]
    return typed
