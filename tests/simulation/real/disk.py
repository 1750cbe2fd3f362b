"""A desk's disk with a real replica on it: SQLite, its write-ahead log and the edit journal.

A program that is killed closes nothing: the next one begins with the files as they stood at that moment.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import Connection, select

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Store, SyncState, Transaction
from crmdesk.domain.records import Record, Ref
from crmdesk.replica.journal_lines import Line
from crmdesk.replica.migrations import MIGRATIONS
from crmdesk.replica.replica_file import ReplicaFile
from crmdesk.replica.rows import RowShape
from crmdesk.replica.sqlite_transaction import SqliteTransaction
from crmdesk.replica.store import SqliteStore
from crmdesk.replica.tables import RECORDS
from crmdesk.replica.transactions import transaction
from tests.simulation.disk import Program, Records
from tests.simulation.real.files import Folders, removed, temporary_folder

T = TypeVar("T")
_NAME = "replica.sqlite"
_SHAPES = MappingProxyType({name: RowShape(kind) for name, kind in KINDS.items()})


class SqliteDisk:
    def __init__(self, parent: Path) -> None:
        self._folders = Folders(parent)
        self._folder = self._folders.copied(_empty_replica())
        self._opened: _Opened | None = None

    def store(self, program: Program) -> Store:
        return _SimStore(self, program)

    def reopen(self) -> None:
        if self._opened is not None:
            self._begin_with(self._folders.copied(self._folder))

    def look(self) -> Transaction:
        return SqliteTransaction(self.opened().connection)

    def records(self) -> Records:
        return self.opened().records()

    def copy(self) -> object:
        return self._folders.copied(self._folder)

    def put_back(self, copy: object) -> None:
        assert isinstance(copy, Path)
        self._begin_with(copy)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def opened(self) -> "_Opened":
        if self._opened is None:
            self._opened = _Opened(self._folder / _NAME)
        return self._opened

    def _begin_with(self, folder: Path) -> None:
        old, self._folder = self._folder, folder
        removed(old)  # first, so that closing writes nothing
        self.close()


class _Opened:
    """The replica, opened by one program."""

    def __init__(self, path: Path) -> None:
        self.file = _NotedFile(path, MIGRATIONS)
        self.connection, mended = self.file.open()
        if mended is not None:
            raise AssertionError(f"a kill damaged the database: {mended}")
        with transaction(self.connection, writing=True):
            self.file.keep_journal_short(self.connection)
        self.store = SqliteStore(self.file, self.connection, ThreadPoolExecutor(1))
        self.state = SqliteTransaction(self.connection).sync_state()
        """As it was last committed."""
        self._known: tuple[int, Records] = (-1, {})

    def records(self) -> Records:
        driver = self.connection.connection.driver_connection
        assert driver is not None
        if self._known[0] != driver.total_changes:
            self._known = (driver.total_changes, _all_records(self.connection))
        return self._known[1]

    def close(self) -> None:
        self.connection.close()


class _NotedFile(ReplicaFile):
    """Lets a program die, or its disk be full, between the journal and the commit."""

    program: Program | None = None

    def note(self, connection: Connection, lines: list[Line]) -> None:
        super().note(connection, lines)
        if self.program is not None:
            self.program.before_commit()


class _SimStore:
    def __init__(self, disk: SqliteDisk, program: Program) -> None:
        self._disk = disk
        self._program = program

    async def write(self, work: Callable[[Transaction], T]) -> T:
        await self._program.turn()
        opened = self._disk.opened()
        opened.file.program = self._program
        before = opened.records() if self._program.watches_records else {}

        def watched(tx: Transaction) -> tuple[T, SyncState]:
            return work(tx), tx.sync_state()

        result, state = await opened.store.write(watched)
        after = opened.records() if self._program.watches_records else {}
        old, opened.state = opened.state, state
        self._program.committed(before, after, (old, state))
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        await self._program.turn()
        return await self._disk.opened().store.read(work)


def _all_records(connection: Connection) -> Mapping[Ref, Record]:
    found: dict[Ref, Record] = {}
    for kind, shape in _SHAPES.items():
        columns = [RECORDS[kind].c[name] for name in shape.columns]
        for row in connection.execute(select(*columns)):
            record = shape.read(row)
            found[record.ref] = record
    return found


@cache
def _empty_replica() -> Path:
    """Made once a process: a schema takes as long as a tenth of a run."""
    folder = temporary_folder()
    connection, _ = ReplicaFile(folder / _NAME, MIGRATIONS).open()
    connection.close()
    return folder
