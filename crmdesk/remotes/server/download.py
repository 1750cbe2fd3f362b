"""A complete download, `GET /api/sync/initial`: lines of JSON gathered into pages, whole only with its end line."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable

import msgspec

from crmdesk.domain.errors import Offline
from crmdesk.domain.records import Record
from crmdesk.net.client import Streamed
from crmdesk.net.lines import split_lines
from crmdesk.protocol.wire import InitialEnd, InitialHead
from crmdesk.remotes.server.answers import decoded, not_promised
from crmdesk.remotes.server.records import read_line
from crmdesk.sync.remote import Page

PAGE = 1_000
"""Records that are stored in one transaction: more would keep whoever types waiting for the database."""
_AT_ONCE = 250


async def pages_of(streamed: Streamed) -> AsyncIterator[Page]:
    """Pages of at most PAGE records, each with the token to resume after it; the last one has the cursor. Raises
    Offline where the stream ends without its end line, or brought other numbers of records than that line says."""
    lines = split_lines(streamed.chunks())
    download = _Download(decoded(await anext(lines, b""), InitialHead))
    try:
        async for some in _batches(lines, _AT_ONCE):
            # aside: so many records are too much to read between two ticks of the window
            end = await asyncio.to_thread(download.take_all, some)
            if end is not None:
                download.check(end)
                yield download.last_page(end)
                return
            if len(download.records) >= PAGE:
                yield download.next_page()
        raise not_promised("the download broke off")
    except Offline:
        # On a line that never holds for a whole page, what did come is still a step forward.
        if download.records:
            yield download.next_page()
        raise


async def _batches(lines: AsyncIterator[bytes], size: int) -> AsyncIterator[list[bytes]]:
    """What came before the lines break off is given as well."""
    batch: list[bytes] = []
    try:
        async for line in lines:
            batch.append(line)
            if len(batch) == size:
                yield batch
                batch = []
    except Offline:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


class _Download:
    def __init__(self, head: InitialHead) -> None:
        self._head = head
        self._total = sum(head.counts.values())
        self._brought: Counter[str] = Counter()
        self._resume: str | None = None
        self.records: list[Record] = []

    def take_all(self, lines: Iterable[bytes]) -> InitialEnd | None:
        """Keeps the records up to the end line, if that is among them."""
        for line in lines:
            end = self._take(line)
            if end is not None:
                return end
        return None

    def _take(self, line: bytes) -> InitialEnd | None:
        """Keeps a record; the end line is the one that is no record."""
        try:
            named, record = read_line(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return decoded(line, InitialEnd)
        if record is not None:
            self.records.append(record)
        self._brought[named.kind] += 1
        self._resume = named.at or self._resume
        return None

    def check(self, end: InitialEnd) -> None:
        """`sent` counts the lines of this answer alone, also where it continues another one."""
        sent = Counter(end.sent)
        if not end.end or self._brought != sent:
            raise not_promised(f"it says that {sent.total()} records were sent, {self._brought.total()} came")

    def next_page(self) -> Page:
        page = Page(
            start=None,
            records=self.records,
            resume=self._resume,
            seen=self._head.seen,
            more=True,
            done=self._brought.total(),
            total=self._total,
        )
        self.records = []
        return page

    def last_page(self, end: InitialEnd) -> Page:
        done = self._brought.total()
        return Page(
            start=None, records=self.records, cursor=end.cursor, seen=end.seen, done=done, total=max(done, self._total)
        )
