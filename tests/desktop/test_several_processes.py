"""Several processes on one profile: one syncs, the others ask it (DESIGN 4, Processes; F14)."""

import asyncio

import pytest

from crmdesk.desktop.syncing import ProfileSyncer, attend_to_others, sync_once
from crmdesk.desktop.workplace import Workplace, open_profile
from crmdesk.domain.errors import Defect, SignInRequired, Wiped
from crmdesk.domain.ports import Pause
from crmdesk.operations.pausing import read_pause
from crmdesk.operations.records import add_record
from crmdesk.replica.requests import SyncRequests
from crmdesk.sync.status import Report, Status
from crmdesk.system.locks import sync_lock
from crmdesk.system.profiles import save_profile, signed_in_as
from tests.fakes.memory_secrets import MemorySecrets


class CountingEngine:
    """Answers every cycle as the n-th one."""

    def __init__(self, on_status=lambda status: None):
        self.on_status = on_status
        self.cycles = 0
        self.nudges = []
        self.nudged = asyncio.Event()
        self.pauses = []
        self.reachable = []

    async def run(self):
        await asyncio.Event().wait()

    async def cycle(self):
        self.cycles += 1
        return Report("idle", pushed=self.cycles)

    async def pause(self, pause):
        self.pauses.append(pause)

    async def take_up_pause(self):
        self.pauses.append("stored")

    def network(self, *, reachable):
        self.reachable.append(reachable)

    def nudge(self, soon=False):
        self.nudges.append(soon)
        self.nudged.set()


class Place(Workplace):
    """A profile whose engine is a counting one."""

    engine = None

    def __init__(self, *wired):
        super().__init__(*wired)
        self.started = asyncio.Event()

    def engine_for(self, on_status=lambda status: None):
        self.engine = CountingEngine(on_status)
        self.started.set()
        return self.engine

    def secrets(self):
        return MemorySecrets(), None


async def opened(announce=lambda changes: None):
    workplace = await open_profile("anna", announce)
    if not workplace.profile.signed_in:
        workplace.profile = signed_in_as(
            workplace.profile, url="http://127.0.0.1:9", server_id="s1", email="anna@example.com", user_id="u1"
        )
        save_profile(workplace.profile)
    return Place(workplace.profile, workplace.store, announce)


@pytest.fixture
async def here(monkeypatch, tmp_path):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path))
    workplace = await opened()
    yield workplace
    await workplace.close()


@pytest.fixture
async def elsewhere(here):
    """The same profile as another process has it open."""
    workplace = await opened()
    yield workplace
    await workplace.close()


async def running(coroutine):
    task = asyncio.get_running_loop().create_task(coroutine)
    await asyncio.sleep(0)
    return task


async def ended(task):
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_cycle_runs_here_if_nobody_syncs_and_the_lock_is_free_again(here):
    lock = sync_lock(here.profile.folder)
    assert (await sync_once(here, lock))["pushed"] == 1
    assert sync_lock(here.profile.folder).try_acquire()


async def test_a_profile_that_is_not_signed_in_asks_nobody(here):
    fresh = await open_profile("fresh")
    with pytest.raises(SignInRequired):
        await sync_once(fresh, sync_lock(fresh.profile.folder))
    await fresh.close()


async def test_the_holder_of_the_lock_runs_the_cycle_that_another_process_asks_for(here, elsewhere):
    with sync_lock(here.profile.folder).held("taken"):
        engine = CountingEngine()
        attending = await running(attend_to_others(here, engine))
        answer = await asyncio.wait_for(sync_once(elsewhere, sync_lock(here.profile.folder)), 20)
        assert (answer["state"], answer["pushed"]) == ("idle", 1)
        assert elsewhere.engine is None
        assert await SyncRequests(here.store).pending() == []
        await ended(attending)


async def test_a_defect_in_a_cycle_asked_for_is_answered_and_syncing_goes_on(here, elsewhere):
    class BrokenOnce(CountingEngine):
        async def cycle(self):
            if not self.cycles:
                self.cycles += 1
                raise Defect("half a contact")
            return await super().cycle()

    with sync_lock(here.profile.folder).held("taken"):
        attending = await running(attend_to_others(here, BrokenOnce()))
        first, second = [
            await asyncio.wait_for(sync_once(elsewhere, sync_lock(here.profile.folder)), 20) for _ in range(2)
        ]
        assert (first["state"], second["state"]) == ("failed", "idle")
        await ended(attending)


async def test_whoever_asked_syncs_itself_when_the_holder_ends(here, elsewhere):
    held = sync_lock(here.profile.folder)
    assert held.try_acquire()
    asking = await running(sync_once(elsewhere, sync_lock(here.profile.folder)))
    async with asyncio.timeout(20):
        while not await SyncRequests(here.store).pending():  # noqa: ASYNC110 - another connection writes it
            await asyncio.sleep(0)
    held.release()
    assert (await asyncio.wait_for(asking, 20))["pushed"] == 1
    assert elsewhere.engine.cycles == 1


async def test_edits_of_another_process_are_announced_and_sent_soon(here, elsewhere):
    told = asyncio.Event()
    watching = Place(here.profile, here.store, lambda changes: told.set() if changes.touches("contact") else None)
    engine = CountingEngine()
    attending = await running(attend_to_others(watching, engine))
    await add_record(elsewhere.desk, "contact", {"last_name": "Petrova"})
    await asyncio.wait_for(told.wait(), 20)
    await asyncio.wait_for(engine.nudged.wait(), 20)
    assert engine.nudges == [True]
    assert engine.pauses == ["stored"]
    await ended(attending)


async def test_a_pause_is_obeyed_by_the_engine_here_or_stored_for_the_process_that_syncs(here, elsewhere):
    statuses = []
    syncer = ProfileSyncer(here, statuses.append)
    other = ProfileSyncer(elsewhere, statuses.append)
    task = await running(syncer.run())
    await asyncio.wait_for(here.started.wait(), 20)
    await syncer.pause(Pause(until=9))
    syncer.network(reachable=False)
    assert here.engine.pauses == [Pause(until=9)]
    assert here.engine.reachable == [False]
    await other.pause(Pause(offline=True))
    other.network(reachable=False)
    assert await read_pause(here.desk) == Pause(offline=True)
    assert [status.state for status in statuses] == ["work_offline"]
    await other.pause(None)
    assert await read_pause(here.desk) is None
    assert [status.state for status in statuses] == ["work_offline", "idle"]
    await ended(task)


async def test_a_window_syncs_by_its_own_engine_once_the_lock_is_free(here):
    held = sync_lock(here.profile.folder)
    assert held.try_acquire()
    syncer = ProfileSyncer(here, lambda status: None)
    task = await running(syncer.run())
    syncer.nudge()
    assert here.engine is None
    held.release()
    await asyncio.wait_for(here.started.wait(), 20)
    assert (await syncer.cycle()).pushed == 1
    syncer.nudge(soon=True)
    assert here.engine.nudges[-1] is True
    await ended(task)
    assert held.try_acquire()


async def test_a_window_of_a_revoked_device_ends_with_the_profile_wiped(here):
    statuses = []
    syncer = ProfileSyncer(here, statuses.append)
    task = await running(syncer.run())
    await asyncio.wait_for(here.started.wait(), 20)
    here.engine.on_status(Status("device_revoked", message="revoked"))
    with pytest.raises(Wiped, match="removed"):
        await asyncio.wait_for(task, 20)
    assert [status.state for status in statuses] == ["device_revoked"]
    assert not here.profile.database.exists()
    assert not here.profile.signed_in
