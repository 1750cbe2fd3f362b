"""The replica's tables: one a kind, made from its declaration, and those of the outbox and the journal.

A kind's table has a column a field, and columns of ours, whose names start with an underscore so that no field can
ever collide with them. Two full-text indexes a kind read its `_search` column: `KIND_words` (prefixes of words) and
`KIND_fragments` (three letters or more, anywhere).

Migrations make the tables in the database; a test holds that both agree. Only keys carry a type here: values are made
storable by `rows`, and SQLAlchemy is to pass them through.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Column, Integer, MetaData, Table

from crmdesk.domain.kinds import KINDS, FieldType, Kind

METADATA = MetaData()

LEADING = ("_id", "_rev", "_deleted")
TRAILING = (
    "_edited", "_lost", "_external", "_extra",
    "_created_at", "_created_by", "_updated_at", "_updated_by",
    "_natural", "_search",
)  # fmt: skip
"""JSON or null: edited, lost, external, and extra (fields that are not declared, and values of unexpected shape).
`_natural` is what the kind's natural order sorts by, `_search` what its search reads; both folded."""


def number_column(field: str) -> str:
    """The column that holds a money field's value as a number, to sort and compare by."""
    return f"_{field}_number"


def number_columns(kind: Kind) -> tuple[str, ...]:
    return tuple(number_column(field.name) for field in kind.fields.values() if field.type is FieldType.MONEY)


def stored_columns(kind: Kind) -> tuple[str, ...]:
    """Every column of a kind's table but its key, in the order in which rows are written and read."""
    return (*LEADING, *kind.fields, *number_columns(kind), *TRAILING)


def _record_table(kind: Kind) -> Table:
    key = Column("_key", Integer, primary_key=True)
    return Table(kind.name, METADATA, key, *(Column[str](name) for name in stored_columns(kind)))


def _index_table(name: str) -> Table:
    """A full-text index: `rowid` is the record's key; the column named like the table takes commands and matches."""
    return Table(name, METADATA, Column("rowid", Integer, primary_key=True), Column[str]("_search"), Column[str](name))


RECORDS: Mapping[str, Table] = MappingProxyType({name: _record_table(kind) for name, kind in KINDS.items()})
WORDS: Mapping[str, Table] = MappingProxyType({name: _index_table(f"{name}_words") for name in KINDS})
FRAGMENTS: Mapping[str, Table] = MappingProxyType({name: _index_table(f"{name}_fragments") for name in KINDS})

OUTBOX = Table(
    "outbox", METADATA,
    Column("number", Integer, primary_key=True),  # older entries have smaller ones
    Column[str]("kind"),
    Column[str]("id"),
    Column[int]("turn"),  # the kind's place in PUSH_ORDER
    Column[str]("state"),
    Column[int]("tries"),
    Column[int]("parked_since"),
    Column[int]("retry_at"),
    Column[str]("base"),
    Column[str]("seal"),
    Column[str]("waiting"),
    Column[str]("edited"),
    Column[str]("lost"),
    Column[str]("errors"),
)  # fmt: skip

CONFLICT = Table(
    "conflict", METADATA,
    Column("number", Integer, primary_key=True),
    Column[str]("id"),
    Column[str]("kind"),
    Column[str]("record_id"),
    Column[str]("state"),
    Column[int]("at"),
    Column[str]("by"),
    Column[str]("fields"),
    Column[str]("merged"),
    Column[str]("picks"),
)  # fmt: skip

ACKNOWLEDGED = Table(
    "acknowledged", METADATA,
    Column("number", Integer, primary_key=True),
    Column[str]("change_id"),
    Column[str]("kind"),
    Column[str]("id"),
    Column[int]("rev"),
    Column[int]("at"),
    Column[str]("change"),
    Column[str]("base"),
)  # fmt: skip

SETTING = Table("setting", METADATA, Column[str]("name", primary_key=True), Column[str]("value"))
"""One row each for the sync state, the policy and the person; values are JSON."""

BROUGHT = Table("brought", METADATA, Column[str]("kind", primary_key=True), Column[str]("id", primary_key=True))
"""What a download that replaces data has brought so far."""

SYNC_LOG = Table(
    "sync_log", METADATA,
    Column("number", Integer, primary_key=True),
    Column[int]("at"),
    Column[str]("what"),
    Column[str]("kind"),
    Column[str]("id"),
    Column[str]("detail"),
)  # fmt: skip
"""What sync did, a line each (`domain.ports.LogLine`); `detail` is JSON."""

UNDO = Table("undo", METADATA, Column("number", Integer, primary_key=True), Column[int]("at"), Column[str]("step"))
"""What the person did here and may take back, the newest last; JSON."""

SYNC_REQUEST = Table(
    "sync_request", METADATA, Column("id", Integer, primary_key=True), Column[int]("asked_at"), Column[str]("result")
)
"""What another process asked the syncing one to do; the result is JSON, null until it is done."""
