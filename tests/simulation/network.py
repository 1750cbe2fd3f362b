"""The virtual network: it loses, delays, repeats and truncates, and answers in the server's stead."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crmdesk.domain.errors import Hindrance, Offline, ServerFault, SlowDown
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Change, OutcomeStatus, Record
from crmdesk.sync.remote import Answer, Caps, Greeting, KindCaps, Page
from tests.fakes.remote_server import MemoryServer

T = TypeVar("T")
_TIMEOUT_S = 30.0
FAULTS = (
    "request_lost",
    "answer_lost",
    "repeated",
    "late",
    "late_answer",
    "fault_before",
    "fault_after",
    "truncated",
    "portal",
    "slow_down",
    "overloaded",
    "stale",
)


@dataclass
class Weather:
    """How likely each fault is, how slow a message may be (seconds, one way), and who is cut off until when."""

    odds: dict[str, float]
    slowest: float = 0.5
    refused: set[str] = field(default_factory=set)
    """Changes that a desk was told are not applied."""
    down_until: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        self.odds = {}
        self.down_until = {}


class Life:
    """One run of a desk's program. When it is over, nothing of it touches the disk or the network any more."""

    def __init__(self) -> None:
        self.over = False

    def check(self) -> None:
        if self.over:
            raise Killed


class Killed(BaseException):
    """kill -9. Not an Exception: nothing may catch it."""


class SimRemote:
    """A desk's Remote through the weather."""

    def __init__(
        self,
        server: MemoryServer,
        user_id: str,
        name: str,
        weather: Weather,
        chance: random.Random,
        life: Life,
        woken: Callable[[], Awaitable[float]],
        trace: Callable[[str], None],
    ) -> None:
        self._woken = woken
        self.on_push: Callable[[Sequence[Change]], None] = lambda _changes: None
        self._server = server
        self._user_id = user_id
        self._name = name
        self._weather = weather
        self._chance = chance
        self._life = life
        self._trace = trace
        self._page_size = chance.choice([1, 2, 3, 5, 100])
        self._healthy = 0
        self._earlier: dict[str, Any] = {}
        self.caps = Caps(
            {kind: KindCaps() for kind in KINDS}, batch=chance.choice([1, 2, 3, 7, 100]), hints=chance.random() < 0.5
        )

    async def greet(self) -> Greeting:
        return await self._call("greet", self._server.greet)

    async def pull(self, cursor: str | None, seen: str | None, resume: str | None) -> AsyncGenerator[Page, None]:
        more = True
        while more:
            page = await self._call(f"pull {seen}", self._question(cursor, seen, resume))
            yield page
            more = page.more
            cursor, seen, resume = page.cursor, page.seen, page.resume
            if page.start is None and page.cursor is not None:
                return

    def _question(self, cursor: str | None, seen: str | None, resume: str | None) -> Callable[[], Page]:
        if cursor is None:
            return lambda: self._server.initial(resume, self._page_size)
        return lambda: self._server.incremental(cursor, seen, self._page_size)

    async def push(self, changes: Sequence[Change], seen: str | None) -> Answer:
        sent = list(changes)
        self.on_push(sent)

        def work() -> Answer:
            return self._server.outgoing(self._user_id, sent, seen)

        def copy() -> Answer:
            """A copy that comes late holds what was not judged before. One that was refused, whose seal is gone, and
            that is applied after all because the world has changed, is its author's edit of long ago: DESIGN 5 judges
            it anew, and a conflict of the author with himself is what remains."""
            fresh = [change for change in sent if change.change_id not in self._weather.refused]
            return self._server.outgoing(self._user_id, fresh, seen)

        answer = await self._call(f"push {seen}", work, copy)
        self._weather.refused.update(
            outcome.change_id for outcome in answer.outcomes if outcome.status is not OutcomeStatus.APPLIED
        )
        return answer

    async def watch(self) -> AsyncGenerator[None, None]:
        head = self._server.history.head
        while True:
            await asyncio.sleep(2 + 3 * self._chance.random())
            await self._woken()
            self._life.check()
            if self._cut_off():
                raise Offline("the connection broke")
            if self._server.history.head != head:
                head = self._server.history.head
                yield

    def as_held(self, record: Record) -> Record:
        return record

    def _cut_off(self) -> bool:
        return asyncio.get_running_loop().time() < self._weather.down_until.get(self._name, 0.0)

    async def _call(self, name: str, work: Callable[[], T], copy: Callable[[], T] | None = None) -> T:
        """One request and its answer; what came of it stands in the trace. `copy`: the request when it comes late. An
        earlier answer may come again, as from a cache, but not to a question of another `name`: `seen` is part of the
        address that is asked."""
        late = copy or work
        self._life.check()
        loop = asyncio.get_running_loop()
        fault = self._draw(name)
        if self._cut_off():
            fault = "cut_off"
        self._trace(f"{self._name} {name}{' ' + fault if fault else ''}")
        began = loop.time()
        await self._travel(began)
        if fault in {"cut_off", "portal", "request_lost", "late", "fault_before", "slow_down", "overloaded"}:
            if fault == "late":
                loop.call_later(5 + 60 * self._chance.random(), self._unheard, late)
            await self._refuse(fault)
        if fault == "repeated":
            loop.call_later(20 * self._chance.random(), self._unheard, late)
        answer = work()
        await self._travel(began)
        earlier, self._earlier[name] = self._earlier.get(name), answer
        if fault in {"answer_lost", "fault_after", "truncated", "late_answer"}:
            await self._refuse(fault)
        if fault == "stale" and earlier is not None and name != "greet":
            return earlier  # type: ignore[no-any-return]
        return answer

    async def _travel(self, began: float) -> None:
        """One way. A connection does not outlast the computer's sleep."""
        await asyncio.sleep(self._chance.random() * self._weather.slowest)
        woken = await self._woken()
        self._life.check()
        if woken > began:
            raise Offline("the connection broke")

    def _draw(self, name: str) -> str | None:
        """After a 500 that hid an applied change, the next answers come. Were every answer to one change a 500 for
        ever, its fate would stay unknown and DESIGN 4 gives it up as failed: a false conflict is what remains."""
        drawn = next((fault for fault, odds in self._weather.odds.items() if self._chance.random() < odds), None)
        is_push = name.startswith("push")
        if is_push and self._healthy > 0:
            self._healthy -= 1
            return None
        if is_push and drawn == "fault_after":
            self._healthy = 3
        return drawn

    async def _refuse(self, fault: str) -> None:
        if fault in {"fault_before", "fault_after"}:
            raise ServerFault("500")
        if fault in {"slow_down", "overloaded"}:
            raise SlowDown(fault, retry_after=3 + 20 * self._chance.random())
        if fault in {"request_lost", "answer_lost", "late", "late_answer"}:
            await asyncio.sleep(_TIMEOUT_S)
            self._life.check()
            raise Offline("no answer")
        raise Offline(fault, reason="no_network" if fault == "cut_off" else "not_our_server")

    def _unheard(self, work: Callable[[], object]) -> None:
        """A request that comes late or twice: the server does it, nobody hears the answer."""
        try:
            work()
        except Hindrance as hindrance:
            self._trace(f"{self._name} a late request was refused: {hindrance}")
