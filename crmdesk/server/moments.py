"""Moments on the wire: RFC 3339 in UTC with milliseconds."""

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)


def moment(ms: int) -> str:
    return (_START + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
