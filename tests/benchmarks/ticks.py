"""How long the window's loop was held: the times between two ticks of a 5 ms timer on it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TICK_MS = 5


class Ticks:
    def __init__(self) -> None:
        self.holds: list[float] = []
        """ms over the tick's own length, of every tick."""

    @property
    def longest(self) -> float:
        return max(self.holds, default=0.0)

    def at(self, share: float) -> float:
        """The hold that so large a share of the ticks does not exceed."""
        return sorted(self.holds)[int(len(self.holds) * share)] if self.holds else 0.0

    async def run(self) -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(TICK_MS / 1000)
            now = time.perf_counter()
            self.holds.append((now - before) * 1000 - TICK_MS)
            before = now


@asynccontextmanager
async def ticking() -> AsyncIterator[Ticks]:
    ticks = Ticks()
    task = asyncio.create_task(ticks.run())
    try:
        yield ticks
    finally:
        task.cancel()
