"""Adds a person from the command line: the first one on an empty database founds a workspace."""

from dataclasses import dataclass

from sqlalchemy import Connection

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.ports import Ids
from crmdesk.protocol.people import NewPerson
from crmdesk.server.applying import Author
from crmdesk.server.judging import ADMIN, REP
from crmdesk.server.people import add_person
from crmdesk.server.workspaces import found_workspace, workspaces

_DEFAULT_NAME = "crmdesk"


@dataclass(frozen=True, slots=True)
class Newcomer:
    email: str
    name: str
    role: str | None
    """None: admin for the first person of a workspace, rep for the others."""
    workspace: str | None
    """None: the only workspace there is."""
    lang: str
    user_id: str
    password_hash: str


def settle(connection: Connection, ids: Ids, now_ms: int, newcomer: Newcomer) -> None:
    """Raises Refused, naming what is wrong; then nothing was founded either."""
    existing = workspaces(connection)
    found = next((item for item in existing if newcomer.workspace in {None, item.name, item.id}), None)
    if newcomer.workspace is None and len(existing) > 1:
        names = ", ".join(item.name for item in existing)
        raise Refused([FieldError("workspace", "required", f"There are several workspaces: {names}. Name one.")])
    workspace_id = found.id if found else found_workspace(connection, ids, now_ms, _name(newcomer), newcomer.lang)
    role = newcomer.role or (REP if found else ADMIN)
    if not found and role != ADMIN:
        message = "The first person of a workspace is its administrator."
        raise Refused([FieldError("role", "first_is_admin", message)])
    author = Author(workspace_id, newcomer.user_id, None, ADMIN, now_ms)
    person = NewPerson(name=newcomer.name, email=newcomer.email, password="", role=role)
    add_person(connection, author, person, newcomer.user_id, newcomer.password_hash)


def _name(newcomer: Newcomer) -> str:
    return newcomer.workspace or _DEFAULT_NAME
