"""The composition root of the desk: here every concrete thing of a profile is named and wired.

Commands and the window stand on the same `Workplace`. What only syncing needs (HTTP, the keyring) is imported when it
is first asked for: a list of contacts must not wait for it.
"""

import asyncio
import json
import logging
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Busy, DeviceRevoked, FieldError, Hindrance, Refused, SignInRequired, StorageFault
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Pause, Person, Query, Secrets, SyncState, Transaction
from crmdesk.operations.desk import Desk
from crmdesk.operations.outbox import unsent_work
from crmdesk.operations.pausing import set_pause
from crmdesk.replica.requests import SyncRequests
from crmdesk.replica.store import SqliteStore
from crmdesk.system.child import run_child
from crmdesk.system.clock import SystemClock
from crmdesk.system.ids import SystemIds
from crmdesk.system.locks import ProcessLock, instance_lock, sync_lock
from crmdesk.system.logs import close_log, open_log
from crmdesk.system.paths import resources
from crmdesk.system.profiles import Profile, load_profile, save_profile, signed_in_as, signed_out
from crmdesk.system.program import own_command
from crmdesk.system.screen import has_screen
from crmdesk.system.settings import load_settings, save_settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from crmdesk.net.retry import Retry
    from crmdesk.remotes.server.remote import ServerRemote
    from crmdesk.sync.engine import Engine
    from crmdesk.sync.status import Report, Status
    from crmdesk.ui.kit.appearance import Appearance
    from crmdesk.ui.kit.feed import Feed
    from crmdesk.ui.workplace import Syncer
    from crmdesk.ui.workplace import Workplace as Surroundings

_LOG = logging.getLogger(__name__)
_LOOK_ROUND = 0.5
"""Seconds between two looks for what other processes did; one costs a read of the database's header."""
_ANSWER_WITHIN = 120.0
"""Seconds that `crmdesk sync` waits for the process that syncs."""


def _to_nobody(_: Any) -> None:
    """Where nobody watches: a command prints what it did by itself."""


class Workplace:
    """An open profile. Close it on the loop that used it."""

    def __init__(self, profile: Profile, store: SqliteStore, announce: Callable[[Changes], None]) -> None:
        self.profile = profile
        self.store = store
        self._clock = SystemClock()
        self._ids = SystemIds(self._clock)
        self.desk = Desk(store, self._clock, self._ids, announce)
        self._remotes: list[ServerRemote] = []
        self._secrets: tuple[Secrets, str | None] | None = None
        self._closed = False

    @property
    def clock(self) -> SystemClock:
        return self._clock

    def secrets(self) -> tuple[Secrets, str | None]:
        """This profile's secrets, and one sentence if they are not in a keyring. Asks the keyring at the first call."""
        if self._secrets is None:
            from crmdesk.system.secrets import open_secrets  # noqa: PLC0415 - see the module's docstring

            self._secrets = open_secrets(self.profile.folder)
        return self._secrets

    def remote(self) -> "ServerRemote":
        """A connection to the profile's server, nothing sent yet. Raises SignInRequired if there is none."""
        from crmdesk.remotes.server.connect import connect  # noqa: PLC0415 - see the module's docstring

        if self.profile.url is None or self.profile.server_id is None:
            raise SignInRequired(f"profile “{self.profile.name}” is not signed in: crmdesk login URL --email E")
        remote = connect(self.profile.url, self.profile.server_id, self.secrets()[0], self.retry())
        self._remotes.append(remote)
        return remote

    def engine_for(self, on_status: Callable[["Status"], None] = _to_nobody) -> "Engine":
        """The engine of this profile. Only the holder of the sync lock may run it. Raises SignInRequired."""
        from crmdesk.sync.engine import Engine  # noqa: PLC0415 - see the module's docstring

        return Engine(
            store=self.store,
            remote=self.remote(),
            clock=self._clock,
            ids=self._ids,
            jitter=random.SystemRandom().random,
            sleep=asyncio.sleep,
            announce=self.desk.announce,
            on_status=on_status,
        )

    def retry(self) -> "Retry":
        from crmdesk.net.retry import Retry  # noqa: PLC0415 - see the module's docstring

        return Retry(jitter=random.SystemRandom().random, sleep=asyncio.sleep)

    async def close(self) -> None:
        for remote in self._remotes:
            await remote.close()
        self._remotes.clear()
        if not self._closed:
            self._closed = True
            await self.store.close()


