"""Signed-in calls: the access token goes along, and a 401 renews it before it is believed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from crmdesk.net.client import HttpAnswer, HttpClient, Streamed
from crmdesk.protocol.wire import DEVICE_REVOKED
from crmdesk.remotes.server.answers import OK, UNAUTHORIZED, not_promised, problem_of, raise_problem, slug_of
from crmdesk.remotes.server.tokens import TokenKeeper


class Session:
    def __init__(self, client: HttpClient, tokens: TokenKeeper) -> None:
        self._client = client
        self._tokens = tokens

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> HttpAnswer:
        """A successful answer; any other is raised. Sent again if the connection breaks."""
        return await self._call("GET", path, params, None)

    async def post(self, path: str, body: bytes) -> HttpAnswer:
        """A successful answer; any other is raised. Never sent again but after a 401, which did nothing there."""
        return await self._call("POST", path, None, body)

    @asynccontextmanager
    async def stream(
        self, path: str, params: Mapping[str, str] | None = None, *, accept: str, read_timeout: float | None = None
    ) -> AsyncIterator[Streamed]:
        """A GET whose successful answer is read as it comes."""
        token, fresh = await self._tokens.access(), False
        while True:
            headers = {**_bearer(token), "Accept": accept}
            async with self._client.open(
                "GET", path, params=params, headers=headers, read_timeout=read_timeout
            ) as streamed:
                if streamed.status == OK:
                    yield streamed
                    return
                answer = await streamed.read()
            if fresh or not _asks_for_a_new_token(answer):
                raise_problem(answer)
                raise not_promised(f"status {answer.status}")
            token, fresh = await self._tokens.renew(token)

    async def _call(self, method: str, path: str, params: Mapping[str, str] | None, body: bytes | None) -> HttpAnswer:
        token, fresh = await self._tokens.access(), False
        while True:
            answer = await self._client.request(
                method, path, params=params, body=body, headers=_bearer(token), idempotent=method == "GET"
            )
            if fresh or not _asks_for_a_new_token(answer):
                raise_problem(answer)
                return answer
            token, fresh = await self._tokens.renew(token)

    async def close(self) -> None:
        await self._client.close()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _asks_for_a_new_token(answer: HttpAnswer) -> bool:
    """Any 401 but a revoked device's. Whether the sign-in as a whole has ended only the refresh can tell."""
    return answer.status == UNAUTHORIZED and slug_of(problem_of(answer)) != DEVICE_REVOKED
