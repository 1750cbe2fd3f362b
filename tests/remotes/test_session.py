"""Tokens, refusals and strangers, whatever the call."""

import asyncio

import httpx
import pytest

from crmdesk.domain.errors import (
    CrmdeskError,
    Defect,
    DeviceRevoked,
    Forbidden,
    HistoryUnknown,
    Offline,
    ResyncRequired,
    ServerFault,
    SignInRequired,
    SlowDown,
    TooLarge,
)
from tests.fakes.memory_secrets import MemorySecrets
from tests.remotes.scripted import SERVER_ID, STATUS, Scripted, ok, problem, remote_of, signed_in

EXPIRED = problem(401, "token_expired")
PAIR = {"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 900}


async def greet(scripted: Scripted, secrets: MemorySecrets | None = None) -> None:
    remote = remote_of(scripted, secrets)
    greeting = await remote.greet()
    assert greeting.server_id == SERVER_ID
    await remote.close()


async def test_an_expired_token_is_renewed_and_the_same_request_sent_again():
    scripted, secrets = Scripted(EXPIRED, ok(PAIR), ok(STATUS)), signed_in()
    await greet(scripted, secrets)
    assert scripted.paths() == ["/api/sync/status", "/api/auth/refresh", "/api/sync/status"]
    assert scripted.tokens == ["access-1", "", "access-2"]
    assert scripted.bodies()[1] == {"refresh_token": "refresh-1"}
    assert secrets.held == {"access_token": "access-2", "refresh_token": "refresh-2"}


async def test_the_new_pair_is_stored_before_its_first_use_and_the_refresh_token_first():
    """After a crash between the two the new refresh token stands beside the old access token, and both work."""
    secrets = signed_in()

    def status(request: httpx.Request) -> httpx.Response:
        assert secrets.puts == ["refresh_token", "access_token"]
        return ok(STATUS)

    await greet(Scripted(EXPIRED, ok(PAIR), status), secrets)


async def test_the_lost_answer_of_a_refresh_is_asked_again_with_the_old_token():
    secrets = signed_in()
    scripted = Scripted(EXPIRED, httpx.Response(200, text='{"access_tok', headers={"Crmdesk-Server": SERVER_ID}))
    with pytest.raises(Offline):
        await greet(scripted, secrets)
    assert secrets.puts == []
    again = Scripted(EXPIRED, ok(PAIR), ok(STATUS))
    await greet(again, secrets)
    assert again.bodies()[1] == {"refresh_token": "refresh-1"}


async def test_two_calls_that_find_the_token_expired_renew_it_once():
    renewed = asyncio.Event()

    def by_token(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/auth/refresh":
            renewed.set()
            return ok(PAIR)
        return EXPIRED if request.headers["authorization"] == "Bearer access-1" else ok(STATUS)

    scripted = Scripted(*[by_token] * 5)
    remote = remote_of(scripted)
    await asyncio.gather(remote.greet(), remote.greet())
    assert renewed.is_set()
    assert sorted(scripted.paths()) == ["/api/auth/refresh"] + ["/api/sync/status"] * 4


async def test_what_another_process_stored_is_used_before_anything_is_renewed():
    """`crmdesk sync` or `login` may have written new tokens since this process read them."""
    secrets = signed_in()
    scripted = Scripted(ok(STATUS), EXPIRED, ok(STATUS))
    remote = remote_of(scripted, secrets)
    await remote.greet()
    secrets.held = {"access_token": "access-9", "refresh_token": "refresh-9"}
    await remote.greet()
    assert scripted.tokens == ["access-1", "access-1", "access-9"]


async def test_what_another_process_stored_may_have_expired_as_well():
    secrets = signed_in()
    scripted = Scripted(ok(STATUS), EXPIRED, EXPIRED, ok(PAIR), ok(STATUS))
    remote = remote_of(scripted, secrets)
    await remote.greet()
    secrets.held = {"access_token": "access-9", "refresh_token": "refresh-9"}
    await remote.greet()
    assert scripted.bodies()[3] == {"refresh_token": "refresh-9"}
    assert scripted.tokens[-1] == "access-2"


async def test_a_server_that_refuses_a_fresh_token_is_not_asked_for_ever():
    scripted = Scripted(EXPIRED, ok(PAIR), EXPIRED)
    with pytest.raises(SignInRequired):
        await greet(scripted)


async def test_a_refresh_that_is_refused_ends_the_sign_in_and_keeps_what_is_stored():
    secrets = signed_in()
    with pytest.raises(SignInRequired) as ended:
        await greet(Scripted(EXPIRED, problem(401, "sign_in_required", "Sign in again.")), secrets)
    assert not isinstance(ended.value, DeviceRevoked)
    assert str(ended.value) == "Sign in again."
    assert secrets.puts == []


async def test_a_stream_renews_the_token_too():
    events = httpx.Response(200, text='event: head\ndata: {"head": 1}\n\n', headers={"Crmdesk-Server": SERVER_ID})
    scripted = Scripted(EXPIRED, ok(PAIR), events)
    remote = remote_of(scripted)
    assert [hint async for hint in remote.watch()] == [None]
    assert scripted.tokens == ["access-1", "", "access-2"]


@pytest.mark.parametrize("script", [[problem(401, "device_revoked")], [EXPIRED, problem(401, "device_revoked")]])
async def test_a_revoked_device_is_told_apart(script: list[httpx.Response]):
    with pytest.raises(DeviceRevoked):
        await greet(Scripted(*script))


async def test_nobody_signed_in_sends_nothing():
    scripted = Scripted()
    with pytest.raises(SignInRequired):
        await greet(scripted, MemorySecrets())
    assert scripted.requests == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(409, "history_unknown"), HistoryUnknown),
        (problem(410, "resync_required"), ResyncRequired),
        (problem(403, "forbidden"), Forbidden),
        (problem(426, "update_required"), Forbidden),
        (problem(413, "too_large"), TooLarge),
        (problem(400, "malformed"), Defect),
        (problem(404, "not_found"), Defect),
        (problem(409, "another_conflict"), Defect),
        (problem(500, "server_fault"), ServerFault),
        (problem(429, "slow_down"), SlowDown),
        (httpx.Response(302, headers={"Crmdesk-Server": SERVER_ID}), Offline),
    ],
)
async def test_a_problem_becomes_its_domain_error(answer: httpx.Response, error: type[CrmdeskError]):
    with pytest.raises(error) as raised:
        await greet(Scripted(answer))
    assert type(raised.value) is error
    assert str(raised.value)


