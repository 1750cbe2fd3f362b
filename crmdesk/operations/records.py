"""Records made, changed, deleted, restored and shown."""

from dataclasses import dataclass

from crmdesk.domain.changes import Changes
from crmdesk.domain.entry import tidy
from crmdesk.domain.errors import FieldError, NotFound, Refused
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.merge import differing
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import EntryState, Fields, Record, Ref
from crmdesk.domain.retyping import retyped
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


async def save_typed(desk: Desk, ref: Ref, typed: Fields, *, began: Fields, seen: Fields) -> Fields:
    """Change fields as a person typed them over a record that may be another by now (`domain.retyping`): what they have
    not seen is never written over. Raises Refused (changed_meanwhile) naming it; once it is shown to them it is `seen`,
    and they may save again. Gives what the person knows of the record by this: the fields that were typed, those of
    their units, and what followed from them."""
    typed = tidy(ref.kind, typed)

    def work(tx: Transaction) -> tuple[Record, Record]:
        editing = Editing(desk, tx)
        before = living(tx, ref)
        meant = retyped(before, typed, began, seen)
        if meant.unseen:
            message = "it has just been changed elsewhere"
            raise Refused([FieldError(name, "changed_meanwhile", message) for name in meant.unseen])
        after = editing.changed(before, meant.values)
        editing.keep(before, after)
        return before, after

    before, after = await desk.store.write(work)
    desk.announced(Changes.of([ref]) if after is not before else Changes())
    unit_of = KINDS[ref.kind].unit_of
    units = {unit_of(name) for name in (*typed, *differing(ref.kind, before.fields, after.fields))}
    return {**{name: value for name, value in after.fields.items() if unit_of(name) in units}, **typed}


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


async def deleted_record(desk: Desk, ref: Ref) -> Record | None:
    """A record as it was when it was deleted; None if it is alive or not here."""
    record = await desk.store.read(lambda tx: tx.record(ref))
    return record if record is not None and record.deleted else None


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
