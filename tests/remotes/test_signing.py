"""Signing in and out."""

from collections.abc import Callable

import httpx
import pytest

from crmdesk.domain.errors import CrmdeskError, Defect, DeviceRevoked, Offline, Refused, ServerFault, SlowDown
from crmdesk.domain.ports import Person
from crmdesk.protocol.wire import DeviceInfo
from crmdesk.remotes.server.connect import sign_in, sign_out
from crmdesk.remotes.server.signing import SignedIn
from tests.fakes.memory_secrets import MemorySecrets
from tests.remotes.scripted import OURS, RETRY, SERVER_ID, URL, Scripted, ok, problem, signed_in

DEVICE = DeviceInfo("device-1", "Laptop", "linux")
WELCOME = {
    "access_token": "a", "refresh_token": "r", "expires_in": 900, "recovery_key": "k",
    "user": {"id": "u", "name": "Анна", "email": "anna@example.com", "role": "rep"},
    "workspace": {"id": "w", "name": "Продажи", "currency": "RUB"},
}  # fmt: skip


async def anna_signs_in(scripted: Scripted, url: str = URL + "/") -> SignedIn:
    return await sign_in(url, "anna@example.com", "secret", DEVICE, RETRY, transport=scripted.transport)


async def test_signing_in_tells_who_where_and_on_which_server():
    scripted = Scripted(ok(WELCOME))
    signed = await anna_signs_in(scripted)
    assert signed.person == Person("u", "Анна", "anna@example.com", "rep", "w", "Продажи", "RUB")
    assert (signed.url, signed.server_id) == (URL, SERVER_ID)
    assert scripted.bodies() == [
        {
            "email": "anna@example.com",
            "password": "secret",
            "device": {"id": "device-1", "name": "Laptop", "platform": "linux"},
        }
    ]


async def test_nothing_is_stored_before_the_caller_says_so():
    signed, secrets = await anna_signs_in(Scripted(ok(WELCOME))), MemorySecrets()
    assert "secret" not in repr(signed.person)
    signed.store(secrets)
    assert secrets.held == {"access_token": "a", "refresh_token": "r", "recovery_key": "k"}


async def test_a_wrong_password_is_refused_by_name():
    with pytest.raises(Refused) as refused:
        await anna_signs_in(Scripted(problem(401, "wrong_credentials")))
    assert [(error.field, error.code) for error in refused.value.errors] == [("password", "wrong_password")]


async def test_what_the_server_s_validation_names_is_refused():
    errors = [{"field": "email", "code": "malformed", "message": "is no e-mail"}]
    with pytest.raises(Refused, match="email: is no e-mail"):
        await anna_signs_in(Scripted(problem(422, "refused", errors=errors)))


async def test_an_open_address_is_refused_before_the_password_leaves():
    scripted = Scripted()
    with pytest.raises(Refused):
        await anna_signs_in(scripted, "http://crm.example.com")
    assert scripted.requests == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(401, "device_revoked"), DeviceRevoked),
        (problem(429, "slow_down"), SlowDown),
        (problem(500, "server_fault"), ServerFault),
        (httpx.Response(401), Offline),
        (httpx.Response(404), Offline),
        (problem(404, "not_found"), Offline),
        (httpx.Response(200, html="<html>"), Offline),
        (ok({"hello": "world"}), Offline),
    ],
)
async def test_other_answers_are_told_apart(answer: httpx.Response, error: type[CrmdeskError]):
    with pytest.raises(error) as raised:
        await anna_signs_in(Scripted(answer))
    assert type(raised.value) is error


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no", request=request)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ([httpx.Response(204, headers=OURS)], True),
        ([unreachable], False),
        ([problem(401, "token_expired"), problem(401, "sign_in_required")], False),
    ],
)
async def test_signing_out_forgets_the_tokens_in_any_case(
    script: list[httpx.Response | Callable[[httpx.Request], httpx.Response]], told: bool
):
    secrets = signed_in()
    secrets.put("recovery_key", "k")
    scripted = Scripted(*script)
    assert await sign_out(URL, SERVER_ID, secrets, RETRY, transport=scripted.transport) is told
    assert secrets.held == {"recovery_key": "k"}
    assert scripted.paths()[0] == "/api/auth/logout"


async def test_signing_out_forgets_the_tokens_even_where_we_are_at_fault():
    secrets = signed_in()
    scripted = Scripted(problem(400, "malformed"))
    with pytest.raises(Defect):
        await sign_out(URL, SERVER_ID, secrets, RETRY, transport=scripted.transport)
    assert secrets.held == {}
