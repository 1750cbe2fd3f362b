"""One run: trouble, then quiet, then the invariants."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.remote_server import History, MemoryServer
from tests.simulation.checks import differences, judge_history, passed_by, what_waits, wrongly_refused
from tests.simulation.desk import SimDesk
from tests.simulation.evidence import Evidence
from tests.simulation.ledger import Ledger
from tests.simulation.network import Killed, Weather
from tests.simulation.people import SimPerson
from tests.simulation.scenario import NAMES, Scenario, draw
from tests.simulation.server import repair, sim_server
from tests.simulation.virtual import VirtualLoop

_QUIET_S = 6 * 3_600
"""Longer than a change that failed may wait for its next turn (5 h)."""
_LOOK_S = 30
_ROUNDS = 12
MakeServer = Callable[[VirtualLoop, int, int], MemoryServer]


@dataclass
class Result:
    seed: int
    failures: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    edits: int = 0


def run_seed(seed: int, make_server: MakeServer = sim_server, *, restores: bool = False) -> Result:
    loop = VirtualLoop()
    run = Run(draw(seed, restores=restores), loop, make_server)
    try:
        loop.run_until_complete(run.whole())
    finally:
        loop.close()
    return run.result


class Run:
    def __init__(self, scenario: Scenario, loop: VirtualLoop, make_server: MakeServer) -> None:
        self.result = Result(scenario.seed)
        self._scenario = scenario
        self._loop = loop
        self._chance = random.Random(f"{scenario.seed} run")
        self._backup: History | None = None
        self._restored = False
        self._weather = Weather(dict(scenario.odds))
        self._ledger = Ledger()
        self._server = make_server(loop, scenario.server_ahead_ms, scenario.seed)
        self._desks = [self._desk(index) for index in range(len(NAMES))]
        self._people = [SimPerson(desk, self._ledger, scenario.seed, scenario.odd_words) for desk in self._desks]
        loop.set_exception_handler(self._note_error)

    def _desk(self, index: int) -> SimDesk:
        desk = SimDesk(
            self._loop, self._server, NAMES[index], self._weather, self._ledger, self._scenario.seed,
            policy=self._scenario.policies[index], ahead_ms=self._scenario.ahead_ms[index], trace=self._trace,
        )  # fmt: skip
        desk.deadliness = self._scenario.deadliness
        desk.on_cursor = lambda desk: self.result.failures.extend(
            [] if self._restored else passed_by(desk, self._server)
        )
        return desk

    async def whole(self) -> None:
        for desk in self._desks:
            desk.start()
        for _ in range(self._scenario.steps):
            await self._step()
            await asyncio.sleep(self._chance.random() * self._scenario.pause_s)
        await self._quiet()
        for desk in self._desks:
            desk.kill()
        await asyncio.sleep(120)
        self.result.edits = len(self._ledger.edits)

    async def _step(self) -> None:
        scenario, chance = self._scenario, self._chance
        index = chance.randrange(len(self._desks))
        desk, person = self._desks[index], self._people[index]
        if chance.random() < scenario.kills:
            desk.kill()
        if chance.random() < scenario.cuts:
            self._weather.down_until[desk.name] = self._loop.time() + 100 * chance.random()
        if chance.random() < scenario.clock_sets:
            desk.clock.set(desk.clock.ahead_ms + chance.choice([-1, 1]) * chance.choice([300_000, 86_400_000]))
            self._trace(f"{desk.name}'s clock is set")
        if scenario.restores and chance.random() < scenario.restores:
            self._back_up_or_restore()
        for other in self._desks:
            if other.life.over and chance.random() < 0.5:
                other.revive()
        if not desk.life.over:
            try:
                await person.act()
            except Killed:
                desk.kill()

    def _back_up_or_restore(self) -> None:
        if self._backup is None:
            self._backup = self._server.backup()
            self._trace("the server is backed up")
        else:
            announced = self._chance.random() < 0.5
            self._trace(f"the server is restored{'' if announced else ', and nobody says so'}")
            self._server.restore(self._backup, announced=announced)
            self._backup = None
            self._restored = True

    async def _quiet(self) -> None:
        """The network holds, people decide what waits for them: everything becomes equal."""
        self._weather.clear()
        repair(self._server)
        for desk in self._desks:
            desk.deadliness = 0.0
        for _ in range(_ROUNDS):
            waits = await self._until_only_people_are_waited_for()
            failures = [failure for desk in self._desks for failure in wrongly_refused(desk)]
            if waits or failures:
                self.result.failures += [*(f"I3 {wait}" for wait in waits), *failures]
                return
            if not any(desk.look().all_entries() for desk in self._desks):
                break
            for person in self._people:
                await person.decide(everything=True)
        self.result.failures += [failure for desk in self._desks for failure in differences(desk, self._server)]
        evidence = Evidence(self._server, self._desks, self._ledger)
        times_hold = not any(desk.clock.times_set for desk in self._desks)
        self.result.failures += judge_history(evidence, times_hold=times_hold, restored=self._restored)

    async def _until_only_people_are_waited_for(self) -> list[str]:
        waits: list[str] = []
        for _ in range(_QUIET_S // _LOOK_S):
            for desk in self._desks:
                desk.revive()
                desk.engine.nudge()
            await asyncio.sleep(_LOOK_S)
            waits = [wait for desk in self._desks for wait in what_waits(desk, self._server)]
            if not waits:
                break
        return waits

    def _trace(self, line: str) -> None:
        self.result.trace.append(f"{self._loop.time():9.3f} {line}")

    def _note_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        killed = isinstance(error, Killed) or (isinstance(error, BaseExceptionGroup) and error.split(Killed)[1] is None)
        if not killed:
            self.result.failures.append(f"error: {context.get('message')}: {error!r}")
