"""The newest thing done here taken back: an ordinary edit, which goes out, merges and conflicts like any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Refused
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.merge import differing
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Conflict, ConflictState, Record, Ref, Value
from crmdesk.domain.undo import EditStep, ResolveStep, UndoStep, edit_step
from crmdesk.operations.desk import Desk
from crmdesk.operations.editing import Editing


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, for words."""

    ref: Ref
    what: str
    """added, changed, deleted, restored or decided: what had been done."""
    fields: tuple[str, ...]
    """What holds its old value again; "deleted" for the record itself."""
    kept: tuple[str, ...]
    """What was left: changed by somebody since, or the old value is not accepted any more."""
    changes: Changes


async def newest_undo(desk: Desk) -> int | None:
    """The number of the newest step, for the Undo of a toast; None if nothing can be taken back."""
    found = await desk.store.read(lambda tx: tx.undo_step(None))
    return None if found is None else found[0]


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
    return _take_back_edit(desk, tx, step, _what(step))


def _what(step: EditStep) -> str:
    if step.created:
        return "added"
    if DELETED in step.after:
        return "deleted" if step.after[DELETED] else "restored"
    return "changed"


def _take_back_edit(desk: Desk, tx: Transaction, step: EditStep, what: str) -> Undone:
    wanted = {DELETED: True} if step.created else dict(step.before)
    record = tx.record(step.ref)
    if record is None:
        return Undone(step.ref, what, (), tuple(wanted), Changes())
    held = wanted if step.created and not record.deleted else _still_held(record, step)
    editing = Editing(desk, tx)
    try:
        after = _with(editing, record, held)
    except Refused:
        after, held = record, {}
    editing.put([(record, after)])
    kept = tuple(name for name in wanted if name not in held)
    return Undone(step.ref, what, tuple(held), kept, Changes.of([step.ref]) if after is not record else Changes())


def _still_held(record: Record, step: EditStep) -> dict[str, Value]:
    """The old values of the fields that hold what the step had set; of a deleted record none but its deletion."""
    if record.deleted != step.after.get(DELETED, False):
        return {}
    after = {name: value for name, value in step.after.items() if name != DELETED}
    moved = set(differing(record.kind, record.fields, {**record.fields, **after}))
    return {name: value for name, value in step.before.items() if name not in moved}


def _with(editing: Editing, record: Record, values: Mapping[str, Value]) -> Record:
    if values.get(DELETED, record.deleted) != record.deleted:
        record = editing.toggled(record, deleted=not record.deleted)
    fields = {name: value for name, value in values.items() if name != DELETED}
    return editing.changed(record, fields) if fields else record


def _unresolve(desk: Desk, tx: Transaction, step: ResolveStep) -> Undone:
    """A record that the decision made goes again, unless it is the only one left that holds the person's version."""
    undone = _undecide(desk, tx, step)
    made = tx.record(step.made) if step.made is not None and not undone.kept else None
    if made is None or made.deleted:
        return undone
    editing = Editing(desk, tx)
    editing.put([(made, editing.toggled(made, deleted=True))])
    return replace(undone, changes=undone.changes | Changes.of([made.ref]))


def _undecide(desk: Desk, tx: Transaction, step: ResolveStep) -> Undone:
    """The conflict stands again if nothing moved since the decision; else the record gets back what it had held."""
    if tx.record(step.ref) != step.after or tx.entry(step.ref) != step.entry_after:
        undone = _take_back_edit(desk, tx, edit_step(step.before, step.after, step.at), "decided")
        tx.put_conflict(_turned_round(step, undone.fields))
        return replace(undone, changes=Changes.of([step.ref]))
    tx.put_records([step.before])
    if step.entry_before is not None:
        tx.put_entry(step.entry_before)
    else:
        tx.drop_entry(step.ref)
    tx.put_conflict(step.conflict)
    return Undone(step.ref, "decided", tuple(step.conflict.fields), (), Changes.of([step.ref]))


def _turned_round(step: ResolveStep, fields: tuple[str, ...]) -> Conflict:
    """Settled, with the values that hold again."""
    held = {**step.before.fields, DELETED: step.before.deleted}
    decided = {**step.after.fields, DELETED: step.after.deleted}
    results = {
        name: replace(versions, result=held.get(name) if name in fields else decided.get(name))
        for name, versions in step.conflict.fields.items()
    }
    return replace(step.conflict, state=ConflictState.SETTLED, fields=results)
