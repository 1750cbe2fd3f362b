"""The beginning of the outbox with all that is told of each record: thousands may wait, and are not read whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Entry, EntryState, Fields, Record, Ref, Value
from crmdesk.operations.desk import Desk
from crmdesk.operations.outbox import unsent_fields

WAITING = frozenset(EntryState) - {EntryState.QUARANTINED}
REFUSED = frozenset({EntryState.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the remote does not have of one record."""

    ref: Ref
    state: EntryState
    before: Fields | None
    """The record as it is there; None if it was made here."""
    after: Fields
    changed: Mapping[str, Value]
    """The fields to be sent; "deleted" stands for a deletion or a restoration."""
    errors: tuple[FieldError, ...]
    tries: int
    retry_at: int | None
    edited_at: int | None
    """Wall clock, ms, of the newest edit."""


@dataclass(frozen=True, slots=True)
class OutboxPart:
    refused: tuple[Unsent, ...]
    refused_in_all: int
    waiting: tuple[Unsent, ...]
    waiting_in_all: int
    oldest_at: int | None
    """Wall clock, ms, of the first edit that waits."""


async def read_outbox_part(desk: Desk, refused: int, waiting: int) -> OutboxPart:
    """At most so many of each, in the order in which they go out."""

    def work(tx: Transaction) -> OutboxPart:
        counts = tx.counts()
        oldest = tx.oldest_entry(WAITING)
        return OutboxPart(
            _part(tx, REFUSED, refused),
            counts.quarantined,
            _part(tx, WAITING, waiting),
            counts.pending,
            min((time.wall_ms for time in oldest.edited.values()), default=None) if oldest is not None else None,
        )

    return await desk.store.read(work)


def _part(tx: Transaction, states: Collection[EntryState], limit: int) -> tuple[Unsent, ...]:
    entries = tx.first_entries(states, limit)
    records = tx.records(entry.ref for entry in entries)
    return tuple(_told(entry, records.get(entry.ref)) for entry in entries)


def _told(entry: Entry, record: Record | None) -> Unsent:
    before = None if entry.base is None else {**entry.base.fields, DELETED: entry.base.deleted}
    after = {} if record is None else {**record.fields, DELETED: record.deleted}
    edited_at = max((time.wall_ms for time in entry.edited.values()), default=None)
    changed = unsent_fields(entry, record)
    return Unsent(entry.ref, entry.state, before, after, changed, entry.errors, entry.tries, entry.retry_at, edited_at)
