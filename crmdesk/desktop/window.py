"""The window of a profile, and what it stands on."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crmdesk.desktop.syncing import ProfileSyncer
from crmdesk.desktop.workplace import Workplace, open_profile, person_of, sign_in
from crmdesk.domain.errors import Hindrance, StorageFault
from crmdesk.system.child import run_child
from crmdesk.system.clock import SystemClock
from crmdesk.system.ids import SystemIds
from crmdesk.system.locks import instance_lock
from crmdesk.system.logs import close_log, open_log
from crmdesk.system.paths import resources
from crmdesk.system.profiles import load_profile
from crmdesk.system.program import own_command
from crmdesk.system.screen import has_screen
from crmdesk.system.settings import load_settings, save_settings

if TYPE_CHECKING:
    from crmdesk.sync.status import Status
    from crmdesk.ui.kit.appearance import Appearance
    from crmdesk.ui.kit.feed import Feed
    from crmdesk.ui.window import DeskWindow
    from crmdesk.ui.workplace import Syncer
    from crmdesk.ui.workplace import Workplace as Surroundings

_LOG = logging.getLogger(__name__)


def run_window(profile_name: str, *, lang: str | None = None, on_shown: Callable[[], None] = lambda: None) -> int:
    """The desktop app on a profile, until it is closed; where it is open already, that window comes forward instead.
    `on_shown` is told when the window is up. Raises Busy if the other one does not answer, and Hindrance where there is
    no screen: Qt would abort the process."""
    if not has_screen():
        raise Hindrance("There is no screen here: the window cannot open. The commands work without one.")
    # Qt is imported here and not above: no command may load it, and qasync is told of its bindings by the environment
    os.environ.setdefault("QT_API", "pyside6")
    from crmdesk.ui import app  # noqa: PLC0415 - see the package's docstring
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
            app.run_loop(application, lambda: _show_window(profile_name, appearance, chosen.window, on_shown))
        finally:
            close_log(log)
    return 0


def remember_appearance(language: str | None, theme: str | None) -> None:
    try:
        save_settings(replace(load_settings(), language=language, theme=theme))
    except StorageFault:
        _LOG.warning("the chosen language and theme are not kept", exc_info=True)


def remember_geometry(geometry: str) -> None:
    try:
        save_settings(replace(load_settings(), window=geometry))
    except StorageFault:
        _LOG.warning("where the window stood is not kept", exc_info=True)


async def _show_window(
    profile_name: str, appearance: "Appearance", geometry: str | None, on_shown: Callable[[], None]
) -> None:
    from crmdesk.ui.app import run_window as show  # noqa: PLC0415 - see the package's docstring
    from crmdesk.ui.kit.doorbell import Doorbell, bring_forward  # noqa: PLC0415
    from crmdesk.ui.kit.feed import Feed  # noqa: PLC0415

    def attend_to(window: "DeskWindow") -> None:
        workplace.store.on_mended = window.show_mended
        if workplace.store.mended is not None:
            window.show_mended(workplace.store.mended)
        Doorbell(workplace.profile.folder, window).rung.connect(partial(bring_forward, window))
        on_shown()

    feed = Feed()
    workplace = await open_profile(profile_name, feed.announce)
    try:
        stands_on = surroundings(workplace, feed, partial(ProfileSyncer, workplace))
        await show(stands_on, appearance, attend_to, geometry, remember_geometry)
    finally:
        await workplace.close()


async def start_demo(language: str, on_ready: Callable[[], None]) -> None:
    """`crmdesk demo` as a child process, until it ends; see `ui.workplace.Workplace.start_demo`."""
    await run_child([*own_command(), "demo", "--lang", language], on_ready)


def surroundings(
    workplace: Workplace, feed: "Feed", syncer: "Callable[[Callable[[Status], None]], Syncer]"
) -> "Surroundings":
    """What the window of a profile stands on. The profile was opened with `feed.announce`."""
    from crmdesk.net.address import is_loopback  # noqa: PLC0415 - see the package's docstring
    from crmdesk.ui.workplace import Account  # noqa: PLC0415 - see the package's docstring
    from crmdesk.ui.workplace import Workplace as Surroundings  # noqa: PLC0415

    async def account() -> Account | None:
        person = await person_of(workplace)
        url = workplace.profile.url
        return Account(person, url, is_loopback(url)) if person is not None and url is not None else None

    async def sign_in_here(url: str, email: str, password: str) -> None:
        await sign_in(workplace, url, email, password)

    # what the person does in the window is told as an edit, to be sent soon; what the engine brings is not
    desk = replace(workplace.desk, announce=feed.announce_edit)
    return Surroundings(desk, feed, account, syncer, sign_in_here, start_demo)
