"""The bodies of the calls about people, their devices and what they did (DESIGN 5)."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType


class PasswordChange(Struct):
    current_password: str
    new_password: str


class Person(Struct):
    id: str
    name: str
    email: str
    role: str
    team: str | None
    active: bool


class NewPerson(Struct):
    name: str
    email: str
    password: str
    role: str = "rep"
    team: str | None = None
    active: bool = True
    id: str | None = None
    """Made by the server if it is left out."""


class PersonPatch(Struct):
    """What is left out stays as it is."""

    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    role: str | UnsetType = UNSET
    team: str | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET


class Device(Struct):
    id: str
    name: str
    platform: str
    user_id: str
    last_seen: str
    revoked: bool


class HistoryField(Struct):
    before: Any
    after: Any


class HistoryEntry(Struct):
    rev: int
    at: str
    by: str | None
    device_id: str | None
    action: str
    """created, changed, deleted or restored."""
    fields: dict[str, HistoryField]


class Health(Struct):
    status: str
    protocol: int
