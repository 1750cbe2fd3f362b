"""A desk's disk: what outlasts its program. Layer 1 keeps it in dictionaries; another layer keeps a real replica."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from crmdesk.domain.ports import Store, SyncState, Transaction
from crmdesk.domain.records import Record, Ref
from tests.fakes.memory_store import MemoryTransaction, Tables

T = TypeVar("T")
Records = Mapping[Ref, Record]


class Program(Protocol):
    """The running program of a desk, as its store sees it."""

    @property
    def watches_records(self) -> bool:
        """Whether `committed` is to be told of records."""
        ...

    async def turn(self) -> None:
        """Every access waits here; raises if the program is dead by now."""
        ...

    def before_commit(self) -> None:
        """May raise: nothing is written."""
        ...

    def committed(self, before: Records, after: Records, states: tuple[SyncState, SyncState]) -> None:
        """May raise: everything is written, and nobody is told."""
        ...


class Disk(Protocol):
    def store(self, program: Program) -> Store: ...
    def reopen(self) -> None:
        """A new program is about to begin; the one before has closed nothing."""
        ...

    def look(self) -> Transaction:
        """What stands on it, past any program."""
        ...

    def records(self) -> Records: ...
    def copy(self) -> object: ...
    def put_back(self, copy: object) -> None: ...


class MemoryDisk:
    def __init__(self) -> None:
        self.tables = Tables()

    def store(self, program: Program) -> Store:
        return _MemoryStore(self, program)

    def reopen(self) -> None:
        """Nothing of it is ever open."""

    def look(self) -> MemoryTransaction:
        return MemoryTransaction(self.tables)

    def records(self) -> Records:
        return self.tables.records

    def copy(self) -> object:
        return self.tables

    def put_back(self, copy: object) -> None:
        assert isinstance(copy, Tables)
        self.tables = copy


class _MemoryStore:
    """A transaction copies what it writes to, so tables that were committed never change."""

    def __init__(self, disk: MemoryDisk, program: Program) -> None:
        self._disk = disk
        self._program = program

    async def write(self, work: Callable[[Transaction], T]) -> T:
        await self._program.turn()
        before = self._disk.tables
        transaction = MemoryTransaction(before)
        result = work(transaction)
        self._program.before_commit()
        after = self._disk.tables = transaction.tables
        states = (MemoryTransaction(before).sync_state(), transaction.sync_state())
        self._program.committed(before.records, after.records, states)
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        await self._program.turn()
        return work(MemoryTransaction(self._disk.tables))
