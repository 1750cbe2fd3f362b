"""The pauses that the window offers."""

from crmdesk.domain.ports import Pause

_HOUR_MS = 3_600_000
WORK_OFFLINE = Pause(offline=True)
UNTIL_TOLD = Pause()


def for_an_hour(now_ms: int) -> Pause:
    return Pause(until=now_ms + _HOUR_MS)
