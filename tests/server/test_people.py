"""Who did what, and the people who may: users and history (DESIGN 5)."""

from tests.fakes.server import PASSWORD, ServerInProcess, server_in_process, sign_in
from tests.server.desk import ApiDesk, problem

NEW = {"name": "Vera", "email": "vera@example.com", "role": "manager", "team": "North", "password": PASSWORD}


async def test_a_new_person_can_sign_in_and_is_a_record_on_every_desk(anna: ApiDesk, boris: ApiDesk) -> None:
    since = await boris.cursor()
    answer = await anna.client.post("/api/users", json=NEW)
    assert answer.status_code == 201
    person = answer.json()
    assert person == {
        "id": person["id"], "name": "Vera", "email": "vera@example.com", "role": "manager", "team": "North",
        "active": True,
    }  # fmt: skip
    record = (await boris.incremental(since))["changes"][0]
    assert (record["kind"], record["id"]) == ("user", person["id"])
    assert record["fields"] == {key: value for key, value in person.items() if key != "id"}
    async with anna.server.client() as client:
        assert (await sign_in(client, "vera@example.com"))["user"]["role"] == "manager"


async def test_people_are_listed_for_administrators_only(anna: ApiDesk, boris: ApiDesk) -> None:
    people = (await anna.get("/api/users")).json()
    assert [(person["name"], person["role"]) for person in people] == [("Anna", "admin"), ("Boris", "rep")]
    for answer in (
        await boris.get("/api/users"),
        await boris.client.post("/api/users", json=NEW),
        await boris.client.patch(f"/api/users/{boris.user_id}", json={"role": "admin"}),
    ):
        problem(answer, 403, "forbidden")


async def test_an_address_signs_in_one_person_only(anna: ApiDesk) -> None:
    answer = await anna.client.post("/api/users", json={**NEW, "email": "BORIS@example.com"})
    error = problem(answer, 422, "refused")["errors"][0]
    assert (error["field"], error["code"]) == ("email", "not_unique")


async def test_a_persons_values_are_validated_by_name(anna: ApiDesk) -> None:
    for field, value in (("email", "nobody"), ("role", "king"), ("name", ""), ("password", "short"), ("id", "7")):
        answer = await anna.client.post("/api/users", json={**NEW, field: value})
        assert problem(answer, 422, "refused")["errors"][0]["field"] == field
    answer = await anna.client.patch(f"/api/users/{anna.user_id}", json={"email": 5})
    assert problem(answer, 400, "malformed")["errors"][0]["field"] == "email"


async def test_a_changed_person_takes_a_revision_and_signs_in_with_the_new_address(
    anna: ApiDesk, boris: ApiDesk
) -> None:
    since = await anna.cursor()
    answer = await anna.client.patch(f"/api/users/{boris.user_id}", json={"email": "b@example.com", "role": "manager"})
    assert answer.json()["role"] == "manager"
    assert [record["id"] for record in (await anna.incremental(since))["changes"]] == [boris.user_id]
    async with anna.server.client() as client:
        assert (await sign_in(client, "b@example.com"))["user"]["id"] == boris.user_id
    result = await boris.push(boris.change("pipeline", fields={"name": "P"}))
    assert result["status"] == "applied"


async def test_a_person_made_inactive_is_signed_out_and_cannot_sign_in(anna: ApiDesk, boris: ApiDesk) -> None:
    await anna.client.patch(f"/api/users/{boris.user_id}", json={"active": False})
    problem(await boris.get("/api/sync/status"), 401, "sign_in_required")
    device = {"id": "d", "name": "", "platform": ""}
    body = {"email": "boris@example.com", "password": PASSWORD, "device": device}
    problem(await boris.client.post("/api/auth/login", json=body), 401, "wrong_credentials")


async def test_a_workspace_keeps_an_active_administrator(anna: ApiDesk) -> None:
    for field, value in (("active", False), ("role", "rep")):
        answer = await anna.client.patch(f"/api/users/{anna.user_id}", json={field: value})
        assert problem(answer, 422, "refused")["errors"][0]["field"] == field


async def test_a_person_who_is_not_here_is_not_found(anna: ApiDesk) -> None:
    problem(await anna.client.patch("/api/users/nobody", json={"name": "X"}), 404, "not_found")


async def test_the_history_of_a_record_says_who_changed_what_and_when(anna: ApiDesk, boris: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    anna.server.clock.advance(60)
    changed = (await boris.edit(record, fields={"name": "Vega"}))["record"]
    gone = (await boris.edit(changed, deleted=True))["record"]
    history = (await anna.get(f"/api/records/company/{record['id']}/history")).json()
    assert [entry["action"] for entry in history] == ["deleted", "changed", "created"]
    assert history[0]["rev"] == gone["rev"]
    assert history[1] == {
        "rev": changed["rev"],
        "at": "2026-11-24T00:01:00.000Z",
        "by": boris.user_id,
        "device_id": "boris-laptop",
        "action": "changed",
        "fields": {"name": {"before": "Orion", "after": "Vega"}},
    }
    assert history[2]["fields"] == {"name": {"before": None, "after": "Orion"}}


async def test_the_history_of_what_is_not_here_is_not_found(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    for path in ("company/nothing", f"contact/{record['id']}", f"spaceship/{record['id']}"):
        problem(await anna.get(f"/api/records/{path}/history"), 404, "not_found")


async def test_a_workspace_starts_with_a_pipeline_in_the_language_of_its_first_user(tmp_path, server) -> None:
    async with server.client() as client:
        await sign_in(client, "anna@example.com")
        lines = (await client.get("/api/sync/initial")).text
    assert "Negotiation" in lines
    assert lines.count('"outcome":"open"') == 4
    assert lines.count('"outcome":"won"') == lines.count('"outcome":"lost"') == 1


async def test_a_russian_workspace_counts_in_roubles(tmp_path) -> None:
    with server_in_process(tmp_path) as server:
        server.add_person("anna@example.com", lang="ru")
        async with server.client() as client:
            assert (await sign_in(client, "anna@example.com"))["workspace"]["currency"] == "RUB"
            assert "Переговоры" in (await client.get("/api/sync/initial")).text


async def test_people_of_one_workspace_see_nothing_of_another(server: ServerInProcess, anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    server.add_person("zoe@other.example", workspace="Other")
    async with server.client() as client:
        signed_in = await sign_in(client, "zoe@other.example")
        assert signed_in["workspace"]["name"] == "Other"
        assert "Orion" not in (await client.get("/api/sync/initial")).text
        problem(await client.get(f"/api/records/company/{record['id']}/history"), 404, "not_found")
        problem(await client.delete("/api/devices/anna-laptop"), 404, "not_found")
        answer = await client.get("/api/sync/incremental", params={"since": await anna.cursor()})
        problem(answer, 409, "history_unknown")
        assert [person["name"] for person in (await client.get("/api/users")).json()] == ["zoe"]
