"""What `crmdesk server check` looks at: the database file, revisions, references, unique values."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, select

from crmdesk.server.references import Met, missing_and_refused
from crmdesk.server.tables import RECORD, REVISION_RANGE, UNIQUE_VALUE, WORKSPACE
from crmdesk.server.uniqueness import unique_value


def faults(connection: Connection) -> list[str]:
    """A sentence each; empty if all is well."""
    found = []
    if connection.dialect.name == "sqlite":
        answer = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        found += [f"The database file is damaged: {line}." for line in answer if line != "ok"]
    for workspace in connection.execute(select(WORKSPACE)).all():
        found += _revision_faults(connection, workspace.id, workspace.head)
        found += _record_faults(connection, workspace.id, has_purged=workspace.horizon > 0)
    return found


def _revision_faults(connection: Connection, workspace_id: str, head: int) -> Iterator[str]:
    newest = connection.scalar(select(func.max(RECORD.c.rev)).where(RECORD.c.workspace_id == workspace_id)) or 0
    if newest > head:
        yield f"A record has revision {newest}, beyond the counter at {head}."
    ranges = REVISION_RANGE.c
    query = select(ranges.first_rev, ranges.last_rev).where(ranges.workspace_id == workspace_id)
    expected = 1
    for first, last in connection.execute(query.order_by(ranges.last_rev)):
        if first != expected:
            yield f"The revisions before {first} belong to no range."
        expected = last + 1
    if expected != head + 1:
        yield f"The ranges end at revision {expected - 1}, the counter stands at {head}."


def _record_faults(connection: Connection, workspace_id: str, *, has_purged: bool) -> Iterator[str]:
    """A workspace that has purged tombstones may refer to what is gone."""
    columns = RECORD.c
    of_workspace = columns.workspace_id == workspace_id
    kinds = connection.execute(select(columns.id, columns.kind, columns.deleted).where(of_workspace)).all()
    met = {row.id: Met(row.kind, row.deleted) for row in kinds}
    unique = UNIQUE_VALUE.c
    owners = {
        (scope, value): owner
        for scope, value, owner in connection.execute(
            select(unique.scope, unique.value, unique.record_id).where(unique.workspace_id == workspace_id)
        )
    }
    query = select(columns.id, columns.kind, columns.fields).where(of_workspace, columns.deleted.is_(False))
    for row in connection.execute(query):
        fields = msgspec.json.decode(row.fields)
        missing, _ = missing_and_refused(row.kind, fields, {}, met)
        for error in [] if has_purged else missing:
            yield f"{row.kind} {row.id}, {error.field}: {error.message}"
        value = unique_value(row.kind, fields)
        if value is not None and owners.get(value[1]) != row.id:
            yield f"{row.kind} {row.id}, {value[0]}: the value is not held as unique."
