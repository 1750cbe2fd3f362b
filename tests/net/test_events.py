"""Lines and server-sent events out of bytes that arrive cut anywhere."""

from collections.abc import AsyncIterator

import pytest

from crmdesk.net.events import Event, parse_events
from crmdesk.net.lines import split_lines

STREAM = (
    ': alive\r\n\r\nevent: head\r\ndata: {"head": 7}\r\nid: 1\r\n\r\ndata: ё\ndata:two\n\nevent: head\ndata: cut'
).encode()


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
async def test_events_are_the_same_wherever_the_bytes_are_cut(size: int):
    """Comments say nothing, data lines join, and the event that the end cuts off is dropped."""
    events = [event async for event in parse_events(pieces(STREAM, size))]
    assert events == [Event("head", '{"head": 7}'), Event("message", "ё\ntwo")]


@pytest.mark.parametrize("size", [1, 2, 5, 100])
async def test_lines_lose_their_ends_and_the_last_needs_none(size: int):
    lines = [line async for line in split_lines(pieces(b"one\r\n\ntwo\nthree", size))]
    assert lines == [b"one", b"", b"two", b"three"]
