"""How lists are ordered. Pure.

The natural order: names and titles from A to Z with case and ё folded, tasks by when they are due (those without a
date last), deals and communications newest first (those without a date on top: they were just made).
"""

from crmdesk.domain.names import display_name
from crmdesk.domain.records import Record, Value
from crmdesk.domain.text import fold

NEWEST_FIRST = frozenset({"deal", "communication"})
_LAST = "\U0010ffff"
"""Sorts behind every text: what has no date."""
_NAMES = frozenset(
    {("contact", "last_name"), ("company", "name"), ("product", "name"), ("pipeline", "name"), ("user", "name")}
)


def natural_text(record: Record) -> str:
    """What the natural order of the record's kind sorts by."""
    if record.kind == "task":
        return _moment(record.fields.get("due_at"))
    if record.kind == "deal":
        return _moment(record.created_at)
    if record.kind == "communication":
        return _moment(record.fields.get("happened_at"))
    if record.kind == "custom_field":
        label = record.fields.get("label")
        return fold(label) if isinstance(label, str) else ""
    return fold(display_name(record.kind, record.fields))


def sorts_naturally(kind: str, field: str) -> bool:
    """Whether sorting by this field is the natural order of the kind's names."""
    return (kind, field) in _NAMES


def _moment(value: Value) -> str:
    """A moment without its Z, so that fractions of a second sort behind the full second."""
    return value.removesuffix("Z") if isinstance(value, str) and value else _LAST
