"""Conflicts listed, decided, and turned round."""

from crmdesk.domain.changes import Changes
from crmdesk.domain.conflicts import Side, resolve
from crmdesk.domain.entry import tidy
from crmdesk.domain.errors import FieldError, NotFound, Refused
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Conflict, Fields, Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.editing import Editing


async def list_conflicts(desk: Desk) -> list[Conflict]:
    """Open and settled ones, newest first."""
    return await desk.store.read(lambda tx: tx.conflicts())


async def show_conflict(desk: Desk, conflict_id: str) -> Conflict:
    return await desk.store.read(lambda tx: _conflict(tx, conflict_id))


async def resolve_conflict(desk: Desk, conflict_id: str, side: Side | str | None, values: Fields) -> Changes:
    """A side ("mine", "theirs") for the whole conflict, then single fields by value; "deleted" is a field here.

    An open conflict is decided, a settled one turned round. Raises Refused if a field of an open one stays undecided.
    """
    chosen = None if side is None else Side(side)

    def work(tx: Transaction) -> Ref:
        conflict = _conflict(tx, conflict_id)
        record = tx.record(conflict.ref)
        if record is None:
            raise NotFound(f"{conflict.kind} {conflict.record_id} is not on this computer any more")
        editing = Editing(desk, tx)
        editing.check_allowed(record.kind)
        typed = _tidied(conflict, values)
        resolved = resolve(record, tx.entry(conflict.ref), conflict, chosen, typed, editing.when)
        editing.judge(record.kind, {name: typed[name] for name in typed if name != DELETED}, resolved.record.fields)
        tx.put_records([resolved.record])
        if resolved.entry is not None:
            tx.put_entry(resolved.entry)
        else:
            tx.drop_entry(conflict.ref)
        tx.put_conflict(resolved.conflict)
        return conflict.ref

    ref = await desk.store.write(work)
    return desk.announced(Changes.of([ref]))


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
