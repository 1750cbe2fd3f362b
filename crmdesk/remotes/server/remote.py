"""ServerRemote: the engine's Remote port over the calls of DESIGN 5."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime

import msgspec

from crmdesk.domain.errors import Offline, TooLarge
from crmdesk.domain.kinds import PUSH_ORDER
from crmdesk.domain.records import Change, Outcome, OutcomeStatus, Record
from crmdesk.net.events import parse_events
from crmdesk.protocol.wire import (
    MAX_CHANGES,
    MAX_PUSH_BYTES,
    SERVER_HEADER,
    Outgoing,
    Results,
    Status,
    change_to_wire,
    outcome_from_wire,
)
from crmdesk.remotes.server.answers import decoded, not_promised
from crmdesk.remotes.server.download import PAGE, pages_of
from crmdesk.remotes.server.records import known_refs, read_increment
from crmdesk.remotes.server.session import Session
from crmdesk.sync.remote import Answer, Caps, Greeting, KindCaps, Page

_CAPS = Caps(kinds={kind: KindCaps() for kind in PUSH_ORDER}, batch=MAX_CHANGES, hints=True)
_SILENCE = 60.0
"""Seconds without an event or a heartbeat after which the connection for hints counts as dead."""


class ServerRemote:
    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def caps(self) -> Caps:
        return _CAPS

    async def greet(self) -> Greeting:
        answer = await self._session.get("/api/sync/status")
        status = decoded(answer.body, Status)
        return Greeting(
            server_id=answer.headers.get(SERVER_HEADER, ""),
            epoch=status.epoch,
            now_ms=_ms_of(status.server_time),
            counts=status.counts,
        )

    async def pull(self, cursor: str | None, seen: str | None, resume: str | None) -> AsyncIterator[Page]:
        """`cursor` None: a complete download, continued after `resume` if there is one. Else increments up to now."""
        pages = self._download(resume) if cursor is None else self._increments(cursor, seen)
        async with aclosing(pages):
            async for page in pages:
                yield page

    async def push(self, changes: Sequence[Change], seen: str | None) -> Answer:
        """Sent once. Raises TooLarge, before a byte leaves, for what the server would not take."""
        body = msgspec.json.encode(Outgoing([change_to_wire(change) for change in changes], seen))
        if len(changes) > MAX_CHANGES or len(body) > MAX_PUSH_BYTES:
            raise TooLarge("The changes are more than the server takes in one call.")
        answer = await self._session.post("/api/sync/outgoing", body)
        results = decoded(answer.body, Results)
        outcomes = [outcome_from_wire(result) for result in results.results]
        _check_outcomes(changes, outcomes)
        return Answer(outcomes, results.seen)

    async def watch(self) -> AsyncIterator[None]:
        """A hint for each `head` event. A connection that cannot be made raises; one that breaks, falls silent or is
        ended by the server ends the iteration."""
        async with self._session.stream(
            "/api/sync/events", accept="text/event-stream", read_timeout=_SILENCE
        ) as streamed:
            events = parse_events(streamed.chunks())
            while True:
                try:
                    event = await anext(events, None)
                except Offline:
                    return
                if event is None:
                    return
                if event.name == "head":
                    yield

    def as_held(self, record: Record) -> Record:
        """Our server holds every record exactly."""
        return record

    async def close(self) -> None:
        await self._session.close()

    async def _download(self, resume: str | None) -> AsyncGenerator[Page, None]:
        params = None if resume is None else {"after": resume}
        async with self._session.stream("/api/sync/initial", params, accept="application/x-ndjson") as streamed:
            async for page in pages_of(streamed):
                yield page

    async def _increments(self, cursor: str, seen: str | None) -> AsyncGenerator[Page, None]:
        done = 0
        while True:
            params = {"since": cursor, "limit": str(PAGE)} | ({} if seen is None else {"seen": seen})
            answer = await self._session.get("/api/sync/incremental", params)
            # aside: a page of records is too much to read between two ticks of the window
            page = await asyncio.to_thread(_page_of, answer.body, done)
            if page.more and page.cursor == cursor:
                raise not_promised("there is more, but the cursor stands still")
            done = page.done
            yield page
            if not page.more or page.cursor is None:
                return
            cursor, seen = page.cursor, page.seen


def _page_of(body: bytes, before: int) -> Page:
    """`before`: how many records came in earlier pages."""
    increment, records = read_increment(body)
    return Page(
        start=increment.start,
        records=records,
        removed=known_refs(increment.removed),
        cursor=increment.cursor,
        seen=increment.seen,
        more=increment.has_more,
        done=before + len(increment.changes),
    )


def _check_outcomes(changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
    """Exactly one outcome a change, in order, about that change; else nothing of the answer is believed."""
    if [change.change_id for change in changes] != [outcome.change_id for outcome in outcomes]:
        raise not_promised("its results are not those of the changes sent")
    for change, outcome in zip(changes, outcomes, strict=True):
        if outcome.status is OutcomeStatus.APPLIED and outcome.rev is None:
            raise not_promised("an applied change has no revision")
        if outcome.record is not None and outcome.record.ref != change.ref:
            raise not_promised("a result holds another record")


def _ms_of(moment: str) -> int:
    """Milliseconds since 1970 of an RFC 3339 moment."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError as error:
        raise not_promised(f"“{moment}” is no time") from error
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1_000)
