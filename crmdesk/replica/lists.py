"""Lists of one kind: which rows, in which order, how each stands with the remote. SQL does all of it.

A list is the keys of its rows, read in one statement; what is shown of it is read by key, a screenful at a time.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    UnaryExpression,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
)

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import KINDS, Field, FieldType
from crmdesk.domain.ports import Query, Row, SortOrder
from crmdesk.domain.records import ConflictState, EntryState, Ref, Value
from crmdesk.replica.order import NEWEST_FIRST, sorts_naturally
from crmdesk.replica.rows import RowShape, as_number, stored_value
from crmdesk.replica.search import cut, fragments_query, words_query
from crmdesk.replica.stored_json import to_json
from crmdesk.replica.tables import CONFLICT, FRAGMENTS, OUTBOX, RECORDS, WORDS, number_column

FOLD = "crmdesk_fold"
"""The SQL function that folds case and ё; `store` gives it to the connection."""
FAILED_TRIES = 3
"""A parked entry with this many answers in a row that were no success is shown as failed."""

_SHAPES: Mapping[str, RowShape] = MappingProxyType({name: RowShape(kind) for name, kind in KINDS.items()})
_MOMENTS_OF_THE_RECORD = frozenset({"created_at", "updated_at"})


def read_keys(connection: Connection, query: Query, limit: int | None = None, offset: int = 0) -> "array[int]":
    table = RECORDS[query.kind]
    statement = select(table.c["_key"]).where(*_conditions(query, table)).order_by(*_order(query, table))
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    return array("q", connection.execute(statement).scalars())


def read_rows(connection: Connection, kind: str, keys: Sequence[int]) -> list[Row]:
    shape = _SHAPES[kind]
    read = connection.execute(_ROWS[kind], {"keys": to_json(list(keys))})
    return [Row(shape.read(row), row[-1]) for row in read]


def read_count(connection: Connection, query: Query) -> int:
    table = RECORDS[query.kind]
    return connection.execute(select(func.count()).select_from(table).where(*_conditions(query, table))).scalar_one()


def read_key(connection: Connection, ref: Ref) -> int | None:
    table = RECORDS[ref.kind]
    return connection.execute(
        select(table.c["_key"]).where(table.c["_id"] == ref.id, _is_alive(table))
    ).scalar_one_or_none()


# -- which rows


def _conditions(query: Query, table: Table) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_is_alive(table)]
    conditions += [_equals(table, _field(query.kind, name), value) for name, value in query.where.items()]
    conditions += [
        func.coalesce(_equals(table, _field(query.kind, name), value), literal_column("0")) == literal_column("0")
        for name, value in query.unlike.items()
    ]
    conditions += [
        _instant(table.c[_field(query.kind, name).name]) < value.rstrip("Z") for name, value in query.before.items()
    ]
    words = cut(query.search)
    for index, expression in (
        (WORDS[query.kind], words_query(words)),
        (FRAGMENTS[query.kind], fragments_query(words)),
    ):
        if expression:
            found = select(index.c["rowid"]).where(index.c[index.name].op("MATCH")(expression))
            conditions.append(table.c["_key"].in_(found))
    return conditions


def _is_alive(table: Table) -> ColumnElement[bool]:
    """With a literal zero: the index of the natural order holds only such rows, and SQLite must see that it fits."""
    return table.c["_deleted"] == literal_column("0")


def _equals(table: Table, field: Field, value: Value) -> ColumnElement[bool]:
    if field.type is FieldType.MONEY and (number := as_number(value)) is not None:
        return table.c[number_column(field.name)] == number
    return table.c[field.name] == stored_value(field.type, value)


def _field(kind: str, name: str) -> Field:
    field = KINDS[kind].fields.get(name)
    if field is None:
        raise Refused([FieldError(name, "unknown_field", f"a {kind} has no field {name}")])
    return field


# -- in which order


def _order(query: Query, table: Table) -> Sequence[ColumnElement[Any]]:
    """Empty values last either way; ties by key, in the direction of the order, which an index then serves whole."""
    descending = query.order is SortOrder.DESCENDING
    if query.sort is None or sorts_naturally(query.kind, query.sort):
        descending ^= query.sort is None and query.kind in NEWEST_FIRST
        return _directed([table.c["_natural"], table.c["_key"]], descending)
    value = _sort_value(table, query.kind, query.sort)
    first, then = _directed([value, table.c["_key"]], descending)
    return [first.nulls_last(), then]


def _directed(columns: Sequence[ColumnElement[Any]], descending: bool) -> list[UnaryExpression[Any]]:
    return [column.desc() if descending else column.asc() for column in columns]


def _sort_value(table: Table, kind: str, name: str) -> ColumnElement[Any]:
    if name in _MOMENTS_OF_THE_RECORD:
        return _instant(table.c[f"_{name}"])
    field = _field(kind, name)
    if field.type is FieldType.MONEY:
        return table.c[number_column(name)]
    if field.type is FieldType.REFERENCE and field.refers_to is not None:
        return _name_there(RECORDS[field.refers_to], table.c[name])
    sorted_by = _SORTED_BY.get(field.type)
    return table.c[name] if sorted_by is None else sorted_by(table.c[name])


def _folded(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.nullif(getattr(func, FOLD)(column), "")


def _instant(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A moment as text in the order of time: fractions of a second behind the full second."""
    return func.rtrim(column, "Z")


