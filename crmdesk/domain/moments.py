"""Dates and moments as text: what the wire takes, and what people type made so. No clock and no local time zone."""

import re
from datetime import UTC, date, datetime

_WIRE_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")
_WIRE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TYPED_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def instant(text: str) -> datetime | None:
    """The moment in UTC; None for what is no moment or names no offset from UTC."""
    try:
        parsed = datetime.fromisoformat(text.strip())
        return parsed.astimezone(UTC) if parsed.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def is_moment(text: str) -> bool:
    return _WIRE_MOMENT.fullmatch(text) is not None and instant(text) is not None


def is_date(text: str) -> bool:
    return _WIRE_DATE.fullmatch(text) is not None and _date(*map(int, text.split("-"))) is not None


def normal_moment(text: str) -> str:
    """In UTC with a Z, to the millisecond: "2026-11-23T17:05+03:00" is "2026-11-23T14:05:00Z". What cannot be read
    stays as it is."""
    moment = instant(text)
    if moment is None:
        return text
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def normal_date(text: str) -> str:
    """As on the wire: "23.11.2026" is "2026-11-23". What cannot be read stays as it is."""
    found = _TYPED_DATE.fullmatch(text)
    if found is None:
        return text
    day = _date(int(found[3]), int(found[2]), int(found[1]))
    return day.isoformat() if day else text


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
