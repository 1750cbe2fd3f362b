"""The blind retry of one idempotent request whose connection broke; all else waits for the next cycle."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from crmdesk.net.faults import Dropped

T = TypeVar("T")

TRIES = 3
_LONGEST_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Retry:
    """`jitter` gives a number from 0 to 1, evenly; `sleep` waits for seconds. Both are handed in, so that a test and
    a simulation decide them."""

    jitter: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Runs `work` until its connection holds, at most three times; the last fault is raised as it is."""
        return await AsyncRetrying(
            stop=stop_after_attempt(TRIES),
            wait=self._pause,
            sleep=self.sleep,
            retry=retry_if_exception_type(Dropped),
            reraise=True,
        )(work)

    def _pause(self, state: RetryCallState) -> float:
        return self.jitter() * _LONGEST_PAUSE * state.attempt_number
