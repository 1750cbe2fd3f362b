"""The outbox, the conflicts and what the remote has acknowledged, in SQL."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, exists, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from crmdesk.domain.ports import Counts, Standing
from crmdesk.domain.records import Acknowledged, Conflict, ConflictState, Entry, EntryState, Ref
from crmdesk.replica.among import ids_by_kind, ids_parameter, is_among
from crmdesk.replica.outbox_rows import (
    acknowledged_of,
    acknowledged_row,
    conflict_of,
    conflict_row,
    entry_of,
    entry_row,
)
from crmdesk.replica.tables import ACKNOWLEDGED, CONFLICT, OUTBOX

_TURN = (OUTBOX.c.turn, OUTBOX.c.number)
"""The order in which entries go out."""


def _replacing(table: Any, unique: Sequence[str], names: Iterable[str]) -> Any:
    """Insert; an older row keeps its number, and with it its place."""
    statement = insert(table)
    values = {name: statement.excluded[name] for name in names if name not in unique}
    return statement.on_conflict_do_update(index_elements=unique, set_=values)


# -- entries


def read_entries(connection: Connection, refs: Iterable[Ref]) -> dict[Ref, Entry]:
    found: dict[Ref, Entry] = {}
    for kind, ids in ids_by_kind(refs).items():
        statement = select(OUTBOX).where(OUTBOX.c.kind == kind, is_among(OUTBOX.c.id))
        for row in connection.execute(statement, ids_parameter(ids)):
            entry = entry_of(row)
            found[entry.ref] = entry
    return found


def read_all_entries(connection: Connection) -> list[Entry]:
    return _entries(connection.execute(select(OUTBOX).order_by(*_TURN)))


def read_first_entries(connection: Connection, states: Collection[EntryState], limit: int) -> list[Entry]:
    return _entries(connection.execute(select(OUTBOX).where(_is_in(states)).order_by(*_TURN).limit(limit)))


def read_oldest_entry(connection: Connection, states: Collection[EntryState]) -> Entry | None:
    oldest = select(OUTBOX).where(_is_in(states)).order_by(OUTBOX.c.number).limit(1)
    return next(iter(_entries(connection.execute(oldest))), None)


def _is_in(states: Collection[EntryState]) -> ColumnElement[bool]:
    return OUTBOX.c.state.in_([state.value for state in states])


def read_ready_entries(connection: Connection, now_ms: int, limit: int) -> list[Entry]:
    state = OUTBOX.c.state
    due = or_(OUTBOX.c.retry_at.is_(None), OUTBOX.c.retry_at <= now_ms)
    ready = or_(
        state.in_([EntryState.SENT.value, EntryState.WAITING.value]),
        and_(state == EntryState.PARKED.value, due),
    )
    order = (case((state == EntryState.SENT.value, 0), else_=1), *_TURN)
    # only the index is sorted; whole rows are read of the chosen ones
    chosen = select(OUTBOX.c.number).where(ready).order_by(*order).limit(limit)
    return _entries(connection.execute(select(OUTBOX).where(OUTBOX.c.number.in_(chosen)).order_by(*order)))


def read_stuck_creates(connection: Connection, now_ms: int) -> frozenset[str]:
    state = OUTBOX.c.state
    stuck = or_(
        state.in_([EntryState.HELD.value, EntryState.QUARANTINED.value]),
        and_(state == EntryState.PARKED.value, OUTBOX.c.retry_at > now_ms),
    )
    return frozenset(connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.base.is_(None), stuck)).scalars())


def put_entries(connection: Connection, entries: Iterable[Entry]) -> None:
    rows = [entry_row(entry) for entry in entries]
    if rows:
        connection.execute(_replacing(OUTBOX, ("kind", "id"), rows[0]), rows)


def drop_entry(connection: Connection, ref: Ref) -> None:
    connection.execute(delete(OUTBOX).where(OUTBOX.c.kind == ref.kind, OUTBOX.c.id == ref.id))


def read_counts(connection: Connection) -> Counts:
    entries, quarantined = connection.execute(
        select(func.count(), func.count().filter(OUTBOX.c.state == EntryState.QUARANTINED.value)).select_from(OUTBOX)
    ).one()
    conflicts = connection.execute(
        select(func.count()).select_from(CONFLICT).where(CONFLICT.c.state == ConflictState.OPEN.value)
    ).scalar_one()
    return Counts(pending=entries - quarantined, quarantined=quarantined, open_conflicts=conflicts)


def read_standings(connection: Connection) -> dict[str, Standing]:
    quarantined = OUTBOX.c.state == EntryState.QUARANTINED.value
    is_open = CONFLICT.c.state == ConflictState.OPEN.value
    entries = connection.execute(
        select(OUTBOX.c.kind, func.count(), func.count().filter(quarantined)).group_by(OUTBOX.c.kind)
    )
    conflicts = connection.execute(
        select(CONFLICT.c.kind, func.count(), func.count().filter(is_open)).group_by(CONFLICT.c.kind)
    )
    found = {kind: Standing(pending=count - refused, quarantined=refused) for kind, count, refused in entries}
    for kind, count, undecided in conflicts:
        before = found.get(kind, Standing())
        found[kind] = replace(before, open_conflicts=undecided, settled_conflicts=count - undecided)
    return found


def _entries(rows: Iterable[Row[Any]]) -> list[Entry]:
    return [entry_of(row) for row in rows]


# -- conflicts


def read_conflicts(connection: Connection, *conditions: ColumnElement[bool]) -> list[Conflict]:
    newest_first = (CONFLICT.c.at.desc(), CONFLICT.c.number.desc())
    rows = connection.execute(select(CONFLICT).where(*conditions).order_by(*newest_first))
    return [conflict_of(row) for row in rows]


def read_conflict(connection: Connection, conflict_id: str) -> Conflict | None:
    return next(iter(read_conflicts(connection, CONFLICT.c.id == conflict_id)), None)


def read_open_conflict(connection: Connection, ref: Ref) -> Conflict | None:
    """The newest, should there be several."""
    found = read_conflicts(
        connection,
        CONFLICT.c.kind == ref.kind,
        CONFLICT.c.record_id == ref.id,
        CONFLICT.c.state == ConflictState.OPEN.value,
    )
    return next(iter(found), None)


def read_lost_there(connection: Connection, refs: Iterable[Ref]) -> list[Conflict]:
    lost_there = CONFLICT.c.state == ConflictState.LOST_THERE.value
    if not connection.execute(select(exists().where(lost_there))).scalar_one():
        return []
    wanted = set(refs)
    return [conflict for conflict in read_conflicts(connection, lost_there) if conflict.ref in wanted]


def put_conflict(connection: Connection, conflict: Conflict) -> None:
    row = conflict_row(conflict)
    connection.execute(_replacing(CONFLICT, ("id",), row), row)


# -- what was applied there


def add_acknowledged(connection: Connection, acknowledged: Iterable[Acknowledged]) -> None:
    """A change that is acknowledged again, after it was replayed, counts as of its newest answer."""
    rows = [acknowledged_row(item) for item in acknowledged]
    if rows:
        connection.execute(_replacing(ACKNOWLEDGED, ("change_id",), rows[0]), rows)


def read_acknowledged(connection: Connection, condition: ColumnElement[bool]) -> list[Acknowledged]:
    """Oldest first."""
    rows = connection.execute(select(ACKNOWLEDGED).where(condition).order_by(ACKNOWLEDGED.c.number))
    return [acknowledged_of(row) for row in rows]


def read_acknowledged_of(connection: Connection, ref: Ref) -> list[Acknowledged]:
    return read_acknowledged(connection, and_(ACKNOWLEDGED.c.kind == ref.kind, ACKNOWLEDGED.c.id == ref.id))


def read_acknowledged_after(connection: Connection, rev: int) -> list[Acknowledged]:
    return read_acknowledged(connection, ACKNOWLEDGED.c.rev > rev)


def forget_acknowledged(connection: Connection, before_ms: int) -> None:
    connection.execute(delete(ACKNOWLEDGED).where(ACKNOWLEDGED.c.at < before_ms))


def drop_acknowledged(connection: Connection, change_ids: Iterable[str]) -> None:
    connection.execute(delete(ACKNOWLEDGED).where(is_among(ACKNOWLEDGED.c.change_id)), ids_parameter(list(change_ids)))
