"""What stands on the real server, read past its calls: what the checks look at in a server in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, select

from crmdesk.domain.records import Change, Record, Ref
from crmdesk.protocol.wire import WireRecord, record_from_wire
from crmdesk.server.records import read_lost
from crmdesk.server.revisions import head
from crmdesk.server.tables import APPLIED_CHANGE, RECORD

Sent = Mapping[str, tuple[str, Change]]
"""By its id: a change that came to the server, and whose it is."""


@dataclass(frozen=True)
class Tables:
    head: int
    token: str
    """The head as a cursor says it."""
    records: Mapping[Ref, Record]
    """Tombstones with their fields."""
    log: Sequence[tuple[int, str, Change]]
    """Every applied change: revision, user, change."""


def read_tables(connection: Connection, workspace_id: str, sent: Sent) -> Tables:
    newest = head(connection, workspace_id)
    records = [_record(row) for row in connection.execute(select(RECORD).order_by(RECORD.c.id))]
    applied = connection.execute(select(APPLIED_CHANGE.c.rev, APPLIED_CHANGE.c.change_id).order_by("rev"))
    log = [(rev, *sent[change_id]) for rev, change_id in applied]
    return Tables(newest.rev, str(newest), {record.ref: record for record in records}, log)


def _record(row: object) -> Record:
    names = ("kind", "id", "rev", "created_at", "created_by", "updated_at", "updated_by")
    wire = WireRecord(
        **{name: getattr(row, name) for name in names},
        deleted=bool(row.deleted),
        fields=msgspec.json.decode(row.fields),
        edited=msgspec.json.decode(row.edited),
        lost=read_lost(row.lost),
        external=msgspec.json.decode(row.external),
    )
    record = record_from_wire(wire)
    return replace(record, fields=wire.fields)
