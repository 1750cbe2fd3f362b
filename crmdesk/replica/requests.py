"""What another process asks of the one that syncs: a row in `sync_request`, answered in the same row (DESIGN 4).

The asker looks for the result until it is there; the syncing process looks for requests whenever the database was
changed elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from crmdesk.replica.store import SqliteStore
from crmdesk.replica.stored_json import from_json, to_json
from crmdesk.replica.tables import SYNC_REQUEST

_KEPT_MS = 24 * 3_600_000


class SyncRequests:
    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def ask(self, now_ms: int) -> int:
        """The request's id. Requests of yesterday are forgotten, answered or not."""

        def work(connection: Connection) -> int:
            connection.execute(delete(SYNC_REQUEST).where(SYNC_REQUEST.c.asked_at < now_ms - _KEPT_MS))
            made = connection.execute(insert(SYNC_REQUEST).values(asked_at=now_ms).returning(SYNC_REQUEST.c.id))
            return int(made.scalar_one())

        return await self._store.run(work, writing=True)

    async def pending(self) -> list[int]:
        """Ids without an answer, oldest first."""
        statement = select(SYNC_REQUEST.c.id).where(SYNC_REQUEST.c.result.is_(None)).order_by(SYNC_REQUEST.c.id)
        return await self._store.run(lambda connection: list(connection.execute(statement).scalars()), writing=False)

    async def answer(self, request: int, result: Mapping[str, Any]) -> None:
        statement = update(SYNC_REQUEST).where(SYNC_REQUEST.c.id == request).values(result=to_json(result))
        await self._store.run(lambda connection: connection.execute(statement), writing=True)

    async def result(self, request: int) -> dict[str, Any] | None:
        """None until it was answered."""
        statement = select(SYNC_REQUEST.c.result).where(SYNC_REQUEST.c.id == request)
        text = await self._store.run(
            lambda connection: connection.execute(statement).scalar_one_or_none(), writing=False
        )
        return None if text is None else from_json(dict, text)
