"""Revisions of a workspace: ranges of numbers in commit order, each range with a random stamp (DESIGN 5, Revisions).

A position (rev, stamp) is part of this server's history if its revision lies in a stored range with that stamp. After
a restore the numbers come again, the stamps do not. On the wire a position is an opaque string.
"""

import re
import secrets
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from crmdesk.server.problems import ProblemError
from crmdesk.server.tables import REVISION_RANGE, WORKSPACE

_POSITION = re.compile(r"([0-9a-f]{1,15})-([0-9a-f]{16})")


class Position(NamedTuple):
    rev: int
    stamp: str

    def __str__(self) -> str:
        return f"{self.rev:x}-{self.stamp}"


def take_revisions(connection: Connection, workspace_id: str, count: int, now_ms: int) -> Position:
    """The next `count` numbers; answers the last. It locks the workspace's counter until the commit, so that numbers
    become visible in their order: called when nothing is left to judge, only the rows to write."""
    workspace = WORKSPACE.c
    connection.execute(update(WORKSPACE).where(workspace.id == workspace_id).values(head=workspace.head + count))
    last = connection.execute(select(workspace.head).where(workspace.id == workspace_id)).scalar_one()
    stamp = secrets.token_hex(8)
    connection.execute(
        insert(REVISION_RANGE).values(
            workspace_id=workspace_id, first_rev=last - count + 1, last_rev=last, stamp=stamp, at=now_ms
        )
    )
    return Position(last, stamp)


def head(connection: Connection, workspace_id: str) -> Position:
    rev = connection.execute(select(WORKSPACE.c.head).where(WORKSPACE.c.id == workspace_id)).scalar_one()
    return position_at(connection, workspace_id, rev)


def position_at(connection: Connection, workspace_id: str, rev: int) -> Position:
    stamp = _stamp_of(connection, workspace_id, rev)
    if stamp is None:
        raise LookupError(f"no range of revisions holds {rev}")
    return Position(rev, stamp)


def is_known(connection: Connection, workspace_id: str, position: Position) -> bool:
    return _stamp_of(connection, workspace_id, position.rev) == position.stamp


def check_known(connection: Connection, workspace_id: str, **tokens: str | None) -> dict[str, Position]:
    """The positions by the names of their parameters, those not given left out. Raises 409 history_unknown for one that
    is not part of this history, whatever it looks like."""
    positions: dict[str, Position] = {}
    for name, token in tokens.items():
        if token is None:
            continue
        position = read_position(token)
        if position is None or not is_known(connection, workspace_id, position):
            raise ProblemError("history_unknown", f"`{name}` is not part of this server's history.")
        positions[name] = position
    return positions


def read_position(token: str) -> Position | None:
    found = _POSITION.fullmatch(token)
    return Position(int(found[1], 16), found[2]) if found else None


def _stamp_of(connection: Connection, workspace_id: str, rev: int) -> str | None:
    ranges = REVISION_RANGE.c
    query = (
        select(ranges.first_rev, ranges.stamp)
        .where(ranges.workspace_id == workspace_id, ranges.last_rev >= rev)
        .order_by(ranges.last_rev)
        .limit(1)
    )
    found = connection.execute(query).one_or_none()
    return found.stamp if found is not None and found.first_rev <= rev else None
