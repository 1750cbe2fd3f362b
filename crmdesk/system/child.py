"""This program once more, as a child process that tells by one line when it is ready."""

import asyncio
import contextlib
import os
import subprocess
import threading
from collections.abc import Callable, Sequence

from crmdesk.domain.errors import Hindrance

READY = "ready"
"""The line that it writes when its window is up."""
_ENDED_WITHIN = 0.4
"""Seconds that we wait for a child that we end ourselves: it tidies up on its own after that."""


class ChildFailed(Hindrance):
    """It ended before it was ready, or not as it should. `str(error)` is the last line that it wrote."""


async def run_child(command: Sequence[str], on_ready: Callable[[], None]) -> None:
    """Returns when the child has ended; it is asked to end when this is cancelled. Raises ChildFailed."""
    try:
        child = subprocess.Popen(  # noqa: S603, ASYNC220 - our own program; starting it takes no time worth a thread
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        )
    except OSError as error:
        raise ChildFailed(error.strerror or str(error)) from error
    ended = _listen(child, on_ready)
    try:
        code, last = await asyncio.shield(ended)
    except asyncio.CancelledError:
        child.terminate()
        await asyncio.wait([ended], timeout=_ENDED_WITHIN)
        raise
    if code != 0:
        raise ChildFailed(last)


def _listen(child: "subprocess.Popen[str]", on_ready: Callable[[], None]) -> "asyncio.Future[tuple[int, str]]":
    """The child's exit code and the last line that it wrote, once it has ended.

    A thread of its own listens, for asyncio's end with their loop and would be waited for: a child that takes its time
    to end must not hold up the window that closes.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[tuple[int, str]] = loop.create_future()

    def listen() -> None:
        last = ""
        with child:
            assert child.stdout is not None
            for line in map(str.strip, child.stdout):
                if line == READY:
                    tell(on_ready)
                last = line or last
        tell(lambda: None if ended.done() else ended.set_result((child.returncode, last)))

    def tell(act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(act)

    threading.Thread(target=listen, name="child", daemon=True).start()
    return ended
