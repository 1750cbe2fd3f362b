"""The ASGI application: every call of DESIGN 5, and the header that no hotel's sign-in page has."""

from functools import cache, partial
from typing import Any

from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from crmdesk.protocol.wire import SERVER_HEADER
from crmdesk.server import accounts, auth, docs, downloading, events, status, syncing
from crmdesk.server.backend import Backend
from crmdesk.server.gate import dependencies
from crmdesk.server.malformed import UNREADABLE, unreadable
from crmdesk.server.problems import ProblemError, exception_handlers

_MOST_BODY = 1_000_000
_HANDLERS = [
    auth.login, auth.refresh, auth.logout, auth.change_password,
    accounts.users, accounts.add_user, accounts.change_user, accounts.devices, accounts.revoke_device,
    accounts.history,
    downloading.initial, syncing.incremental, syncing.outgoing, status.status, events.events,
    status.health, docs.document, docs.docs_page, docs.docs_asset, docs.problem_meaning,
]  # fmt: skip


class _JsonRequest(Request[Any, Any, Any]):
    async def json(self) -> Any:
        """Litestar knows faults of syntax; bytes that are no UTF-8 and endless nesting are the sender's too."""
        try:
            return await super().json()
        except UNREADABLE as error:
            raise ProblemError("malformed", errors=[unreadable(error, "body")]) from None


def create_app(backend: Backend) -> ASGIApp:
    """The caller closes the backend after the last request."""
    document = cache(partial(docs.openapi_document, _HANDLERS))
    app = Litestar(
        _HANDLERS,
        request_class=_JsonRequest,
        dependencies=dependencies(),
        exception_handlers=exception_handlers(),
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=5, exclude=["/api/sync/events"]),
        openapi_config=None,
        request_max_body_size=_MOST_BODY,
        state=State({"backend": backend, "document": document}),
        logging_config=None,
    )
    return _named(app, backend.server_id)


def _named(app: ASGIApp, server_id: str) -> ASGIApp:
    """The application, its every answer marked with this server's id."""
    header = (SERVER_HEADER.lower().encode(), server_id.encode())

    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], header]
            await send(message)

        await app(scope, receive, send_named)

    return named
