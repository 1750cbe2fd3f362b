"""Server-sent events out of a stream of bytes (WHATWG HTML, 9.2), as our server sends them: lines end with LF or CRLF.

Comments, with which a server shows that it is alive, yield nothing; `id` and `retry` are of no use to us.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from crmdesk.net.lines import split_lines


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    data: str


async def parse_events(chunks: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    """Each event once its empty line has come; one that the end of the stream cuts off is dropped."""
    name, data = "", list[str]()
    async for line in split_lines(chunks):
        if not line:
            if data:
                yield Event(name or "message", "\n".join(data))
            name, data = "", []
            continue
        field, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
