"""Every answer is marked with the server's id; every error is a problem that says what is wrong (DESIGN 5)."""

from crmdesk.protocol.wire import SERVER_HEADER
from crmdesk.server.problems import TYPES
from tests.fakes.server import ServerInProcess
from tests.server.desk import ApiDesk, problem


async def test_every_answer_carries_the_servers_id(anna: ApiDesk, monkeypatch) -> None:
    monkeypatch.setattr("crmdesk.server.status.count_records", lambda *_: 1 / 0)
    answers = [
        await anna.get("/api/health"),
        await anna.get("/api/sync/initial"),
        await anna.get("/nowhere"),
        await anna.client.put("/api/health"),
        await anna.client.post("/api/auth/login", content=b"{"),
        await anna.get("/api/sync/status"),
        await anna.get("/api/docs"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 405, 400, 500, 200]
    server_id = anna.server.backend.server_id
    assert [answer.headers[SERVER_HEADER] for answer in answers] == [server_id] * len(answers)


async def test_a_fault_of_the_server_is_a_problem_and_is_logged(anna: ApiDesk, monkeypatch, caplog) -> None:
    monkeypatch.setattr("crmdesk.server.status.count_records", lambda *_: 1 / 0)
    body = problem(await anna.get("/api/sync/status"), 500, "server_fault")
    assert "division" not in str(body)
    assert "ZeroDivisionError" in caplog.text


async def test_unknown_addresses_and_methods_are_problems(server: ServerInProcess) -> None:
    async with server.client() as client:
        for path in ("/", "/api", "/api/nowhere", "/api/docs/nowhere", "/problems/nowhere"):
            problem(await client.get(path), 404, "not_found")
        answer = await client.put("/api/auth/login")
        problem(answer, 405, "method_not_allowed")
        assert "POST" in answer.headers["Allow"]


async def test_a_malformed_body_names_what_is_wrong(server: ServerInProcess) -> None:
    device = {"id": 7, "name": "", "platform": ""}
    async with server.client() as client:
        for body, field in (
            (b'{"email": ', "body"),
            (b'{"email": 5, "password": "", "device": {}}', "email"),
            (b'{"email": "", "password": ""}', "device"),
            (b'{"email": "", "password": "", "device": {}}', "device.id"),
            (b"[]", "body"),
            (b"", "body"),
            (b'{"email": "\xff"}', "body"),
            (b'{"email": ' + b"[" * 100_000, "body"),
        ):
            answer = await client.post("/api/auth/login", content=body)
            error = problem(answer, 400, "malformed")["errors"][0]
            assert error["field"] == field, body
            assert body or error["message"] == "The body is missing."
        answer = await client.post("/api/auth/login", json={"email": "", "password": "", "device": device})
        assert problem(answer, 400, "malformed")["errors"][0]["field"] == "device.id"


async def test_a_body_of_a_megabyte_is_too_large_where_no_changes_are_expected(server: ServerInProcess) -> None:
    async with server.client() as client:
        problem(await client.post("/api/auth/login", content=b" " * 1_000_001), 413, "too_large")


async def test_the_type_of_a_problem_leads_to_its_meaning(server: ServerInProcess) -> None:
    async with server.client() as client:
        for slug, declared in TYPES.items():
            answer = await client.get(f"/problems/{slug}")
            assert answer.json() == {
                "type": f"/problems/{slug}",
                "title": declared.title,
                "status": declared.status,
                "meaning": declared.meaning,
            }


async def test_health_needs_no_token(server: ServerInProcess) -> None:
    async with server.client() as client:
        assert (await client.get("/api/health")).json() == {"status": "ok", "protocol": 1}


async def test_all_calls_but_the_open_ones_need_a_token(server: ServerInProcess) -> None:
    """Each call that the OpenAPI document declares with the token answers 401 without it."""
    async with server.client() as client:
        document = (await client.get("/api/openapi.json")).json()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if operation.get("security", document["security"]) == [{"token": []}]:
                    answer = await client.request(method, path)
                    problem(answer, 401, "token_missing")


async def test_the_api_page_works_without_internet(server: ServerInProcess) -> None:
    async with server.client() as client:
        page = await client.get("/api/docs")
        assert page.headers["content-type"].startswith("text/html")
        assert "://" not in page.text
        for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"):
            assert f"/api/docs/{asset}" in page.text
            answer = await client.get(f"/api/docs/{asset}")
            assert answer.status_code == 200
            assert answer.content


async def test_the_document_describes_every_call_in_openapi_3_0(server: ServerInProcess) -> None:
    async with server.client() as client:
        document = (await client.get("/api/openapi.json")).json()
    assert document["openapi"] == "3.0.3"
    assert document["security"] == [{"token": []}]
    calls = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert calls == {
        "POST /api/auth/login", "POST /api/auth/refresh", "POST /api/auth/logout", "POST /api/auth/password",
        "GET /api/devices", "DELETE /api/devices/{device_id}",
        "GET /api/users", "POST /api/users", "PATCH /api/users/{user_id}",
        "GET /api/sync/initial", "GET /api/sync/incremental", "POST /api/sync/outgoing", "GET /api/sync/status",
        "GET /api/sync/events", "GET /api/records/{kind}/{record_id}/history", "GET /api/health",
        "GET /problems/{slug}",
    }  # fmt: skip
    assert unresolved(document, document) == []
    assert document["components"]["schemas"]["WireChange"]["properties"]["base_rev"]["nullable"] is True


def unresolved(node: object, document: dict) -> list[str]:
    """References that lead nowhere, and what only OpenAPI 3.1 knows."""
    if isinstance(node, list):
        return [fault for item in node for fault in unresolved(item, document)]
    if not isinstance(node, dict):
        return []
    faults = [fault for value in node.values() for fault in unresolved(value, document)]
    if isinstance(node.get("type"), list) or node.get("type") == "null":
        faults.append(f"type {node['type']}")
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = reference.removeprefix("#/components/schemas/")
        faults += [] if name in document["components"]["schemas"] else [reference]
    return faults
