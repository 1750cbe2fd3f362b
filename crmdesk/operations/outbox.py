"""What waits to be sent, what was refused and why; tried again or given up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crmdesk.domain.changes import Changes
from crmdesk.domain.entries import pending_fields
from crmdesk.domain.errors import Busy, FieldError, NotFound
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.ports import Counts, Transaction
from crmdesk.domain.records import ConflictState, Entry, EntryState, Record, Ref, Value
from crmdesk.domain.undo import DropStep
from crmdesk.operations.desk import Desk


@dataclass(frozen=True, slots=True)
class OutboxItem:
    kind: str
    id: str
    state: EntryState
    fields: Mapping[str, Value]
    """What the remote does not have yet; "deleted" stands for a deletion or a restoration."""
    errors: tuple[FieldError, ...]
    """Why it was refused."""

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.id)


async def list_outbox(desk: Desk) -> list[OutboxItem]:
    """In the order in which they go out."""

    def work(tx: Transaction) -> list[OutboxItem]:
        entries = tx.all_entries()
        records = tx.records(entry.ref for entry in entries)
        return [
            OutboxItem(entry.kind, entry.id, entry.state, unsent_fields(entry, records.get(entry.ref)), entry.errors)
            for entry in entries
        ]

    return await desk.store.read(work)


async def unsent_work(desk: Desk) -> list[dict[str, Any]]:
    """All that a revoked device must save: each entry's fields with what they were based on, as JSON."""

    def work(tx: Transaction) -> list[dict[str, Any]]:
        entries = tx.all_entries()
        records = tx.records(entry.ref for entry in entries)
        return [_saved(entry, unsent_fields(entry, records.get(entry.ref))) for entry in entries]

    return await desk.store.read(work)


async def count_outbox(desk: Desk) -> Counts:
    return await desk.store.read(lambda tx: tx.counts())


async def retry_entry(desk: Desk, ref: Ref) -> Changes:
    """Send a refused or parked entry again with the next cycle."""

    def work(tx: Transaction) -> bool:
        entry = _entry(tx, ref)
        if entry.state not in {EntryState.QUARANTINED, EntryState.PARKED}:
            return False
        tx.put_entry(replace(entry, state=EntryState.WAITING, errors=(), tries=0, parked_since=None, retry_at=None))
        return True

    retried = await desk.store.write(work)
    return desk.announced(Changes.of([ref]) if retried else Changes())


async def drop_entry(desk: Desk, ref: Ref) -> Changes:
    """Give up what was not sent: the record is as the remote has it, and gone if the remote never had it. It can be
    taken back.

    Raises Busy for an entry whose change is under way: the remote may have it already.
    """

    def work(tx: Transaction) -> None:
        entry = _entry(tx, ref)
        if entry.seal is not None:
            raise Busy("this change is being sent: wait for the answer")
        record, standing = tx.record(ref), tx.open_conflict(ref)
        if entry.base is not None:
            tx.put_records([entry.base])
        else:
            tx.drop_records([ref])
        tx.drop_entry(ref)
        if standing is not None:
            fields = {name: replace(versions, result=versions.theirs) for name, versions in standing.fields.items()}
            tx.put_conflict(replace(standing, state=ConflictState.SETTLED, fields=fields))
        if record is not None:
            tx.add_undo(DropStep(desk.clock.now_ms(), record, entry, standing))

    await desk.store.write(work)
    return desk.announced(Changes.of([ref]))


def _entry(tx: Transaction, ref: Ref) -> Entry:
    entry = tx.entry(ref)
    if entry is None:
        raise NotFound(f"nothing of {ref.kind} {ref.id} waits to be sent")
    return entry


def _saved(entry: Entry, fields: Mapping[str, Value]) -> dict[str, Any]:
    base = entry.base
    return {
        "kind": entry.kind,
        "id": entry.id,
        "fields": dict(fields),
        "base_rev": base.rev if base else None,
        "base": {name: base.fields.get(name) for name in fields} if base else None,
        "edited": {name: time.wall_ms for name, time in entry.edited.items()},
    }


def unsent_fields(entry: Entry, record: Record | None) -> dict[str, Value]:
    """What the remote does not have yet; "deleted" stands for a deletion or a restoration."""
    if record is None:
        return {}
    deleted_there = entry.base.deleted if entry.base else False
    toggled = {DELETED: record.deleted} if record.deleted != deleted_there else {}
    return {**pending_fields(entry, record), **toggled}
