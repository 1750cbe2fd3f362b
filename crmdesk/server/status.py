"""How a workspace stands: GET /api/sync/status, and whether the server lives: GET /api/health (DESIGN 5)."""

import hashlib
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import QueryParameter
from msgspec import UNSET
from sqlalchemy import Connection, select, text

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import KINDS
from crmdesk.protocol.people import Health
from crmdesk.protocol.wire import PROTOCOL, Checksum, Status
from crmdesk.server.devices import device_info
from crmdesk.server.feed import count_records
from crmdesk.server.gate import TheBackend, TheCaller, signed_in
from crmdesk.server.moments import moment
from crmdesk.server.problems import ProblemError
from crmdesk.server.revisions import Position, head
from crmdesk.server.tables import RECORD


@get("/api/sync/status", guards=[signed_in])
async def status(
    caller: TheCaller,
    backend: TheBackend,
    check: Annotated[str | None, QueryParameter(description="A kind to add a count and checksum of")] = None,
) -> Status:
    """The head, the server's clock, and how many records there are."""
    if check is not None and check not in KINDS:
        unknown = FieldError("check", "unknown_kind", f"The kinds are {', '.join(KINDS)}.")
        raise ProblemError("refused", errors=[unknown])

    def read(connection: Connection) -> Status:
        newest = head(connection, caller.workspace_id)
        device = device_info(connection, caller.workspace_id, caller.user_id, caller.device_id)
        members: dict[str, Any] = msgspec.to_builtins(device)
        return Status(
            epoch=backend.epoch,
            head=newest.rev,
            seen=str(newest),
            server_time=moment(backend.clock.now_ms()),
            protocol=PROTOCOL,
            counts=count_records(connection, caller.workspace_id),
            device=members,
            integrations=[],
            check=checksum(connection, caller.workspace_id, check, newest) if check else UNSET,
        )

    return await backend.database.read(read)


def checksum(connection: Connection, workspace_id: str, kind: str, newest: Position) -> Checksum:
    """SHA-256, in hex, of a line `ID REV` a record, each ended by a line feed, over the records of the kind that are
    not deleted, in the order of their ids; true at the cursor."""
    columns = RECORD.c
    query = (
        select(columns.id, columns.rev)
        .where(columns.workspace_id == workspace_id, columns.kind == kind, columns.deleted.is_(False))
        .order_by(columns.id)
    )
    digest, count = hashlib.sha256(), 0
    for record_id, rev in connection.execute(query):
        digest.update(f"{record_id} {rev}\n".encode())
        count += 1
    return Checksum(kind=kind, count=count, checksum=digest.hexdigest(), cursor=str(newest))


@get("/api/health", security=[{}])
async def health(backend: TheBackend) -> Health:
    """Alive, and the database answers."""
    await backend.database.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
    return Health(status="ok", protocol=PROTOCOL)
