"""GET /api/sync/events: server-sent events that tell of a new head (DESIGN 5)."""

from collections.abc import AsyncIterator

from litestar import get
from litestar.openapi import ResponseSpec
from litestar.response import Stream

from crmdesk.server.backend import Backend
from crmdesk.server.gate import Caller, TheBackend, TheCaller, signed_in
from crmdesk.server.hints import Listener
from crmdesk.server.revisions import head

_MEDIA_TYPE = "text/event-stream"
_HEARTBEAT = 15.0


@get(
    "/api/sync/events",
    guards=[signed_in],
    media_type=_MEDIA_TYPE,
    responses={200: ResponseSpec(str, description="event: head", media_type=_MEDIA_TYPE, generate_examples=False)},
)
async def events(caller: TheCaller, backend: TheBackend) -> Stream:
    """The head now, and each time it moves, until the token expires or the sign-in ends."""
    return Stream(_events(caller, backend), media_type=_MEDIA_TYPE, headers={"Cache-Control": "no-store"})


async def _events(caller: Caller, backend: Backend) -> AsyncIterator[bytes]:
    listener = Listener(caller.claims)
    backend.hints.add(listener)  # before the head is read, so that no change falls between
    told = -1
    try:
        newest = await backend.database.read(lambda connection: head(connection, caller.workspace_id))
        listener.head = max(listener.head, newest.rev)
        while not listener.ended:
            left = caller.claims.expires_at - backend.clock.now_ms() / 1000
            if left <= 0:
                return
            if listener.head > told:
                told = listener.head
                yield f'event: head\ndata: {{"head": {told}}}\n\n'.encode()
            elif not await listener.wait(min(left, _HEARTBEAT)):
                yield b": still here\n\n"
    finally:
        backend.hints.remove(listener)
