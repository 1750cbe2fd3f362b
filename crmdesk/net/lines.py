"""Lines out of a stream of bytes."""

from collections.abc import AsyncIterator


async def split_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Each line without its end (LF or CRLF); the last one too if the stream ends without a line end. Empty lines are
    lines."""
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk if rest else chunk).split(b"\n")
        for line in whole:
            yield line.removesuffix(b"\r")
    if rest:
        yield rest
