"""Names the member at fault in JSON that does not have its promised shape, from what msgspec says of it."""

import re

from crmdesk.domain.errors import FieldError

_AT = re.compile(r" - at `\$\.?(.*)`$")
_MISSING = re.compile(r"missing required field `(\w+)`")


def fault(message: str, whole: str, path: str = "") -> FieldError:
    """`whole` stands for the JSON itself; `path` is where it lies, if the message does not say so. A member that is
    missing is the one at fault, not the object that lacks it."""
    at = _AT.search(message)
    parts = [at[1] if at else path]
    missing = _MISSING.search(message)
    if missing:
        parts.append(missing[1])
    return FieldError(".".join(filter(None, parts)) or whole, "malformed", _AT.sub("", message))
