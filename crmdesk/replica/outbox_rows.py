"""Entries, conflicts and acknowledged changes as rows, and back; what is nested in them is JSON."""

from typing import Any

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import PUSH_ORDER
from crmdesk.domain.records import (
    Acknowledged,
    Change,
    Conflict,
    ConflictState,
    EditTime,
    Entry,
    EntryState,
    FieldConflict,
    LostValue,
    Record,
)
from crmdesk.replica.stored_json import from_json, to_json


def _or_null(value: object) -> str | None:
    return None if value is None else to_json(value)


def turn(kind: str) -> int:
    """The kind's place in the order in which the outbox goes out."""
    return PUSH_ORDER.index(kind) if kind in PUSH_ORDER else len(PUSH_ORDER)


def entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "turn": turn(entry.kind),
        "state": entry.state.value,
        "tries": entry.tries,
        "parked_since": entry.parked_since,
        "retry_at": entry.retry_at,
        "base": _or_null(entry.base),
        "seal": _or_null(entry.seal),
        "waiting": _or_null(entry.waiting),
        "edited": to_json(entry.edited),
        "lost": to_json(entry.lost),
        "errors": to_json(entry.errors),
    }


def entry_of(row: Any) -> Entry:
    return Entry(
        kind=row.kind,
        id=row.id,
        base=None if row.base is None else from_json(Record, row.base),
        edited=from_json(dict[str, EditTime], row.edited),
        lost=from_json(dict[str, LostValue], row.lost),
        seal=None if row.seal is None else from_json(Change, row.seal),
        waiting=None if row.waiting is None else from_json(Record, row.waiting),
        state=EntryState(row.state),
        errors=from_json(tuple[FieldError, ...], row.errors),
        tries=row.tries,
        parked_since=row.parked_since,
        retry_at=row.retry_at,
    )


def conflict_row(conflict: Conflict) -> dict[str, Any]:
    return {
        "id": conflict.id,
        "kind": conflict.kind,
        "record_id": conflict.record_id,
        "state": conflict.state.value,
        "at": conflict.at,
        "by": conflict.by,
        "fields": to_json(conflict.fields),
        "merged": to_json(conflict.merged),
        "picks": to_json(conflict.picks),
    }


def conflict_of(row: Any) -> Conflict:
    return Conflict(
        id=row.id,
        kind=row.kind,
        record_id=row.record_id,
        state=ConflictState(row.state),
        at=row.at,
        by=row.by,
        fields=from_json(dict[str, FieldConflict], row.fields),
        merged=from_json(dict[str, FieldConflict], row.merged or "{}"),
        picks=from_json(dict[str, Any], row.picks or "{}"),
    )


def acknowledged_row(item: Acknowledged) -> dict[str, Any]:
    return {
        "change_id": item.change.change_id,
        "kind": item.change.kind,
        "id": item.change.id,
        "rev": item.rev,
        "at": item.at,
        "change": to_json(item.change),
        "base": _or_null(item.base),
    }


def acknowledged_of(row: Any) -> Acknowledged:
    return Acknowledged(
        change=from_json(Change, row.change),
        base=None if row.base is None else from_json(Record, row.base),
        rev=row.rev,
        at=row.at,
    )
