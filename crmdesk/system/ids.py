"""Fresh ids for this process."""

import secrets
import threading

from crmdesk.domain.ids import uuid7
from crmdesk.domain.ports import Clock

_RANDOM_BITS = 74
_STEP_BITS = 32


class SystemIds:
    """UUIDv7s that rise within this process, also within one millisecond and when the clock is set back: later rows
    then lie behind earlier ones in every index. Any thread may ask."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last_ms = 0
        self._last_bits = 0

    def new(self) -> str:
        with self._lock:
            now_ms = self._clock.now_ms()
            bits = self._last_bits + 1 + secrets.randbits(_STEP_BITS)
            if now_ms > self._last_ms or bits >> _RANDOM_BITS:
                now_ms = max(now_ms, self._last_ms + 1)
                bits = secrets.randbits(_RANDOM_BITS)
            else:
                now_ms = self._last_ms
            self._last_ms, self._last_bits = now_ms, bits
            return uuid7(now_ms, bits)
