"""Records in and out of their tables, their search index kept in step.

The index is filled by a statement a batch, not by triggers: those make a download 2.5 times slower.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Insert,
    Select,
    Table,
    delete,
    exists,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects import sqlite

from crmdesk.domain.kinds import KINDS, Kind
from crmdesk.domain.names import display_name
from crmdesk.domain.records import Record, Ref
from crmdesk.replica.among import ids_by_kind, ids_parameter, is_among
from crmdesk.replica.rows import RowShape
from crmdesk.replica.tables import BROUGHT, FRAGMENTS, RECORDS, WORDS

_BATCH = 1_000
"""Rows a statement: the window stays smooth while the database thread works (STYLE 3.7)."""


@dataclass(frozen=True, slots=True)
class _Statements:
    """One kind's statements; those that take ids read `among.IDS`."""

    shape: RowShape
    read: Select[Any]
    texts: Select[Any]
    """Id and search text."""
    upsert: str
    """For the driver: executemany of rows as `shape` writes them."""
    unindex: tuple[Executable, ...]
    index: tuple[Executable, ...]
    drop: tuple[Executable, ...]
    not_brought: Select[Any]


def _statements(kind: Kind) -> _Statements:
    table = RECORDS[kind.name]
    shape = RowShape(kind)
    chosen = is_among(table.c["_id"])
    columns = [table.c[name] for name in shape.columns]
    return _Statements(
        shape=shape,
        read=select(*columns).where(chosen),
        texts=select(table.c["_id"], table.c["_search"]).where(chosen),
        upsert=_upsert(table, shape.columns),
        unindex=_unindex(table, chosen),
        index=_index(table, chosen),
        drop=(*_unindex(table, chosen), delete(table).where(chosen)),
        not_brought=select(*columns).where(~_is_in(BROUGHT, table)),
    )


def _upsert(table: Table, columns: Sequence[str]) -> str:
    statement = sqlite.insert(table).values(dict.fromkeys(columns))
    replaced = {name: statement.excluded[name] for name in columns if name != "_id"}
    compiled = statement.on_conflict_do_update(index_elements=["_id"], set_=replaced).compile(
        dialect=sqlite.dialect(paramstyle="qmark")
    )
    assert isinstance(compiled.positiontup, list)
    assert compiled.positiontup == list(columns)
    return str(compiled)


def _index(table: Table, condition: ColumnElement[bool]) -> tuple[Insert, ...]:
    texts = select(table.c["_key"], table.c["_search"]).where(condition)
    return tuple(insert(index).from_select(["rowid", "_search"], texts) for index in _indexes(table))


def _unindex(table: Table, condition: ColumnElement[bool]) -> tuple[Insert, ...]:
    """What FTS5 wants for rows to leave an index: the text that it was given when they entered."""
    texts = select(literal("delete"), table.c["_key"], table.c["_search"]).where(condition)
    return tuple(insert(index).from_select([index.name, "rowid", "_search"], texts) for index in _indexes(table))


def _indexes(table: Table) -> tuple[Table, Table]:
    return WORDS[table.name], FRAGMENTS[table.name]


def _is_in(other: Table, table: Table) -> ColumnElement[bool]:
    return exists().where(other.c["kind"] == table.name, other.c["id"] == table.c["_id"])


_OF: Mapping[str, _Statements] = MappingProxyType({name: _statements(kind) for name, kind in KINDS.items()})


def read_records(connection: Connection, refs: Iterable[Ref]) -> dict[Ref, Record]:
    found: dict[Ref, Record] = {}
    for kind, ids in ids_by_kind(refs).items():
        of = _OF[kind]
        for row in connection.execute(of.read, ids_parameter(ids)):
            record = of.shape.read(row)
            found[record.ref] = record
    return found


def read_names(connection: Connection, refs: Iterable[Ref]) -> dict[Ref, str]:
    records = read_records(connection, refs)
    return {ref: display_name(ref.kind, record.fields) for ref, record in records.items()}


def put_records(connection: Connection, records: Iterable[Record]) -> None:
    """Insert or replace; of several with one id the last stands."""
    by_kind: dict[str, dict[str, Record]] = {}
    for record in records:
        by_kind.setdefault(record.kind, {})[record.id] = record
    for kind, newest in by_kind.items():
        every = list(newest.values())
        for start in range(0, len(every), _BATCH):
            _put_batch(connection, _OF[kind], every[start : start + _BATCH])


def _put_batch(connection: Connection, of: _Statements, records: Sequence[Record]) -> None:
    rows = [of.shape.write(record) for record in records]
    here = ids_parameter([record.id for record in records])
    before = {row[0]: row[1] for row in connection.execute(of.texts, here)}
    moved = [row[0] for row in rows if before.get(row[0]) != row[-1]]
    outdated = [record_id for record_id in moved if record_id in before]
    if outdated:
        _run(connection, of.unindex, outdated)
    connection.exec_driver_sql(of.upsert, rows)
    if moved:
        _run(connection, of.index, moved)


def drop_records(connection: Connection, refs: Iterable[Ref]) -> None:
    for kind, ids in ids_by_kind(refs).items():
        _run(connection, _OF[kind].drop, ids)


def start_replacing(connection: Connection) -> None:
    connection.execute(delete(BROUGHT))


def mark_brought(connection: Connection, refs: Iterable[Ref]) -> None:
    rows = [{"kind": kind, "id": record_id} for kind, record_id in refs]
    if rows:
        connection.execute(sqlite.insert(BROUGHT).on_conflict_do_nothing(), rows)


def not_brought(connection: Connection) -> list[Record]:
    return [of.shape.read(row) for of in _OF.values() for row in connection.execute(of.not_brought)]


def _run(connection: Connection, statements: Iterable[Executable], ids: Sequence[str]) -> None:
    parameters = ids_parameter(ids)
    for statement in statements:
        connection.execute(statement, parameters)
