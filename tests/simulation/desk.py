"""A simulated computer: a disk that survives, a program that may be killed at any await and around any commit."""

import asyncio
import random
from collections.abc import Callable, Sequence

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import DiskFull
from crmdesk.domain.ports import Person, Policy, SyncState, Transaction
from crmdesk.domain.records import Change, Record
from crmdesk.operations.desk import Desk
from crmdesk.sync.engine import Engine
from crmdesk.sync.status import Status
from tests.fakes.remote_server import MemoryServer
from tests.simulation.disk import Disk, Records
from tests.simulation.ledger import Ledger
from tests.simulation.network import Killed, Life, SimRemote, Weather
from tests.simulation.scenario import USER_IDS
from tests.simulation.virtual import DeskClock, SeededIds, VirtualLoop

Noted = Callable[[Records, Records], None]


class Hands:
    """The program of a desk as one of its stores sees it. `noted` hears of every commit."""

    def __init__(self, desk: "SimDesk", life: Life, noted: Noted | None = None) -> None:
        self._desk = desk
        self._life = life
        self._noted = noted

    @property
    def watches_records(self) -> bool:
        return self._noted is not None

    async def turn(self) -> None:
        await asyncio.sleep(0)
        await self._desk.awake()
        self._life.check()

    def before_commit(self) -> None:
        self._desk.die_perhaps(self._life)
        self._desk.fill_perhaps()

    def committed(self, before: Records, after: Records, states: tuple[SyncState, SyncState]) -> None:
        if self._noted is not None:
            self._noted(before, after)
        self._desk.committed(states)
        self._desk.die_perhaps(self._life)


class SimDesk:
    """`deadliness`: the odds of being killed at one side of a commit."""

    def __init__(
        self,
        loop: VirtualLoop,
        server: MemoryServer,
        disk: Disk,
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
        self.disk = disk
        self.clock = DeskClock(loop.true_time, loop.time, ahead_ms)
        self.deadliness = 0.0
        self.full_until = 0.0
        self.downloaded_to = 0
        """The revision that the last complete download came to."""
        self.sealed_before: frozenset[str] = frozenset()
        """Changes that this life of the program found sealed: as far as it can tell they were sent."""
        self.on_cursor: Callable[[SimDesk], None] = lambda _desk: None
        self.on_push: Callable[[SimDesk, Sequence[Change]], None] = lambda _desk, _changes: None
        self._asleep_until = 0.0
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
        self.user_id = USER_IDS[name]
        self._policy = policy

    async def set_up(self) -> None:
        """The profile, before the first start."""
        person = Person(self.user_id, self.name, f"{self.name}@example.com", "admin", "w", "Workspace", "EUR")

        def work(tx: Transaction) -> None:
            tx.put_policy(self._policy)
            tx.put_person(person)

        await self.disk.store(Hands(self, self.life)).write(work)

    # -- the program

    def start(self) -> None:
        """A new life on the same disk."""
        self.disk.reopen()
        self.life = Life()
        life = self.life
        seals = (entry.seal for entry in self.look().all_entries())
        self.sealed_before = frozenset(seal.change_id for seal in seals if seal is not None)
        self.remote = SimRemote(
            self._server, self.user_id, self.name, self._weather, self._chance, life, self.woken, self._trace
        )
        self.remote.on_push = lambda changes: self.on_push(self, changes)
        self.engine = Engine(
            self.disk.store(Hands(self, life)),
            self.remote,
            self.clock,
            self._ids,
            self._chance.random,
            _sleep,
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
        except DiskFull:
            # what the program reads at its start it cannot do without; its person starts it again
            life.over = True

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
        if status.state == "failed" and status.reason != "disk_full":
            raise AssertionError(f"{self.name} failed: {status.message}")

    # -- the computer

    def sleep(self, seconds: float) -> None:
        """The lid is closed: nothing runs, connections break, and the clock that never jumps stands still."""
        self._trace(f"{self.name} sleeps for {seconds:.0f} s")
        self._asleep_until = self._loop.time() + seconds
        self.clock.sleep(seconds)

    @property
    def is_asleep(self) -> bool:
        return self._loop.time() < self._asleep_until

    async def awake(self) -> None:
        if self.is_asleep:
            await asyncio.sleep(self._asleep_until - self._loop.time() + 0.001)

    async def woken(self) -> float:
        """When it woke up last: no connection is older."""
        await self.awake()
        return self._asleep_until

    def fill_perhaps(self) -> None:
        if self._loop.time() < self.full_until and self._chance.random() < 0.5:
            self._trace(f"{self.name}'s disk is full")
            raise DiskFull("The disk is full.")

    def copy(self) -> object:
        return self.disk.copy(), self.downloaded_to

    def put_back(self, copy: object) -> None:
        """The disk is as it was when the copy was made."""
        self.kill()
        disk, self.downloaded_to = copy  # type: ignore[misc]
        self.disk.put_back(disk)
        self._trace(f"{self.name}'s disk is as it was")

    # -- what is on the disk

    def look(self) -> Transaction:
        return self.disk.look()

    def committed(self, states: tuple[SyncState, SyncState]) -> None:
        old, new = states
        if old.cursor != new.cursor:
            self._trace(f"{self.name} stands at {new.cursor}")
            if old.cursor is None and new.cursor is not None:
                self.downloaded_to = self._server.rev_of(new.cursor)
            self.on_cursor(self)

    # -- the person

    @property
    def hands(self) -> Desk:
        """What a person's edits are made with: they go through the ledger."""
        return Desk(self.disk.store(Hands(self, self.life, self._note_edits)), self.clock, self._ids, self._announce)

    @property
    def quiet_hands(self) -> Desk:
        """For what is no edit: giving up an entry, deciding a conflict."""
        return Desk(self.disk.store(Hands(self, self.life)), self.clock, self._ids, self._announce)

    def _announce(self, _changes: Changes) -> None:
        self.engine.nudge(soon=True)

    def _note_edits(self, before: Records, after: Records) -> None:
        measured = self.look().sync_state().offset_ms is not None
        for ref, record in after.items():
            old: Record | None = before.get(ref)
            if old is not record and old != record:
                self._trace(f"{self.name} saves {ref.kind} {ref.id[:8]} {_difference(old, record)}")
                self._ledger.note(self.name, old, record, self._loop.true_time(), measured=measured)


async def _sleep(seconds: float) -> None:
    """A timer is never early: the two clocks of a computer that slept differ in the last digits."""
    await asyncio.sleep(seconds + 1e-6)


def _difference(old: Record | None, new: Record) -> str:
    known = old.fields if old else {}
    changed = {
        name: value for name, value in new.fields.items() if known.get(name) != value and value not in (None, [], {})
    }
    return f"{changed}{' deleted' if new.deleted else ''}"
