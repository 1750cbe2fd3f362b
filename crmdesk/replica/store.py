"""The replica: one SQLite file, one connection, one thread. Any number of processes may have it open."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from crmdesk.domain.errors import DatabaseDamaged, DatabaseMended
from crmdesk.domain.ports import Transaction
from crmdesk.replica.migrations import MIGRATIONS, Migration
from crmdesk.replica.replica_file import ReplicaFile
from crmdesk.replica.sqlite_transaction import SqliteTransaction
from crmdesk.replica.transactions import plain_faults, transaction

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


def _to_nobody(_: DatabaseMended) -> None:
    """Where nobody watches: whoever asks something of the store is told by its error."""


class SqliteStore:
    """`domain.ports.Store` on a file. Raises StorageFault and its kinds when the disk or the database fail.

    A database that turns out to be damaged or gone is mended on the spot. What was under way then is not done: it
    raises DatabaseMended. If it cannot be mended now (a full disk), the next thing that is asked tries again.
    """

    def __init__(self, file: ReplicaFile, connection: Connection, thread: ThreadPoolExecutor) -> None:
        self._file = file
        self._connection: Connection | None = connection
        self._thread = thread
        self._seen_version: int | None = _data_version(connection)
        self.mended: DatabaseMended | None = None
        """What was mended when it was opened."""
        self.on_mended: Callable[[DatabaseMended], None] = _to_nobody
        """Hears on the loop of what is mended later."""

    @classmethod
    async def open(cls, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> "SqliteStore":
        """Makes, migrates or mends the database first. Raises DatabaseBroken, with nothing changed, if it was made by a
        newer program or is none of ours."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        file = ReplicaFile(path, migrations)

        def opened() -> SqliteStore:
            connection, mended = file.open()
            store = cls(file, connection, thread)
            store.mended = mended
            return store

        try:
            return await asyncio.get_running_loop().run_in_executor(thread, opened)
        except BaseException:
            thread.shutdown(wait=False)
            raise

    async def close(self) -> None:
        """Waits for what is under way. Nothing may be asked of the store afterwards."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()

    async def write(self, work: Callable[[Transaction], T]) -> T:
        def noted(connection: Connection) -> T:
            tx = SqliteTransaction(connection)
            result = work(tx)
            self._file.note(connection, tx.journal_lines())
            return result

        return await self.run(noted, writing=True)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self.run(lambda connection: work(SqliteTransaction(connection)), writing=False)

    async def run(self, work: Callable[[Connection], T], *, writing: bool) -> T:
        """SQL of the replica's own, whole, in one transaction on the database thread. What it writes is not in the edit
        journal."""

        def whole(connection: Connection) -> T:
            with transaction(connection, writing=writing):
                result = work(connection)
                if writing:
                    self._file.check_place()
                return result

        return await self._ask(whole)

    async def keep_journal_short(self) -> None:
        """Only for the process that syncs."""
        await self.run(self._file.keep_journal_short, writing=True)

    async def mend(self) -> DatabaseMended:
        """Set the file aside and build it anew, because a person says so."""

        def work(_: Connection) -> DatabaseMended:
            raise DatabaseDamaged("it is to be built anew")

        try:
            return await self._ask(work)
        except DatabaseMended as mended:
            return mended

    async def changed_elsewhere(self) -> bool:
        """Whether another process has committed anything since this was last asked (or the store was opened)."""
        return await self._ask(self._look_elsewhere)

    def _look_elsewhere(self, connection: Connection) -> bool:
        self._file.check_place()
        before, self._seen_version = self._seen_version, _data_version(connection)
        return before != self._seen_version

    async def _ask(self, work: Callable[[Connection], T]) -> T:
        def asked() -> T:
            if self._connection is None:
                raise self._mended()
            try:
                with plain_faults():
                    return work(self._connection)
            except DatabaseDamaged as damage:
                _LOG.exception("the local database is mended")
                raise self._mended() from damage

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, asked)
        except DatabaseMended as mended:
            self.on_mended(mended)
            raise

    def _mended(self) -> DatabaseMended:
        self._disconnect()
        self._connection, mended = self._file.mend()
        self._seen_version = None  # everything is another now
        return mended

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):  # a damaged one may complain
                self._connection.close()
            self._connection = None


def _data_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
