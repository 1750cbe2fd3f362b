"""People of a workspace: an account to sign in with, and a record of kind `user` that everybody's desk shows."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, insert, select, update

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.ids import is_id
from crmdesk.domain.records import Fields
from crmdesk.domain.validation import check_fields
from crmdesk.protocol.people import NewPerson, Person, PersonPatch
from crmdesk.protocol.wire import WireChange
from crmdesk.server.applying import Author, changed, created
from crmdesk.server.judging import ADMIN, ROLES
from crmdesk.server.problems import ProblemError
from crmdesk.server.records import Stored, load_records
from crmdesk.server.signins import end_sign_ins_of
from crmdesk.server.storing import store
from crmdesk.server.tables import ACCOUNT, RECORD
from crmdesk.server.uniqueness import folded


@dataclass(frozen=True, slots=True)
class Account:
    user_id: str
    workspace_id: str
    password_hash: str
    role: str
    active: bool


def find_account(connection: Connection, email: str) -> Account | None:
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.email == folded(email))).one_or_none()
    return Account(row.user_id, row.workspace_id, row.password_hash, row.role, row.active) if row else None


def account_of(connection: Connection, user_id: str) -> Account:
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.user_id == user_id)).one()
    return Account(row.user_id, row.workspace_id, row.password_hash, row.role, row.active)


def person_of(connection: Connection, workspace_id: str, user_id: str) -> Person | None:
    record = load_records(connection, workspace_id, [user_id]).get(user_id)
    return _person(record.id, record.fields) if record and record.kind == "user" and not record.deleted else None


def list_people(connection: Connection, workspace_id: str) -> list[Person]:
    columns = RECORD.c
    query = select(columns.id, columns.fields).where(
        columns.workspace_id == workspace_id, columns.kind == "user", columns.deleted.is_(False)
    )
    return [_person(row.id, msgspec.json.decode(row.fields)) for row in connection.execute(query.order_by(columns.id))]


def add_person(connection: Connection, author: Author, new: NewPerson, user_id: str, password_hash: str) -> Person:
    """Raises Refused, naming fields."""
    fields = {"name": new.name, "email": new.email.strip(), "role": new.role, "team": new.team, "active": new.active}
    errors = check_fields("user", fields, create=True)
    if not is_id(user_id):
        errors.append(FieldError("id", "bad_id", "A record's id is a UUID in lower case."))
    elif load_records(connection, author.workspace_id, [user_id]):
        errors.append(FieldError("id", "id_used", "This id is in use."))
    errors += _role_errors(new.role) + _email_errors(connection, new.email, user_id)
    if errors:
        raise Refused(errors)
    connection.execute(
        insert(ACCOUNT).values(
            user_id=user_id,
            workspace_id=author.workspace_id,
            email=folded(new.email),
            password_hash=password_hash,
            role=new.role,
            active=new.active,
        )
    )
    change = WireChange(change_id="", kind="user", id=user_id, fields=fields)
    store(connection, author, [(None, created(change, author))])
    return _person(user_id, fields)


def change_person(connection: Connection, author: Author, user_id: str, patch: PersonPatch) -> Person:
    """Raises Refused, naming fields. Who is made inactive is signed out everywhere."""
    record = load_records(connection, author.workspace_id, [user_id]).get(user_id)
    if record is None or record.kind != "user" or record.deleted:
        raise ProblemError("not_found", "There is no such person in this workspace.")
    given = msgspec.structs.asdict(patch)
    fields = {name: value for name, value in given.items() if value is not msgspec.UNSET}
    after = changed(record, WireChange(change_id="", kind="user", id=user_id, fields=fields), author)
    errors = check_fields("user", fields) + _role_errors(after.fields["role"])
    errors += _email_errors(connection, after.fields["email"], user_id)
    errors = errors or _last_admin_errors(connection, author, after)
    if errors:
        raise Refused(errors)
    active = bool(after.fields["active"])
    connection.execute(
        update(ACCOUNT)
        .where(ACCOUNT.c.user_id == user_id)
        .values(email=folded(after.fields["email"]), role=after.fields["role"], active=active)
    )
    if not active:
        end_sign_ins_of(connection, author.workspace_id, user_id)
    store(connection, author, [(record, after)])
    return _person(user_id, after.fields)


def set_password(connection: Connection, user_id: str, password_hash: str) -> None:
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.user_id == user_id).values(password_hash=password_hash))


def _person(user_id: str, fields: Fields) -> Person:
    return Person(
        id=user_id,
        name=fields["name"],
        email=fields["email"],
        role=fields["role"],
        team=fields.get("team"),
        active=bool(fields.get("active")),
    )


def _role_errors(role: object) -> list[FieldError]:
    return [] if role in ROLES else [FieldError("role", "not_a_choice", f"A role is one of {', '.join(ROLES)}.")]


def _email_errors(connection: Connection, email: object, user_id: str) -> list[FieldError]:
    taken = find_account(connection, email) if isinstance(email, str) else None
    if taken is None or taken.user_id == user_id:
        return []
    return [FieldError("email", "not_unique", "Somebody signs in to this server with this address already.")]


def _last_admin_errors(connection: Connection, author: Author, after: Stored) -> list[FieldError]:
    if after.fields["role"] == ADMIN and after.fields["active"]:
        return []
    accounts = ACCOUNT.c
    others = select(accounts.user_id).where(
        accounts.workspace_id == author.workspace_id,
        accounts.role == ADMIN,
        accounts.active,
        accounts.user_id != after.id,
    )
    if connection.execute(others.limit(1)).first() is not None:
        return []
    field = "role" if after.fields["role"] != ADMIN else "active"
    return [FieldError(field, "last_admin", "A workspace keeps at least one active administrator.")]
