"""Records, entries and conflicts to try stores with."""

from typing import Any

from crmdesk.domain.records import Change, Conflict, ConflictState, Entry, FieldConflict, Record, Ref


def contact(record_id: str, last_name: str | None = None, **fields: Any) -> Record:
    return Record("contact", record_id, 1, {"last_name": last_name, **fields})


def ref(record_id: str) -> Ref:
    return Ref("contact", record_id)


def phones(*values: str) -> list[dict[str, str | None]]:
    return [{"value": value, "label": None} for value in values]


def entry(record_id: str, kind: str = "contact", *, made_here: bool = False, **more: Any) -> Entry:
    return Entry(kind, record_id, base=None if made_here else Record(kind, record_id, 1, {}), **more)


def sealed(record_id: str, change_id: str = "change") -> Change:
    return Change(change_id, "contact", record_id, 1, {"last_name": "Петров", "first_name": "Пётр"}, {"last_name": 7})


def conflict(conflict_id: str, record_id: str, at: int = 1, *, is_open: bool = True) -> Conflict:
    state = ConflictState.OPEN if is_open else ConflictState.SETTLED
    fields = {"last_name": FieldConflict("А", "Б", "В", None)}
    return Conflict(conflict_id, "contact", record_id, state, at, "someone", fields)
