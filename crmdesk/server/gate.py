"""Who is calling: reads the access token of a signed-in call, or answers why not (DESIGN 5, Access)."""

import math
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from sqlalchemy import Connection

from crmdesk.protocol.wire import DEVICE_REVOKED, SIGN_IN_REQUIRED
from crmdesk.server.applying import Author
from crmdesk.server.backend import Backend
from crmdesk.server.devices import mark_seen, mark_told
from crmdesk.server.judging import ADMIN
from crmdesk.server.problems import ProblemError
from crmdesk.server.signins import ISSUED, Standing, mark_used, standing
from crmdesk.server.tokens import BadTokenError, Claims, ExpiredTokenError, Use

_SEEN_EVERY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Caller:
    claims: Claims
    role: str

    @property
    def workspace_id(self) -> str:
        return self.claims.workspace_id

    @property
    def user_id(self) -> str:
        return self.claims.user_id

    @property
    def device_id(self) -> str:
        return self.claims.device_id

    def author(self, now_ms: int) -> Author:
        return Author(self.workspace_id, self.user_id, self.device_id, self.role, now_ms)


TheBackend = NamedDependency[Backend]
TheCaller = NamedDependency[Caller]


def dependencies() -> dict[str, Provide]:
    """What handlers may ask for by name: `backend: TheBackend`, `caller: TheCaller`."""
    return {
        "backend": Provide(_the_backend, sync_to_thread=False),
        "caller": Provide(_the_caller, sync_to_thread=False),
    }


def _the_backend(request: Request[Any, Any, Any]) -> Backend:
    backend: Backend = request.app.state.backend
    return backend


def _the_caller(request: Request[Any, Any, Any]) -> Caller:
    caller: Caller = request.auth
    return caller


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    backend: Backend = connection.app.state.backend
    connection.scope["auth"] = await _admit(backend, connection.headers.get("authorization", ""))


async def administrator(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    await signed_in(connection, handler)
    if connection.auth.role != ADMIN:
        raise ProblemError("forbidden", "Only an administrator may do this; ask one of them.")


async def _admit(backend: Backend, authorization: str) -> Caller:
    claims = _read(backend, authorization)
    wait = backend.calls.take(f"{claims.workspace_id}/{claims.user_id}/{claims.device_id}")
    if wait:
        raise ProblemError("slow_down", retry_after=math.ceil(wait))
    found = await backend.database.read(lambda connection: standing(connection, claims))
    if found.revoked:
        await tell_revoked(backend, claims)
    if found.ended:
        raise ProblemError(SIGN_IN_REQUIRED)
    if found.pair is None or not await _note(backend, claims, found):
        raise ProblemError("token_invalid")
    return Caller(claims, found.role)


async def tell_revoked(backend: Backend, claims: Claims) -> None:
    """Answers device_revoked, and remembers that the device knows."""
    device = (claims.workspace_id, claims.user_id, claims.device_id)
    await backend.database.write(lambda connection: mark_told(connection, *device))
    raise ProblemError(DEVICE_REVOKED)


def _read(backend: Backend, authorization: str) -> Claims:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ProblemError("token_missing")
    try:
        return backend.tokens.read(token.strip(), Use.ACCESS)
    except ExpiredTokenError:
        raise ProblemError("token_expired") from None
    except BadTokenError:
        raise ProblemError("token_invalid") from None


async def _note(backend: Backend, claims: Claims, found: Standing) -> bool:
    """Notes the first use of a pair, and about once a minute that the device is there. False: the pair has died."""
    now_ms = backend.clock.now_ms()
    if found.pair != ISSUED and now_ms - found.seen_at < _SEEN_EVERY_MS:
        return True

    def note(connection: Connection) -> bool:
        mark_seen(connection, claims.workspace_id, claims.user_id, claims.device_id, now_ms)
        return mark_used(connection, claims)

    return await backend.database.write(note)