def _first_value(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return _folded(func.json_extract(column, "$[0].value"))


def _first(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return _folded(func.json_extract(column, "$[0]"))


_SORTED_BY: Mapping[FieldType, Callable[[ColumnElement[Any]], ColumnElement[Any]]] = MappingProxyType(
    {
        FieldType.TEXT: _folded,
        FieldType.NOTE: _folded,
        FieldType.CHOICE: _folded,
        FieldType.CURRENCY: _folded,
        FieldType.MOMENT: _instant,
        FieldType.PHONES: _first_value,
        FieldType.EMAILS: _first_value,
        FieldType.TAGS: _first,
        FieldType.REFERENCES: func.json_array_length,
        FieldType.ROWS: func.json_array_length,
    }
)
"""What a column of this type is sorted by; of the other types, by its value."""


def _name_there(other: Table, reference: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the record that is referred to sorts by."""
    there = other.alias("there")
    name = _folded(there.c["title"]) if other.name == "deal" else there.c["_natural"]
    return select(name).where(there.c["_id"] == reference).scalar_subquery()


# -- how each stands (ux.md 3.2): the first that is true


def _state(table: Table) -> ColumnElement[str]:
    open_conflict = exists().where(
        CONFLICT.c.kind == table.name,
        CONFLICT.c.record_id == table.c["_id"],
        CONFLICT.c.state == ConflictState.OPEN.value,
    )
    state = OUTBOX.c.state
    return case(
        (open_conflict, "conflict"),
        (state == EntryState.QUARANTINED.value, "blocked"),
        (and_(state == EntryState.PARKED.value, OUTBOX.c.tries >= FAILED_TRIES), "failed"),
        (state == EntryState.SENT.value, "sending"),
        (state.is_not(None), "pending"),
        else_="synced",
    )


def _rows_statement(table: Table, shape: RowShape) -> Select[Any]:
    keys = func.json_each(bindparam("keys")).table_valued("key", "value", name="chosen")
    entry = and_(OUTBOX.c.kind == table.name, OUTBOX.c.id == table.c["_id"])
    return (
        select(*(table.c[name] for name in shape.columns), _state(table))
        .select_from(keys.join(table, table.c["_key"] == keys.c.value).outerjoin(OUTBOX, entry))
        .where(_is_alive(table))
        .order_by(keys.c.key)
    )


_ROWS: Mapping[str, Select[Any]] = MappingProxyType(
    {name: _rows_statement(table, _SHAPES[name]) for name, table in RECORDS.items()}
)
