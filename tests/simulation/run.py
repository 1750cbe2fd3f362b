"""One run: trouble, then quiet, then the invariants."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crmdesk.domain.records import Change
from tests.fakes.remote_server import MemoryServer, references
from tests.simulation.checks import differences, held_up_by, judge_history, passed_by, what_waits, wrongly_refused
from tests.simulation.desk import SimDesk
from tests.simulation.disk import Disk, MemoryDisk
from tests.simulation.evidence import Evidence
from tests.simulation.ledger import Ledger
from tests.simulation.network import Killed, Weather
from tests.simulation.people import POISON, SimPerson, WebPerson
from tests.simulation.scenario import CLOCK_STEPS_MS, NAMES, Scenario, draw
from tests.simulation.server import repair, sim_server
from tests.simulation.virtual import VirtualLoop

_QUIET_S = 6 * 3_600
"""Longer than a change that failed may wait for its next turn (5 h)."""
_LOOK_S = 30
_PATIENCE_S = 3_600
_ROUNDS = 12
Trace = Callable[[str], None]


class World:
    """What people and faults do it to: here all of it is in memory."""

    def make_server(self, loop: VirtualLoop, ahead_ms: int, seed: int, _trace: Trace) -> MemoryServer:
        return sim_server(loop, ahead_ms, seed)

    def make_disk(self, _name: str) -> Disk:
        return MemoryDisk()

    def calm(self) -> None:
        """Nothing of it fails by itself from now on."""

    def close(self) -> None:
        pass


@dataclass
class Result:
    seed: int
    failures: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    edits: int = 0


def run_seed(seed: int, world: World | None = None, *, mix: str | None = None) -> Result:
    loop = VirtualLoop()
    world = world or World()
    run = Run(draw(seed, mix), loop, world)
    try:
        loop.run_until_complete(run.whole())
    except Exception as error:  # noqa: BLE001 - a run that breaks is a failing one, and its trace is wanted
        run.result.failures.append(f"error: {error!r}")
    finally:
        loop.close()
        world.close()
    return run.result


class Run:
    def __init__(self, scenario: Scenario, loop: VirtualLoop, world: World) -> None:
        self.result = Result(scenario.seed)
        self._scenario = scenario
        self._loop = loop
        self._chance = random.Random(f"{scenario.seed} run")
        self._world = world
        self._backup: object = None
        self._restored = False
        self._copies: dict[str, tuple[object, int]] = {}
        """By desk: a copy of its disk, and how many edits had been made by then."""
        self._weather = Weather(dict(scenario.network))
        self._ledger = Ledger()
        self._server = world.make_server(loop, scenario.server_ahead_ms, scenario.seed, self._trace)
        self._sent: set[str] = set()
        self._killers: list[asyncio.TimerHandle] = []
        self._desks = [self._desk(index, world) for index in range(len(NAMES))]
        self._people = [SimPerson(desk, self._ledger, scenario.seed, scenario.odd_words) for desk in self._desks]
        self._web = WebPerson(self._server, self._ledger, scenario.seed, loop.true_time)
        self._trace(f"a mix called {scenario.mix}")
        loop.set_exception_handler(self._note_error)

    def _desk(self, index: int, world: World) -> SimDesk:
        name = NAMES[index]
        desk = SimDesk(
            self._loop, self._server, world.make_disk(name), name, self._weather, self._ledger, self._scenario.seed,
            policy=self._scenario.policies[index], ahead_ms=self._scenario.ahead_ms[index], trace=self._trace,
        )  # fmt: skip
        desk.on_cursor = self._check_passed
        desk.on_push = self._check_order
        return desk

    def _check_passed(self, desk: SimDesk) -> None:
        """A cursor of a history that the server has lost means nothing."""
        cursor = desk.look().sync_state().cursor
        if cursor is not None and self._server.knows(cursor):
            self.result.failures += passed_by(desk, self._server)

    def _check_order(self, desk: SimDesk, changes: Sequence[Change]) -> None:
        """I5: a change waits for the creation of what it refers to. Sent once, it goes again in any case,
        and so does what was sealed when the program died: it cannot know."""
        known = self._sent | desk.sealed_before
        for change in changes:
            for _, ref in references(change.kind, change.fields):
                entry = desk.look().entry(ref)
                if change.change_id not in known and entry is not None and entry.is_create and entry.seal is None:
                    self.result.failures.append(f"I5 {desk.name} sends {change.ref} before it has created {ref}")
        self._sent.update(change.change_id for change in changes)

    async def whole(self) -> None:
        for desk in self._desks:
            await desk.set_up()
            desk.deadliness = self._scenario.deadliness
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
        index = self._chance.randrange(len(self._desks))
        desk, person = self._desks[index], self._people[index]
        self._trouble(desk)
        self._server_trouble()
        for other in self._desks:
            if other.life.over and self._chance.random() < 0.5:
                other.revive()
        if not desk.life.over and not desk.is_asleep:
            try:
                await person.act()
            except Killed:
                desk.kill()

    def _trouble(self, desk: SimDesk) -> None:
        scenario, chance = self._scenario, self._chance
        now = self._loop.time()
        if chance.random() < scenario.kills:
            self._killers.append(self._loop.call_later(chance.random() * scenario.pause_s, desk.kill))
        if chance.random() < scenario.cuts:
            self._weather.down_until[desk.name] = now + 100 * chance.random()
        if chance.random() < scenario.clock_sets:
            desk.clock.set(desk.clock.ahead_ms + chance.choice([-1, 1]) * chance.choice(CLOCK_STEPS_MS))
            self._trace(f"{desk.name}'s clock is set")
        if chance.random() < scenario.naps and not desk.is_asleep:
            desk.sleep(chance.choice([20.0, 300.0, 3_600.0]) * chance.random())
        if chance.random() < scenario.full_disks:
            desk.full_until = now + 60 * chance.random()
        if chance.random() < scenario.old_disks:
            self._copy_or_put_back(desk)

    def _copy_or_put_back(self, desk: SimDesk) -> None:
        copy = self._copies.pop(desk.name, None)
        if copy is None:
            self._copies[desk.name] = (desk.copy(), len(self._ledger.edits))
            self._trace(f"{desk.name}'s disk is copied")
        else:
            disk, edits = copy
            self._ledger.rolled_back.update(
                edit.number for edit in self._ledger.edits[edits:] if edit.desk == desk.name
            )
            self._ledger.known_elsewhere.clear()
            desk.put_back(disk)

    def _server_trouble(self) -> None:
        scenario, chance = self._scenario, self._chance
        if chance.random() < scenario.web:
            self._trace(self._web.act())
        if chance.random() < scenario.purges:
            self._trace("the server forgets its tombstones")
            self._server.purge()
        if chance.random() < scenario.restores:
            self._back_up_or_restore()

    def _back_up_or_restore(self) -> None:
        if self._backup is None:
            self._backup = self._server.backup()
            self._trace("the server is backed up")
        else:
            announced = self._chance.random() < 0.5
            self._trace(f"the server is restored{'' if announced else ', and nobody says so'}")
            self._ledger.note_known_elsewhere([desk.disk.records() for desk in self._desks])
            self._server.restore(self._backup, announced=announced)
            self._backup = None
            self._restored = True

    async def _quiet(self) -> None:
        """The network holds, people decide what waits for them: everything becomes equal."""
        self._weather.clear()
        self._world.calm()
        for killer in self._killers:
            killer.cancel()
        for desk in self._desks:
            desk.deadliness = 0.0
            desk.full_until = 0.0
        if self._scenario.odd_words:
            await self._until_only_the_poisoned_wait()
        repair(self._server)
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

    async def _until_only_the_poisoned_wait(self) -> None:
        """I5: what the server fails on holds up nothing else."""
        held_up: list[str] = []
        for _ in range(_PATIENCE_S // _LOOK_S):
            await self._look()
            held_up = [ref for desk in self._desks for ref in held_up_by(desk, POISON)]
            if not held_up:
                return
        self.result.failures += [f"I5 {ref} is held up by what the server fails on" for ref in held_up]

    async def _look(self) -> None:
        for desk in self._desks:
            desk.revive()
            desk.engine.nudge()
        await asyncio.sleep(_LOOK_S)

    async def _until_only_people_are_waited_for(self) -> list[str]:
        waits: list[str] = []
        for _ in range(_QUIET_S // _LOOK_S):
            await self._look()
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
