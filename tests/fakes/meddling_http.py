"""A crmdesk server on a loopback socket that knows one person and keeps nothing, and whose answers a test may replace
by any bytes: what stands between a desk and its server in hotels and trains."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

SERVER_ID = "server-1"
NOW = "2027-01-15T08:01:40.000Z"


@dataclass(frozen=True)
class Asked:
    path: str
    token: str
    body: bytes

    @property
    def changes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.body)["changes"]
        return found


Meddling = Callable[[Asked], bytes | None]
"""The bytes to answer with instead of what the server would say; None: leave it alone."""


def ours(body: Any, status: str = "200 OK", server_id: str = SERVER_ID) -> bytes:
    """A whole answer of the server."""
    packed = json.dumps(body).encode()
    return with_head(packed, status, f"Crmdesk-Server: {server_id}", f"Content-Length: {len(packed)}")


def problem(status: str, slug: str) -> bytes:
    return ours({"type": f"/problems/{slug}", "title": slug, "status": int(status[:3])}, status)


def with_head(body: bytes, status: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]).encode() + body


class MeddledServer:
    def __init__(self) -> None:
        self.address = ""
        self.asked: list[Asked] = []
        self.meddle: Meddling = lambda _: None

    def calls(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            path = first.split(" ")[1].partition("?")[0]
            asked = Asked(path, headers.get("authorization", "").removeprefix("Bearer "), body)
            self.asked.append(asked)
            meddled = self.meddle(asked)
            writer.write(self._answer(asked) if meddled is None else meddled)
            await writer.drain()
        finally:
            writer.close()

    def _answer(self, asked: Asked) -> bytes:
        match asked.path:
            case "/api/sync/status":
                status = {"epoch": "e", "head": 0, "seen": "s", "server_time": NOW, "protocol": 1, "counts": {}}
                return ours({**status, "device": {}, "integrations": []})
            case "/api/sync/initial":
                start = {"epoch": "e", "head": 0, "seen": "s", "counts": {}}
                end = {"end": True, "cursor": "c0", "seen": "s", "sent": {}}
                lines = f"{json.dumps(start)}\n{json.dumps(end)}\n".encode()
                return with_head(lines, "200 OK", f"Crmdesk-Server: {SERVER_ID}", f"Content-Length: {len(lines)}")
            case "/api/sync/incremental":
                page = {"epoch": "e", "start": "c0", "changes": [], "removed": [], "cursor": "c0", "seen": "s"}
                return ours({**page, "has_more": False})
            case "/api/auth/refresh":
                number = len(self.calls("/api/auth/refresh")) + 1
                return ours({"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 9})
            case _:
                results = [
                    {"change_id": change["change_id"], "status": "applied", "rev": 1, "record": None, "errors": []}
                    for change in asked.changes
                ]
                return ours({"results": results, "seen": "s"})


@asynccontextmanager
async def meddled_server() -> AsyncIterator[MeddledServer]:
    served = MeddledServer()
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    async with server:
        served.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield served
