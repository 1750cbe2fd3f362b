"""Coroutines started by widgets: owned, cancelled with their widget, their errors given to one presenter."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from crmdesk.domain.errors import Hindrance

_log = logging.getLogger(__name__)


class Tasks:
    """The tasks of one owner. `present` is told of every error, a cancellation is none."""

    def __init__(self, owner: QObject, present: Callable[[Exception], None]) -> None:
        self._present = present
        self._loop = asyncio.get_running_loop()
        self._running: set[asyncio.Task[None]] = set()
        self._newest: dict[str, asyncio.Task[None]] = {}
        owner.destroyed.connect(self.cancel)

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Nothing starts on a loop that has ended: qasync lets Qt handle events once more after it, and a paint that
        asks for rows must not raise there."""
        if not self._loop.is_running():
            work.close()
            return
        task = self._loop.create_task(self._guarded(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # a task that is cancelled before its first step never touches its coroutine
        task.add_done_callback(lambda _: work.close())

    def restart(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Start, giving up the task that was started under this name and is not done yet."""
        before = self._newest.pop(name, None)
        if before is not None:
            before.cancel()
        known = set(self._running)
        self.start(work)
        self._newest.update((name, task) for task in self._running - known)

    async def settle(self) -> None:
        """Wait until nothing runs here any more."""
        while self._running:
            await asyncio.wait(set(self._running))

    def cancel(self) -> None:
        for task in tuple(self._running):
            task.cancel()

    async def close(self) -> None:
        self.cancel()
        await self.settle()

    async def _guarded(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Hindrance as hindrance:
            self._present(hindrance)
        except Exception as error:  # noqa: BLE001 - the task boundary: nobody awaits, so this is the last who can tell of it
            _log.exception("a task of the window failed")
            self._present(error)