async def open_profile(name: str, announce: Callable[[Changes], None] = _to_nobody) -> Workplace:
    """Opens the profile's replica, made or migrated if need be. `announce` hears of every mutation."""
    clock = SystemClock()
    profile = load_profile(name, SystemIds(clock))
    return Workplace(profile, await SqliteStore.open(profile.database), announce)


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Workplace]:
    """A profile for the time of a command."""
    workplace = await open_profile(name)
    try:
        yield workplace
    finally:
        await workplace.close()


async def sign_in(workplace: Workplace, url: str, email: str, password: str) -> str | None:
    """Sign the profile in, anew or again; the sentence it gives says where secrets went if no keyring answers.

    Raises Refused (`url`, `password` ...), Offline; and Refused if the profile holds data of another server or person.
    Nothing is changed then. Raises DeviceRevoked after having wiped this profile, if it was this one that was revoked.
    """
    from crmdesk.net.address import tidy_address  # noqa: PLC0415 - see the module's docstring
    from crmdesk.protocol.wire import DeviceInfo  # noqa: PLC0415 - see the module's docstring
    from crmdesk.remotes.server.connect import sign_in as ask  # noqa: PLC0415

    profile = workplace.profile
    device = DeviceInfo(profile.device_id, profile.device_name, profile.platform)
    try:
        signed = await ask(url, email, password, device, workplace.retry())
    except DeviceRevoked as error:
        # said at whatever call comes first after the revocation; the word of another server wipes nothing
        if (tidy_address(url), email.casefold()) == (profile.url, (profile.email or "").casefold()):
            raise DeviceRevoked(await seal_and_wipe(workplace)) from error
        raise
    same_place = profile.server_id == signed.server_id and profile.user_id == signed.person.user_id

    def settle(tx: Transaction) -> None:
        if profile.signed_in and not same_place:
            if _holds_data(tx):
                raise _taken(profile)
            tx.put_sync_state(SyncState())
        tx.put_person(signed.person)

    secrets, notice = await asyncio.to_thread(workplace.secrets)
    await workplace.store.write(settle)
    await asyncio.to_thread(signed.store, secrets)
    workplace.profile = signed_in_as(
        profile, url=signed.url, server_id=signed.server_id, email=signed.person.email, user_id=signed.person.user_id
    )
    save_profile(workplace.profile)
    return notice


def _holds_data(tx: Transaction) -> bool:
    counts = tx.counts()
    return bool(counts.pending or counts.quarantined) or any(tx.count(Query(kind)) for kind in KINDS)


def _taken(profile: Profile) -> Refused:
    message = f"this profile holds the data of {profile.email} at {profile.url}: sign in as them, or use --profile NAME"
    return Refused([FieldError("profile", "taken", message)])


async def person_of(workplace: Workplace) -> Person | None:
    return await workplace.store.read(lambda tx: tx.person())


async def seal_and_wipe(workplace: Workplace) -> str:
    """An administrator revoked this device: its unsent work is sealed with the recovery key, then its replica and
    tokens are removed, and the workplace is closed. One sentence says so. Only for the holder of the sync lock.

    Raises StorageFault, with everything as it was, if the work cannot be sealed.
    """
    from crmdesk.system.sealing import seal_file  # noqa: PLC0415 - see the module's docstring

    secrets, _ = await asyncio.to_thread(workplace.secrets)
    work = await unsent_work(workplace.desk)
    sealed: Path | None = None
    if work:
        key = await asyncio.to_thread(secrets.get, "recovery_key")
        sealed = workplace.profile.folder / f"unsent-{workplace.clock.now_ms()}.sealed"
        seal_file(sealed, key or "", json.dumps(work, ensure_ascii=False).encode())
    await workplace.close()
    profile = workplace.profile
    for file in profile.folder.glob(profile.database.name + "*"):
        file.unlink()
    for name in ("access_token", "refresh_token", "recovery_key"):
        await asyncio.to_thread(secrets.delete, name)
    workplace.profile = signed_out(profile)
    save_profile(workplace.profile)
    left = f"what was not sent is sealed in {sealed}" if sealed else "everything had been sent"
    return f"This device was revoked and its data removed from this computer; {left}."


# -- several processes on one replica (DESIGN 4, Processes)


