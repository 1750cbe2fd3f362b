"""Records made, changed, deleted, restored and shown."""

from dataclasses import dataclass

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import NotFound
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import EntryState, Fields, Record, Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.editing import Editing, living


@dataclass(frozen=True, slots=True)
class Shown:
    """A record and how it stands with the remote."""

    record: Record
    pending: bool
    """Something of it is still to be sent; not so if it is quarantined."""
    conflict: bool
    """A conflict waits for a person."""
    quarantined: bool
    state: str
    """As `Row.state`."""


async def add_record(desk: Desk, kind: str, fields: Fields) -> tuple[Ref, Changes]:
    """Make a record. What is not given is filled in: the owner, the currency, the first stage ..."""

    def work(tx: Transaction) -> Ref:
        editing = Editing(desk, tx)
        made = editing.new_record(kind, fields)
        editing.keep(None, made)
        return made.ref

    ref = await desk.store.write(work)
    return ref, desk.announced(Changes.of([ref]))


async def set_fields(desk: Desk, ref: Ref, fields: Fields) -> Changes:
    """Change fields of a record; no Changes if they held these values already."""

    def work(tx: Transaction) -> bool:
        editing = Editing(desk, tx)
        before = living(tx, ref)
        after = editing.changed(before, fields)
        editing.keep(before, after)
        return after is not before

    changed = await desk.store.write(work)
    return desk.announced(Changes.of([ref]) if changed else Changes())


async def delete_record(desk: Desk, ref: Ref) -> Changes:
    def work(tx: Transaction) -> None:
        editing = Editing(desk, tx)
        before = living(tx, ref)
        editing.keep(before, editing.toggled(before, deleted=True))

    await desk.store.write(work)
    return desk.announced(Changes.of([ref]))


async def restore_record(desk: Desk, ref: Ref) -> Changes:
    """Bring a deleted record back with the fields it had."""

    def work(tx: Transaction) -> None:
        before = tx.record(ref)
        if before is None or not before.deleted:
            raise NotFound(f"no deleted {ref.kind} {ref.id} on this computer")
        editing = Editing(desk, tx)
        editing.keep(before, editing.toggled(before, deleted=False))

    await desk.store.write(work)
    return desk.announced(Changes.of([ref]))


async def show_record(desk: Desk, ref: Ref) -> Shown:
    """Raises NotFound if the record is not here or deleted."""

    def work(tx: Transaction) -> Shown:
        living(tx, ref)
        key = tx.key_of(ref)
        rows = [] if key is None else tx.rows(ref.kind, [key])
        if not rows:
            raise NotFound(f"no {ref.kind} {ref.id} on this computer")
        entry = tx.entry(ref)
        quarantined = entry is not None and entry.state is EntryState.QUARANTINED
        return Shown(
            record=rows[0].record,
            pending=entry is not None and not quarantined,
            conflict=tx.open_conflict(ref) is not None,
            quarantined=quarantined,
            state=rows[0].state,
        )

    return await desk.store.read(work)
