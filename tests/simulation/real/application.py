"""The server's program: the real application over the real database, and the desk's real way to it, in this process.

Made once a process and used by one run after another, for it takes as long as a tenth of a run: an application sees
whichever backend is open now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar
from unittest.mock import patch

import httpx
from sqlalchemy import Connection, select

from crmdesk.domain.ports import Clock
from crmdesk.net.client import HttpClient
from crmdesk.net.retry import Retry
from crmdesk.protocol.wire import DeviceInfo
from crmdesk.remotes.server.origin import ServerOrigin
from crmdesk.remotes.server.remote import ServerRemote
from crmdesk.remotes.server.session import Session
from crmdesk.remotes.server.tokens import Renewal
from crmdesk.server import revisions
from crmdesk.server.app import create_app
from crmdesk.server.backend import Backend, open_backend
from crmdesk.server.devices import enter
from crmdesk.server.founding import Newcomer, settle
from crmdesk.server.signins import start_sign_in
from crmdesk.server.tables import WORKSPACE
from crmdesk.server.tokens import Claims, Use
from tests.fakes.server import CHEAP, CountedIds, FakeClock
from tests.simulation.real.files import temporary_folder
from tests.simulation.scenario import USER_IDS
from tests.simulation.virtual import EPOCH_MS

T = TypeVar("T")
_NAME = "server.sqlite"
_ADDRESS = "http://127.0.0.1:1"


class SeededStamps:
    """In the place of `secrets`, for the same run from the same seed."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def token_hex(self, count: int) -> str:
        return f"{self._chance.getrandbits(8 * count):0{2 * count}x}"


def opened_backend(folder: Path, clock: Clock) -> Backend:
    return open_backend(f"sqlite:///{folder / _NAME}", clock, CountedIds(FakeClock(EPOCH_MS)), {}, CHEAP)


@dataclass(frozen=True)
class Founded:
    """A server with its people on it, each signed in on one device, and nothing else."""

    folder: Path
    server_id: str
    claims: Mapping[str, Claims]
    """By user."""


@cache
def founded() -> Founded:
    folder = temporary_folder()
    backend = opened_backend(folder, FakeClock(EPOCH_MS))
    claims = {}
    with patch.object(revisions, "secrets", SeededStamps(Random("founded"))):
        for name, user_id in USER_IDS.items():
            newcomer = Newcomer(f"{name}@example.com", name, "admin", None, "en", user_id, "no password")
            backend.database.write_now(lambda connection, new=newcomer: settle(connection, backend.ids, EPOCH_MS, new))
            claims[user_id] = _signed_in(backend, user_id, name)
    backend.close()
    return Founded(folder, backend.server_id, claims)


def _signed_in(backend: Backend, user_id: str, name: str) -> Claims:
    def work(connection: Connection) -> Claims:
        workspace_id = connection.execute(select(WORKSPACE.c.id)).scalar_one()
        enter(connection, backend.key, workspace_id, user_id, DeviceInfo(name, name, "test"), EPOCH_MS)
        return start_sign_in(connection, workspace_id, user_id, name, EPOCH_MS)

    return backend.database.write_now(work)


class Application:
    """Made with one backend, it goes on with what is open now: `serve`."""

    def __init__(self) -> None:
        self.backend = opened_backend(founded().folder, FakeClock(EPOCH_MS))
        self.backend.close()
        transport = httpx.ASGITransport(app=create_app(self.backend), raise_app_exceptions=False)
        client = HttpClient(
            _ADDRESS, retry=Retry(lambda: 0.0, _no_pause), origin=ServerOrigin(founded().server_id), transport=transport
        )
        self.remotes = {
            user_id: ServerRemote(Session(client, _Tokens(self, claims)))
            for user_id, claims in founded().claims.items()
        }

    def serve(self, backend: Backend) -> None:
        for field in fields(Backend):
            object.__setattr__(self.backend, field.name, getattr(backend, field.name))


class _Tokens:
    """In the place of a TokenKeeper: a sign-in never ends here, not even by a restore."""

    def __init__(self, application: Application, claims: Claims) -> None:
        self._application = application
        self._claims = claims

    async def access(self) -> str:
        return self._application.backend.tokens.write(self._claims, Use.ACCESS)

    async def renew(self, spent: str) -> Renewal:
        raise AssertionError(f"the server does not take a token that it has just written: {spent}")


async def _no_pause(_seconds: float) -> None:
    pass


@cache
def application() -> Application:
    return Application()
