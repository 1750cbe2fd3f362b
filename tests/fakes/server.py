"""The real server for tests: in this process over ASGITransport, or as a child process on a free port."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher

from crmdesk.domain.ids import uuid7
from crmdesk.server.app import create_app
from crmdesk.server.backend import Backend, open_backend
from crmdesk.server.founding import Newcomer, settle
from crmdesk.server.retention import purge

PASSWORD = "correct horse"
START_MS = 1_795_478_400_000  # 2026-11-24T00:00:00Z
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class FakeClock:
    """Stands still until a test moves it."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._now_ms / 1000

    def advance(self, seconds: float) -> None:
        self._now_ms += round(seconds * 1000)


class CountedIds:
    """UUIDv7s in a row, the same in every run."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._count = 0

    def new(self) -> str:
        self._count += 1
        return uuid7(self._clock.now_ms(), self._count)


@dataclass(slots=True)
class ServerInProcess:
    """A server in this process. `client` makes an httpx client that speaks to it."""

    backend: Backend
    clock: FakeClock
    ids: CountedIds
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.backend)

    def add_person(
        self, email: str, role: str | None = None, name: str = "", lang: str = "en", workspace: str | None = None
    ) -> str:
        """The first one founds the workspace and is its admin. Everybody's password is PASSWORD."""
        user_id = self.ids.new()
        hashed = self.backend.passwords.hash_now(PASSWORD)
        newcomer = Newcomer(email, name or email.partition("@")[0], role, workspace, lang, user_id, hashed)
        now_ms = self.clock.now_ms()
        self.backend.database.write_now(lambda connection: settle(connection, self.ids, now_ms, newcomer))
        return user_id

    def purge(self) -> int:
        return self.backend.database.write_now(lambda connection: purge(connection, self.clock.now_ms()))

    def client(self, **more: Any) -> httpx.AsyncClient:
        """A fault in a handler answers 500, as it would over a socket."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://server.test", **more)


@contextlib.contextmanager
def server_in_process(folder: Path) -> Iterator[ServerInProcess]:
    """A server without people, its database in the folder."""
    clock = FakeClock()
    ids = CountedIds(clock)
    backend = open_backend(f"sqlite:///{folder / 'server.sqlite'}", clock, ids, {}, CHEAP)
    try:
        yield ServerInProcess(backend, clock, ids)
    finally:
        backend.close()


async def sign_in(
    client: httpx.AsyncClient, email: str, device: str = "d1", password: str = PASSWORD
) -> dict[str, Any]:
    """Signs in, and lets the client send the access token from now on; answers the body."""
    body = {"email": email, "password": password, "device": {"id": device, "name": device, "platform": "test"}}
    answer = await client.post("/api/auth/login", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    client.headers["Authorization"] = f"Bearer {found['access_token']}"
    return found


@dataclass(slots=True)
class ChildServer:
    url: str
    process: subprocess.Popen[str]


@contextlib.contextmanager
def child_server(folder: Path, port: int = 0) -> Iterator[ChildServer]:
    """`run_server` in a child process, on a free port by default, its database in the folder; SIGTERM at the end."""
    code = (
        "import asyncio, sys\n"
        "from crmdesk.serve import run_server\n"
        "asyncio.run(run_server('127.0.0.1', int(sys.argv[1]), sys.argv[2],"
        " announce=lambda line: print(line, flush=True)))"
    )
    database = f"sqlite:///{folder / 'server.sqlite'}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(port), database],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "CRMDESK_HOME": str(folder)},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("listening on "), line
        yield ChildServer(line.removeprefix("listening on "), process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
