"""The calls about people, their devices, and what they did (DESIGN 5)."""

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from crmdesk.domain.kinds import KINDS
from crmdesk.protocol.people import Device, HistoryEntry, NewPerson, Person, PersonPatch
from crmdesk.server.devices import list_devices, revoke
from crmdesk.server.gate import TheBackend, TheCaller, administrator, signed_in
from crmdesk.server.history import read_history
from crmdesk.server.judging import ADMIN
from crmdesk.server.passwords import password_errors
from crmdesk.server.people import add_person, change_person, list_people
from crmdesk.server.problems import ProblemError
from crmdesk.server.revisions import head


@get("/api/users", guards=[administrator])
async def users(caller: TheCaller, backend: TheBackend) -> list[Person]:
    """Everybody in the workspace."""
    return await backend.database.read(lambda connection: list_people(connection, caller.workspace_id))


@post("/api/users", guards=[administrator])
async def add_user(data: JSONBody[NewPerson], caller: TheCaller, backend: TheBackend) -> Person:
    """Adds a person, who can sign in at once."""
    errors = password_errors(data.password)
    if errors:
        raise ProblemError("refused", errors=errors)
    hashed = await backend.passwords.hash(data.password)
    user_id = data.id or backend.ids.new()
    author = caller.author(backend.clock.now_ms())

    def add(connection: Connection) -> tuple[Person, int]:
        person = add_person(connection, author, data, user_id, hashed)
        return person, head(connection, caller.workspace_id).rev

    person, new_head = await backend.database.write(add)
    backend.hints.announce(caller.workspace_id, new_head)
    return person


@patch("/api/users/{user_id:str}", guards=[administrator])
async def change_user(
    user_id: FromPath[str],
    data: JSONBody[PersonPatch],
    caller: TheCaller,
    backend: TheBackend,
) -> Person:
    """Changes a person. Who is made inactive is signed out."""
    author = caller.author(backend.clock.now_ms())

    def change(connection: Connection) -> tuple[Person, int]:
        person = change_person(connection, author, user_id, data)
        return person, head(connection, caller.workspace_id).rev

    person, new_head = await backend.database.write(change)
    if not person.active:
        backend.hints.end(lambda listener: listener.user_id == user_id)
    backend.hints.announce(caller.workspace_id, new_head)
    return person


@get("/api/devices", guards=[signed_in])
async def devices(caller: TheCaller, backend: TheBackend) -> list[Device]:
    """One's own devices; an administrator sees everybody's."""
    mine = None if caller.role == ADMIN else caller.user_id
    return await backend.database.read(lambda connection: list_devices(connection, caller.workspace_id, mine))


@delete("/api/devices/{device_id:str}", guards=[signed_in], status_code=204)
async def revoke_device(device_id: FromPath[str], caller: TheCaller, backend: TheBackend) -> None:
    """Revokes a device: at its next call it seals what it has not sent, and wipes itself."""
    mine = None if caller.role == ADMIN else caller.user_id
    if not await backend.database.write(lambda connection: revoke(connection, caller.workspace_id, mine, device_id)):
        raise ProblemError("not_found", "There is no such device.")
    backend.hints.end(
        lambda listener: (
            (listener.workspace_id, listener.device_id) == (caller.workspace_id, device_id)
            and mine in {None, listener.user_id}
        )
    )


@get("/api/records/{kind:str}/{record_id:str}/history", guards=[signed_in])
async def history(
    kind: FromPath[str], record_id: FromPath[str], caller: TheCaller, backend: TheBackend
) -> list[HistoryEntry]:
    """Who changed what, newest first."""
    found = None
    if kind in KINDS:
        found = await backend.database.read(
            lambda connection: read_history(connection, caller.workspace_id, kind, record_id)
        )
    if found is None:
        raise ProblemError("not_found", "There is no such record.")
    return found