async def sync_until(over: asyncio.Event, workplace: Workplace, engine: "Engine") -> None:
    """Run the engine, and what other processes ask of it, until `over` is set."""
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
    from crmdesk.sync.status import FAILED, Report  # noqa: PLC0415 - see the module's docstring

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
        answer = as_answer(await workplace.engine_for().cycle())
        if answer["state"] == "device_revoked":
            answer["message"] = await seal_and_wipe(workplace)
        return answer
    finally:
        lock.release()


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
        """For ever; ends by being cancelled, or with DeviceRevoked when this device was revoked and is wiped."""
        while not self._lock.try_acquire():
            await _announce_others(self._workplace)
            await asyncio.sleep(_LOOK_ROUND)
        try:
            await asyncio.to_thread(self._workplace.secrets)  # a keyring may take its time: not on the loop's thread
            revoked = asyncio.Event()
            self._engine = self._workplace.engine_for(partial(self._tell, revoked))
            await sync_until(revoked, self._workplace, self._engine)
            raise DeviceRevoked(await seal_and_wipe(self._workplace))
        finally:
            self._engine = None
            self._lock.release()

    async def cycle(self) -> "Report":
        """One cycle now, here or by the process that syncs; a hindrance is told in the report."""
        if self._engine is not None:
            return await self._engine.cycle()
        from crmdesk.sync.status import Report  # noqa: PLC0415 - see the module's docstring

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
        from crmdesk.sync.pausing import paused  # noqa: PLC0415 - see the module's docstring
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


# -- the window


def run_window(profile_name: str, *, lang: str | None = None, on_shown: Callable[[], None] = lambda: None) -> int:
    """The desktop app on a profile, until it is closed; where it is open already, that window comes forward instead.
    `on_shown` is told when the window is up. Raises Busy if the other one does not answer, and Hindrance where there is
    no screen: Qt would abort the process."""
    if not has_screen():
        raise Hindrance("There is no screen here: the window cannot open. The commands work without one.")
    # Qt is imported here and not above: no command may load it, and qasync is told of its bindings by the environment
    os.environ.setdefault("QT_API", "pyside6")
    from crmdesk.ui import app  # noqa: PLC0415 - see the module's docstring
    from crmdesk.ui.kit.doorbell import ring  # noqa: PLC0415

    folder = load_profile(profile_name, SystemIds(SystemClock())).folder
    lock = instance_lock(folder)
    if not lock.try_acquire() and ring(folder):
        return 0
    with lock.held("crmdesk is open on this profile already"):
        log = open_log(folder)
        try:
            chosen = load_settings()
            application, appearance = app.make_application(
                resources() / "translations", lang or chosen.language, chosen.theme, remember_appearance
            )
            app.run_loop(application, lambda: _show_window(profile_name, appearance, on_shown))
        finally:
            close_log(log)
    return 0


def remember_appearance(language: str | None, theme: str | None) -> None:
    try:
        save_settings(replace(load_settings(), language=language, theme=theme))
    except StorageFault:
        _LOG.warning("the chosen language and theme are not kept", exc_info=True)


async def _show_window(profile_name: str, appearance: "Appearance", on_shown: Callable[[], None]) -> None:
    from crmdesk.ui.app import run_window as show  # noqa: PLC0415 - see the module's docstring
    from crmdesk.ui.kit.doorbell import Doorbell, bring_forward  # noqa: PLC0415
    from crmdesk.ui.kit.feed import Feed  # noqa: PLC0415

    def attend_to(window: "QWidget") -> None:
        Doorbell(workplace.profile.folder, window).rung.connect(partial(bring_forward, window))
        on_shown()

    feed = Feed()
    workplace = await open_profile(profile_name, feed.announce)
    try:
        await show(surroundings(workplace, feed, partial(ProfileSyncer, workplace)), appearance, attend_to)
    finally:
        await workplace.close()


async def start_demo(language: str, on_ready: Callable[[], None]) -> None:
    """`crmdesk demo` as a child process, until it ends; see `ui.workplace.Workplace.start_demo`."""
    await run_child([*own_command(), "demo", "--lang", language], on_ready)


def surroundings(
    workplace: Workplace, feed: "Feed", syncer: "Callable[[Callable[[Status], None]], Syncer]"
) -> "Surroundings":
    """What the window of a profile stands on. The profile was opened with `feed.announce`."""
    from crmdesk.ui.workplace import Account  # noqa: PLC0415 - see the module's docstring
    from crmdesk.ui.workplace import Workplace as Surroundings  # noqa: PLC0415

    async def account() -> Account | None:
        person = await person_of(workplace)
        url = workplace.profile.url
        return Account(person, url) if person is not None and url is not None else None

    async def sign_in_here(url: str, email: str, password: str) -> None:
        await sign_in(workplace, url, email, password)

    # what the person does in the window is told as an edit, to be sent soon; what the engine brings is not
    desk = replace(workplace.desk, announce=feed.announce_edit)
    return Surroundings(desk, feed, account, syncer, sign_in_here, start_demo)
