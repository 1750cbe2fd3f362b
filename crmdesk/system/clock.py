"""This computer's clock."""

import time


class SystemClock:
    """Answers the port `Clock`."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()
