"""The engine: runs a cycle at start, about a second after an edit, on a hint, when asked, and at an interval.

idle             again after the interval, an edit or a hint
offline, failed  again after a growing delay with full jitter, without end; at once when asked (button, network)
slow_down        again when the remote said, not before
sign_in_required, device_revoked   again when asked
paused           not at all
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Hindrance
from crmdesk.domain.ports import Clock, Ids, Store
from crmdesk.sync import status
from crmdesk.sync.cycle import run_cycle
from crmdesk.sync.pulling import closed_at_exit
from crmdesk.sync.pushing import Pusher
from crmdesk.sync.remote import Remote
from crmdesk.sync.retry import APART_S, EDIT_DELAY_S, INTERVAL_S, backoff
from crmdesk.sync.session import Session
from crmdesk.sync.status import Report, Status, Tally

_LOG = logging.getLogger(__name__)
_NEVER = float("inf")
_RETRIED = {status.OFFLINE, status.FAILED}


class Engine:
    """One replica and its one remote. Only one engine at a time works on a replica: whoever holds its lock.

    `jitter` gives numbers evenly from 0 to 1; `sleep` takes seconds.
    """

    def __init__(
        self,
        store: Store,
        remote: Remote,
        clock: Clock,
        ids: Ids,
        jitter: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        announce: Callable[[Changes], None],
        on_status: Callable[[Status], None],
    ) -> None:
        self._store = store
        self._remote = remote
        self._clock = clock
        self._ids = ids
        self._jitter = jitter
        self._sleep = sleep
        self._announce = announce
        self._on_status = on_status
        self._status = Status()
        self._pusher = Pusher()
        self._one_at_a_time = asyncio.Lock()
        self._woken = asyncio.Event()
        self._due = 0.0
        """When the next cycle starts, on the clock that never jumps."""
        self._not_before = 0.0
        self._failures = 0
        self._paused = False

    @property
    def status(self) -> Status:
        return self._status

    async def cycle(self) -> Report:
        """One cycle now; after the one under way, if there is one."""
        async with self._one_at_a_time:
            started = self._clock.monotonic()
            self._say(Status(status.SYNCING, synced_at=self._status.synced_at))
            session = Session(self._store, self._remote, self._clock, self._ids, self._announce, self._say_progress)
            report = await run_cycle(session, self._pusher)
            self._plan(report, started)
            return report

    async def run(self) -> None:
        """For ever; ends by being cancelled."""
        stored = await self._store.read(lambda tx: tx.sync_state())
        self._say(replace(self._status, synced_at=stored.synced_at))
        async with asyncio.TaskGroup() as tasks:
            if self._remote.caps.hints:
                tasks.create_task(self._listen())
            while True:
                await self._until_due()
                await self._guarded_cycle()

    def nudge(self, soon: bool = False) -> None:
        """Sync now: the button, the network is back. `soon`: in about a second, after an edit or a hint; while the
        remote cannot be reached that changes nothing."""
        now = self._clock.monotonic()
        if not soon:
            self._failures = 0
            self._wake(now)
        elif self._status.state in {status.IDLE, status.SYNCING}:
            self._wake(now + EDIT_DELAY_S)

    def pause(self, paused: bool) -> None:
        self._paused = paused
        if paused:
            self._say(replace(self._status, state=status.PAUSED, message="", next_try_at=None))
        else:
            self._say(replace(self._status, state=status.IDLE))
            self.nudge()
        self._woken.set()

    def _wake(self, at: float) -> None:
        self._due = min(self._due, max(at, self._not_before))
        self._woken.set()

    async def _until_due(self) -> None:
        while True:
            self._woken.clear()
            wait = _NEVER if self._paused else self._due - self._clock.monotonic()
            if wait <= 0:
                return
            if wait == _NEVER:
                await self._woken.wait()
            else:
                await self._either(wait)

    async def _either(self, seconds: float) -> None:
        """Until so many seconds are over or somebody wakes us."""
        waits = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._woken.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _guarded_cycle(self) -> None:
        self._due = _NEVER
        try:
            await self.cycle()
        except Exception:  # noqa: BLE001 - the task's door: a defect must not end syncing for the day
            _LOG.exception("a sync cycle failed")
            self._plan(Report(status.FAILED, message="an error in crmdesk; see the log"), self._clock.monotonic())

    def _plan(self, report: Report, started: float) -> None:
        """When the next cycle starts. An edit or a hint that came meanwhile has set an earlier time already."""
        now = self._clock.monotonic()
        self._not_before = started + APART_S if report.state in _RETRIED else now
        self._failures = self._failures + 1 if report.state in _RETRIED else 0
        if report.state == status.IDLE:
            planned = now + INTERVAL_S
        elif report.state in _RETRIED:
            planned = max(started + APART_S, now + backoff(self._failures, self._jitter))
        elif report.state == status.SLOW_DOWN:
            planned = self._not_before = now + (report.retry_after or APART_S)
        else:
            planned = _NEVER
        self._due = min(self._due, planned) if report.state == status.IDLE else planned
        self._say_end(report, now)

    def _say_end(self, report: Report, now: float) -> None:
        wall = self._clock.now_ms()
        self._say(
            replace(
                self._status,
                state=status.PAUSED if self._paused else report.state,
                message=report.message,
                synced_at=wall if report.state == status.IDLE else self._status.synced_at,
                next_try_at=None if self._due == _NEVER or self._paused else wall + round((self._due - now) * 1000),
            )
        )

    def _say_progress(self, tally: Tally) -> None:
        self._say(
            replace(
                self._status,
                sent=tally.sent,
                to_send=tally.to_send,
                received=tally.received,
                to_receive=tally.to_receive,
            )
        )

    def _say(self, status_now: Status) -> None:
        self._status = status_now
        self._on_status(status_now)

    async def _listen(self) -> None:
        """Hints come as long as the connection holds; then it is made anew, after a growing delay."""
        failures = 0
        while True:
            hints = self._remote.watch()
            try:
                async with closed_at_exit(hints):
                    async for _ in hints:
                        failures = 0
                        self.nudge(soon=True)
            except Hindrance:
                _LOG.debug("hints ended", exc_info=True)
            failures += 1
            await self._sleep(backoff(failures, self._jitter))
