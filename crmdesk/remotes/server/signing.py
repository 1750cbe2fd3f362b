"""Signing in to a server, and out again."""

from dataclasses import dataclass

import msgspec

from crmdesk.domain.errors import FieldError, Hindrance, Offline, Refused
from crmdesk.domain.ports import Person, Secrets
from crmdesk.net.client import HttpClient
from crmdesk.protocol import wire
from crmdesk.remotes.server.answers import NOT_FOUND, UNAUTHORIZED, decoded, problem_of, raise_refusal, slug_of
from crmdesk.remotes.server.session import Session
from crmdesk.remotes.server.tokens import ACCESS_TOKEN, REFRESH_TOKEN, store_tokens

RECOVERY_KEY = "recovery_key"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the server said; nothing of it is stored yet."""

    url: str
    """The tidy address."""
    server_id: str
    person: Person
    access_token: str
    refresh_token: str
    recovery_key: str

    def store(self, secrets: Secrets) -> None:
        """Puts the tokens and the recovery key where the connection looks for them."""
        secrets.put(RECOVERY_KEY, self.recovery_key)
        store_tokens(secrets, self.access_token, self.refresh_token)


async def ask_to_sign_in(client: HttpClient, email: str, password: str, device: wire.DeviceInfo) -> SignedIn:
    """Raises Refused (`password`: `wrong_password`; or what validation names), DeviceRevoked, SlowDown, Offline."""
    login = wire.Login(email=email, password=password, device=device)
    answer = await client.request("POST", "/api/auth/login", body=msgspec.json.encode(login))
    if answer.status == UNAUTHORIZED and slug_of(problem_of(answer)) != wire.DEVICE_REVOKED:
        raise Refused([FieldError("password", "wrong_password", "The e-mail or the password is wrong.")])
    if answer.status == NOT_FOUND:
        raise Offline(
            f"{client.address} is not the address of this server: leave its path out.", reason="not_our_server"
        )
    raise_refusal(answer)
    said = decoded(answer.body, wire.SignedIn)
    return SignedIn(
        url=client.address,
        server_id=answer.headers.get(wire.SERVER_HEADER, ""),
        person=Person(
            user_id=said.user.id,
            name=said.user.name,
            email=said.user.email,
            role=said.user.role,
            workspace_id=said.workspace.id,
            workspace_name=said.workspace.name,
            currency=said.workspace.currency,
        ),
        access_token=said.access_token,
        refresh_token=said.refresh_token,
        recovery_key=said.recovery_key,
    )


async def end_sign_in(session: Session, secrets: Secrets) -> bool:
    """Forgets the tokens here in any case; True if the server could be told as well. The recovery key stays: it opens
    what this computer sealed."""
    try:
        await session.post("/api/auth/logout", b"{}")
    except Hindrance:
        return False
    finally:
        secrets.delete(ACCESS_TOKEN)
        secrets.delete(REFRESH_TOKEN)
    return True
