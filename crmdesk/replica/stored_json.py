"""JSON as the replica stores it."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def to_json(value: Any) -> str:
    """JSON text with members in their order: a seal that is read back goes out byte for byte the same."""
    return msgspec.json.encode(value, enc_hook=plain).decode()


def to_comparable_json(value: Any) -> str:
    """JSON text that is the same for objects that hold the same."""
    return msgspec.json.encode(value, enc_hook=plain, order="deterministic").decode()


def from_json(kind: type[T], text: str) -> T:
    return msgspec.json.decode(text, type=kind)


def plain(value: Any) -> Any:
    """What msgspec asks for what it does not know: a read-only mapping is an object like any other."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
