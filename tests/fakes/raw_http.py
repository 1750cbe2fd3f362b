"""A loopback server that answers with scripted bytes, whole or broken as the script says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SILENCE = b""
"""Never answers; the connection stays open until the other side gives up."""


def answer(body: bytes, *, status: str = "200 OK", length: int | None = None, headers: tuple[str, ...] = ()) -> bytes:
    """An HTTP/1.1 answer; `length` lies about the body's."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class RawServer:
    """Gives each connection the next scripted bytes and closes it."""

    def __init__(self, script: list[bytes]) -> None:
        self.script = list(script)
        self.requests: list[bytes] = []
        self.address = ""
        self.asked = asyncio.Event()
        self.left = asyncio.Event()
        """Somebody who was answered with silence has given up."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            self.asked.set()
            scripted = self.script.pop(0)
            if scripted == SILENCE:
                await reader.read()
                self.left.set()
            writer.write(scripted)
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def raw_server(*script: bytes) -> AsyncIterator[RawServer]:
    served = RawServer(list(script))
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    async with server:
        served.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield served
