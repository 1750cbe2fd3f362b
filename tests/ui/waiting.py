"""Waiting in a coroutine: never qtbot.wait*, which would run a loop inside the loop."""

import asyncio

_LONGEST = 5.0


async def until(predicate) -> None:
    """Give the loop its turns until the predicate holds."""
    async with asyncio.timeout(_LONGEST):
        while not predicate():  # noqa: ASYNC110 - Qt tells of no such event
            await asyncio.sleep(0.005)


async def turns(number: int = 5) -> None:
    """Let what was started come to its end where nothing is there to be seen of it."""
    for _ in range(number):
        await asyncio.sleep(0.002)
