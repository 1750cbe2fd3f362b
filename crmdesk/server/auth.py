"""Signing in and out, new token pairs, passwords (DESIGN 5)."""

import math
from typing import Any

from litestar import Request, post
from litestar.params import JSONBody
from sqlalchemy import Connection

from crmdesk.domain.errors import FieldError
from crmdesk.protocol.people import PasswordChange
from crmdesk.protocol.wire import (
    DEVICE_REVOKED,
    SIGN_IN_REQUIRED,
    DeviceInfo,
    Login,
    Refresh,
    SignedIn,
    TokenPair,
    UserInfo,
)
from crmdesk.server.backend import Backend
from crmdesk.server.devices import enter
from crmdesk.server.gate import TheBackend, TheCaller, signed_in, tell_revoked
from crmdesk.server.passwords import password_errors
from crmdesk.server.people import Account, account_of, find_account, person_of, set_password
from crmdesk.server.problems import ProblemError
from crmdesk.server.signins import end_sign_in, end_sign_ins_of, renew, standing, start_sign_in
from crmdesk.server.tokens import ACCESS_SECONDS, BadTokenError, Claims, Use
from crmdesk.server.uniqueness import folded
from crmdesk.server.workspaces import workspace_info

_LONGEST_ID = 64
_LONGEST_NAME = 1_000


@post("/api/auth/login", status_code=200, security=[{}])
async def login(data: JSONBody[Login], request: Request[Any, Any, Any], backend: TheBackend) -> SignedIn:
    """Signs a person in on a device."""
    _check_device(data.device)
    limited = (f"account:{folded(data.email)}", _address(request))
    _check_limits(backend, *limited)
    account = await backend.database.read(lambda connection: find_account(connection, data.email))
    right = await backend.passwords.is_right(data.password, account.password_hash if account else None)
    if account is None or not right or not account.active:
        backend.failures.count(*limited)
        raise ProblemError("wrong_credentials")
    backend.failures.forget(limited[0])
    answer = await backend.database.write(lambda connection: _sign_in(connection, backend, account, data.device))
    if answer is None:
        raise ProblemError(DEVICE_REVOKED)
    return answer


@post("/api/auth/refresh", status_code=200, security=[{}])
async def refresh(data: JSONBody[Refresh], request: Request[Any, Any, Any], backend: TheBackend) -> TokenPair:
    """A new pair for a refresh token."""
    address = _address(request)
    _check_limits(backend, address)
    try:
        claims = backend.tokens.read(data.refresh_token, Use.REFRESH)
    except BadTokenError:
        backend.failures.count(address)
        raise ProblemError(SIGN_IN_REQUIRED) from None
    account_key = f"account:{claims.user_id}"
    _check_limits(backend, account_key)
    found = await backend.database.read(lambda connection: standing(connection, claims))
    if found.revoked:
        await tell_revoked(backend, claims)
    fresh = await backend.database.write(lambda connection: renew(connection, claims, backend.clock.now_ms()))
    if fresh is None:
        backend.failures.count(address, account_key)
        backend.hints.end(lambda listener: listener.sign_in_id == claims.sign_in_id)
        raise ProblemError(SIGN_IN_REQUIRED)
    return TokenPair(*_written(backend, fresh), ACCESS_SECONDS)


@post("/api/auth/logout", guards=[signed_in], status_code=204)
async def logout(caller: TheCaller, backend: TheBackend) -> None:
    """Ends this sign-in."""
    sign_in_id = caller.claims.sign_in_id
    await backend.database.write(lambda connection: end_sign_in(connection, sign_in_id))
    backend.hints.end(lambda listener: listener.sign_in_id == sign_in_id)


@post("/api/auth/password", guards=[signed_in], status_code=204)
async def change_password(data: JSONBody[PasswordChange], caller: TheCaller, backend: TheBackend) -> None:
    """Changes one's own password and ends one's other sign-ins."""
    errors = password_errors(data.new_password, "new_password")
    if errors:
        raise ProblemError("refused", errors=errors)
    limited = f"account:{caller.user_id}"
    _check_limits(backend, limited)
    account = await backend.database.read(lambda connection: account_of(connection, caller.user_id))
    if not await backend.passwords.is_right(data.current_password, account.password_hash):
        backend.failures.count(limited)
        wrong = FieldError("current_password", "wrong_password", "This is not your password.")
        raise ProblemError("refused", errors=[wrong])
    hashed = await backend.passwords.hash(data.new_password)

    def change(connection: Connection) -> None:
        set_password(connection, caller.user_id, hashed)
        end_sign_ins_of(connection, caller.workspace_id, caller.user_id, but=caller.claims.sign_in_id)

    await backend.database.write(change)
    backend.hints.end(
        lambda listener: listener.user_id == caller.user_id and listener.sign_in_id != caller.claims.sign_in_id
    )


def _sign_in(connection: Connection, backend: Backend, account: Account, device: DeviceInfo) -> SignedIn | None:
    """None for a device that learns only now that it was revoked."""
    now_ms = backend.clock.now_ms()
    recovery_key = enter(connection, backend.key, account.workspace_id, account.user_id, device, now_ms)
    if recovery_key is None:
        return None
    claims = start_sign_in(connection, account.workspace_id, account.user_id, device.id, now_ms)
    person = person_of(connection, account.workspace_id, account.user_id)
    if person is None:
        raise LookupError(f"account {account.user_id} has no record")
    user = UserInfo(person.id, person.name, person.email, person.role)
    workspace = workspace_info(connection, account.workspace_id)
    return SignedIn(*_written(backend, claims), ACCESS_SECONDS, recovery_key, user, workspace)


def _written(backend: Backend, claims: Claims) -> tuple[str, str]:
    return backend.tokens.write(claims, Use.ACCESS), backend.tokens.write(claims, Use.REFRESH)


def _check_limits(backend: Backend, *keys: str) -> None:
    wait = backend.failures.wait(*keys)
    if wait:
        raise ProblemError("slow_down", "Too many failed tries; wait a moment.", retry_after=math.ceil(wait))


def _check_device(device: DeviceInfo) -> None:
    errors = []
    if not 0 < len(device.id) <= _LONGEST_ID:
        errors.append(FieldError("device.id", "bad_id", f"A device's id has 1 to {_LONGEST_ID} characters."))
    for name, value in (("device.name", device.name), ("device.platform", device.platform)):
        if len(value) > _LONGEST_NAME:
            errors.append(FieldError(name, "too_long", f"At most {_LONGEST_NAME} characters."))
    if errors:
        raise ProblemError("refused", errors=errors)


def _address(request: Request[Any, Any, Any]) -> str:
    return f"address:{request.client.host if request.client else ''}"
