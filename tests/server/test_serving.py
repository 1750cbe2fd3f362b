"""The server as a process of its own, over a real socket: start, events, stop."""

import json
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from crmdesk.domain.errors import Busy, Refused
from crmdesk.serve import add_user, check, run_server
from tests.fakes.server import PASSWORD, ChildServer, child_server, sign_in
from tests.server.desk import problem


@pytest.fixture
def child(tmp_path) -> Iterator[ChildServer]:
    add_user(f"sqlite:///{tmp_path / 'server.sqlite'}", "anna@example.com", "Anna", None, "Our team", PASSWORD, "ru")
    with child_server(tmp_path) as running:
        yield running


@pytest.fixture
async def client(child: ChildServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=child.url, timeout=20) as client:
        await sign_in(client, "anna@example.com")
        yield client


class Events:
    """The events of one stream, one by one."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def head(self) -> int | None:
        """The next head; None at the end of the stream."""
        async for line in self._lines:
            if line.startswith("data: "):
                return int(json.loads(line.removeprefix("data: "))["head"])
        return None


async def test_events_tell_the_head_at_once_and_whenever_it_moves(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/api/sync/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = Events(answer)
        first = await events.head()
        assert first == (await client.get("/api/sync/status")).json()["head"]
        new = {"name": "Boris", "email": "boris@example.com", "password": PASSWORD}
        assert (await client.post("/api/users", json=new)).status_code == 201
        assert await events.head() == first + 1
        change = {"change_id": "c1", "kind": "company", "id": "0190a000-0000-7000-8000-000000000001"}
        await client.post("/api/sync/outgoing", json={"changes": [{**change, "fields": {"name": "Orion"}}]})
        assert await events.head() == first + 2


async def test_events_end_when_the_device_is_revoked(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/api/sync/events") as answer:
        events = Events(answer)
        assert await events.head() is not None
        assert (await client.delete("/api/devices/d1")).status_code == 204
        assert await events.head() is None
    problem(await client.get("/api/sync/events"), 401, "device_revoked")


async def test_the_server_stops_on_sigterm_although_a_stream_is_open(
    child: ChildServer, client: httpx.AsyncClient
) -> None:
    async with client.stream("GET", "/api/sync/events") as answer:
        events = Events(answer)
        assert await events.head() is not None
        child.process.send_signal(signal.SIGTERM)
        assert await events.head() is None
    assert child.process.wait(timeout=20) == 0


async def test_what_was_applied_survives_sigkill(tmp_path, child: ChildServer, client: httpx.AsyncClient) -> None:
    record_id = "0190a000-0000-7000-8000-000000000001"
    change = {"change_id": "c1", "kind": "company", "id": record_id, "fields": {"name": "Orion"}}
    first = (await client.post("/api/sync/outgoing", json={"changes": [change]})).json()["results"][0]
    child.process.kill()
    child.process.wait(timeout=20)
    with child_server(tmp_path) as again:
        async with httpx.AsyncClient(base_url=again.url, headers=client.headers, timeout=20) as other:
            answer = (await other.post("/api/sync/outgoing", json={"changes": [change]})).json()["results"][0]
    assert (answer["status"], answer["rev"]) == ("applied", first["rev"])
    assert check(f"sqlite:///{tmp_path / 'server.sqlite'}") == []


async def test_an_address_in_use_is_said_plainly(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Busy, match=str(port)):
            await run_server("127.0.0.1", port, f"sqlite:///{tmp_path / 's.sqlite'}", announce=lambda _: None)


def test_a_short_password_is_refused_before_anything_is_made(tmp_path) -> None:
    path = tmp_path / "s.sqlite"
    with pytest.raises(Refused, match="8"):
        add_user(f"sqlite:///{path}", "anna@example.com", None, None, None, "short", "en")
    assert not path.exists()


def test_a_person_gets_the_id_that_was_asked_for(tmp_path) -> None:
    wanted = "0190a000-0000-7000-8000-00000000000a"
    database = f"sqlite:///{tmp_path / 's.sqlite'}"
    assert add_user(database, "anna@example.com", None, None, None, PASSWORD, "en", wanted) == wanted
