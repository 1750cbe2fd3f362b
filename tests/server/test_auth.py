"""Signing in, new pairs, and how tokens end (DESIGN 5)."""

import jwt
import pytest

from crmdesk.server.limits import BURST, FAILURES
from crmdesk.server.tables import DEVICE, SIGN_IN, SIGNING_KEY, TOKEN_PAIR
from crmdesk.server.tokens import ACCESS_SECONDS
from tests.fakes.server import PASSWORD, ServerInProcess, sign_in
from tests.server.desk import ApiDesk, problem


async def call(desk: ApiDesk, pair: dict) -> int:
    """The status of a signed-in call with this pair's access token."""
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    return (await desk.client.get("/api/devices", headers=headers)).status_code


async def refreshed(desk: ApiDesk, pair: dict) -> dict:
    answer = await desk.client.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(desk: ApiDesk, pair: dict) -> None:
    answer = await desk.client.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    problem(answer, 401, "sign_in_required")


async def test_signing_in_answers_tokens_person_and_workspace(anna: ApiDesk) -> None:
    body = anna.signed_in
    assert body["expires_in"] == 15 * 60
    assert body["user"] == {"id": anna.user_id, "name": "Anna", "email": "anna@example.com", "role": "admin"}
    assert (body["workspace"]["name"], body["workspace"]["currency"]) == ("crmdesk", "USD")
    assert len(body["recovery_key"]) >= 43
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["exp"] == anna.server.clock.now_ms() // 1000 + ACCESS_SECONDS


async def test_the_e_mail_address_is_found_whatever_its_case(server: ServerInProcess) -> None:
    async with server.client() as client:
        assert (await sign_in(client, " Anna@Example.COM"))["user"]["name"] == "Anna"


