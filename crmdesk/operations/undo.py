"""The newest thing done here taken back: an ordinary edit, which goes out, merges and conflicts like any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Forbidden, Refused
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.merge import differing
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Conflict, ConflictState, Entry, Record, Ref, Value
from crmdesk.domain.undo import DropStep, EditStep, ResolveStep, UndoStep, edit_step, restorable
from crmdesk.operations.desk import Desk
from crmdesk.operations.editing import Editing

_LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, for words."""

    ref: Ref
    what: str
    """added, changed, deleted, restored, decided or dropped: what had been done."""
    fields: tuple[str, ...]
    """What holds its old value again; "deleted" for the record itself."""
    kept: tuple[str, ...]
    """What was left: changed by somebody since, or the old value is not accepted, or not allowed, any more."""
    changes: Changes
    second_stays: bool = False
    """Keeping both had made a second record, which somebody has changed since, or which alone holds the person's
    version now."""


async def step_of(desk: Desk, ref: Ref, did: str) -> int | None:
    """The number of the newest step that did this to the record, for the Undo of a toast: others may have come after
    it. `did`: decided, dropped, deleted or the name of a field; None if it cannot be taken back (any more)."""
    steps = await desk.store.read(lambda tx: tx.newest_undo(_LOOKED_THROUGH))
    return next((number for number, step in steps if step.ref == ref and _did(step, did)), None)


def _did(step: UndoStep, did: str) -> bool:
    if isinstance(step, EditStep):
        return did in step.before
    return did == ("decided" if isinstance(step, ResolveStep) else "dropped")


async def undo_last(desk: Desk) -> Undone | None:
    return await _undo(desk, None)


async def undo_step(desk: Desk, number: int) -> Undone | None:
    """Take back one step; None if that has been done already."""
    return await _undo(desk, number)


async def _undo(desk: Desk, number: int | None) -> Undone | None:
    def work(tx: Transaction) -> Undone | None:
        found = tx.undo_step(number)
        if found is None:
            return None
        tx.drop_undo(found[0])
        return _take_back(desk, tx, found[1])

    undone = await desk.store.write(work)
    if undone is not None:
        desk.announced(undone.changes)
    return undone


def _take_back(desk: Desk, tx: Transaction, step: UndoStep) -> Undone:
    if isinstance(step, ResolveStep):
        return _unresolve(desk, tx, step)
    if isinstance(step, DropStep):
        return _undrop(desk, tx, step)
    return _take_back_edit(desk, tx, step, _what(step))


def _what(step: EditStep) -> str:
    if step.created:
        return "added"
    if DELETED in step.before:
        return "restored" if step.before[DELETED] else "deleted"
    return "changed"


def _take_back_edit(desk: Desk, tx: Transaction, step: EditStep, what: str) -> Undone:
    record = tx.record(step.ref)
    if record is None:
        return Undone(step.ref, what, (), tuple(step.before), Changes())
    held = restorable(step, record)
    editing = Editing(desk, tx)
    try:
        after = _with(editing, record, held)
    except (Refused, Forbidden):
        after, held = record, {}
    editing.put([(record, after)])
    kept = tuple(name for name in step.before if name not in held)
    return Undone(step.ref, what, tuple(held), kept, Changes.of([step.ref]) if after is not record else Changes())


def _with(editing: Editing, record: Record, values: Mapping[str, Value]) -> Record:
    if values.get(DELETED, record.deleted) != record.deleted:
        record = editing.toggled(record, deleted=not record.deleted)
    fields = {name: value for name, value in values.items() if name != DELETED}
    return editing.changed(record, fields) if fields else record


def _unresolve(desk: Desk, tx: Transaction, step: ResolveStep) -> Undone:
    """A record that the decision made goes again, unless somebody changed it or it is the only one left that holds the
    person's version."""
    undone = _undecide(desk, tx, step)
    made = tx.record(step.made.ref) if step.made is not None else None
    if step.made is None or made is None or made.deleted:
        return undone
    if undone.kept or differing(made.kind, step.made.fields, made.fields):
        return replace(undone, second_stays=True)
    editing = Editing(desk, tx)
    editing.put([(made, editing.toggled(made, deleted=True))])
    return replace(undone, changes=undone.changes | Changes.of([made.ref]))


def _undecide(desk: Desk, tx: Transaction, step: ResolveStep) -> Undone:
    """The conflict stands again if nothing moved since the decision; else the record gets back what it had held."""
    if tx.record(step.ref) != step.after or tx.entry(step.ref) != step.entry_after:
        return _put_back(desk, tx, step, (step.before, step.after), "decided")
    _stand_again(tx, step.before, step.entry_before, step.conflict)
    return Undone(step.ref, "decided", tuple(step.conflict.fields), (), Changes.of([step.ref]))


def _undrop(desk: Desk, tx: Transaction, step: DropStep) -> Undone:
    """The entry waits again as it did if nothing moved since; else the record gets back what it had held."""
    if tx.record(step.ref) != step.entry.base or tx.entry(step.ref) is not None:
        return _put_back(desk, tx, step, (step.record, step.left), "dropped")
    _stand_again(tx, step.record, step.entry, step.conflict)
    fields = edit_step(step.record, step.left, step.at).before
    return Undone(step.ref, "dropped", tuple(fields), (), Changes.of([step.ref]))


def _stand_again(tx: Transaction, record: Record, entry: Entry | None, conflict: Conflict | None) -> None:
    tx.put_records([record])
    if entry is not None:
        tx.put_entry(entry)
    else:
        tx.drop_entry(record.ref)
    if conflict is not None:
        tx.put_conflict(conflict)


def _put_back(
    desk: Desk, tx: Transaction, step: ResolveStep | DropStep, sides: tuple[Record, Record], what: str
) -> Undone:
    """What stood before, by an edit; the conflict stays settled, with the values that hold again."""
    before, after = sides
    undone = _take_back_edit(desk, tx, edit_step(before, after, step.at), what)
    if step.conflict is None:
        return undone
    tx.put_conflict(_turned_round(step.conflict, before, after, undone.fields))
    return replace(undone, changes=Changes.of([step.ref]))


def _turned_round(conflict: Conflict, before: Record, after: Record, fields: tuple[str, ...]) -> Conflict:
    """Settled, with the values that hold again."""
    held = {**before.fields, DELETED: before.deleted}
    decided = {**after.fields, DELETED: after.deleted}
    results = {
        name: replace(versions, result=held.get(name) if name in fields else decided.get(name))
        for name, versions in conflict.fields.items()
    }
    return replace(conflict, state=ConflictState.SETTLED, fields=results)
