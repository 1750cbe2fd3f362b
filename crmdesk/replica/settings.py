"""What a replica knows once: its sync state, its policy, its person. One row each, the value JSON."""

from typing import Any, TypeVar

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from crmdesk.domain.ports import Pause, Person, Policy, SyncState
from crmdesk.replica.stored_json import from_json, to_json
from crmdesk.replica.tables import SETTING

T = TypeVar("T")

_SYNC_STATE = "sync_state"
POLICY, PERSON, PAUSE = _CHOSEN = "policy", "person", "pause"
"""Set by the person; the rest is sync's own, and found out anew."""


def read_sync_state(connection: Connection) -> SyncState:
    return _read(connection, _SYNC_STATE, SyncState) or SyncState()


def put_sync_state(connection: Connection, state: SyncState) -> None:
    _put(connection, _SYNC_STATE, state)


def read_policy(connection: Connection) -> Policy:
    return _read(connection, POLICY, Policy) or Policy.LAST_WRITE_WINS


def put_policy(connection: Connection, policy: Policy) -> None:
    _put(connection, POLICY, policy)


def read_pause(connection: Connection) -> Pause | None:
    return _read(connection, PAUSE, Pause)


def put_pause(connection: Connection, pause: Pause | None) -> None:
    if pause is None:
        connection.execute(delete(SETTING).where(SETTING.c.name == PAUSE))
    else:
        _put(connection, PAUSE, pause)


def read_person(connection: Connection) -> Person | None:
    return _read(connection, PERSON, Person)


def put_person(connection: Connection, person: Person) -> None:
    _put(connection, PERSON, person)


def read_chosen(connection: Connection) -> dict[str, str]:
    """What the person has set, by name, as JSON."""
    chosen = connection.execute(select(SETTING.c.name, SETTING.c.value).where(SETTING.c.name.in_(_CHOSEN)))
    return {row.name: row.value for row in chosen}


def _read(connection: Connection, name: str, kind: type[T]) -> T | None:
    text = connection.execute(select(SETTING.c.value).where(SETTING.c.name == name)).scalar_one_or_none()
    return None if text is None else from_json(kind, text)


def _put(connection: Connection, name: str, value: Any) -> None:
    put_text(connection, name, to_json(value))


def put_text(connection: Connection, name: str, text: str) -> None:
    """`text`: JSON, as `read_chosen` gives it."""
    statement = insert(SETTING).values(name=name, value=text)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded["value"]})
    )
