"""What sync did, kept on the disk, in SQL."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, insert, select

from crmdesk.domain.ports import LogLine
from crmdesk.domain.records import Ref, Value
from crmdesk.replica.stored_json import from_json, to_json
from crmdesk.replica.tables import SYNC_LOG


def add_log(connection: Connection, lines: Iterable[LogLine]) -> None:
    rows = [
        {
            "at": line.at,
            "what": line.what,
            "kind": line.ref.kind if line.ref else None,
            "id": line.ref.id if line.ref else None,
            "detail": to_json(line.detail),
        }
        for line in lines
    ]
    if rows:
        connection.execute(insert(SYNC_LOG), rows)


def read_log(connection: Connection, whats: Collection[str], limit: int, since_ms: int) -> list[LogLine]:
    statement = select(SYNC_LOG).order_by(SYNC_LOG.c.number.desc()).limit(limit)
    if since_ms:
        statement = statement.where(SYNC_LOG.c.at >= since_ms)
    if whats:
        statement = statement.where(SYNC_LOG.c.what.in_(list(whats)))
    return [
        LogLine(row.at, row.what, Ref(row.kind, row.id) if row.kind else None, from_json(dict[str, Value], row.detail))
        for row in connection.execute(statement)
    ]


def forget_log(connection: Connection, before_ms: int) -> None:
    connection.execute(delete(SYNC_LOG).where(SYNC_LOG.c.at < before_ms))
