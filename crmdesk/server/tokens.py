"""Access and refresh tokens: JWTs of a pair, signed with the keys that all processes share.

A token names its pair (`jti`), sign-in, user, workspace and device; what became of the pair is in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import jwt

from crmdesk.domain.ports import Clock

ACCESS_SECONDS = 15 * 60
_ALGORITHM = "HS256"
_CLAIMS = ("jti", "sid", "sub", "ws", "dev")


class Use(StrEnum):
    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Claims:
    pair_id: str
    sign_in_id: str
    user_id: str
    workspace_id: str
    device_id: str
    expires_at: int = 0
    """Seconds since 1970; 0 for a refresh token, which lives as long as its sign-in."""


class BadTokenError(Exception):
    """Forged, of another server, or no token at all."""


class ExpiredTokenError(BadTokenError):
    pass


class Tokens:
    def __init__(self, keys: Mapping[str, bytes], clock: Clock) -> None:
        self._keys = dict(keys)
        self._newest = next(reversed(self._keys))
        self._clock = clock

    def write(self, claims: Claims, use: Use) -> str:
        payload: dict[str, object] = {
            "jti": claims.pair_id,
            "sid": claims.sign_in_id,
            "sub": claims.user_id,
            "ws": claims.workspace_id,
            "dev": claims.device_id,
            "use": use.value,
        }
        if use is Use.ACCESS:
            payload["exp"] = self._clock.now_ms() // 1000 + ACCESS_SECONDS
        return jwt.encode(payload, self._keys[self._newest], _ALGORITHM, headers={"kid": self._newest})

    def read(self, token: str, use: Use) -> Claims:
        """Raises BadTokenError, or ExpiredTokenError for an access token past its time by this server's clock."""
        try:
            key = self._keys[jwt.get_unverified_header(token).get("kid", "")]
            payload = jwt.decode(token, key, [_ALGORITHM], options={"verify_exp": False, "require": list(_CLAIMS)})
        except (jwt.InvalidTokenError, KeyError, TypeError):
            raise BadTokenError from None
        if payload.get("use") != use:
            raise BadTokenError
        expires_at = int(payload.get("exp", 0))
        if use is Use.ACCESS and expires_at <= self._clock.now_ms() // 1000:
            raise ExpiredTokenError
        pair_id, sign_in_id, user_id, workspace_id, device_id = (str(payload[claim]) for claim in _CLAIMS)
        return Claims(pair_id, sign_in_id, user_id, workspace_id, device_id, expires_at)
