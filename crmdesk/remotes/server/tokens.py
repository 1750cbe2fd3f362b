"""The two tokens of a sign-in: kept in Secrets, renewed once however many calls find the access token expired."""

import asyncio
from typing import NamedTuple

import msgspec

from crmdesk.domain.errors import SignInRequired
from crmdesk.domain.ports import Secrets
from crmdesk.net.client import HttpClient
from crmdesk.protocol.wire import Refresh, TokenPair
from crmdesk.remotes.server.answers import decoded, raise_problem

ACCESS_TOKEN = "access_token"  # noqa: S105 - the name of a secret, not one
REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a secret, not one


def store_tokens(secrets: Secrets, access_token: str, refresh_token: str) -> None:
    """The refresh token first: should only one be stored, it must be the new refresh token, for the new access token
    would, once used, end the life of the old one."""
    secrets.put(REFRESH_TOKEN, refresh_token)
    secrets.put(ACCESS_TOKEN, access_token)


class Renewal(NamedTuple):
    token: str
    fresh: bool
    """The server has just made it: a 401 on it is the last word."""


class TokenKeeper:
    """Secrets are asked anew at each renewal: another process may have held the sync lock and renewed them since."""

    def __init__(self, client: HttpClient, secrets: Secrets) -> None:
        self._client = client
        self._secrets = secrets
        self._access: str | None = None
        self._renewing = asyncio.Lock()

    async def access(self) -> str:
        """Raises SignInRequired where nobody ever signed in."""
        if self._access is None:
            self._access = await self._read(ACCESS_TOKEN)
        return self._access

    async def renew(self, spent: str) -> Renewal:
        """Another access token than the spent one: what another process has stored since, else a fresh one. The new
        pair is stored before its first use; the lost answer of a refresh is simply asked again. Raises SignInRequired,
        DeviceRevoked or Offline."""
        async with self._renewing:
            stored = await self._read(ACCESS_TOKEN)
            fresh = stored == spent
            self._access = await self._refreshed() if fresh else stored
            return Renewal(self._access, fresh)

    async def _refreshed(self) -> str:
        refresh_token = await self._read(REFRESH_TOKEN)
        answer = await self._client.request(
            "POST", "/api/auth/refresh", body=msgspec.json.encode(Refresh(refresh_token))
        )
        raise_problem(answer)
        pair = decoded(answer.body, TokenPair)
        # A keyring may take its time, or ask the person: not on the loop's thread.
        await asyncio.to_thread(store_tokens, self._secrets, pair.access_token, pair.refresh_token)
        return pair.access_token

    async def _read(self, name: str) -> str:
        value = await asyncio.to_thread(self._secrets.get, name)
        if value is None:
            raise SignInRequired("Nobody is signed in on this profile.")
        return value
