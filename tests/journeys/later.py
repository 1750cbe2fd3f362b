"""`python -m tests.journeys.later SECONDS COMMAND...`: a crmdesk command on a computer whose clock is so much ahead."""

import sys

from crmdesk.cli import main
from crmdesk.system.clock import SystemClock


def set_clock_ahead(seconds: int) -> None:
    now_ms = SystemClock.now_ms
    SystemClock.now_ms = lambda self: now_ms(self) + seconds * 1000  # type: ignore[method-assign]


if __name__ == "__main__":
    set_clock_ahead(int(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
