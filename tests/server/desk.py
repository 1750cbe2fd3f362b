"""A signed-in device that speaks the server's calls, one line a call."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.fakes.server import ServerInProcess, sign_in


@dataclass(slots=True)
class ApiDesk:
    server: ServerInProcess
    client: httpx.AsyncClient
    signed_in: dict[str, Any]

    @property
    def user_id(self) -> str:
        return str(self.signed_in["user"]["id"])

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(path, params=params)

    async def status(self, **params: Any) -> dict[str, Any]:
        return found(await self.get("/api/sync/status", **params))

    async def cursor(self) -> str:
        return str((await self.status())["seen"])

    async def initial(self, **params: Any) -> list[dict[str, Any]]:
        answer = await self.get("/api/sync/initial", **params)
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]

    async def incremental(self, since: str, **params: Any) -> dict[str, Any]:
        return found(await self.get("/api/sync/incremental", since=since, **params))

    async def push_all(self, *changes: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        answer = await self.client.post("/api/sync/outgoing", json={"changes": changes, **more})
        results: list[dict[str, Any]] = found(answer)["results"]
        return results

    async def push(self, change: dict[str, Any]) -> dict[str, Any]:
        return (await self.push_all(change))[0]

    def change(
        self, kind: str, record_id: str | None = None, base_rev: int | None = None, **more: Any
    ) -> dict[str, Any]:
        ids = self.server.ids
        return {
            "change_id": ids.new(),
            "kind": kind,
            "id": record_id or ids.new(),
            "base_rev": base_rev,
            "fields": {},
            "edited": {},
            "deleted": False,
            **more,
        }

    async def create(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The record as the server answers it."""
        result = await self.push(self.change(kind, fields=fields))
        assert result["status"] == "applied", result
        record: dict[str, Any] = result["record"]
        return record

    async def edit(self, record: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The result of a change on the record's revision."""
        return await self.push(self.change(record["kind"], record["id"], record["rev"], **more))


def found(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """The body of a problem of this status and type."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    return body


@contextlib.asynccontextmanager
async def open_desk(server: ServerInProcess, email: str, device: str) -> AsyncIterator[ApiDesk]:
    async with server.client() as client:
        signed_in = await sign_in(client, email, device)
        yield ApiDesk(server, client, signed_in)
