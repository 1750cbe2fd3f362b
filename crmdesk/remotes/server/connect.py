"""What a composition root calls: a signed-in profile's remote, signing in and signing out."""

from typing import Any

from crmdesk.domain.ports import Secrets
from crmdesk.net.client import HttpClient, Timeouts
from crmdesk.net.retry import Retry
from crmdesk.protocol.wire import DeviceInfo
from crmdesk.remotes.server.origin import ServerOrigin
from crmdesk.remotes.server.remote import ServerRemote
from crmdesk.remotes.server.session import Session
from crmdesk.remotes.server.signing import SignedIn, ask_to_sign_in, end_sign_in
from crmdesk.remotes.server.tokens import TokenKeeper


def connect(
    url: str,
    server_id: str,
    secrets: Secrets,
    retry: Retry,
    *,
    timeouts: Timeouts | None = None,
    transport: Any | None = None,
) -> ServerRemote:
    """The remote of a profile signed in to server `server_id`; nothing is sent yet. `close` it on the loop that used
    it. `transport` (httpx's) is the seam for tests. Raises Refused for an address that is none."""
    return ServerRemote(_session(url, server_id, secrets, retry, timeouts, transport))


async def sign_in(
    url: str,
    email: str,
    password: str,
    device: DeviceInfo,
    retry: Retry,
    *,
    timeouts: Timeouts | None = None,
    transport: Any | None = None,
) -> SignedIn:
    """Stores nothing: the caller checks that the person and the server fit the profile, then calls `store`. Raises
    Refused (`url`, `password`, ...), DeviceRevoked, SlowDown, or Offline (`not_our_server`: another kind of server)."""
    client = HttpClient(url, retry=retry, origin=ServerOrigin(), timeouts=timeouts, transport=transport)
    try:
        return await ask_to_sign_in(client, email, password, device)
    finally:
        await client.close()


async def sign_out(
    url: str,
    server_id: str,
    secrets: Secrets,
    retry: Retry,
    *,
    timeouts: Timeouts | None = None,
    transport: Any | None = None,
) -> bool:
    """Forgets the tokens of this profile; True if the server could be told as well. Replica and outbox stay."""
    session = _session(url, server_id, secrets, retry, timeouts, transport)
    try:
        return await end_sign_in(session, secrets)
    finally:
        await session.close()


def _session(
    url: str, server_id: str, secrets: Secrets, retry: Retry, timeouts: Timeouts | None, transport: Any | None
) -> Session:
    client = HttpClient(url, retry=retry, origin=ServerOrigin(server_id), timeouts=timeouts, transport=transport)
    return Session(client, TokenKeeper(client, secrets))
