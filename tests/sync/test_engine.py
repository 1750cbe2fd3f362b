"""When cycles run: the loop on virtual time."""

import asyncio
import random

import pytest

from crmdesk.domain.errors import Offline, SignInRequired, SlowDown
from crmdesk.domain.ports import Pause
from crmdesk.sync.engine import Engine
from crmdesk.sync.remote import Caps
from crmdesk.sync.retry import APART_S, CEILING_S, backoff
from tests.fakes.memory_store import MemoryStore, MemoryTransaction
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
        self.store = MemoryStore()
        self.listening = 0
        self.engine = self.another_engine()

    def another_engine(self):
        """On the same replica, as after a restart or in another process."""
        return Engine(
            self.store,
            self.remote,
            self.clock,
            SeededIds(random.Random(1)),
            lambda: 1.0,
            asyncio.sleep,
            lambda _changes: None,
            self.statuses.append,
        )

    def stored(self, look):
        return look(MemoryTransaction(self.store.tables))

    def hear_hints(self):
        async def watch():
            self.listening += 1
            try:
                while True:
                    yield await self.hints.get()
            finally:
                self.listening -= 1

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


def test_a_pause_holds_until_the_person_goes_on(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        await bench.engine.pause(Pause())
        bench.engine.nudge(soon=True)
        bench.engine.nudge()
        bench.engine.network(reachable=False)
        bench.engine.network(reachable=True)
        await asyncio.sleep(500)
        assert bench.started == [0]
        assert bench.engine.status.state == "paused"
        await bench.engine.pause(None)
        assert bench.engine.status.state == "idle"
        await asyncio.sleep(1)
        assert bench.started == [0, 510]
        await stopped(task)

    on_virtual_time(scene)


def test_a_pause_with_an_end_says_when_and_is_over_by_itself(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        until = bench.clock.now_ms() + 3_600_000
        await bench.engine.pause(Pause(until=until))
        assert (bench.engine.status.state, bench.engine.status.next_try_at) == ("paused", until)
        await asyncio.sleep(3_605)
        assert bench.started == [0, 3_610]
        assert bench.stored(lambda tx: tx.pause()) is None
        assert bench.engine.status.state == "idle"
        await stopped(task)

    on_virtual_time(scene)


def test_a_pause_outlasts_the_desk(on_virtual_time):
    async def scene(bench):
        await bench.engine.pause(Pause(until=bench.clock.now_ms() + 100_000))
        task = asyncio.create_task(bench.another_engine().run())
        await asyncio.sleep(90)
        assert bench.started == []
        assert bench.statuses[-1].state == "paused"
        await asyncio.sleep(20)
        assert bench.started == [100]
        await stopped(task)

    on_virtual_time(scene)


def test_a_pause_breaks_off_the_cycle_under_way_and_the_stream_of_hints(on_virtual_time):
    async def scene(bench):
        bench.hear_hints()
        greet = bench.remote.greet

        async def slow():
            answer = await greet()
            await asyncio.sleep(30)
            return answer

        bench.remote.greet = slow
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        assert (bench.engine.status.state, bench.listening) == ("syncing", 1)
        await bench.engine.pause(Pause(offline=True))
        assert bench.engine.status.state == "work_offline"
        await asyncio.sleep(100)
        assert bench.listening == 0
        assert bench.engine.status.state == "work_offline"
        await bench.engine.pause(None)
        await asyncio.sleep(40)
        assert (bench.started, bench.listening) == ([0, 110], 1)
        assert bench.engine.status.state == "idle"
        await stopped(task)

    on_virtual_time(scene)


def test_a_cycle_asked_for_runs_in_a_pause_and_the_pause_stays(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        until = bench.clock.now_ms() + 3_600_000
        await bench.engine.pause(Pause(until=until))
        report = await bench.engine.cycle()
        assert report.state == "idle"
        assert (bench.engine.status.state, bench.engine.status.next_try_at) == ("paused", until)
        await asyncio.sleep(500)
        assert bench.started == [0, 10]
        await stopped(task)

    on_virtual_time(scene)


def test_working_offline_no_cycle_runs_even_if_asked_for(on_virtual_time):
    async def scene(bench):
        await bench.engine.pause(Pause(offline=True))
        reports = [await engine.cycle() for engine in (bench.engine, bench.another_engine())]
        assert [report.state for report in reports] == ["work_offline"] * 2
        assert all("offline" in report.message for report in reports)
        assert bench.started == []

    on_virtual_time(scene)


def test_a_pause_that_another_process_stored_is_taken_up(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        await bench.another_engine().pause(Pause())
        await bench.engine.take_up_pause()
        await asyncio.sleep(500)
        assert bench.started == [0]
        assert bench.engine.status.state == "paused"
        await stopped(task)

    on_virtual_time(scene)


def test_each_word_of_the_person_is_logged_once(on_virtual_time):
    async def scene(bench):
        for pause in (Pause(until=9), Pause(until=9), Pause(offline=True), None, None):
            await bench.engine.pause(pause)
        log = bench.stored(lambda tx: tx.log((), 9))
        assert [(line.what, line.detail) for line in reversed(log)] == [
            ("paused", {"until": 9}),
            ("offline", {"until": None}),
            ("resumed", {"until": None}),
        ]

    on_virtual_time(scene)


def test_a_network_that_is_gone_is_said_at_once_and_cycles_run_as_planned(on_virtual_time):
    async def scene(bench):
        task = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(10)
        planned = bench.engine.status.next_try_at
        bench.engine.network(reachable=False)
        said = bench.engine.status
        assert (said.state, said.reason, said.next_try_at) == ("offline", "no_network", planned)
        await asyncio.sleep(55)
        assert bench.started == [0, 60]
        assert (bench.engine.status.state, bench.engine.status.reason) == ("idle", "")
        bench.engine.network(reachable=True)
        await asyncio.sleep(1)
        assert bench.started == [0, 60, 65]
        await stopped(task)

    on_virtual_time(scene)


def test_a_missing_network_does_not_hide_that_a_sign_in_is_needed(on_virtual_time):
    async def scene(bench):
        bench.faults = [SignInRequired("sign in again")]
        await bench.engine.cycle()
        bench.engine.network(reachable=False)
        assert bench.engine.status.state == "sign_in_required"

    on_virtual_time(scene)


def test_why_the_remote_cannot_be_reached_is_told(on_virtual_time):
    async def scene(bench):
        bench.faults = [Offline("a hotel", reason="not_our_server")]
        report = await bench.engine.cycle()
        assert (report.reason, bench.engine.status.reason) == ("not_our_server", "not_our_server")
        assert (await bench.engine.cycle()).reason == ""
        assert bench.engine.status.reason == ""

    on_virtual_time(scene)


def test_a_time_to_wait_is_told(on_virtual_time):
    async def scene(bench):
        bench.faults = [SlowDown("429", 30)]
        await bench.engine.cycle()
        assert bench.engine.status.state == "slow_down"
        assert bench.engine.status.next_try_at == bench.clock.now_ms() + 30_000

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
