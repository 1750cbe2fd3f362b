"""The calls of the change feed: increments out, changes in (DESIGN 5)."""

import zlib
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi import ResponseSpec
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import Connection

from crmdesk.domain.errors import FieldError
from crmdesk.protocol.wire import DEFAULT_PAGE, MAX_CHANGES, MAX_PAGE, MAX_PUSH_BYTES, Increment, Results
from crmdesk.server.feed import read_increment
from crmdesk.server.gate import TheBackend, TheCaller, signed_in
from crmdesk.server.malformed import UNREADABLE, unreadable
from crmdesk.server.outgoing import RawOutgoing, push
from crmdesk.server.problems import ProblemError
from crmdesk.server.revisions import head

_GZIP = 16 + zlib.MAX_WBITS
_decoder = msgspec.json.Decoder(RawOutgoing)


@get(
    "/api/sync/incremental",
    guards=[signed_in],
    responses={200: ResponseSpec(Increment, description="Changes, oldest first", generate_examples=False)},
)
async def incremental(
    caller: TheCaller,
    backend: TheBackend,
    since: FromQuery[str],
    seen: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)] = DEFAULT_PAGE,
) -> Response[bytes]:
    """What changed after the cursor."""

    def read(connection: Connection) -> bytes:
        now_ms = backend.clock.now_ms()
        page = read_increment(connection, caller.workspace_id, backend.epoch, since, seen, limit, now_ms)
        return msgspec.json.encode(page)

    return Response(await backend.database.read(read), media_type="application/json")


@post(
    "/api/sync/outgoing",
    guards=[signed_in],
    status_code=200,
    request_max_body_size=None,
    responses={200: ResponseSpec(Results, description="A result a change, in order", generate_examples=False)},
)
async def outgoing(request: Request[Any, Any, Any], caller: TheCaller, backend: TheBackend) -> Response[bytes]:
    """Takes changes; each is judged on its own. The body is `{"seen": TOKEN, "changes": [...]}`, plain or gzip."""
    body = _decoded(await _unpacked(request))

    def apply(connection: Connection) -> tuple[bytes, int]:
        before = head(connection, caller.workspace_id).rev
        results = push(connection, caller.author(backend.clock.now_ms()), body)
        after = head(connection, caller.workspace_id).rev
        return msgspec.json.encode(results), after if after > before else 0

    answer, new_head = await backend.database.write(apply)
    if new_head:
        backend.hints.announce(caller.workspace_id, new_head)
    return Response(answer, media_type="application/json")


async def _unpacked(request: Request[Any, Any, Any]) -> bytes:
    """The body, unpacked if it came as gzip, and never more than is allowed in memory."""
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", "gzip"}:
        raise _malformed("content-encoding", "Send the body plain or as gzip.")
    unpack = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
    body = bytearray()
    async for chunk in request.stream():
        try:
            body += unpack.decompress(chunk, MAX_PUSH_BYTES + 1 - len(body)) if unpack else chunk
        except zlib.error:
            raise _malformed("body", "The body is not gzip.") from None
        if len(body) > MAX_PUSH_BYTES:
            raise ProblemError("too_large", f"At most {MAX_PUSH_BYTES} bytes a call, unpacked.")
    if unpack and not unpack.eof:
        raise _malformed("body", "The gzip body is cut off.")
    return bytes(body)


def _decoded(body: bytes) -> RawOutgoing:
    try:
        decoded = _decoder.decode(body)
    except UNREADABLE as error:
        raise ProblemError("malformed", errors=[unreadable(error, "body")]) from None
    if len(decoded.changes) > MAX_CHANGES:
        raise ProblemError("too_large", f"At most {MAX_CHANGES} changes a call.")
    return decoded


def _malformed(field: str, message: str) -> ProblemError:
    return ProblemError("malformed", errors=[FieldError(field, "malformed", message)])
