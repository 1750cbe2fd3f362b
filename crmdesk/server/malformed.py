"""What is wrong with JSON that cannot be read; where it only has not its promised shape, the member at fault."""

import re

import msgspec

from crmdesk.domain.errors import FieldError

_AT = re.compile(r" - at `\$\.?(.*)`$")
_MISSING = re.compile(r"missing required field `(\w+)`")

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for JSON from outside."""


def unreadable(error: Exception, whole: str) -> FieldError:
    """Of one of UNREADABLE; `whole` stands for the JSON itself."""
    if isinstance(error, UnicodeDecodeError):
        return FieldError(whole, "malformed", "This is not UTF-8.")
    if isinstance(error, RecursionError):
        return FieldError(whole, "malformed", "This is nested too deeply.")
    return fault(str(error), whole)


def fault(message: str, whole: str, path: str = "") -> FieldError:
    """`whole` stands for the JSON itself; `path` is where it lies, if the message does not say so. A member that is
    missing is the one at fault, not the object that lacks it."""
    at = _AT.search(message)
    parts = [at[1] if at else path]
    missing = _MISSING.search(message)
    if missing:
        parts.append(missing[1])
    return FieldError(".".join(filter(None, parts)) or whole, "malformed", _AT.sub("", message))
