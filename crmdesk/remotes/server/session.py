"""Signed-in calls: the access token goes along, and a 401 renews it once before it is believed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from crmdesk.net.client import HttpAnswer, HttpClient, Streamed
from crmdesk.protocol.wire import DEVICE_REVOKED
from crmdesk.remotes.server.answers import OK, UNAUTHORIZED, problem_of, raise_problem, slug_of
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
        token = await self._tokens.access()
        renewed = False
        while True:
            headers = {**_bearer(token), "Accept": accept}
            async with self._client.open(
                "GET", path, params=params, headers=headers, read_timeout=read_timeout
            ) as streamed:
                if streamed.status == OK:
                    yield streamed
                    return
                answer = await streamed.read()
            if renewed or not _asks_for_a_new_token(answer):
                raise_problem(answer)
            token = await self._tokens.renew(token)
            renewed = True

    async def _call(self, method: str, path: str, params: Mapping[str, str] | None, body: bytes | None) -> HttpAnswer:
        async def call(token: str) -> HttpAnswer:
            return await self._client.request(
                method, path, params=params, body=body, headers=_bearer(token), idempotent=method == "GET"
            )

        token = await self._tokens.access()
        answer = await call(token)
        if _asks_for_a_new_token(answer):
            answer = await call(await self._tokens.renew(token))
        raise_problem(answer)
        return answer

    async def close(self) -> None:
        await self._client.close()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _asks_for_a_new_token(answer: HttpAnswer) -> bool:
    """Any 401 but a revoked device's. Whether the sign-in as a whole has ended only the refresh can tell."""
    return answer.status == UNAUTHORIZED and slug_of(problem_of(answer)) != DEVICE_REVOKED
