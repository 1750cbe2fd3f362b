"""GET /api/sync/initial: a complete download as lines of JSON, in short reads, continued from any line (DESIGN 5)."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

import msgspec
from litestar import get
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream
from sqlalchemy import Connection

from crmdesk.domain.kinds import KINDS
from crmdesk.protocol.wire import InitialEnd, InitialHead
from crmdesk.server.backend import Backend
from crmdesk.server.feed import (
    PAGE,
    Download,
    ResumeTokens,
    begin_download,
    count_records,
    download_page,
    streamed_record,
)
from crmdesk.server.gate import TheBackend, TheCaller, signed_in
from crmdesk.server.revisions import head

_MEDIA_TYPE = "application/x-ndjson"
_encoder = msgspec.json.Encoder()


@get(
    "/api/sync/initial",
    guards=[signed_in],
    media_type=_MEDIA_TYPE,
    responses={200: ResponseSpec(str, description="A record a line", media_type=_MEDIA_TYPE, generate_examples=False)},
)
async def initial(
    caller: TheCaller,
    backend: TheBackend,
    after: Annotated[str | None, QueryParameter(description="The resume token of the last line that arrived")] = None,
) -> Stream:
    """Everything, kinds that are referred to first. `sent` in the last line counts the lines of this answer."""
    tokens = ResumeTokens(backend.key.derived("resume"))
    now_ms = backend.clock.now_ms()

    def begin(connection: Connection) -> tuple[Download, InitialHead]:
        download = begin_download(connection, caller.workspace_id, tokens, after, now_ms)
        newest = head(connection, caller.workspace_id)
        counts = count_records(connection, caller.workspace_id)
        return download, InitialHead(backend.epoch, newest.rev, str(newest), counts)

    download, first = await backend.database.read(begin)
    return Stream(_lines(backend, caller.workspace_id, tokens, download, first), media_type=_MEDIA_TYPE)


async def _lines(
    backend: Backend, workspace_id: str, tokens: ResumeTokens, download: Download, first: InitialHead
) -> AsyncIterator[bytes]:
    yield _line(first)
    kinds = list(KINDS)
    sent = dict.fromkeys(kinds, 0)
    for kind in kinds[kinds.index(download.kind) if download.kind in KINDS else 0 :]:
        last_id = download.id if kind == download.kind else ""
        while True:
            page = partial(_page, download, tokens, backend.clock.now_ms(), workspace_id, kind, last_id)
            lines, count, last_id = await backend.database.read(page)
            sent[kind] += count
            if lines:
                yield lines
            if count < PAGE:
                break
    newest = await backend.database.read(lambda connection: head(connection, workspace_id))
    yield _line(InitialEnd(end=True, cursor=str(download.anchor), seen=str(newest), sent=sent))


def _page(
    download: Download,
    tokens: ResumeTokens,
    now_ms: int,
    workspace_id: str,
    kind: str,
    after: str,
    connection: Connection,
) -> tuple[bytes, int, str]:
    """One short read, in a transaction of its own: the lines, how many, and the last id."""
    rows = download_page(connection, workspace_id, kind, after)
    lines = bytearray()
    for row in rows:
        at = tokens.write(workspace_id, Download(download.anchor, download.started_ms, kind, row.id))
        lines += _line(streamed_record(row, now_ms, at))
    return bytes(lines), len(rows), rows[-1].id if rows else after


def _line(value: msgspec.Struct) -> bytes:
    return _encoder.encode(value) + b"\n"
