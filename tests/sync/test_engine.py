"""When cycles run: the loop on virtual time."""

import asyncio
import random

import pytest

from crmdesk.domain.errors import Offline, SignInRequired, SlowDown
from crmdesk.sync.engine import Engine
from crmdesk.sync.remote import Caps
from crmdesk.sync.retry import APART_S, CEILING_S, backoff
from tests.fakes.memory_store import MemoryStore
from tests.fakes.remote_server import MemoryRemote, MemoryServer
from tests.simulation.virtual import DeskClock, SeededIds, VirtualLoop


class Bench:
    """An engine on virtual time, its greetings counted, its network as the test wants it."""

    def __init__(self, loop):
        self.loop = loop
        self.faults = []
        self.always = None
        self.started = []
        self.hints = asyncio.Queue()
        self.clock = DeskClock(loop.true_time, loop.time, 0)
        self.remote = MemoryRemote(MemoryServer(loop.true_time), "ann")
        self.statuses = []
        greet = self.remote.greet

        async def counted():
            self.started.append(loop.time())
            fault = self.faults.pop(0) if self.faults else self.always
            if fault is not None:
                raise fault
            return await greet()

        self.remote.greet = counted
        self.engine = Engine(
            MemoryStore(),
            self.remote,
            self.clock,
            SeededIds(random.Random(1)),
            lambda: 1.0,
            asyncio.sleep,
            lambda _changes: None,
            self.statuses.append,
        )

    def hear_hints(self):
        async def watch():
            while True:
                yield await self.hints.get()

        self.remote.caps = Caps(self.remote.caps.kinds, 10, True)
        self.remote.watch = watch


@pytest.fixture
def on_virtual_time():
    """Runs a scene on its own loop: scene(bench) is a coroutine, the engine runs beside it."""

    def run(scene):
        loop = VirtualLoop()

        async def whole():
            bench = Bench(loop)
            await scene(bench)

        loop.run_until_complete(whole())
        loop.close()

    return run


async def stopped(task):
    task.cancel()
    await asyncio.wait([task])


def test_a_cycle_runs_at_start_and_then_every_minute(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(130)
        assert bench.started == [0, 60, 120]
        await stopped(task)

    on_virtual_time(scene)


def test_an_edit_is_followed_by_a_cycle_after_a_second_and_many_edits_by_one(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        for _ in range(5):
            bench.engine.nudge(soon=True)
            await asyncio.sleep(0.1)
        await asyncio.sleep(5)
        assert bench.started == [0, 11]
        await stopped(task)

    on_virtual_time(scene)


def test_the_button_runs_a_cycle_at_once(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        bench.engine.nudge()
        await asyncio.sleep(0.1)
        assert bench.started == [0, 10]
        await stopped(task)

    on_virtual_time(scene)


def test_a_hint_runs_a_cycle(on_virtual_time):
    async def scene(bench):
        bench.hear_hints()
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        bench.hints.put_nowait(None)
        await asyncio.sleep(5)
        assert bench.started == [0, 11]
        await stopped(task)

    on_virtual_time(scene)


def test_a_broken_stream_of_hints_is_made_anew(on_virtual_time):
    async def scene(bench):
        made = []

        async def watch():
            made.append(bench.loop.time())
            if len(made) < 3:
                raise Offline("broke")
            await bench.hints.get()
            yield

        bench.hear_hints()
        bench.remote.watch = watch
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(30)
        assert made == [0, 4, 12]
        await stopped(task)

    on_virtual_time(scene)


def test_offline_waits_longer_each_time_without_end_and_an_edit_changes_nothing(on_virtual_time):
    async def scene(bench):
        bench.always = Offline("no network")
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(5)
        bench.engine.nudge(soon=True)
        await asyncio.sleep(2_000)
        gaps = [later - earlier for earlier, later in zip(bench.started, bench.started[1:], strict=False)]
        assert gaps == [4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
        assert bench.engine.status.state == "offline"
        assert bench.engine.status.next_try_at is not None
        await stopped(task)

    on_virtual_time(scene)


def test_when_the_network_is_back_a_cycle_runs_at_once_but_two_seconds_apart(on_virtual_time):
    async def scene(bench):
        bench.faults = [Offline("no network")] * 6
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(100)
        bench.engine.nudge()
        await asyncio.sleep(0.5)
        assert bench.started[-1] == 100
        bench.engine.nudge()
        await asyncio.sleep(5)
        assert bench.started[-1] == 102
        assert bench.engine.status.state == "idle"
        await stopped(task)

    on_virtual_time(scene)


def test_a_time_to_wait_is_obeyed_even_against_the_button(on_virtual_time):
    async def scene(bench):
        bench.faults = [SlowDown("429", 30)]
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        bench.engine.nudge()
        await asyncio.sleep(10)
        assert bench.started == [0]
        await asyncio.sleep(15)
        assert bench.started == [0, 30]
        await stopped(task)

    on_virtual_time(scene)


def test_without_a_sign_in_nothing_is_tried_until_somebody_asks(on_virtual_time):
    async def scene(bench):
        bench.faults = [SignInRequired("sign in again")]
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(5_000)
        assert bench.started == [0]
        assert bench.engine.status.next_try_at is None
        bench.engine.nudge()
        await asyncio.sleep(1)
        assert bench.started == [0, 5_000]
        await stopped(task)

    on_virtual_time(scene)


def test_a_pause_holds_until_it_ends(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        bench.engine.pause(True)
        bench.engine.nudge(soon=True)
        await asyncio.sleep(500)
        assert bench.started == [0]
        assert bench.engine.status.state == "paused"
        bench.engine.pause(False)
        await asyncio.sleep(1)
        assert bench.started == [0, 510]
        await stopped(task)

    on_virtual_time(scene)


def test_two_cycles_never_run_at_once(on_virtual_time):
    async def scene(bench):
        running = []
        greet = bench.remote.greet

        async def slow():
            running.append(1)
            assert len(running) == 1
            await asyncio.sleep(3)
            running.pop()
            return await greet()

        bench.remote.greet = slow
        await asyncio.gather(bench.engine.cycle(), bench.engine.cycle())
        assert len(bench.started) == 2

    on_virtual_time(scene)


def test_a_defect_is_told_and_syncing_goes_on(on_virtual_time, caplog):
    async def scene(bench):
        bench.faults = [ZeroDivisionError()]
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(1)
        assert bench.engine.status.state == "failed"
        await asyncio.sleep(10)
        assert bench.engine.status.state == "idle"
        await stopped(task)

    on_virtual_time(scene)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("failures", [1, 2, 5, 8, 1_000])
def test_every_wait_lies_between_two_seconds_and_the_ceiling(failures):
    assert backoff(failures, lambda: 0.0) == APART_S
    assert APART_S < backoff(failures, lambda: 1.0) <= CEILING_S