async def test_a_problem_s_own_words_are_shown():
    with pytest.raises(Forbidden, match="Ask an administrator"):
        await greet(Scripted(problem(403, "forbidden", "Ask an administrator.")))


PORTAL = httpx.Response(200, html="<html>Welcome to our hotel</html>")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (PORTAL, "not_our_server"),
        (ok(STATUS, headers={}), "not_our_server"),
        (ok(STATUS, headers={"Crmdesk-Server": "server-2"}), "not_our_server"),
        (httpx.Response(401, html="<html>Proxy sign-in</html>"), "not_our_server"),
        (httpx.Response(410), "not_our_server"),
        (httpx.Response(302, headers={"Location": "https://portal.example.com/"}), "not_our_server"),
        (httpx.Response(502, html="<html>Bad gateway</html>"), "server_fault"),
        (httpx.Response(503), "server_fault"),
        (httpx.Response(501), "not_our_server"),
    ],
)
async def test_a_stranger_is_offline_whatever_it_answers(answer: httpx.Response, reason: str):
    """A hotel's page, another server, a proxy: nothing it says signs anybody out or counts against a batch."""
    secrets = signed_in()
    with pytest.raises(Offline) as offline:
        await greet(Scripted(answer), secrets)
    assert type(offline.value) is Offline
    assert offline.value.reason == reason
    assert secrets.puts == []


async def test_a_stranger_s_answer_to_a_refresh_is_offline():
    with pytest.raises(Offline):
        await greet(Scripted(EXPIRED, httpx.Response(401)))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(413), TooLarge),
        (httpx.Response(429), SlowDown),
        (httpx.Response(503, headers={"Retry-After": "5"}), SlowDown),
    ],
)
async def test_a_proxy_may_say_too_large_and_come_back_later(answer: httpx.Response, error: type[CrmdeskError]):
    with pytest.raises(error):
        await greet(Scripted(answer))
