"""A desk on a memory store, with a clock that only the test moves and ids that count."""

from dataclasses import dataclass, field, replace
from typing import Any

from crmdesk.domain.changes import Changes
from crmdesk.domain.ids import uuid7
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Person
from crmdesk.domain.records import Entry, Record, Ref
from crmdesk.operations.desk import Desk
from tests.fakes.memory_store import MemoryStore

ANNA = Person(
    user_id=uuid7(1, 1),
    name="Anna",
    email="anna@example.com",
    role="rep",
    workspace_id=uuid7(1, 2),
    workspace_name="Sun",
    currency="RUB",
)
START = 1_700_000_000_000
START_MOMENT = "2023-11-14T22:13:20.000Z"


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


@dataclass
class Place:
    """What a test holds: the desk, and ways to look behind it."""

    store: MemoryStore = field(default_factory=MemoryStore)
    clock: HandClock = field(default_factory=HandClock)
    ids: CountingIds = field(default_factory=CountingIds)
    announced: list[Changes] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return Desk(self.store, self.clock, self.ids, self.announced.append)

    async def sign_in(self, **more: str) -> None:
        await self.store.write(lambda tx: tx.put_person(replace(ANNA, **more)))

    async def record(self, ref: Ref) -> Record | None:
        return await self.store.read(lambda tx: tx.record(ref))

    async def entry(self, ref: Ref) -> Entry | None:
        return await self.store.read(lambda tx: tx.entry(ref))

    async def synced(self, kind: str, number: int, rev: int = 5, **fields: Any) -> Ref:
        """A record as it came from the remote, with nothing to send."""
        whole = {**KINDS[kind].empty_fields(), **fields}
        record = Record(kind, uuid7(2, number), rev, whole)
        await self.store.write(lambda tx: tx.put_records([record]))
        return record.ref

    async def sent(self, ref: Ref, rev: int = 5) -> None:
        """The entry of a record is gone, as if the remote had taken it."""

        def work(tx):
            tx.put_records([replace(tx.record(ref), rev=rev)])
            tx.drop_entry(ref)

        await self.store.write(work)
