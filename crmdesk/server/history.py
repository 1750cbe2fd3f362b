"""Who changed what, when: one row a change, in its transaction."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, insert, select

from crmdesk.protocol.people import HistoryEntry, HistoryField
from crmdesk.server.applying import Author, differences
from crmdesk.server.records import Stored
from crmdesk.server.tables import HISTORY, RECORD

_LONGEST = 1_000
_fields = msgspec.json.Decoder(dict[str, HistoryField])


def store_history(connection: Connection, author: Author, changes: Iterable[tuple[Stored | None, Stored]]) -> None:
    """`changes`: each record before and after."""
    rows = [
        {
            "workspace_id": author.workspace_id,
            "rev": after.rev,
            "record_id": after.id,
            "action": _action(before, after),
            "at": author.now,
            "user_id": author.user_id,
            "device_id": author.device_id,
            "fields": msgspec.json.encode(
                {name: HistoryField(*values) for name, values in differences(before, after).items()}
            ).decode(),
        }
        for before, after in changes
    ]
    if rows:
        connection.execute(insert(HISTORY), rows)


def read_history(connection: Connection, workspace_id: str, kind: str, record_id: str) -> list[HistoryEntry] | None:
    """Newest first, the last thousand; None if this record never was here."""
    records = RECORD.c
    found = connection.scalar(select(records.kind).where(records.workspace_id == workspace_id, records.id == record_id))
    if found != kind:
        return None
    columns = HISTORY.c
    query = (
        select(HISTORY)
        .where(columns.workspace_id == workspace_id, columns.record_id == record_id)
        .order_by(columns.rev.desc())
        .limit(_LONGEST)
    )
    return [
        HistoryEntry(row.rev, row.at, row.user_id, row.device_id, row.action, _fields.decode(row.fields))
        for row in connection.execute(query)
    ]


def _action(before: Stored | None, after: Stored) -> str:
    if before is None:
        return "created"
    if before.deleted != after.deleted:
        return "deleted" if after.deleted else "restored"
    return "changed"
