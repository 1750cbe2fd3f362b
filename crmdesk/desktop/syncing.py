"""Several processes on one replica (DESIGN 4, Processes): one syncs, the others ask it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from crmdesk.desktop.workplace import Workplace, seal_and_wipe
from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Busy, StorageFault
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Pause
from crmdesk.operations.pausing import set_pause
from crmdesk.replica.requests import SyncRequests
from crmdesk.system.locks import ProcessLock, sync_lock

if TYPE_CHECKING:
    from crmdesk.sync.engine import Engine
    from crmdesk.sync.status import Report, Status

_LOG = logging.getLogger(__name__)
_SERVER_FAULT = "server_fault"
_LOOK_ROUND = 0.5
"""Seconds between two looks for what other processes did; one costs a read of the database's header."""
_ANSWER_WITHIN = 120.0
"""Seconds that `crmdesk sync` waits for the process that syncs."""


async def sync_until(over: asyncio.Event, workplace: Workplace, engine: "Engine") -> None:
    """Run the engine, and what other processes ask of it, until `over` is set."""
    await workplace.store.keep_journal_short()
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(engine.run()), tasks.create_task(attend_to_others(workplace, engine))]
        await over.wait()
        for task in running:
            task.cancel()


async def attend_to_others(workplace: Workplace, engine: "Engine") -> None:
    """For ever, beside a running engine: announce what other processes edited, and run the cycles they ask for."""
    due = True  # a request may be older than this process
    while True:
        try:
            changed = await _announce_others(workplace)
            if changed:
                await engine.take_up_pause()
            if (changed or due) and not await _answer_requests(workplace, engine) and changed:
                engine.nudge(soon=True)
            due = False
        except StorageFault:
            _LOG.exception("cannot see what other processes did")
            due = True
        await asyncio.sleep(_LOOK_ROUND)


async def _announce_others(workplace: Workplace) -> bool:
    """Whether another process changed anything since the last look."""
    changed = await workplace.store.changed_elsewhere()
    if changed:
        workplace.desk.announce(Changes(kinds=frozenset(KINDS), sync=True))
    return changed


async def _answer_requests(workplace: Workplace, engine: "Engine") -> bool:
    """Whether another process had asked for a cycle."""
    requests = SyncRequests(workplace.store)
    waiting = await requests.pending()
    if waiting:
        try:
            report = await engine.cycle()
        except Exception:  # noqa: BLE001 - the door of the asking process: a defect must not end syncing for the day
            _LOG.exception("a sync cycle that was asked for failed")
            report = _unforeseen()
        answer = as_answer(report)
        for request in waiting:
            await requests.answer(request, answer)
    return bool(waiting)


def _unforeseen() -> "Report":
    from crmdesk.sync.status import FAILED, Report  # noqa: PLC0415 - see the package's docstring

    return Report(FAILED, message="an error in crmdesk; see the log")


async def sync_once(workplace: Workplace, lock: ProcessLock) -> dict[str, Any]:
    """One cycle, in this process or, if another one syncs this profile, by that one; see `as_answer`.

    Raises SignInRequired, or Busy if the other process does not answer.
    """
    if not workplace.profile.signed_in:
        workplace.remote()
    if lock.try_acquire():
        return await _cycle(workplace, lock)
    requests = SyncRequests(workplace.store)
    request = await requests.ask(workplace.clock.now_ms())
    give_up = workplace.clock.monotonic() + _ANSWER_WITHIN
    while workplace.clock.monotonic() < give_up:
        answer = await requests.result(request)
        if answer is not None:
            return dict(answer)
        if lock.try_acquire():  # that process has ended
            return await _cycle(workplace, lock)
        await asyncio.sleep(_LOOK_ROUND / 2)
    raise Busy("another crmdesk syncs this profile and does not answer: is it stopped?")


