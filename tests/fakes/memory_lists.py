"""Lists of the memory store: what the replica's SQL does, said again in Python."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import KINDS, Field, FieldType
from crmdesk.domain.ports import Query, SortOrder
from crmdesk.domain.records import Entry, EntryState, Record, Ref, Value
from crmdesk.domain.text import fold
from crmdesk.replica.order import NEWEST_FIRST, natural_text, sorts_naturally
from crmdesk.replica.rows import as_number
from crmdesk.replica.search import Words, cut, searchable

_TIMES = frozenset({"created_at", "updated_at"})
_WORD = re.compile(r"[^\W_]+")


def found(query: Query, records: Sequence[Record]) -> list[Record]:
    words = cut(query.search)
    for name in (*query.where, *query.unlike, *query.before):
        _field(query.kind, name)
    return [record for record in records if _has(words, record) and _holds(query, record)]


def _holds(query: Query, record: Record) -> bool:
    return (
        all(_equal(record, _field(query.kind, name), value) for name, value in query.where.items())
        and not any(_equal(record, _field(query.kind, name), value) for name, value in query.unlike.items())
        and all(_is_before(record.fields.get(name), value) for name, value in query.before.items())
    )


def _is_before(moment: Value, other: str) -> bool:
    instant, limit = _instant(moment), _instant(other)
    return instant is not None and limit is not None and instant < limit


def _has(words: Words, record: Record) -> bool:
    if not (words.prefixes or words.fragments):
        return True
    text = searchable(record)
    starts = _WORD.findall(text) if words.prefixes else []
    return all(any(start.startswith(word) for start in starts) for word in words.prefixes) and all(
        any(all(part in text for part in every) for every in alternatives) for alternatives in words.fragments
    )


def _equal(record: Record, field: Field, value: Value) -> bool:
    own = record.fields.get(field.name, field.empty)
    if field.type is FieldType.MONEY and (number := as_number(value)) is not None:
        return as_number(own) == number
    return bool(own == (field.empty if value is None else value))


def _field(kind: str, name: str) -> Field:
    field = KINDS[kind].fields.get(name)
    if field is None:
        raise Refused([FieldError(name, "unknown_field", f"a {kind} has no field {name}")])
    return field


def in_order(
    query: Query, records: Sequence[Record], keys: Mapping[Ref, int], everything: Mapping[Ref, Record]
) -> list[Record]:
    descending = query.order is SortOrder.DESCENDING
    if query.sort is None or sorts_naturally(query.kind, query.sort):
        descending ^= query.sort is None and query.kind in NEWEST_FIRST
        return sorted(records, key=lambda record: (natural_text(record), keys[record.ref]), reverse=descending)
    if query.sort not in _TIMES:
        _field(query.kind, query.sort)
    valued = [(_sort_value(record, query.sort, everything), keys[record.ref], record) for record in records]
    full = sorted((item for item in valued if item[0] is not None), key=lambda item: item[:2], reverse=descending)
    empty = sorted((item for item in valued if item[0] is None), key=lambda item: item[1], reverse=descending)
    return [record for _, _, record in (*full, *empty)]


def _sort_value(record: Record, name: str, everything: Mapping[Ref, Record]) -> Any:
    if name in _TIMES:
        return _instant(getattr(record, name))
    field = _field(record.kind, name)
    value = record.fields.get(name)
    if field.type is FieldType.REFERENCE and field.refers_to is not None:
        return _name_there(everything.get(Ref(field.refers_to, value)))
    if value is None or value == field.empty:
        return None
    sorted_by = _SORTED_BY.get(field.type)
    return value if sorted_by is None else sorted_by(value)


def _name_there(there: Record | None) -> str | None:
    if there is None:
        return None
    return _folded(there.fields.get("title")) if there.kind == "deal" else natural_text(there)


def _folded(value: Value) -> str | None:
    return fold(value) if isinstance(value, str) and value else None


def _instant(value: Value) -> str | None:
    return value.rstrip("Z") if isinstance(value, str) else None


_SORTED_BY: Mapping[FieldType, Callable[[Value], Any]] = {
    FieldType.TEXT: _folded,
    FieldType.NOTE: _folded,
    FieldType.CHOICE: _folded,
    FieldType.CURRENCY: _folded,
    FieldType.MONEY: as_number,
    FieldType.MOMENT: _instant,
    FieldType.PHONES: lambda phones: _folded(phones[0]["value"]),
    FieldType.EMAILS: lambda emails: _folded(emails[0]["value"]),
    FieldType.TAGS: lambda tags: _folded(tags[0]),
    FieldType.REFERENCES: len,
    FieldType.ROWS: len,
}


def state_of(entry: Entry | None, *, conflicting: bool) -> str:
    if conflicting:
        return "conflict"
    if entry is None:
        return "synced"
    if entry.state is EntryState.PARKED and entry.tries >= 3:
        return "failed"
    return {EntryState.QUARANTINED: "blocked", EntryState.SENT: "sending"}.get(entry.state, "pending")
