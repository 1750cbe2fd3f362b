"""What stands between a desk and its server, over real sockets and through the whole engine (SYNC 4.2, 4.3): nothing is
acknowledged, lost or sent twice under another name, and nobody is signed out."""

import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest

from crmdesk.domain.ports import Person
from crmdesk.domain.records import Entry, EntryState, Ref
from crmdesk.net.client import Timeouts
from crmdesk.net.retry import Retry
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import add_record
from crmdesk.remotes.server.connect import connect
from crmdesk.sync.engine import Engine
from crmdesk.sync.status import Report
from tests.fakes.meddling_http import (
    SERVER_ID,
    Asked,
    MeddledServer,
    Meddling,
    meddled_server,
    ours,
    problem,
    with_head,
)
from tests.fakes.memory_secrets import MemorySecrets
from tests.fakes.memory_store import MemoryStore, MemoryTransaction
from tests.fakes.server import CountedIds, FakeClock

PUSH, REFRESH, STATUS = "/api/sync/outgoing", "/api/auth/refresh", "/api/sync/status"
PORTAL = with_head(b"<html>Welcome to our hotel</html>", "200 OK", "Content-Type: text/html", "Content-Length: 33")


class Anna:
    """Her desk: a store, an engine, and the way to the server over a socket."""

    def __init__(self, server: MeddledServer) -> None:
        self.server = server
        self.secrets = MemorySecrets(access_token="access-1", refresh_token="refresh-1")
        self.store = MemoryStore()
        self._serial = count(1)
        clock = FakeClock(1_800_000_100_000)
        ids = CountedIds(clock)
        retry = Retry(jitter=lambda: 0.0, sleep=_no_pause)
        self.remote = connect(server.address, SERVER_ID, self.secrets, retry, timeouts=Timeouts(connect=5.0, read=0.2))
        self.desk = Desk(self.store, clock, ids, lambda _: None)
        self._engine = Engine(
            self.store, self.remote, clock, ids, lambda: 0.0, _no_pause, lambda _: None, lambda _: None
        )

    async def type(self, contacts: int = 1, **fields: Any) -> None:
        for _ in range(contacts):
            await add_record(self.desk, "contact", {"last_name": f"Contact {next(self._serial)}", **fields})

    async def sync(self, meddle: Meddling = lambda _: None) -> Report:
        self.server.meddle = meddle
        return await self._engine.cycle()

    def entries(self) -> list[Entry]:
        return list(MemoryTransaction(self.store.tables).all_entries())


async def _no_pause(seconds: float) -> None:
    pass


@asynccontextmanager
async def _at_her_desk() -> AsyncIterator[Anna]:
    async with meddled_server() as server:
        anna = Anna(server)
        setup = MemoryTransaction(anna.store.tables)
        setup.put_person(
            Person("00000000-0000-4000-9000-000000000001", "Anna", "anna@example.com", "rep", "w", "W", "RUB")
        )
        anna.store.tables = setup.tables
        assert (await anna.sync()).state == "idle"
        try:
            yield anna
        finally:
            await anna.remote.close()


@pytest.fixture
async def anna() -> AsyncIterator[Anna]:
    async with _at_her_desk() as anna:
        yield anna


def on(path: str, answer: bytes) -> Meddling:
    return lambda asked: answer if asked.path == path else None


@pytest.mark.parametrize("path", [STATUS, PUSH, "/api/sync/incremental"])
async def test_a_portal_acknowledges_nothing_and_signs_nobody_out(anna: Anna, path: str):
    """F20."""
    await anna.type(3)
    report = await anna.sync(on(path, PORTAL))
    assert (report.state, report.reason) == ("offline", "not_our_server")
    assert report.pending == (0 if path == "/api/sync/incremental" else 3)
    assert anna.secrets.held == {"access_token": "access-1", "refresh_token": "refresh-1"}
    after = await anna.sync()
    assert (after.state, after.pending) == ("idle", 0)


ANSWER = json.dumps({"results": [], "seen": "s"}).encode()


def sent_as(body: bytes, *headers: str, length: int | None = None) -> bytes:
    says = f"Content-Length: {len(body) if length is None else length}"
    return with_head(body, "200 OK", f"Crmdesk-Server: {SERVER_ID}", says, *headers)


@pytest.mark.parametrize(
    "answer",
    [
        sent_as(ANSWER[:-7]),
        sent_as(ANSWER, length=len(ANSWER) + 50),
        sent_as(ANSWER, length=len(ANSWER) - 5),
        sent_as(gzip.compress(ANSWER)[:-9], "Content-Encoding: gzip"),
        sent_as(b"\xff\xfe"),
        sent_as(b"[]"),
        sent_as(ANSWER),
    ],
    ids=["cut JSON", "length too large", "length too small", "cut gzip", "no text", "another shape", "no results"],
)
async def test_an_answer_that_arrives_damaged_leaves_the_seal_which_goes_again_byte_for_byte(anna: Anna, answer: bytes):
    """F21, F17."""
    await anna.type(2)
    report = await anna.sync(on(PUSH, answer))
    assert (report.state, report.pending) == ("offline", 2)
    assert {entry.state for entry in anna.entries()} == {EntryState.SENT}
    assert (await anna.sync()).pending == 0
    first, again = anna.server.calls(PUSH)
    assert first.body == again.body


