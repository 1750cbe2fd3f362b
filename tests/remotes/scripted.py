"""A crmdesk server that answers from a script, in process."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from crmdesk.net.retry import Retry
from crmdesk.remotes.server.connect import connect
from crmdesk.remotes.server.remote import ServerRemote
from tests.fakes.memory_secrets import MemorySecrets

URL = "https://crm.example.com"
SERVER_ID = "server-1"
OURS = {"Crmdesk-Server": SERVER_ID}
STATUS = {
    "epoch": "e", "head": 3, "seen": "s", "server_time": "2026-11-23T14:05:00.123Z", "protocol": 1, "counts": {},
    "device": {}, "integrations": [],
}  # fmt: skip


def ok(body: Any, headers: Mapping[str, str] = OURS) -> httpx.Response:
    return httpx.Response(200, json=body, headers=headers)


def text(body: str, headers: Mapping[str, str] = OURS) -> httpx.Response:
    return httpx.Response(200, text=body, headers=headers)


def problem(status: int, slug: str, detail: str = "", errors: Any = ()) -> httpx.Response:
    body = {"type": f"/problems/{slug}", "title": slug, "status": status, "detail": detail, "errors": list(errors)}
    return httpx.Response(status, content=json.dumps(body), headers=OURS)


class Scripted:
    """Answers each call with the next response of its script; a callable decides by the request."""

    def __init__(self, *script: httpx.Response | Callable[[httpx.Request], httpx.Response]) -> None:
        self._script = list(script)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._script.pop(0)
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)

    @property
    def tokens(self) -> list[str]:
        return [request.headers.get("authorization", "").removeprefix("Bearer ") for request in self.requests]

    def bodies(self) -> list[Any]:
        return [json.loads(request.content) if request.content else None for request in self.requests]

    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]


async def never_sleep(seconds: float) -> None:
    raise AssertionError(f"slept {seconds}")


RETRY = Retry(jitter=lambda: 0.0, sleep=never_sleep)


def signed_in() -> MemorySecrets:
    return MemorySecrets(access_token="access-1", refresh_token="refresh-1")


def remote_of(scripted: Scripted, secrets: MemorySecrets | None = None) -> ServerRemote:
    return connect(URL, SERVER_ID, secrets or signed_in(), RETRY, transport=scripted.transport)