@pytest.mark.parametrize(("email", "password"), [("anna@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
async def test_a_wrong_password_and_an_unknown_address_look_alike(server: ServerInProcess, email, password) -> None:
    async with server.client() as client:
        device = {"id": "d", "name": "", "platform": ""}
        body = {"email": email, "password": password, "device": device}
        answer = await client.post("/api/auth/login", json=body)
        problem(answer, 401, "wrong_credentials")


async def test_ten_failures_a_minute_lock_the_account_and_the_address(server: ServerInProcess) -> None:
    async with server.client() as client:
        body = {"email": "anna@example.com", "password": "wrong", "device": {"id": "d", "name": "", "platform": ""}}
        for _ in range(FAILURES):
            problem(await client.post("/api/auth/login", json=body), 401, "wrong_credentials")
        locked = await client.post("/api/auth/login", json={**body, "password": PASSWORD})
        problem(locked, 429, "slow_down")
        assert 0 < int(locked.headers["Retry-After"]) <= 60
        other = await client.post("/api/auth/login", json={**body, "email": "boris@example.com", "password": PASSWORD})
        problem(other, 429, "slow_down")
        server.clock.advance(60)
        await sign_in(client, "anna@example.com")


async def test_sign_ins_that_succeed_are_not_counted(server: ServerInProcess) -> None:
    async with server.client() as client:
        for _ in range(FAILURES + 5):
            await sign_in(client, "anna@example.com")


async def test_signed_in_calls_are_limited_by_device(anna: ApiDesk, boris: ApiDesk) -> None:
    statuses = [(await anna.get("/api/sync/incremental", since="x")).status_code for _ in range(BURST)]
    assert set(statuses) == {409}
    limited = await anna.get("/api/sync/status")
    problem(limited, 429, "slow_down")
    assert limited.headers["Retry-After"] == "1"
    assert (await boris.get("/api/sync/status")).status_code == 200
    anna.server.clock.advance(1)
    assert [(await anna.get("/api/sync/status")).status_code for _ in range(11)] == [200] * 10 + [429]


async def test_an_access_token_lives_fifteen_minutes(anna: ApiDesk) -> None:
    anna.server.clock.advance(ACCESS_SECONDS - 1)
    assert (await anna.get("/api/sync/status")).status_code == 200
    anna.server.clock.advance(1)
    answer = await anna.get("/api/sync/status")
    problem(answer, 401, "token_expired")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_forged_and_missing_tokens_are_refused(anna: ApiDesk) -> None:
    token = anna.signed_in["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    forged = [
        jwt.encode(claims, b"x" * 32, "HS256", headers={"kid": kid}),
        jwt.encode(claims, None, "none", headers={"kid": kid}),
        jwt.encode(claims, b"x" * 32, "HS256"),
        anna.signed_in["refresh_token"],
        "nonsense",
    ]
    for one in forged:
        answer = await anna.client.get("/api/sync/status", headers={"Authorization": f"Bearer {one}"})
        problem(answer, 401, "token_invalid")
    for header in ("", "Basic abc", "Bearer "):
        answer = await anna.client.get("/api/sync/status", headers={"Authorization": header})
        problem(answer, 401, "token_missing")


async def test_an_access_token_is_no_refresh_token(anna: ApiDesk) -> None:
    await refused(anna, {"refresh_token": anna.signed_in["access_token"]})
    assert await call(anna, anna.signed_in) == 200


async def test_a_lost_reply_to_a_refresh_is_simply_asked_again_and_the_unused_pair_dies(anna: ApiDesk) -> None:
    first = anna.signed_in
    unseen = await refreshed(anna, first)
    anna.server.clock.advance(400 * 24 * 3600)
    second = await refreshed(anna, first)
    assert await call(anna, unseen) == 401
    assert await call(anna, second) == 200


async def test_the_old_refresh_token_ends_the_sign_in_once_an_access_token_of_the_new_pair_was_used(
    anna: ApiDesk,
) -> None:
    second = await refreshed(anna, anna.signed_in)
    assert await call(anna, second) == 200
    await refused(anna, anna.signed_in)
    assert await call(anna, second) == 401
    await refused(anna, second)


async def test_the_old_refresh_token_ends_the_sign_in_once_the_new_refresh_token_was_used(anna: ApiDesk) -> None:
    second = await refreshed(anna, anna.signed_in)
    third = await refreshed(anna, second)
    await refused(anna, anna.signed_in)
    await refused(anna, second)
    await refused(anna, third)


async def test_a_refresh_token_of_a_pair_that_died_ends_the_sign_in(anna: ApiDesk) -> None:
    dead = await refreshed(anna, anna.signed_in)
    second = await refreshed(anna, anna.signed_in)
    await refused(anna, dead)
    assert await call(anna, second) == 401


async def test_the_old_access_token_goes_on_until_it_expires(anna: ApiDesk) -> None:
    second = await refreshed(anna, anna.signed_in)
    assert await call(anna, second) == 200
    assert await call(anna, anna.signed_in) == 200


async def test_a_refresh_token_that_the_server_forgot_ends_its_sign_in_and_no_other(anna: ApiDesk) -> None:
    """The server was restored from a backup made before this sign-in."""
    async with anna.server.client() as client:
        other = await sign_in(client, "anna@example.com", "other")

    def forget(connection) -> None:
        for table in (SIGN_IN, TOKEN_PAIR):
            connection.execute(table.delete().where(table.c.id.in_(forgotten)))

    claims = jwt.decode(anna.signed_in["refresh_token"], options={"verify_signature": False})
    forgotten = [claims["sid"], claims["jti"]]
    anna.server.backend.database.write_now(forget)
    problem(await anna.get("/api/sync/status"), 401, "sign_in_required")
    await refused(anna, anna.signed_in)
    assert await call(anna, other) == 200


async def test_signing_out_ends_this_sign_in_only(anna: ApiDesk) -> None:
    async with anna.server.client() as client:
        other = await sign_in(client, "anna@example.com", "other")
    assert (await anna.client.post("/api/auth/logout")).status_code == 204
    problem(await anna.get("/api/sync/status"), 401, "sign_in_required")
    await refused(anna, anna.signed_in)
    assert await call(anna, other) == 200


async def test_a_new_password_ends_ones_other_sign_ins(anna: ApiDesk) -> None:
    async with anna.server.client() as client:
        other = await sign_in(client, "anna@example.com", "other")
        body = {"current_password": PASSWORD, "new_password": "battery staple"}
        assert (await anna.client.post("/api/auth/password", json=body)).status_code == 204
        assert await call(anna, other) == 401
        assert await call(anna, anna.signed_in) == 200
        await sign_in(client, "anna@example.com", "third", "battery staple")


async def test_a_new_password_needs_the_current_one_and_some_length(anna: ApiDesk) -> None:
    body = {"current_password": "wrong", "new_password": "battery staple"}
    answer = await anna.client.post("/api/auth/password", json=body)
    assert problem(answer, 422, "refused")["errors"][0]["field"] == "current_password"
    answer = await anna.client.post("/api/auth/password", json={"current_password": PASSWORD, "new_password": "short"})
    assert problem(answer, 422, "refused")["errors"][0]["field"] == "new_password"


async def test_a_device_that_was_revoked_is_told_at_its_next_call(anna: ApiDesk, boris: ApiDesk) -> None:
    assert (await anna.client.delete("/api/devices/boris-laptop")).status_code == 204
    problem(await boris.get("/api/sync/status"), 401, "device_revoked")
    answer = await boris.client.post("/api/auth/refresh", json={"refresh_token": boris.signed_in["refresh_token"]})
    problem(answer, 401, "device_revoked")
    assert [device["revoked"] for device in (await anna.get("/api/devices")).json()] == [False, True]


async def test_a_revoked_device_is_told_when_it_signs_in_and_then_begins_anew_with_its_recovery_key(
    anna: ApiDesk, boris: ApiDesk
) -> None:
    await anna.client.delete("/api/devices/boris-laptop")
    device = {"id": "boris-laptop", "name": "", "platform": ""}
    body = {"email": "boris@example.com", "password": PASSWORD, "device": device}
    problem(await boris.client.post("/api/auth/login", json=body), 401, "device_revoked")
    again = await sign_in(boris.client, "boris@example.com", "boris-laptop")
    assert again["recovery_key"] == boris.signed_in["recovery_key"]
    assert await call(boris, again) == 200
    assert await call(boris, boris.signed_in) == 401


async def test_a_person_sees_and_revokes_only_ones_own_devices_unless_an_administrator(
    anna: ApiDesk, boris: ApiDesk
) -> None:
    anna.server.clock.advance(5)
    assert [device["id"] for device in (await boris.get("/api/devices")).json()] == ["boris-laptop"]
    problem(await boris.client.delete("/api/devices/anna-laptop"), 404, "not_found")
    devices = (await anna.get("/api/devices")).json()
    assert devices[0] == {
        "id": "anna-laptop",
        "name": "anna-laptop",
        "platform": "test",
        "user_id": anna.user_id,
        "last_seen": "2026-11-24T00:00:00.000Z",
        "revoked": False,
    }
    assert [device["user_id"] for device in devices] == [anna.user_id, boris.user_id]


async def test_the_recovery_key_belongs_to_the_device_and_is_not_readable_in_the_database(anna: ApiDesk) -> None:
    again = await sign_in(anna.client, "anna@example.com", "anna-laptop")
    assert again["recovery_key"] == anna.signed_in["recovery_key"]
    other = await sign_in(anna.client, "anna@example.com", "other")
    assert other["recovery_key"] != again["recovery_key"]
    rows = anna.server.backend.database.read_now(lambda connection: connection.execute(DEVICE.select()).all())
    assert all(again["recovery_key"].encode() not in row.recovery_key for row in rows)


async def test_the_signing_key_is_encrypted_in_the_database(server: ServerInProcess) -> None:
    row = server.backend.database.read_now(lambda connection: connection.execute(SIGNING_KEY.select()).one())
    secret = server.backend.key.decrypt(row.secret)
    assert len(secret) == 32
    assert secret not in row.secret


async def test_a_device_id_that_is_empty_or_too_long_is_refused_by_name(server: ServerInProcess) -> None:
    async with server.client() as client:
        for device_id in ("", "x" * 65):
            device = {"id": device_id, "name": "", "platform": ""}
            body = {"email": "anna@example.com", "password": PASSWORD, "device": device}
            answer = await client.post("/api/auth/login", json=body)
            assert problem(answer, 422, "refused")["errors"][0]["field"] == "device.id"
