"""The desktop application: Qt and asyncio on one loop, the main thread's (STYLE 3.1)."""

import asyncio
import contextlib
import gc
import logging
import signal
import sys
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from crmdesk.domain.errors import Wiped
from crmdesk.ui.kit.appearance import Appearance, Remember, remember_nothing
from crmdesk.ui.kit.garbage import collected_here
from crmdesk.ui.kit.geometry import restore_geometry, saved_geometry
from crmdesk.ui.window import DeskWindow
from crmdesk.ui.workplace import Workplace

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_SYNC_AGAIN_S = 30.0
_SWITCH_S = 0.0005
"""A thread that reads or writes records lets the window have the interpreter after so long; Python's own 5 ms, waited
for at every event, add up to a hold that is felt."""


def make_application(
    translations: Path, language: str | None = None, theme: str | None = None, remember: Remember = remember_nothing
) -> tuple[QApplication, Appearance]:
    """The one QApplication, dressed. `language`: ru or en, None for the system's; `theme`: light or dark, likewise."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["crmdesk"])
    application.setQuitOnLastWindowClosed(False)
    application.setApplicationName("crmdesk")
    return application, Appearance(application, translations, language, theme, remember)


def run_loop(application: QApplication, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end on a loop that is Qt's and asyncio's."""
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        return runner.run(_closing_generators(main))


async def _closing_generators(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What asyncio's own loops do and qasync's leaves out: an asynchronous generator that is dropped half-way (a stream
    of hints) is closed on the loop, not by the garbage collector where no loop runs."""
    loop = asyncio.get_running_loop()
    alive: weakref.WeakSet[AsyncGenerator[Any, Any]] = weakref.WeakSet()
    before = sys.get_asyncgen_hooks()

    def close(dropped: AsyncGenerator[Any, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(loop.create_task, dropped.aclose())

    sys.set_asyncgen_hooks(firstiter=alive.add, finalizer=close)
    try:
        return await main()
    finally:
        await asyncio.gather(*(one.aclose() for one in tuple(alive)), return_exceptions=True)
        sys.set_asyncgen_hooks(*before)


def leave_out_of_collection() -> None:
    """What is loaded by now stays to the end: a full collection that walked it would hold the window for 100 ms
    (measured with 100,000 contacts; 15 ms without)."""
    gc.freeze()


async def run_window(
    workplace: Workplace,
    appearance: Appearance,
    on_shown: Callable[[DeskWindow], None] = lambda _window: None,
    geometry: str | None = None,
    remember_geometry: Callable[[str], None] = lambda _geometry: None,
) -> None:
    """Show the window and stay until it is closed, or the process is asked to end. `on_shown` is given the window once
    it is up; it stands as `geometry` says, and where it stands at the end is remembered."""
    async with opened_window(workplace, appearance, geometry) as window:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, window.closed.set)
        try:
            on_shown(window)  # whoever is told may ask the process to end at once
            await window.closed.wait()
        finally:
            remember_geometry(saved_geometry(window))
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)


@asynccontextmanager
async def opened_window(
    workplace: Workplace, appearance: Appearance, geometry: str | None = None
) -> AsyncIterator[DeskWindow]:
    """The window, shown and syncing; at the end what is typed is saved and nothing is left running."""
    sys.setswitchinterval(_SWITCH_S)
    window = DeskWindow(workplace, appearance)
    leave_out_of_collection()
    if geometry is not None:
        restore_geometry(window, geometry)
    window.show()
    await window.start()
    leave_out_of_collection()
    syncing = asyncio.get_running_loop().create_task(_sync(window))
    try:
        with collected_here():
            yield window
    finally:
        syncing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await syncing
        await window.close_tasks()
        window.hide()
        window.deleteLater()
        await asyncio.sleep(0)  # deleted now, here, and not with the garbage of some other thread


async def _sync(window: DeskWindow) -> None:
    """For ever: a fault that ends the syncing, a locked database say, must not end it for the day."""
    while True:
        try:
            await window.sync_for_ever()
        except Wiped as wiped:
            window.show_end(wiped)
            return
        except Exception as error:  # noqa: BLE001 - the task boundary: till the window closes nobody awaits
            _LOG.exception("the syncing of this window ended")
            window.show_error(_alone(error))
        await asyncio.sleep(_SYNC_AGAIN_S)


def _alone(error: Exception) -> Exception:
    """What broke a group of tasks, out of its group."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
