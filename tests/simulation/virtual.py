"""Virtual time: an asyncio loop that never waits, and clocks that may be wrong."""

import asyncio
import random
import uuid
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
EPOCH_MS = 1_800_000_000_000
"""True time at the start of every run."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Instead of waiting for the next timer it moves its time there. No sockets, no threads."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = self
        self.true_time = lambda: EPOCH_MS + round(self._now * 1000)
        """Milliseconds since 1970, as nobody's clock shows them."""

    def time(self) -> float:
        return self._now

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise RuntimeError("every task of the simulation waits for another")
        self._now += timeout
        return []

    def run_in_executor(self, _executor: object, func: Callable[..., T], *args: object) -> asyncio.Future[T]:
        """Done at once: whatever thread it was meant for, one seed gives one run."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except BaseException as error:  # noqa: BLE001 - the door of a thread: it goes on in who awaits it
            done.set_exception(error)
        return done

    def _process_events(self, event_list: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class DeskClock:
    """A computer's clock: `ahead_ms` of true time, and it may be set. The one that never jumps stands still while the
    computer sleeps."""

    def __init__(self, true_time: Callable[[], int], time: Callable[[], float], ahead_ms: int) -> None:
        self._true_time = true_time
        self._time = time
        self._naps: list[tuple[float, float]] = []
        self.ahead_ms = ahead_ms
        self.times_set = 0

    def monotonic(self) -> float:
        now = self._time()
        return now - sum(min(now, end) - start for start, end in self._naps)

    def sleep(self, seconds: float) -> None:
        self._naps.append((self._time(), self._time() + seconds))

    def now_ms(self) -> int:
        return self._true_time() + self.ahead_ms

    def set(self, ahead_ms: int) -> None:
        self.ahead_ms = ahead_ms
        self.times_set += 1


class SeededIds:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def new(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
