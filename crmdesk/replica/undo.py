"""What the person may take back, in SQL."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Select, delete, func, insert, select

from crmdesk.domain.undo import DropStep, EditStep, ResolveStep, UndoStep
from crmdesk.replica.stored_json import from_json, to_json
from crmdesk.replica.tables import UNDO

KEPT = 200
"""Steps; the oldest are forgotten."""


class _Stored(msgspec.Struct, omit_defaults=True):
    """One of them, named by its sort."""

    edit: EditStep | None = None
    resolve: ResolveStep | None = None
    drop: DropStep | None = None


def _stored(step: UndoStep) -> _Stored:
    if isinstance(step, EditStep):
        return _Stored(edit=step)
    return _Stored(resolve=step) if isinstance(step, ResolveStep) else _Stored(drop=step)


def add_undo(connection: Connection, step: UndoStep) -> int:
    newest = connection.execute(select(func.max(UNDO.c.number))).scalar_one() or 0
    # by the clock: the number of a step that was taken back is not given again
    number = max(newest + 1, step.at)
    stored = _stored(step)
    connection.execute(insert(UNDO).values(number=number, at=step.at, step=to_json(stored)))
    kept = select(UNDO.c.number).order_by(UNDO.c.number.desc()).limit(KEPT)
    connection.execute(delete(UNDO).where(UNDO.c.number.not_in(kept)))
    return number


def read_undo(connection: Connection, number: int | None) -> tuple[int, UndoStep] | None:
    statement = select(UNDO.c.number, UNDO.c.step).order_by(UNDO.c.number.desc()).limit(1)
    if number is not None:
        statement = statement.where(UNDO.c.number == number)
    found = _read(connection, statement)
    return found[0] if found else None


def newest_undo(connection: Connection, limit: int) -> list[tuple[int, UndoStep]]:
    return _read(connection, select(UNDO.c.number, UNDO.c.step).order_by(UNDO.c.number.desc()).limit(limit))


def _read(connection: Connection, statement: Select[Any]) -> list[tuple[int, UndoStep]]:
    stored = [(row.number, from_json(_Stored, row.step)) for row in connection.execute(statement)]
    steps = [(number, one.edit or one.resolve or one.drop) for number, one in stored]
    return [(number, step) for number, step in steps if step is not None]


def drop_undo(connection: Connection, number: int) -> None:
    connection.execute(delete(UNDO).where(UNDO.c.number == number))
