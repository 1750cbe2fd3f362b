"""The exception tree.

CrmdeskError
├── Hindrance                 the world's fault: shown calmly, usually retried
│   ├── Offline               no answer, or not the promised one; a state, not an error
│   │   └── ServerFault       the server itself answered 5xx to this request
│   ├── SlowDown              429 or 503 with a time to wait
│   ├── SignInRequired        this sign-in is over; nothing local is lost
│   │   └── DeviceRevoked     an administrator revoked this device
│   │       └── Wiped         and its data are gone from this computer
│   ├── Forbidden             signed in, but not allowed
│   ├── HistoryUnknown        the remote's history is not the one we knew (restored from a backup)
│   ├── ResyncRequired        the cursor is too old: a complete download is due
│   ├── TooLarge              the request was larger than the remote takes
│   ├── Refused               values that validation refuses, named by field
│   ├── NotFound              no such record, conflict, profile ...
│   ├── Outdated              what a person decided on is not what stands there any more
│   ├── Busy                  another process holds what is needed
│   └── StorageFault          this computer's disk or database
│       ├── DiskFull
│       ├── DatabaseLocked
│       ├── DatabaseMended    it was damaged or gone, and was built anew; what was under way was not done
│       └── DatabaseBroken
│           └── DatabaseDamaged
└── Defect                    ours: reported, never hidden
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused value: the field's name, a stable code for programs and translation, a sentence in English."""

    field: str
    code: str
    message: str


class CrmdeskError(Exception):
    """Everything that crmdesk raises on purpose. `str(error)` is one plain sentence in English."""


class Hindrance(CrmdeskError):  # noqa: N818 - the words of STYLE 2: hindrances and defects
    pass


class Offline(Hindrance):
    """No promised answer came. `reason` is one of no_network, no_answer, not_our_server, not_trusted (its certificate),
    server_fault."""

    def __init__(self, message: str, reason: str = "no_answer") -> None:
        super().__init__(message)
        self.reason = reason


class ServerFault(Offline):
    def __init__(self, message: str) -> None:
        super().__init__(message, reason="server_fault")


class SlowDown(Hindrance):
    """The remote asks to wait `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SignInRequired(Hindrance):
    pass


class DeviceRevoked(SignInRequired):
    pass


class Wiped(DeviceRevoked):
    """Nothing can be done in this profile any more before it is opened anew. `sealed`: the file with what had not been
    sent, None if everything had been."""

    def __init__(self, sealed: str | None) -> None:
        left = f"what was not sent is sealed in {sealed}" if sealed else "everything had been sent"
        super().__init__(f"This device was revoked and its data removed from this computer; {left}.")
        self.sealed = sealed


class Forbidden(Hindrance):
    pass


class HistoryUnknown(Hindrance):
    pass


class ResyncRequired(Hindrance):
    pass


class TooLarge(Hindrance):
    pass


class Refused(Hindrance):
    """Validation refused one or more fields; nothing was changed."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)


class NotFound(Hindrance):
    pass


class Outdated(Hindrance):
    pass


class Busy(Hindrance):
    pass


class StorageFault(Hindrance):
    pass


class DiskFull(StorageFault):
    pass


class DatabaseLocked(StorageFault):
    pass


class DatabaseMended(StorageFault):
    """What had not been sent is back, the rest comes with the next sync. `aside`: where the damaged file is kept, None
    if there is none."""

    def __init__(self, message: str, aside: str | None = None) -> None:
        super().__init__(message)
        self.aside = aside


class DatabaseBroken(StorageFault):
    pass


class DatabaseDamaged(DatabaseBroken):
    pass


class Defect(CrmdeskError):  # noqa: N818 - see Hindrance
    pass
