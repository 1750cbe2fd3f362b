"""How often: failed sign-ins by account and by address, calls by device. In the memory of this process, bounded."""

from collections import OrderedDict, deque

from crmdesk.domain.ports import Clock

FAILURES = 10
FAILURE_WINDOW = 60.0
CALLS_A_MINUTE = 600
BURST = 200
_MOST_KEYS = 100_000


class Failures:
    """At most `FAILURES` in a sliding window of a minute, by key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, *keys: str) -> float:
        """Seconds until another try is allowed under all the keys; 0 if it is now."""
        return max(self._wait(key) for key in keys)

    def count(self, *keys: str) -> None:
        for key in keys:
            times = self._times.setdefault(key, deque(maxlen=FAILURES))
            times.append(self._clock.monotonic())
            self._times.move_to_end(key)
        while len(self._times) > _MOST_KEYS:
            self._times.popitem(last=False)

    def forget(self, key: str) -> None:
        self._times.pop(key, None)

    def _wait(self, key: str) -> float:
        times = self._times.get(key)
        if times is None or len(times) < FAILURES:
            return 0.0
        return max(0.0, times[0] + FAILURE_WINDOW - self._clock.monotonic())


class Calls:
    """A bucket a device: `BURST` calls at once, refilled with `CALLS_A_MINUTE`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Takes one call: 0, or the seconds to wait if there is none."""
        now = self._clock.monotonic()
        a_second = CALLS_A_MINUTE / 60
        left, at = self._buckets.get(key, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * a_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        self._buckets.move_to_end(key)
        while len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / a_second
