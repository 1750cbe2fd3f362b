"""A simulated computer: a disk that survives, a program that may be killed at any await and around any commit."""

import asyncio
import random
from collections.abc import Callable
from typing import TypeVar

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Person, Policy, Transaction
from crmdesk.domain.records import EditTime, Record
from crmdesk.operations.desk import Desk
from crmdesk.sync.engine import Engine
from crmdesk.sync.status import Status
from tests.fakes.memory_store import MemoryStore, MemoryTransaction, Tables
from tests.fakes.remote_server import MemoryServer
from tests.simulation.ledger import Ledger
from tests.simulation.network import Killed, Life, SimRemote, Weather
from tests.simulation.virtual import DeskClock, SeededIds, VirtualLoop

T = TypeVar("T")
Noted = Callable[[Tables, Tables], None]


class Disk(MemoryStore):
    """The store of one life of a program: the tables are the desk's, access to them ends with the life."""

    def __init__(self, desk: "SimDesk", life: Life, noted: Noted | None) -> None:
        super().__init__()
        self._desk = desk
        self._life = life
        self._noted = noted

    async def write(self, work: Callable[[Transaction], T]) -> T:
        await self._turn()
        before = self._desk.tables
        transaction = MemoryTransaction(before)
        result = work(transaction)
        self._desk.die_perhaps(self._life)
        self._desk.tables = transaction.tables
        if self._noted is not None:
            self._noted(before, transaction.tables)
        self._desk.committed(before, transaction.tables)
        self._desk.die_perhaps(self._life)
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        await self._turn()
        return work(MemoryTransaction(self._desk.tables))

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        self._life.check()


class SimDesk:
    """`deadliness`: the odds of being killed at one side of a commit."""

    def __init__(
        self,
        loop: VirtualLoop,
        server: MemoryServer,
        name: str,
        weather: Weather,
        ledger: Ledger,
        seed: int,
        *,
        policy: Policy,
        ahead_ms: int,
        trace: Callable[[str], None],
    ) -> None:
        self.name = name
        self.tables = Tables()
        self.clock = DeskClock(loop.true_time, loop.time, ahead_ms)
        self.deadliness = 0.0
        self.on_cursor: Callable[[SimDesk], None] = lambda _desk: None
        self._loop = loop
        self._server = server
        self._weather = weather
        self._ledger = ledger
        self._chance = random.Random(f"{seed} {name}")
        self._ids = SeededIds(random.Random(f"{seed} {name} ids"))
        self._trace = trace
        self._task: asyncio.Task[None] | None = None
        self.life = Life()
        self.status = Status()
        setup = MemoryTransaction(self.tables)
        setup.put_policy(policy)
        self.user_id = f"00000000-0000-4000-9000-{seed:011}{len(name)}"
        setup.put_person(Person(self.user_id, name, f"{name}@example.com", "admin", "w", "Workspace", "EUR"))
        self.tables = setup.tables

    # -- the program

    def start(self) -> None:
        """A new life on the same disk."""
        self.life = Life()
        life = self.life
        self.remote = SimRemote(self._server, self.user_id, self.name, self._weather, self._chance, life, self._trace)
        self.engine = Engine(
            Disk(self, life, None),
            self.remote,
            self.clock,
            self._ids,
            self._chance.random,
            asyncio.sleep,
            lambda _changes: None,
            self._note_status,
        )
        self._task = self._loop.create_task(self._live(life))

    async def _live(self, life: Life) -> None:
        try:
            await self.engine.run()
        except BaseExceptionGroup as group:
            if group.split(Killed)[1] is not None:
                raise
        except Killed:
            pass

    def kill(self) -> None:
        self._trace(f"{self.name} is killed")
        self.life.over = True
        if self._task is not None:
            self._task.cancel()

    def revive(self) -> None:
        """Start again if the program is dead."""
        if self._task is None or self._task.done() or self.life.over:
            if self._task is not None and self._task.done() and not self._task.cancelled():
                self._task.result()
            self._trace(f"{self.name} starts")
            self.start()

    def die_perhaps(self, life: Life) -> None:
        if self.deadliness and self._chance.random() < self.deadliness:
            self._trace(f"{self.name} dies at a commit")
            life.over = True
            raise Killed

    def _note_status(self, status: Status) -> None:
        self.status = status
        if status.state == "failed":
            raise AssertionError(f"{self.name} failed: {status.message}")

    # -- what is on the disk

    def look(self) -> MemoryTransaction:
        return MemoryTransaction(self.tables)

    def committed(self, before: Tables, after: Tables) -> None:
        old, new = MemoryTransaction(before).sync_state(), MemoryTransaction(after).sync_state()
        if old.cursor != new.cursor:
            self._trace(f"{self.name} stands at {new.cursor}")
            self.on_cursor(self)

    # -- the person

    @property
    def hands(self) -> Desk:
        """What a person's edits are made with: they go through the ledger."""
        return Desk(Disk(self, self.life, self._note_edits), self.clock, self._ids, self._announce)

    @property
    def quiet_hands(self) -> Desk:
        """For what is no edit: giving up an entry, deciding a conflict."""
        return Desk(Disk(self, self.life, None), self.clock, self._ids, self._announce)

    def _announce(self, _changes: Changes) -> None:
        self.engine.nudge(soon=True)

    def _note_edits(self, before: Tables, after: Tables) -> None:
        measured = MemoryTransaction(after).sync_state().offset_ms is not None
        for ref, record in after.records.items():
            old: Record | None = before.records.get(ref)
            if old is not record:
                self._trace(f"{self.name} saves {ref.kind} {ref.id[:8]} {_difference(old, record)}")
                self._ledger.note(self.name, old, record, self._loop.true_time(), measured=measured)

    def when(self) -> EditTime:
        return EditTime(self.clock.now_ms(), self.look().sync_state().offset_ms)


def _difference(old: Record | None, new: Record) -> str:
    known = old.fields if old else {}
    changed = {
        name: value for name, value in new.fields.items() if known.get(name) != value and value not in (None, [], {})
    }
    return f"{changed}{' deleted' if new.deleted else ''}"
