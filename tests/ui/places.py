"""A workplace on a memory store for the window's tests, with an engine that does what the test says."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from crmdesk.domain.ids import uuid7
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Person
from crmdesk.domain.records import (
    Conflict,
    ConflictState,
    EditTime,
    Entry,
    EntryState,
    FieldConflict,
    Fields,
    Record,
    Ref,
)
from crmdesk.operations.desk import Desk
from crmdesk.sync.status import IDLE, Report, Status
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.workplace import Account, Workplace
from tests.fakes.memory_store import MemoryStore

ANNA = Person(uuid7(1, 1), "Анна Белова", "anna@example.com", "rep", uuid7(1, 2), "Гидроснаб", "RUB")
START = 1_700_000_000_000


class HandClock:
    def __init__(self):
        self.ms = START

    def now_ms(self):
        return self.ms

    def monotonic(self):
        return self.ms / 1000


class CountingIds:
    def __init__(self):
        self.made = 0

    def new(self):
        self.made += 1
        return uuid7(START, self.made)


class CountingStore(MemoryStore):
    """Counts what lists read."""

    def __init__(self):
        super().__init__()
        self.rows_read = 0

    async def read(self, work):
        def counted(tx):
            whole = tx.rows

            def rows(kind, keys):
                self.rows_read += len(keys)
                return whole(kind, keys)

            tx.rows = rows
            return work(tx)

        await asyncio.sleep(0)
        return await super().read(counted)


class HandSyncer:
    """Tells the status that the test gives it."""

    def __init__(self, on_status):
        self.say = on_status
        self.nudges: list[bool] = []
        self.report = Report(IDLE, pushed=2, pulled=3)
        self.running = False
        self.pauses = []
        self.network_told: list[bool] = []

    async def run(self):
        self.running = True
        try:
            await asyncio.Event().wait()
        finally:
            self.running = False

    async def cycle(self):
        self.say(Status(IDLE, synced_at=START))
        return self.report

    def nudge(self, soon=False):
        self.nudges.append(soon)

    async def pause(self, pause):
        self.pauses.append(pause)

    def network(self, *, reachable):
        self.network_told.append(reachable)


@dataclass
class Place:
    store: CountingStore = field(default_factory=CountingStore)
    clock: HandClock = field(default_factory=HandClock)
    ids: CountingIds = field(default_factory=CountingIds)
    feed: Feed = field(default_factory=Feed)
    syncers: list[HandSyncer] = field(default_factory=list)
    signed_in: bool = True
    sign_ins: list[tuple[str, str, str]] = field(default_factory=list)
    sign_in_error: Exception | None = None
    sign_in_waits: asyncio.Future[None] | None = None
    demos: list[str] = field(default_factory=list)
    demo_error: Exception | None = None
    demo_ready: asyncio.Event = field(default_factory=asyncio.Event)
    demo_over: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self):
        self.desk = Desk(self.store, self.clock, self.ids, self.feed.announce_edit)

    @property
    def syncer(self) -> HandSyncer:
        return self.syncers[-1]

    def workplace(self) -> Workplace:
        return Workplace(self.desk, self.feed, self._account, self._syncer, self._sign_in, self._start_demo)

    async def _account(self):
        return Account(ANNA, "http://127.0.0.1:8000", server_is_local=False) if self.signed_in else None

    def _syncer(self, on_status):
        self.syncers.append(HandSyncer(on_status))
        return self.syncer

    def hang_sign_in(self) -> asyncio.Future[None]:
        """The next sign-in waits for it; it is cancelled when that is broken off."""
        self.sign_in_waits = asyncio.get_running_loop().create_future()
        return self.sign_in_waits

    async def _sign_in(self, address, email, password):
        self.sign_ins.append((address, email, password))
        if self.sign_in_waits is not None:
            await self.sign_in_waits
        if self.sign_in_error is not None:
            raise self.sign_in_error
        self.signed_in = True

    async def _start_demo(self, language, on_ready):
        self.demos.append(language)
        try:
            await self.demo_ready.wait()
            if self.demo_error is not None:
                raise self.demo_error
            on_ready()
            await self.demo_over.wait()
        finally:
            self.demos.remove(language)

    async def prepare(self) -> None:
        await self.store.write(lambda tx: tx.put_person(ANNA))

    async def synced(self, kind: str, number: int, rev: int = 5, **fields: Any) -> Ref:
        """A record as it came from the server, with nothing to send."""
        record = Record(kind, uuid7(2, number), rev, {**KINDS[kind].empty_fields(), **fields})
        await self.store.write(lambda tx: tx.put_records([record]))
        return record.ref

    async def fields(self, ref: Ref) -> Fields:
        record = await self.store.read(lambda tx: tx.record(ref))
        assert record is not None
        return record.fields

    async def refused(self, ref: Ref, *errors: Any) -> None:
        """The entry of a record is in quarantine."""

        def work(tx):
            tx.put_entry(replace(tx.entry(ref), state=EntryState.QUARANTINED, errors=tuple(errors)))

        await self.store.write(work)

    async def conflict(self, ref: Ref, state: ConflictState = ConflictState.OPEN, **fields: FieldConflict) -> Conflict:
        """A conflict with the entry that it holds: the record shows mine, the entry's base theirs."""
        made = Conflict(uuid7(3, len(fields)), ref.kind, ref.id, state, START, ANNA.user_id, fields)

        def work(tx):
            record = tx.record(ref)
            theirs = record.with_fields({name: one.theirs for name, one in fields.items()})
            if state is ConflictState.OPEN:
                tx.put_records([record.with_fields({name: one.mine for name, one in fields.items()})])
                times = dict.fromkeys(fields, EditTime(START))
                tx.put_entry(Entry(ref.kind, ref.id, theirs, times, state=EntryState.HELD))
            tx.put_conflict(made)

        await self.store.write(work)
        return made
