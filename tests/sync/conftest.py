"""A desk on a memory store beside a memory server, on a clock that only the test moves."""

import itertools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Person, SyncState
from crmdesk.domain.records import Entry, Record, Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import add_record, set_fields
from crmdesk.sync.engine import Engine
from crmdesk.sync.status import Report, Status
from tests.fakes.memory_store import MemoryStore, MemoryTransaction
from tests.fakes.remote_server import MemoryRemote, MemoryServer

NOW_MS = 1_800_000_000_000


@dataclass
class HandClock:
    """Moves when told; the wall clock may be set apart from the other."""

    seconds: float = 100.0
    wall_ahead_ms: int = 0

    def now_ms(self) -> int:
        return NOW_MS + round(self.seconds * 1000) + self.wall_ahead_ms

    def monotonic(self) -> float:
        return self.seconds

    def true_ms(self) -> int:
        return NOW_MS + round(self.seconds * 1000)


class CountedIds:
    def __init__(self, first: int) -> None:
        self._numbers = itertools.count(first)

    def new(self) -> str:
        return str(uuid.UUID(int=next(self._numbers), version=4))


@dataclass
class Place:
    """One person's computer."""

    store: MemoryStore
    remote: MemoryRemote
    clock: HandClock
    desk: Desk
    engine: Engine
    announced: list[Changes]
    statuses: list[Status]
    slept: list[float] = field(default_factory=list)

    async def sync(self) -> Report:
        return await self.engine.cycle()

    async def add(self, kind: str, **fields: object) -> Ref:
        ref, _ = await add_record(self.desk, kind, fields)
        return ref

    async def set(self, ref: Ref, **fields: object) -> None:
        await set_fields(self.desk, ref, fields)

    @property
    def tx(self) -> MemoryTransaction:
        return MemoryTransaction(self.store.tables)

    def record(self, ref: Ref) -> Record:
        record = self.tx.record(ref)
        assert record is not None
        return record

    def entry(self, ref: Ref) -> Entry:
        entry = self.tx.entry(ref)
        assert entry is not None
        return entry

    @property
    def state(self) -> SyncState:
        return self.tx.sync_state()


MakePlace = Callable[..., Place]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> MemoryServer:
    return MemoryServer(clock.true_ms)


@pytest.fixture
def make_place(clock: HandClock, server: MemoryServer) -> MakePlace:
    numbers = itertools.count(1)

    def make(
        *, batch: int = 1000, page: int = 1000, jitter: Sequence[float] = (1.0,), remote: MemoryRemote | None = None
    ) -> Place:
        number = next(numbers)
        user = f"00000000-0000-4000-9000-{number:012}"
        store = MemoryStore()
        setup = MemoryTransaction(store.tables)
        setup.put_person(Person(user, "N", "n@example.com", "admin", "w", "W", "EUR"))
        store.tables = setup.tables
        way = remote or MemoryRemote(server, user, batch=batch, page=page)
        announced: list[Changes] = []
        statuses: list[Status] = []
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            clock.seconds += seconds

        ids = CountedIds(number << 64)
        drawn = itertools.cycle(jitter)
        engine = Engine(store, way, clock, ids, lambda: next(drawn), sleep, announced.append, statuses.append)
        desk = Desk(store, clock, ids, announced.append)
        return Place(store, way, clock, desk, engine, announced, statuses, slept)

    return make


@pytest.fixture
def ann(make_place: MakePlace) -> Place:
    return make_place()


@pytest.fixture
def boris(make_place: MakePlace) -> Place:
    return make_place()
