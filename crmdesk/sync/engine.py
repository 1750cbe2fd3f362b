"""The engine: runs a cycle at start, about a second after an edit, on a hint, when asked, and at an interval.

idle             again after the interval, an edit or a hint
offline, failed  again after a growing delay with full jitter, without end; at once when asked (button, network)
slow_down        again when the remote said, not before
sign_in_required, device_revoked   again when asked

While the person has paused syncing or works offline nothing runs by itself, and no hints are listened to; a pause with
an end is over by itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Hindrance, StorageFault
from crmdesk.domain.ports import Clock, Ids, Pause, Store
from crmdesk.sync import status
from crmdesk.sync.cycle import run_cycle
from crmdesk.sync.pausing import end_pause, kept_offline, left_s, note_pause, paused
from crmdesk.sync.pulling import closed_at_exit
from crmdesk.sync.pushing import Pusher
from crmdesk.sync.remote import Remote
from crmdesk.sync.retry import APART_S, EDIT_DELAY_S, INTERVAL_S, backoff
from crmdesk.sync.session import Session
from crmdesk.sync.status import Report, Status, Tally

_LOG = logging.getLogger(__name__)
_NEVER = float("inf")
_RETRIED = {status.OFFLINE, status.FAILED}
_NEEDS_NETWORK = {status.IDLE, status.SYNCING, status.OFFLINE, status.FAILED}
"""Where a network that is gone is the news; else a person or the remote has to speak first."""


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
        self._standing = Status()
        """How the last cycle ended: what is said when a pause is over."""
        self._pusher = Pusher()
        self._one_at_a_time = asyncio.Lock()
        self._woken = asyncio.Event()
        self._due = 0.0
        """When the next cycle starts, on the clock that never jumps."""
        self._not_before = 0.0
        self._failures = 0
        self._pause: Pause | None = None
        self._pause_changed = asyncio.Event()
        self._at_work: asyncio.Timeout | None = None
        """What a pause breaks off."""

    @property
    def status(self) -> Status:
        return self._status

    async def cycle(self) -> Report:
        """One cycle now, also in a pause; after the one under way, if there is one. None while the person works
        offline."""
        async with self._one_at_a_time:
            with suppress(StorageFault):  # the cycle itself tells of it
                kept = await self._store.read(lambda tx: kept_offline(tx, self._clock))
                if kept is not None:
                    return kept
            started = self._clock.monotonic()
            self._say(Status(status.SYNCING, synced_at=self._status.synced_at))
            session = Session(self._store, self._remote, self._clock, self._ids, self._announce, self._say_progress)
            report = await run_cycle(session, self._pusher)
            self._plan(report, started)
            return report

    async def run(self) -> None:
        """For ever; ends by being cancelled."""
        stored = await self._store.read(lambda tx: tx.sync_state())
        self._standing = replace(self._standing, synced_at=stored.synced_at)
        self._say(self._standing)
        await self.take_up_pause()
        while True:
            await self._pause_over()
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(None) as self._at_work:
                        await self._work()
            finally:
                self._at_work = None

    async def _work(self) -> None:
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

    def network(self, *, reachable: bool) -> None:
        """What this computer says of its network. It may be wrong, so cycles are tried as planned."""
        if reachable:
            self.nudge()
        elif self._pause is None and self._status.state in _NEEDS_NETWORK:
            message = "This computer has no network."
            self._standing = replace(self._status, state=status.OFFLINE, message=message, reason="no_network")
            self._say(self._standing)

    async def pause(self, pause: Pause | None) -> None:
        """Stop syncing, a cycle under way by itself included, until the person or the pause says otherwise; or go
        on. It is kept when the desk is closed."""
        await self._store.write(lambda tx: note_pause(tx, pause, self._clock.now_ms()))
        self._obey(pause)

    async def take_up_pause(self) -> None:
        """Obey what is stored: from the last run, or by another process."""
        self._obey(await self._store.read(lambda tx: tx.pause()))

    def _obey(self, pause: Pause | None) -> None:
        if pause == self._pause:
            return
        self._pause = pause
        self._pause_changed.set()
        if pause is None:
            self._say(self._standing)
            self.nudge()
            return
        self._say(paused(self._status, pause))
        under_way, self._at_work = self._at_work, None
        if under_way is not None:
            under_way.reschedule(asyncio.get_running_loop().time())

    async def _pause_over(self) -> None:
        while (pause := self._pause) is not None:
            self._pause_changed.clear()
            left = left_s(pause, self._clock)
            if left <= 0:
                await self._end_pause(pause)
            else:
                # the wall clock is looked at every minute: it may be set, and a computer that sleeps counts no seconds
                await self._either(min(left, INTERVAL_S), self._pause_changed)

    async def _end_pause(self, pause: Pause) -> None:
        try:
            await self._store.write(lambda tx: end_pause(tx, pause))
            await self.take_up_pause()
        except StorageFault:
            _LOG.exception("cannot store that a pause is over")
            self._obey(None)

    def _wake(self, at: float) -> None:
        self._due = min(self._due, max(at, self._not_before))
        self._woken.set()

    async def _until_due(self) -> None:
        while True:
            self._woken.clear()
            wait = self._due - self._clock.monotonic()
            if wait <= 0:
                return
            if wait == _NEVER:
                await self._woken.wait()
            else:
                await self._either(wait, self._woken)

    async def _either(self, seconds: float, event: asyncio.Event) -> None:
        """Until so many seconds are over or it happens."""
        waits = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(event.wait())]
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
        self._standing = replace(
            self._status,
            state=report.state,
            message=report.message,
            reason=report.reason,
            synced_at=wall if report.state == status.IDLE else self._status.synced_at,
            next_try_at=None if self._due == _NEVER else wall + round((self._due - now) * 1000),
        )
        self._say(self._standing if self._pause is None else paused(self._standing, self._pause))

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
