"""What is forgotten: tombstones after 400 days, and with them the applied changes of that age."""

from sqlalchemy import Connection, delete, func, select, update

from crmdesk.server.moments import moment
from crmdesk.server.tables import APPLIED_CHANGE, RECORD, WORKSPACE

KEPT_MS = 400 * 24 * 3600 * 1000


def purge(connection: Connection, now_ms: int) -> int:
    """Answers how many tombstones went. A cursor older than the newest of them would miss its deletion: it lies beyond
    the workspace's horizon from now on."""
    oldest = now_ms - KEPT_MS
    columns = RECORD.c
    old = (columns.deleted, columns.updated_at < moment(oldest))
    query = select(columns.workspace_id, func.max(columns.rev), func.count()).where(*old).group_by(columns.workspace_id)
    purged = 0
    for workspace_id, newest, count in connection.execute(query).all():
        purged += count
        older = (WORKSPACE.c.id == workspace_id, WORKSPACE.c.horizon < newest)
        connection.execute(update(WORKSPACE).where(*older).values(horizon=newest))
    connection.execute(delete(RECORD).where(*old))
    connection.execute(delete(APPLIED_CHANGE).where(APPLIED_CHANGE.c.at < oldest))
    return purged
