"""What the engine says of itself: while it runs (Status) and after a cycle (Report)."""

from collections import Counter
from dataclasses import dataclass, field

from crmdesk.domain.errors import DatabaseBroken, DiskFull, Forbidden, Hindrance, StorageFault

IDLE = "idle"
SYNCING = "syncing"
OFFLINE = "offline"
SLOW_DOWN = "slow_down"
SIGN_IN_REQUIRED = "sign_in_required"
DEVICE_REVOKED = "device_revoked"
PAUSED = "paused"
WORK_OFFLINE = "work_offline"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Status:
    """The status line. Counts are of the cycle under way, or of the last one."""

    state: str = IDLE
    message: str = ""
    reason: str = ""
    """Of offline: no_network, no_answer, not_our_server, not_trusted or server_fault. Of failed: disk_full,
    database_broken, storage or forbidden; empty for what has no name."""
    sent: int = 0
    to_send: int = 0
    received: int = 0
    to_receive: int = 0
    """0: unknown."""
    synced_at: int | None = None
    """Wall clock, ms, of the last cycle that came to its end."""
    next_try_at: int | None = None
    """Wall clock, ms, of the next cycle, or of the end of a pause; None: not before somebody asks."""


@dataclass(frozen=True, slots=True)
class Report:
    """One cycle. `state` is idle, or what hindered it; `message` says it in a sentence."""

    state: str
    pushed: int = 0
    """Changes that the remote applied."""
    pulled: int = 0
    """Records that came in and were news here."""
    conflicts: int = 0
    """Recorded in this cycle."""
    quarantined: int = 0
    pending: int = 0
    """Entries that wait now, held and sent ones too."""
    cursor: str | None = None
    message: str = ""
    reason: str = ""
    """As `Status.reason`."""
    retry_after: float | None = None
    """Seconds that the remote asked to wait."""


@dataclass(slots=True)
class Tally:
    """The numbers of a cycle while it runs."""

    sent: int = 0
    to_send: int = 0
    received: int = 0
    to_receive: int = 0
    pushed: Counter[str] = field(default_factory=Counter)
    """By kind, as `pulled`."""
    pulled: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0


_FAULTS: tuple[tuple[type[Hindrance], str], ...] = (
    (DiskFull, "disk_full"),
    (DatabaseBroken, "database_broken"),
    (StorageFault, "storage"),
    (Forbidden, "forbidden"),
)
"""The narrower class first."""


def fault_reason(error: BaseException) -> str:
    """The reason of a cycle that failed by this; empty if it has no name."""
    return next((reason for kind, reason in _FAULTS if isinstance(error, kind)), "")
