"""Sign-ins and their token pairs in the database.

    issued ──first use──> current ──a newer pair is used──> past
       └──another pair is issued──> (dead: its row is gone)

The refresh token of the current pair goes on working until a token of the issued pair is used. Any other refresh token
ends its sign-in: someone holds a copy, or the server was restored from a backup.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, insert, select, update

from crmdesk.server.tables import ACCOUNT, DEVICE, SIGN_IN, TOKEN_PAIR
from crmdesk.server.tokens import ACCESS_SECONDS, Claims

ISSUED, CURRENT, PAST = "issued", "current", "past"
_PAST_KEPT_MS = 2 * ACCESS_SECONDS * 1000


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a token's sign-in."""

    ended: bool
    """The sign-in has ended, or was never here (the server was restored)."""
    revoked: bool
    role: str
    pair: str | None
    """The state of the pair; None: it died, or was never here."""
    seen_at: int


def start_sign_in(connection: Connection, workspace_id: str, user_id: str, device_id: str, now_ms: int) -> Claims:
    sign_in_id = secrets.token_hex(16)
    connection.execute(
        insert(SIGN_IN).values(
            id=sign_in_id, workspace_id=workspace_id, user_id=user_id, device_id=device_id, ended=False
        )
    )
    return _new_pair(connection, Claims("", sign_in_id, user_id, workspace_id, device_id), CURRENT, now_ms)


def standing(connection: Connection, claims: Claims) -> Standing:
    row = _find(connection, claims)
    if row is None:
        return Standing(ended=True, revoked=_is_revoked(connection, claims), role="", pair=None, seen_at=0)
    ended = row.ended or not row.active
    return Standing(ended=ended, revoked=row.revoked, role=row.role, pair=row.state, seen_at=row.last_seen)


def mark_used(connection: Connection, claims: Claims) -> bool:
    """A token of this pair was used: an issued pair becomes the current one. False if the pair has died."""
    pairs = TOKEN_PAIR.c
    state = connection.scalar(select(pairs.state).where(pairs.id == claims.pair_id))
    if state == ISSUED:
        same = pairs.sign_in_id == claims.sign_in_id
        connection.execute(update(TOKEN_PAIR).where(same, pairs.state == CURRENT).values(state=PAST))
        connection.execute(update(TOKEN_PAIR).where(pairs.id == claims.pair_id).values(state=CURRENT))
    return state is not None


def renew(connection: Connection, claims: Claims, now_ms: int) -> Claims | None:
    """A new pair for a refresh token, or None: the token was worn out or unknown, and its sign-in has ended."""
    found = standing(connection, claims)
    if found.ended or found.pair in {PAST, None}:
        end_sign_in(connection, claims.sign_in_id)
        return None
    mark_used(connection, claims)
    pairs = TOKEN_PAIR.c
    same = pairs.sign_in_id == claims.sign_in_id
    connection.execute(delete(TOKEN_PAIR).where(same, pairs.state == ISSUED))
    old = pairs.issued_at < now_ms - _PAST_KEPT_MS
    connection.execute(delete(TOKEN_PAIR).where(same, pairs.state == PAST, old))
    return _new_pair(connection, claims, ISSUED, now_ms)


def end_sign_in(connection: Connection, sign_in_id: str) -> None:
    connection.execute(update(SIGN_IN).where(SIGN_IN.c.id == sign_in_id).values(ended=True))


def end_sign_ins_of(connection: Connection, workspace_id: str, user_id: str, but: str = "") -> None:
    sign_ins = SIGN_IN.c
    mine = (sign_ins.workspace_id == workspace_id, sign_ins.user_id == user_id, sign_ins.id != but)
    connection.execute(update(SIGN_IN).where(*mine).values(ended=True))


def _new_pair(connection: Connection, claims: Claims, state: str, now_ms: int) -> Claims:
    pair_id = secrets.token_hex(16)
    connection.execute(
        insert(TOKEN_PAIR).values(id=pair_id, sign_in_id=claims.sign_in_id, state=state, issued_at=now_ms)
    )
    return Claims(pair_id, claims.sign_in_id, claims.user_id, claims.workspace_id, claims.device_id)


def _find(connection: Connection, claims: Claims) -> Row[bool, bool, int, str, bool, str] | None:
    on_device = (
        (DEVICE.c.workspace_id == SIGN_IN.c.workspace_id)
        & (DEVICE.c.user_id == SIGN_IN.c.user_id)
        & (DEVICE.c.id == SIGN_IN.c.device_id)
    )
    in_pair = (TOKEN_PAIR.c.sign_in_id == SIGN_IN.c.id) & (TOKEN_PAIR.c.id == claims.pair_id)
    query = (
        select(
            SIGN_IN.c.ended,
            DEVICE.c.revoked,
            DEVICE.c.last_seen,
            ACCOUNT.c.role,
            ACCOUNT.c.active,
            TOKEN_PAIR.c.state,
        )
        .join(DEVICE, on_device)
        .join(ACCOUNT, ACCOUNT.c.user_id == SIGN_IN.c.user_id)
        .join(TOKEN_PAIR, in_pair, isouter=True)
        .where(SIGN_IN.c.id == claims.sign_in_id)
    )
    return connection.execute(query).one_or_none()


def _is_revoked(connection: Connection, claims: Claims) -> bool:
    devices = DEVICE.c
    mine = (devices.workspace_id == claims.workspace_id, devices.user_id == claims.user_id)
    return bool(connection.scalar(select(devices.revoked).where(*mine, devices.id == claims.device_id)))
