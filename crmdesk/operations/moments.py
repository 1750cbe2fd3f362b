"""Moments as fields hold them."""

from datetime import UTC, datetime


def moment(ms: int) -> str:
    """RFC 3339 in UTC of milliseconds since 1970: "2026-11-23T14:05:00.123Z"."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
