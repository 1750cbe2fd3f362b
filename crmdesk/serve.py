"""The composition root of the server: database, clock, keys and sockets are named here, and wired."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from functools import partial

import uvicorn

from crmdesk.domain.errors import Busy, Refused
from crmdesk.server.app import create_app
from crmdesk.server.backend import Backend, open_backend
from crmdesk.server.founding import Newcomer, settle
from crmdesk.server.integrity import faults
from crmdesk.server.passwords import password_errors
from crmdesk.server.retention import purge
from crmdesk.system.clock import SystemClock
from crmdesk.system.ids import SystemIds
from crmdesk.system.paths import home

_BACKLOG = 1024
_GRACE_SECONDS = 10
_PURGE_EVERY_SECONDS = 24 * 3600


def default_database() -> str:
    return f"sqlite:///{home() / 'server' / 'crmdesk.sqlite'}"


async def run_server(host: str, port: int, database: str | None = None, *, announce: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT. `announce` gets the line `listening on URL` once calls are answered; port 0 picks
    a free one. Raises Busy if the address is taken, Refused for a database it cannot use."""
    listening = _listen(host, port)
    with contextlib.closing(listening), contextlib.closing(_open(database)) as backend:
        config = uvicorn.Config(
            create_app(backend),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        address = f"[{host}]" if ":" in host else host
        url = f"http://{address}:{listening.getsockname()[1]}"
        server = _Server(config, backend, partial(announce, f"listening on {url}"))
        purging = asyncio.create_task(_purge_daily(backend))
        try:
            await server.serve(sockets=[listening])
        finally:
            purging.cancel()
            await asyncio.gather(purging, return_exceptions=True)


def add_user(
    database: str | None,
    email: str,
    name: str | None,
    role: str | None,
    workspace: str | None,
    password: str,
    lang: str,
    user_id: str | None = None,
) -> str:
    """Adds a person who can sign in at once, and answers the id. The first one on an empty database founds a workspace
    and is its admin. `name` None: the e-mail address. Raises Refused, naming fields."""
    errors = password_errors(password)
    if errors:
        raise Refused(errors)
    with contextlib.closing(_open(database)) as backend:
        newcomer = Newcomer(
            email=email,
            name=name or email,
            role=role,
            workspace=workspace,
            lang=lang,
            user_id=user_id or backend.ids.new(),
            password_hash=backend.passwords.hash_now(password),
        )
        backend.database.write_now(lambda connection: settle(connection, backend.ids, backend.clock.now_ms(), newcomer))
        return newcomer.user_id


def check(database: str | None) -> list[str]:
    """What is wrong with the database, a sentence each."""
    with contextlib.closing(_open(database)) as backend:
        return backend.database.read_now(faults)


class _Server(uvicorn.Server):
    """Says when it is ready, and ends the streams of events before it waits for the last answers."""

    def __init__(self, config: uvicorn.Config, backend: Backend, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._backend = backend
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal is a wish to stop, not a reason to die of it: the exit code is 0."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        try:
            for number in signals:
                loop.add_signal_handler(number, self._stop)
        except NotImplementedError:  # Windows: uvicorn's own way
            with super().capture_signals():
                yield
            return
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self.should_exit = True
        self._backend.hints.end(lambda _listener: True)


def _open(database: str | None) -> Backend:
    clock = SystemClock()
    return open_backend(database or default_database(), clock, SystemIds(clock), os.environ)


def _listen(host: str, port: int) -> socket.socket:
    """Bound with IPPROTO_TCP named: asyncio then switches Nagle's delay off, which costs 45 ms a request."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, socket.IPPROTO_TCP)
        try:
            if os.name != "nt":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
        except BaseException:
            listening.close()
            raise
    except OSError as error:
        raise Busy(f"Cannot listen on {host}, port {port}: {error.strerror or error}.") from error
    return listening


async def _purge_daily(backend: Backend) -> None:
    while True:
        await backend.database.write(lambda connection: purge(connection, backend.clock.now_ms()))
        await asyncio.sleep(_PURGE_EVERY_SECONDS)
