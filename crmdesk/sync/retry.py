"""How long to wait before the next cycle, in seconds. Chance is handed in."""

from collections.abc import Callable

INTERVAL_S = 60.0
EDIT_DELAY_S = 1.0
APART_S = 2.0
"""Two attempts are never closer."""
CEILING_S = 300.0
_FIRST_S = 2.0
_DOUBLINGS = 8
"""2 s doubled eight times is above the ceiling."""


def backoff(failures: int, jitter: Callable[[], float]) -> float:
    """Full jitter over an exponential ceiling; `failures` in a row, from 1. There is no last try: for a network that
    was not there is no attempt."""
    ceiling = min(CEILING_S, _FIRST_S * 2.0 ** min(failures, _DOUBLINGS))
    return max(APART_S, ceiling * jitter())
