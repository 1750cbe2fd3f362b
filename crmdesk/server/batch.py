"""What one call of `outgoing` is judged against: read whole before the first change, kept up to date while judging."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from crmdesk.domain.kinds import KINDS
from crmdesk.protocol.wire import WireChange
from crmdesk.server.applying import Author
from crmdesk.server.records import Stored, load_records
from crmdesk.server.references import Met, references
from crmdesk.server.tables import APPLIED_CHANGE, RECORD
from crmdesk.server.uniqueness import UniqueValue, load_owners, unique_value

_STATEMENT_IDS = 10_000
"""A statement takes about 32,000 values; the rows of a thousand deals refer to more products."""


@dataclass(slots=True)
class Batch:
    author: Author
    records: dict[str, Stored]
    """By id: the records that the changes name, as they stand after the changes judged so far."""
    met: dict[str, Met]
    """By id: those, and all that they refer to. What is not here was never on this server."""
    owners: dict[UniqueValue, str]
    applied: Mapping[str, tuple[str, int]]
    """By change id: the hash of the content and the revision of what earlier calls applied."""
    fresh: dict[str, "Accepted"] = field(default_factory=dict)
    """By change id: what this call is about to apply."""

    def accept(self, accepted: "Accepted") -> None:
        before, after = accepted.before, accepted.after
        self.fresh[accepted.change.change_id] = accepted
        self.records[after.id] = after
        self.met[after.id] = Met(after.kind, after.deleted)
        for record in (before, after):
            found = unique_value(record.kind, record.fields) if record else None
            if found and self.owners.get(found[1]) in {None, after.id}:
                if record is after and not after.deleted:
                    self.owners[found[1]] = after.id
                else:
                    self.owners.pop(found[1], None)


@dataclass(slots=True)
class Accepted:
    """A change that was judged applicable, and what it makes of the record."""

    change: WireChange
    content_hash: str
    before: Stored | None
    after: Stored


def load_batch(connection: Connection, author: Author, changes: Sequence[WireChange]) -> Batch:
    workspace_id = author.workspace_id
    records = load_records(connection, workspace_id, (change.id for change in changes))
    met = {record.id: Met(record.kind, record.deleted) for record in records.values()}
    met |= _meet(connection, workspace_id, _mentioned(changes) - met.keys())
    values = [found[1] for change in changes if (found := _wanted(change, records.get(change.id)))]
    owners = load_owners(connection, workspace_id, values)
    applied = _load_applied(connection, workspace_id, {change.change_id for change in changes})
    return Batch(author, records, met, owners, applied)


def _mentioned(changes: Iterable[WireChange]) -> set[str]:
    ids: set[str] = set()
    for change in changes:
        if change.kind in KINDS:
            ids.update(reference.id for reference in references(change.kind, change.fields))
        ids.update(lost.by for lost in change.lost.values() if lost.by)
    return ids


def _wanted(change: WireChange, current: Stored | None) -> tuple[str, UniqueValue] | None:
    return unique_value(change.kind, {**(current.fields if current else {}), **change.fields})


def _meet(connection: Connection, workspace_id: str, ids: set[str]) -> dict[str, Met]:
    columns = RECORD.c
    wanted = sorted(ids)
    met: dict[str, Met] = {}
    for start in range(0, len(wanted), _STATEMENT_IDS):
        query = select(columns.id, columns.kind, columns.deleted).where(
            columns.workspace_id == workspace_id, columns.id.in_(wanted[start : start + _STATEMENT_IDS])
        )
        met.update((row.id, Met(row.kind, row.deleted)) for row in connection.execute(query))
    return met


def _load_applied(connection: Connection, workspace_id: str, change_ids: set[str]) -> dict[str, tuple[str, int]]:
    columns = APPLIED_CHANGE.c
    query = select(columns.change_id, columns.content_hash, columns.rev).where(
        columns.workspace_id == workspace_id, columns.change_id.in_(sorted(change_ids))
    )
    return {row.change_id: (row.content_hash, row.rev) for row in connection.execute(query)}
