"""Reads records for a desk: page by page in a download, by revision in an increment (DESIGN 5).

What is stored as JSON goes out as it is, undecoded.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, Row, func, select

from crmdesk.domain.kinds import KINDS
from crmdesk.protocol.wire import RESYNC_REQUIRED, Increment, WireRecord
from crmdesk.server.problems import ProblemError
from crmdesk.server.records import fresh_lost, read_lost
from crmdesk.server.revisions import Position, check_known, head, is_known, position_at, read_position
from crmdesk.server.tables import RECORD, WORKSPACE

PAGE = 1_000
RESUME_KEPT_MS = 7 * 24 * 3600 * 1000
_COLUMNS = [RECORD.c[name] for name in ("kind", "id", "rev", "deleted", "fields", "edited", "created_at", "created_by",
            "updated_at", "updated_by", "lost", "external")]  # fmt: skip


class RawRecord(msgspec.Struct, kw_only=True):
    """A `WireRecord` whose JSON members are as they are stored."""

    kind: str
    id: str
    rev: int
    fields: msgspec.Raw
    deleted: bool
    edited: msgspec.Raw
    created_at: str
    created_by: str | None
    updated_at: str
    updated_by: str | None
    lost: msgspec.Raw
    external: msgspec.Raw


class RawStreamed(RawRecord, kw_only=True):
    at: str


@dataclass(frozen=True, slots=True)
class Download:
    """A complete download under way: where it will end, and the last record that it brought."""

    anchor: Position
    """The head at the first request: the cursor at the end."""
    started_ms: int
    kind: str = ""
    id: str = ""


class ResumeTokens:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, workspace_id: str, download: Download) -> str:
        text = f"{download.started_ms:x}.{download.anchor}.{download.kind}.{download.id}"
        return f"{text}.{self._mac(workspace_id, text)}"

    def read(self, workspace_id: str, token: str) -> Download | None:
        """None if it is no token of this server."""
        text, _, mac = token.rpartition(".")
        if not token.isascii() or not hmac.compare_digest(mac, self._mac(workspace_id, text)):
            return None
        started, anchor, kind, record_id = text.split(".")
        position = read_position(anchor)
        return Download(position, int(started, 16), kind, record_id) if position else None

    def _mac(self, workspace_id: str, text: str) -> str:
        return hashlib.blake2b(f"{workspace_id}.{text}".encode(), digest_size=12, key=self._key).hexdigest()


def begin_download(
    connection: Connection, workspace_id: str, tokens: ResumeTokens, after: str | None, now_ms: int
) -> Download:
    """A new download, or the one that the token continues. 410 for a token that is too old or not of this history."""
    if after is None:
        return Download(head(connection, workspace_id), now_ms)
    download = tokens.read(workspace_id, after)
    if (
        download is None
        or now_ms - download.started_ms > RESUME_KEPT_MS
        or not is_known(connection, workspace_id, download.anchor)
    ):
        raise ProblemError(RESYNC_REQUIRED, "The resume token is too old; begin the download anew.")
    return download


def download_page(connection: Connection, workspace_id: str, kind: str, after: str) -> Sequence[Row[Any]]:
    """The next records of a kind that are not deleted, by id; an empty page is the end of the kind."""
    columns = RECORD.c
    query = (
        select(*_COLUMNS)
        .where(columns.workspace_id == workspace_id, columns.kind == kind, columns.deleted.is_(False))
        .where(columns.id > after)
        .order_by(columns.id)
        .limit(PAGE)
    )
    return connection.execute(query).all()


def count_records(connection: Connection, workspace_id: str) -> dict[str, int]:
    """Records that are not deleted, by kind; every kind is named."""
    columns = RECORD.c
    query = (
        select(columns.kind, func.count())
        .where(columns.workspace_id == workspace_id, columns.deleted.is_(False))
        .group_by(columns.kind)
    )
    return dict.fromkeys(KINDS, 0) | {row[0]: row[1] for row in connection.execute(query)}


def read_increment(
    connection: Connection, workspace_id: str, epoch: str, since: str, seen: str | None, limit: int, now_ms: int
) -> Increment:
    """Records changed after the cursor, oldest first, each once at its newest revision."""
    start = check_known(connection, workspace_id, since=since, seen=seen)["since"]
    horizon = connection.execute(select(WORKSPACE.c.horizon).where(WORKSPACE.c.id == workspace_id)).scalar_one()
    if start.rev < horizon:
        raise ProblemError(RESYNC_REQUIRED)
    columns = RECORD.c
    query = (
        select(*_COLUMNS)
        .where(columns.workspace_id == workspace_id, columns.rev > start.rev)
        .order_by(columns.rev)
        .limit(limit + 1)
    )
    rows = connection.execute(query).all()
    newest = head(connection, workspace_id)
    more = len(rows) > limit
    cursor = position_at(connection, workspace_id, rows[limit - 1].rev) if more else newest
    return Increment(
        epoch=epoch,
        start=since,
        changes=cast("list[WireRecord]", [RawRecord(**_raw_members(row, now_ms)) for row in rows[:limit]]),
        removed=[],
        cursor=str(cursor),
        seen=str(newest),
        has_more=more,
    )


def streamed_record(row: Row[Any], now_ms: int, at: str) -> RawStreamed:
    return RawStreamed(**_raw_members(row, now_ms), at=at)


def _raw_members(row: Row[Any], now_ms: int) -> dict[str, Any]:
    lost = row.lost.encode()
    if lost != b"[]":
        lost = msgspec.json.encode(fresh_lost(read_lost(row.lost), now_ms))
    return {
        "kind": row.kind,
        "id": row.id,
        "rev": row.rev,
        "deleted": row.deleted,
        "fields": msgspec.Raw(b"{}" if row.deleted else row.fields.encode()),
        "edited": msgspec.Raw(row.edited.encode()),
        "created_at": row.created_at,
        "created_by": row.created_by,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
        "lost": msgspec.Raw(lost),
        "external": msgspec.Raw(row.external.encode()),
    }
