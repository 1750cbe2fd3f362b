"""Exit codes (DESIGN 6)."""

from crmdesk.domain.errors import Offline, SignInRequired, SlowDown

DONE = 0
FAILED = 1
USAGE = 2
NOT_SIGNED_IN = 3
OFFLINE = 4
INTERRUPTED = 130

_BY_STATE = {
    "idle": DONE,
    "offline": OFFLINE,
    "work_offline": OFFLINE,
    "slow_down": OFFLINE,
    "sign_in_required": NOT_SIGNED_IN,
    "device_revoked": NOT_SIGNED_IN,
}


class UsageError(Exception):
    """The command line itself is wrong: an unknown field, a value without a name."""


def exit_code(error: Exception) -> int:
    if isinstance(error, UsageError):
        return USAGE
    if isinstance(error, SignInRequired):
        return NOT_SIGNED_IN
    if isinstance(error, Offline | SlowDown):
        return OFFLINE
    return FAILED


def exit_code_of_state(state: str) -> int:
    """Of the state in which a cycle ended."""
    return _BY_STATE.get(state, FAILED)