async def test_a_connection_that_falls_silent_is_given_up_and_the_same_goes_again(anna: Anna):
    """F24, F16: no reset ever comes; only the time without a byte tells."""
    await anna.type()
    silent = with_head(b"", "200 OK", f"Crmdesk-Server: {SERVER_ID}", "Transfer-Encoding: chunked")
    report = await anna.sync(on(PUSH, silent + b"5\r\nabc"))
    assert (report.state, report.pending) == ("offline", 1)
    assert (await anna.sync()).pending == 0
    first, again = anna.server.calls(PUSH)
    assert first.body == again.body


def too_large_above(changes: int, answer: bytes) -> Callable[[Asked], bytes | None]:
    """What a proxy says to calls of more changes than that, and to one that holds the word HUGE."""

    def meddle(asked: Asked) -> bytes | None:
        refused = asked.path == PUSH and (len(asked.changes) > changes or b"HUGE" in asked.body)
        return answer if refused else None

    return meddle


@pytest.mark.parametrize(
    "answer",
    [problem("413 Content Too Large", "too_large"), with_head(b"", "413 Content Too Large", "Content-Length: 0")],
    ids=["our server", "a proxy"],
)
async def test_what_is_too_large_is_halved_and_what_is_too_large_alone_is_refused(anna: Anna, answer: bytes):
    """F29."""
    await anna.type(10)
    await anna.type(notes="HUGE")
    report = await anna.sync(too_large_above(3, answer))
    assert (report.state, report.pushed, report.pending, report.quarantined) == ("idle", 10, 0, 1)
    (refused,) = anna.entries()
    assert [error.code for error in refused.errors] == ["too_large"]
    sizes = [len(one.changes) for one in anna.server.calls(PUSH)]
    assert max(sizes[1:]) < 11
    assert len(sizes) <= 11


async def test_to_a_foreign_server_nothing_is_sent(anna: Anna):
    """F32: a poisoned name leads to another crmdesk server, with answers in the right shape."""
    await anna.type()
    stranger = ours({"results": [], "seen": "s"}, server_id="server-2")
    report = await anna.sync(lambda _: stranger)
    assert (report.state, report.reason, report.pending) == ("offline", "not_our_server", 1)
    assert anna.server.calls(PUSH) == []
    assert [entry.seal for entry in anna.entries()] == [None]
    assert anna.server.calls(REFRESH) == []


async def test_a_token_that_ends_between_two_calls_is_renewed_once_and_the_same_bytes_go_again(anna: Anna):
    """F33."""
    await anna.type(2)
    expired = problem("401 Unauthorized", "token_expired")
    report = await anna.sync(lambda asked: expired if asked.path == PUSH and asked.token == "access-1" else None)
    assert (report.state, report.pushed) == ("idle", 2)
    assert len(anna.server.calls(REFRESH)) == 1
    refused, taken = anna.server.calls(PUSH)
    assert refused.body == taken.body
    assert (refused.token, taken.token) == ("access-1", anna.secrets.held["access_token"])


async def test_a_server_that_knows_no_token_any_more_is_asked_for_one_once(anna: Anna):
    """F42: the key that signs was exchanged; what it signs now is not believed either."""
    await anna.type()
    unknown = problem("401 Unauthorized", "token_invalid")
    report = await anna.sync(lambda asked: None if asked.path == REFRESH else unknown)
    assert (report.state, report.pending) == ("sign_in_required", 1)
    assert len(anna.server.calls(REFRESH)) == 1
    assert len(anna.server.calls(STATUS)) == 3, "the first one synced; then before and after the refresh"


NEWER = {"kind": "invoice", "id": "0190b7a1-0000-7000-8000-00000000000b", "rev": 2, "fields": {"number": "7"}}
ODD = {"kind": "contact", "id": "0190b7a1-0000-7000-8000-00000000000c", "rev": 3, "fields": ["x"]}
GOOD = {
    "kind": "contact",
    "id": "0190b7a1-0000-7000-8000-00000000000d",
    "rev": 4,
    "fields": {"last_name": "Ok", "x": 1},
}


@pytest.mark.parametrize("unreadable", [NEWER, ODD], ids=["a kind of a newer server", "another shape"])
async def test_a_record_that_cannot_be_read_holds_up_nothing_that_comes_with_it(
    anna: Anna, unreadable: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    """F75, F82: page and cursor go on, and the log says what was left out."""
    page = {"epoch": "e", "start": "c0", "changes": [unreadable, GOOD], "cursor": "c1", "seen": "s", "has_more": False}
    removed = [{"kind": "invoice", "id": unreadable["id"]}]
    report = await anna.sync(on("/api/sync/incremental", ours({**page, "removed": removed})))
    assert (report.state, report.pulled, report.cursor) == ("idle", 1, "c1")
    kept = MemoryTransaction(anna.store.tables).record(Ref("contact", GOOD["id"]))
    assert kept is not None
    assert kept.fields["x"] == 1, "a field that this program does not know is kept"
    assert "left out" in caplog.text
