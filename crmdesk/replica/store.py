"""The replica: one SQLite file, one connection, one thread. Any number of processes may have it open."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from crmdesk.domain.ports import Transaction
from crmdesk.replica.migrations import MIGRATIONS, Migration
from crmdesk.replica.opening import open_connection
from crmdesk.replica.sqlite_transaction import SqliteTransaction
from crmdesk.replica.transactions import plain_faults, transaction

T = TypeVar("T")


class SqliteStore:
    """`domain.ports.Store` on a file. Raises StorageFault and its kinds when the disk or the database fail."""

    def __init__(self, connection: Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self._seen_version = _data_version(connection)

    @classmethod
    async def open(cls, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> "SqliteStore":
        """Makes or migrates the database first. Raises DatabaseBroken, with nothing changed, if it is damaged, made
        by a newer program, or none of ours."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

        def opened() -> SqliteStore:
            with plain_faults():
                return cls(open_connection(path, migrations), thread)

        try:
            return await asyncio.get_running_loop().run_in_executor(thread, opened)
        except BaseException:
            thread.shutdown(wait=False)
            raise

    async def close(self) -> None:
        """Waits for what is under way. Nothing may be asked of the store afterwards."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    async def write(self, work: Callable[[Transaction], T]) -> T:
        return await self.run(lambda connection: work(SqliteTransaction(connection)), writing=True)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self.run(lambda connection: work(SqliteTransaction(connection)), writing=False)

    async def run(self, work: Callable[[Connection], T], *, writing: bool) -> T:
        """SQL of the replica's own, whole, in one transaction on the database thread."""

        def whole() -> T:
            with plain_faults(), transaction(self._connection, writing=writing):
                return work(self._connection)

        return await asyncio.get_running_loop().run_in_executor(self._thread, whole)

    async def changed_elsewhere(self) -> bool:
        """Whether another process has committed anything since this was last asked (or the store was opened)."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look_elsewhere)

    def _look_elsewhere(self) -> bool:
        with plain_faults():
            before, self._seen_version = self._seen_version, _data_version(self._connection)
        return before != self._seen_version


def _data_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
