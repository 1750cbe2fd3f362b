"""What the calls share: one object, made by the composition root, handed to every handler."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DatabaseError

from crmdesk.domain.errors import StorageFault
from crmdesk.domain.ports import Clock, Ids
from crmdesk.server.database import Database, sqlite_path
from crmdesk.server.hints import Hints
from crmdesk.server.keys import ServerKey, add_signing_key, load_server_key, signing_keys
from crmdesk.server.limits import Calls, Failures
from crmdesk.server.migrating import migrate
from crmdesk.server.passwords import Passwords
from crmdesk.server.tables import SERVER
from crmdesk.server.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Backend:
    database: Database
    server_id: str
    epoch: str
    clock: Clock
    ids: Ids
    key: ServerKey
    tokens: Tokens
    passwords: Passwords
    failures: Failures
    calls: Calls
    hints: Hints = field(default_factory=Hints)

    def close(self) -> None:
        self.passwords.close()
        self.database.close()


def open_backend(
    url: str, clock: Clock, ids: Ids, environ: Mapping[str, str], hasher: PasswordHasher | None = None
) -> Backend:
    """Opens and migrates the database, and makes what a first start makes: the server's id and its keys. Raises Refused
    for a URL or a server key that does not fit, StorageFault for a file that cannot be used."""
    database = Database(url)
    try:
        migrate(database, url)
        key = load_server_key(environ, key_file(url))

        def settle(connection: Connection) -> tuple[str, str, dict[str, bytes]]:
            if connection.execute(select(SERVER.c.id)).first() is None:
                connection.execute(insert(SERVER).values(id=ids.new(), epoch=UUID(ids.new()).hex))
            if not signing_keys(connection, key):
                add_signing_key(connection, key, clock.now_ms())
            server = connection.execute(select(SERVER)).one()
            return server.id, server.epoch, signing_keys(connection, key)

        server_id, epoch, keys = database.write_now(settle)
    except DatabaseError as error:
        database.close()
        raise StorageFault(f"Cannot use the database {url}: {error.orig}.") from error
    except BaseException:
        database.close()
        raise
    passwords = Passwords(hasher or PasswordHasher())
    tokens = Tokens(keys, clock)
    return Backend(database, server_id, epoch, clock, ids, key, tokens, passwords, Failures(clock), Calls(clock))


def key_file(url: str) -> Path:
    """Beside the SQLite database."""
    path = sqlite_path(url)
    return path.with_name(path.name + ".key")