async def _cycle(workplace: Workplace, lock: ProcessLock) -> dict[str, Any]:
    try:
        await workplace.store.keep_journal_short()
        engine = await asyncio.to_thread(workplace.engine_for)
        report = await engine.cycle()
        if report.reason == _SERVER_FAULT:
            report = await _once_more(engine, report)
        answer = as_answer(report)
        if answer["state"] == "device_revoked":
            answer["message"] = str(await seal_and_wipe(workplace))
        return answer
    finally:
        lock.release()


async def _once_more(engine: "Engine", first: "Report") -> "Report":
    """A second cycle after the server failed on what it was sent: the culprit is searched for when it fails again, by
    the engine that remembers; the next command would begin anew."""
    from crmdesk.sync.retry import APART_S  # noqa: PLC0415 - see the package's docstring

    await asyncio.sleep(APART_S)
    second = await engine.cycle()
    return replace(
        second,
        pushed=first.pushed + second.pushed,
        pulled=first.pulled + second.pulled,
        conflicts=first.conflicts + second.conflicts,
    )


def as_answer(report: "Report") -> dict[str, Any]:
    """What `crmdesk sync --json` prints, and under "message" and "reason" why a cycle did not come to its
    end."""
    return {
        "state": report.state,
        "pushed": report.pushed,
        "pulled": report.pulled,
        "conflicts": report.conflicts,
        "quarantined": report.quarantined,
        "pending": report.pending,
        "cursor": report.cursor,
        "message": report.message,
        "reason": report.reason,
    }


class ProfileSyncer:
    """What syncs a profile for its window (answers `ui.workplace.Syncer`): the engine, or the other process that holds
    the sync lock, for as long as it holds it."""

    def __init__(self, workplace: Workplace, on_status: Callable[["Status"], None]) -> None:
        self._workplace = workplace
        self._on_status = on_status
        self._lock = sync_lock(workplace.profile.folder)
        self._engine: Engine | None = None

    async def run(self) -> None:
        """For ever; ends by being cancelled, or with Wiped when this device was revoked."""
        while not self._lock.try_acquire():
            await _announce_others(self._workplace)
            await asyncio.sleep(_LOOK_ROUND)
        try:
            revoked = asyncio.Event()
            # aside: a keyring may take its time, and so do HTTP's modules and certificates when they are first loaded
            self._engine = await asyncio.to_thread(self._workplace.engine_for, partial(self._tell, revoked))
            await sync_until(revoked, self._workplace, self._engine)
            raise await seal_and_wipe(self._workplace)
        finally:
            self._engine = None
            self._lock.release()

    async def cycle(self) -> "Report":
        """One cycle now, here or by the process that syncs; a hindrance is told in the report."""
        if self._engine is not None:
            return await self._engine.cycle()
        from crmdesk.sync.status import Report  # noqa: PLC0415 - see the package's docstring

        # a lock of its own: within a process, two holders of one lock would not see each other
        answer = await sync_once(self._workplace, sync_lock(self._workplace.profile.folder))
        return Report(**answer)

    def nudge(self, soon: bool = False) -> None:
        """Where another process syncs, it sees by itself what was edited here."""
        if self._engine is not None:
            self._engine.nudge(soon=soon)

    async def pause(self, pause: Pause | None) -> None:
        """Stop syncing, or go on; where another process syncs, it sees by itself what was stored here."""
        if self._engine is not None:
            await self._engine.pause(pause)
            return
        from crmdesk.sync.pausing import paused  # noqa: PLC0415 - see the package's docstring
        from crmdesk.sync.status import Status  # noqa: PLC0415

        await set_pause(self._workplace.desk, pause)
        stored = await self._workplace.store.read(lambda tx: tx.sync_state())
        standing = Status(synced_at=stored.synced_at)
        self._on_status(standing if pause is None else paused(standing, pause))

    def network(self, *, reachable: bool) -> None:
        """Where another process syncs, it finds out by itself."""
        if self._engine is not None:
            self._engine.network(reachable=reachable)

    def _tell(self, revoked: asyncio.Event, status: "Status") -> None:
        if status.state == "device_revoked":
            revoked.set()
        self._on_status(status)
