"""Records as they are stored: whole, with what the wire does not show (who set which field, a tombstone's fields)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Fields, Value
from crmdesk.protocol.wire import WireLost, WireRecord
from crmdesk.server.moments import moment
from crmdesk.server.tables import RECORD

LOST_KEPT_MS = 90 * 24 * 3600 * 1000
LOST_KEPT = 100
UNNUMBERED = 0
"""The revision of what a call is about to store."""

_lost = msgspec.json.Decoder(list[WireLost])


@dataclass(frozen=True, slots=True)
class Stored:
    kind: str
    id: str
    fields: Mapping[str, Value]
    """Every declared field, a tombstone's too."""
    created_at: str
    created_by: str | None
    updated_at: str
    updated_by: str | None
    rev: int = UNNUMBERED
    deleted: bool = False
    edited: Mapping[str, int] = field(default_factory=dict)
    edited_by: Mapping[str, str] = field(default_factory=dict)
    """Who set a field since creation."""
    lost: Sequence[WireLost] = ()
    external: Mapping[str, str] = field(default_factory=dict)

    def who_set(self, name: str) -> str | None:
        return self.edited_by.get(name, self.created_by)

    def numbered(self, rev: int) -> "Stored":
        """With its revision, which what it just overrode carries too."""
        lost = [msgspec.structs.replace(value, rev=rev) if not value.rev else value for value in self.lost]
        return replace(self, rev=rev, lost=lost)


def load_records(connection: Connection, workspace_id: str, ids: Iterable[str]) -> dict[str, Stored]:
    """By id, tombstones too; locked until the commit where the database locks rows, in the order of their ids."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    query = (
        select(RECORD)
        .where(RECORD.c.workspace_id == workspace_id, RECORD.c.id.in_(wanted))
        .order_by(RECORD.c.id)
        .with_for_update()
    )
    return {row.id: _from_row(row) for row in connection.execute(query)}


def insert_records(connection: Connection, workspace_id: str, records: Iterable[Stored]) -> None:
    rows = [_to_row(workspace_id, record) for record in records]
    if rows:
        connection.execute(insert(RECORD), rows)


def update_records(connection: Connection, workspace_id: str, records: Iterable[Stored]) -> None:
    rows = [{f"new_{name}": value for name, value in _to_row(workspace_id, record).items()} for record in records]
    if not rows:
        return
    changing = [column.name for column in RECORD.columns if not column.primary_key]
    statement = (
        update(RECORD)
        .where(RECORD.c.workspace_id == bindparam("new_workspace_id"), RECORD.c.id == bindparam("new_id"))
        .values({name: bindparam(f"new_{name}") for name in changing})
    )
    connection.execute(statement, rows)


def wire_record(record: Stored, now_ms: int) -> WireRecord:
    return WireRecord(
        kind=record.kind,
        id=record.id,
        rev=record.rev,
        fields={} if record.deleted else dict(record.fields),
        deleted=record.deleted,
        edited=dict(record.edited),
        created_at=record.created_at,
        created_by=record.created_by,
        updated_at=record.updated_at,
        updated_by=record.updated_by,
        lost=fresh_lost(record.lost, now_ms),
        external=dict(record.external),
    )


def fresh_lost(lost: Iterable[WireLost], now_ms: int) -> list[WireLost]:
    """Those of the last 90 days, the newest hundred."""
    oldest = moment(now_ms - LOST_KEPT_MS)
    return [value for value in lost if value.at >= oldest][-LOST_KEPT:]


def read_lost(text: str) -> list[WireLost]:
    return _lost.decode(text)


def whole_fields(kind: str, fields: Fields) -> dict[str, Value]:
    """Every declared field, those left out empty."""
    return {**KINDS[kind].empty_fields(), **fields}


def _to_row(workspace_id: str, record: Stored) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": record.id,
        "kind": record.kind,
        "rev": record.rev,
        "deleted": record.deleted,
        "fields": _text(record.fields),
        "edited": _text(record.edited),
        "edited_by": _text(record.edited_by),
        "created_at": record.created_at,
        "created_by": record.created_by,
        "updated_at": record.updated_at,
        "updated_by": record.updated_by,
        "lost": _text(record.lost),
        "external": _text(record.external),
    }


def _from_row(row: Row[Any]) -> Stored:
    return Stored(
        kind=row.kind,
        id=row.id,
        rev=row.rev,
        deleted=row.deleted,
        fields=whole_fields(row.kind, msgspec.json.decode(row.fields)),
        edited=msgspec.json.decode(row.edited),
        edited_by=msgspec.json.decode(row.edited_by),
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        lost=read_lost(row.lost),
        external=msgspec.json.decode(row.external),
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
