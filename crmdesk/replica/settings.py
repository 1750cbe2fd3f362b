"""What a replica knows once: its sync state, its policy, its person. One row each, the value JSON."""

from typing import Any, TypeVar

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from crmdesk.domain.ports import Pause, Person, Policy, SyncState
from crmdesk.replica.stored_json import from_json, to_json
from crmdesk.replica.tables import SETTING

T = TypeVar("T")

_SYNC_STATE, _POLICY, _PERSON, _PAUSE = "sync_state", "policy", "person", "pause"


def read_sync_state(connection: Connection) -> SyncState:
    return _read(connection, _SYNC_STATE, SyncState) or SyncState()


def put_sync_state(connection: Connection, state: SyncState) -> None:
    _put(connection, _SYNC_STATE, state)


def read_policy(connection: Connection) -> Policy:
    return _read(connection, _POLICY, Policy) or Policy.LAST_WRITE_WINS


def put_policy(connection: Connection, policy: Policy) -> None:
    _put(connection, _POLICY, policy)


def read_pause(connection: Connection) -> Pause | None:
    return _read(connection, _PAUSE, Pause)


def put_pause(connection: Connection, pause: Pause | None) -> None:
    if pause is None:
        connection.execute(delete(SETTING).where(SETTING.c.name == _PAUSE))
    else:
        _put(connection, _PAUSE, pause)


def read_person(connection: Connection) -> Person | None:
    return _read(connection, _PERSON, Person)


def put_person(connection: Connection, person: Person) -> None:
    _put(connection, _PERSON, person)


def _read(connection: Connection, name: str, kind: type[T]) -> T | None:
    text = connection.execute(select(SETTING.c.value).where(SETTING.c.name == name)).scalar_one_or_none()
    return None if text is None else from_json(kind, text)


def _put(connection: Connection, name: str, value: Any) -> None:
    statement = insert(SETTING).values(name=name, value=to_json(value))
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded["value"]})
    )
