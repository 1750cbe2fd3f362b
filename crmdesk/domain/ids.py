"""Record ids: UUIDv7 where a record is made, UUIDv5 for a record first met in an external CRM (DESIGN 2)."""

import re
import uuid

_EXTERNAL = uuid.UUID("5d0d2b0a-6f5e-5c3b-9a57-0c8f4c9f7a11")
_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def uuid7(now_ms: int, random_bits: int) -> str:
    """A UUIDv7 (RFC 9562, 5.7) of a wall clock in milliseconds and 74 random bits."""
    value = (now_ms & (1 << 48) - 1) << 80 | 7 << 76
    value |= (random_bits >> 62 & (1 << 12) - 1) << 64 | 2 << 62 | random_bits & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def external_id(system: str, account: str, kind: str, remote_id: str) -> str:
    """The same id on every desk for one record of an external CRM."""
    return str(uuid.uuid5(_EXTERNAL, f"{system}/{account}/{kind}/{remote_id}"))


def is_id(value: object) -> bool:
    return isinstance(value, str) and _CANONICAL.fullmatch(value) is not None
