"""One HTTP client for one address: time-outs on every request, no redirects, faults in the domain's words."""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from crmdesk.net.address import is_loopback, tidy_address
from crmdesk.net.faults import check_status, translated
from crmdesk.net.retry import Retry

Origin = Callable[[int, Mapping[str, str]], None]
"""Judges by status and headers whether the right party answered, before anything else is believed; raises Offline."""

_KEEP_ALIVE = 3.0
"""Seconds; shorter than the five after which common servers close an idle connection, so that a push rarely meets one
that is just being closed."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds."""

    connect: float = 10.0
    read: float = 30.0
    """Without a single byte; a long answer that keeps coming is never cut."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    headers: Mapping[str, str]
    """Case does not matter."""
    body: bytes


class Streamed:
    """An answer whose body is still on its way."""

    def __init__(self, response: httpx.Response, place: str) -> None:
        self._response = response
        self._place = place
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, unpacked, as it comes. Raises Offline where it breaks off or is damaged."""
        incoming = self._response.aiter_bytes()
        while True:
            with translated(self._place):
                chunk = await anext(incoming, None)
            if chunk is None:
                return
            yield chunk

    async def read(self) -> HttpAnswer:
        body = b"".join([chunk async for chunk in self.chunks()])
        return HttpAnswer(self.status, self.headers, body)


class HttpClient:
    """`address` is a tidy address (http for this computer only, else Refused). `transport` is the seam for tests and
    for a server in the same process."""

    def __init__(
        self,
        address: str,
        *,
        retry: Retry,
        origin: Origin | None = None,
        timeouts: Timeouts | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.address = tidy_address(address)
        self._place = urlsplit(self.address).netloc
        self._retry = retry
        self._origin = origin
        self._timeouts = timeouts or Timeouts()
        self._client = httpx.AsyncClient(
            # A proxy of the environment is for the world outside: it knows another "localhost" than ours.
            trust_env=not is_loopback(self.address),
            verify=ssl.create_default_context(),
            timeout=self._timeout(self._timeouts.read),
            limits=httpx.Limits(keepalive_expiry=_KEEP_ALIVE),
            headers={"User-Agent": "crmdesk"},
            transport=transport,
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool = False,
    ) -> HttpAnswer:
        """One request with its whole answer, whatever its status below 500 but 429. `body` is JSON. An idempotent
        request whose connection breaks is sent again, at most three times in all; any other never."""

        async def once() -> HttpAnswer:
            async with self.open(method, path, params=params, body=body, headers=headers) as streamed:
                return await streamed.read()

        return await (self._retry.run(once) if idempotent else once())

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        read_timeout: float | None = None,
    ) -> AsyncIterator[Streamed]:
        """One request with its answer as a stream, closed at the end of the block. Raises Offline, ServerFault or
        SlowDown before the block begins."""
        request = self._client.build_request(
            method,
            self.address + path,
            params=params,
            content=body,
            headers={**({"Content-Type": "application/json"} if body is not None else {}), **(headers or {})},
            timeout=self._timeout(read_timeout or self._timeouts.read),
        )
        with translated(self._place):
            response = await self._client.send(request, stream=True)
        try:
            if self._origin is not None:
                self._origin(response.status_code, response.headers)
            check_status(response.status_code, response.headers, self._place)
            yield Streamed(response, self._place)
        finally:
            with translated(self._place):
                await response.aclose()

    async def close(self) -> None:
        await self._client.aclose()

    def _timeout(self, read: float) -> httpx.Timeout:
        return httpx.Timeout(read, connect=self._timeouts.connect)
