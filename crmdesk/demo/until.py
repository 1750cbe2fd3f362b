"""Waiting for what comes true by itself: by looking, with a deadline, never by a fixed sleep or a nested loop."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable

Holds = Callable[[], bool | Awaitable[bool]]

_LOOK_EVERY = 0.03


async def until(holds: Holds, within: float) -> bool:
    """Whether it came true within so many seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not await _told(holds):
        if loop.time() > deadline:
            return False
        await asyncio.sleep(_LOOK_EVERY)
    return True


async def _told(holds: Holds) -> bool:
    answer = holds()
    return bool(await answer) if isawaitable(answer) else bool(answer)
