"""The Remote port over the calls of DESIGN 5."""

import gzip
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from crmdesk.domain.errors import DeviceRevoked, FieldError, HistoryUnknown, Offline, TooLarge
from crmdesk.domain.kinds import PUSH_ORDER
from crmdesk.domain.records import Change, LostValue, OutcomeStatus, Ref
from crmdesk.protocol import wire
from crmdesk.remotes.server import download
from crmdesk.sync.remote import Page, Remote
from tests.remotes.scripted import OURS, SERVER_ID, STATUS, Scripted, ok, problem, remote_of, text


def record(kind: str, number: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": f"{kind}-{number}", "rev": number, "fields": {"name": f"N{number}"}, **more}


async def all_pages(remote: Remote, cursor: str | None, seen: str | None = None, resume: str | None = None):
    return [page async for page in remote.pull(cursor, seen, resume)]


async def pages_until_offline(scripted: Scripted) -> list[Page]:
    """What a pull brought before it ended in Offline."""
    pages: list[Page] = []

    async def gather() -> None:
        async for page in remote_of(scripted).pull(None, None, None):
            pages.append(page)  # noqa: PERF401 - what came before the fault is the point

    with pytest.raises(Offline):
        await gather()
    return pages


# -- who is there


async def test_greeting_tells_the_server_its_epoch_its_clock_and_what_it_has():
    greeting = await remote_of(Scripted(ok({**STATUS, "counts": {"contact": 7}}))).greet()
    assert (greeting.server_id, greeting.epoch, greeting.now_ms) == (SERVER_ID, "e", 1_795_442_700_123)
    assert greeting.counts == {"contact": 7}


@pytest.mark.parametrize("body", [{**STATUS, "server_time": "yesterday"}, {}, [], {**STATUS, "epoch": None}])
async def test_a_greeting_that_is_not_the_promised_one_is_offline(body: Any):
    with pytest.raises(Offline):
        await remote_of(Scripted(ok(body))).greet()


async def test_every_kind_but_people_can_be_pushed():
    caps = remote_of(Scripted()).caps
    assert (set(caps.kinds), caps.batch, caps.hints) == (set(PUSH_ORDER), 1_000, True)


async def test_a_download_goes_on_past_records_that_cannot_be_read():
    """F75, F82; they count as brought, for the end line counts them."""
    lines = [
        {"epoch": "e", "head": 3, "seen": "s", "counts": {"deal": 2, "invoice": 1}},
        {**record("invoice", 1), "at": "t1"},
        {**record("deal", 2, fields="x"), "at": "t2"},
        {**record("deal", 3), "at": "t3"},
        {"end": True, "cursor": "c", "seen": "s", "sent": {"deal": 2, "invoice": 1}},
    ]
    body = "".join(json.dumps(line) + "\n" for line in lines)
    pages = await all_pages(remote_of(Scripted(text(body))), None)
    assert [(page.cursor, [one.id for one in page.records]) for page in pages] == [("c", ["deal-3"])]


# -- increments


def increment(start: str, cursor: str, *changes: Any, removed: Sequence[Any] = (), more: bool = False) -> Any:
    return {
        "epoch": "e", "start": start, "changes": list(changes), "removed": list(removed), "cursor": cursor,
        "seen": f"seen-{cursor}", "has_more": more,
    }  # fmt: skip


async def test_increments_are_pulled_until_there_are_no_more():
    first = increment("c1", "c2", record("deal", 1), removed=[{"kind": "deal", "id": "x"}], more=True)
    last = increment("c2", "c3", record("deal", 2, deleted=True, fields={}))
    scripted = Scripted(ok(first), ok(last))
    pages = await all_pages(remote_of(scripted), "c1", "s1")
    assert [(page.start, page.cursor, page.seen, page.more, page.done) for page in pages] == [
        ("c1", "c2", "seen-c2", True, 1),
        ("c2", "c3", "seen-c3", False, 2),
    ]
    assert pages[0].removed == [Ref("deal", "x")]
    assert [(got.id, got.deleted) for page in pages for got in page.records] == [("deal-1", False), ("deal-2", True)]
    assert [dict(request.url.params) for request in scripted.requests] == [
        {"since": "c1", "limit": "1000", "seen": "s1"},
        {"since": "c2", "limit": "1000", "seen": "seen-c2"},
    ]


async def test_a_page_says_where_the_answer_starts_not_where_it_was_asked():
    """So that the engine notices a page that does not fit."""
    pages = await all_pages(remote_of(Scripted(ok(increment("elsewhere", "c9")))), "c1")
    assert pages[0].start == "elsewhere"


async def test_a_cursor_that_stands_still_is_not_followed_for_ever():
    with pytest.raises(Offline):
        await all_pages(remote_of(Scripted(ok(increment("c1", "c1", more=True)))), "c1")


async def test_an_unknown_history_is_told():
    with pytest.raises(HistoryUnknown):
        await all_pages(remote_of(Scripted(problem(409, "history_unknown"))), "c1", "s1")


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
async def test_a_truncated_page_is_offline(cut: int):
    whole = json.dumps(increment("c1", "c2", record("deal", 1)))
    with pytest.raises(Offline):
        await all_pages(remote_of(Scripted(text(whole[:cut]))), "c1")


# -- a complete download

HEAD = {"epoch": "e", "head": 9, "seen": "s-head", "counts": {"company": 2, "deal": 1}}
RECORDS = [record("company", 1, at="t1"), record("company", 2, at="t2"), record("deal", 3, at="t3")]
END = {"end": True, "cursor": "c9", "seen": "s-end", "sent": {"company": 2, "deal": 1}}


def ndjson(*lines: Any) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


@pytest.fixture
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PAGE", 2)
    monkeypatch.setattr(download, "_AT_ONCE", 2)


async def test_a_download_comes_in_pages_that_can_be_resumed_and_ends_with_the_cursor(pages_of_two: None):
    scripted = Scripted(text(ndjson(HEAD, *RECORDS, END)))
    first, last = await all_pages(remote_of(scripted), None)
    assert [got.id for got in first.records] == ["company-1", "company-2"]
    assert (first.start, first.cursor, first.resume, first.seen) == (None, None, "t2", "s-head")
    assert (first.more, first.done, first.total) == (True, 2, 3)
    assert [got.id for got in last.records] == ["deal-3"]
    assert (last.start, last.cursor, last.resume, last.seen) == (None, "c9", None, "s-end")
    assert (last.more, last.done, last.total) == (False, 3, 3)
    assert "after" not in scripted.requests[0].url.params


async def test_an_empty_workspace_is_one_empty_page_with_a_cursor():
    nothing = text(ndjson({**HEAD, "counts": {}}, {**END, "sent": {}}))
    (page,) = await all_pages(remote_of(Scripted(nothing)), None)
    assert (page.records, page.cursor) == ([], "c9")


async def test_a_download_is_resumed_after_its_token():
    scripted = Scripted(text(ndjson(HEAD, RECORDS[2], {**END, "sent": {"company": 0, "deal": 1}})))
    (page,) = await all_pages(remote_of(scripted), None, resume="t2")
    assert scripted.requests[0].url.params["after"] == "t2"
    assert ([got.id for got in page.records], page.cursor) == (["deal-3"], "c9")


async def test_a_download_without_its_end_line_keeps_what_came_but_has_no_cursor():
    """The person on a bad line gets on a step with every try."""
    (page,) = await pages_until_offline(Scripted(text(ndjson(HEAD, *RECORDS[:2]))))
    assert [got.id for got in page.records] == ["company-1", "company-2"]
    assert (page.cursor, page.resume, page.more) == (None, "t2", True)


async def test_a_line_that_is_cut_off_is_no_record_and_no_end():
    whole = ndjson(HEAD, *RECORDS, END)
    (page,) = await pages_until_offline(Scripted(text(whole[:-20])))
    assert (len(page.records), page.cursor) == (3, None)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
async def test_a_download_cut_in_its_packing_never_gives_a_cursor(kept: float):
    packed = gzip.compress(ndjson(HEAD, *RECORDS, END).encode())
    cut = httpx.Response(
        200, stream=httpx.ByteStream(packed[: int(len(packed) * kept)]), headers={**OURS, "Content-Encoding": "gzip"}
    )
    assert all(page.cursor is None for page in await pages_until_offline(Scripted(cut)))


async def test_a_download_whose_connection_breaks_keeps_what_came():
    class Breaking(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield ndjson(HEAD, *RECORDS[:2]).encode()
            raise httpx.ReadError("reset")

    (page,) = await pages_until_offline(Scripted(httpx.Response(200, stream=Breaking(), headers=OURS)))
    assert (page.resume, page.cursor) == ("t2", None)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"welcome": "to our hotel"}],
        [HEAD],
        [HEAD, *RECORDS[:2], END],
        [HEAD, *RECORDS, {**END, "end": False}],
        [HEAD, *RECORDS, {**END, "sent": {"deal": 1}}],
    ],
    ids=["nothing", "no head", "no end", "too few", "end says no", "too many"],
)
async def test_a_download_that_does_not_add_up_never_gives_a_cursor(lines: list[Any]):
    pages = await pages_until_offline(Scripted(text(ndjson(*lines))))
    assert [page.cursor for page in pages] == [None] * len(pages)


# -- push

CHANGES = [
    Change("ch-1", "company", "company-1", None, {"name": "ООО"}),
    Change("ch-2", "deal", "deal-1", 4, {"title": "T"}, {"title": 17}, lost={"title": LostValue("S", "u2", 16)}),
    Change("ch-3", "deal", "deal-2", 5, {}, deleted=True),
]


def result(change_id: str, status: str = "applied", rev: int | None = 7, **more: Any) -> dict[str, Any]:
    return {"change_id": change_id, "status": status, "rev": rev, "record": None, "errors": [], **more}


RESULTS = [
    result("ch-1"),
    result("ch-2", "conflict", 9, record=record("deal", 1)),
    result("ch-3", "rejected", None, errors=[{"field": "deal", "code": "forbidden", "message": "no"}]),
]


async def test_a_push_brings_one_outcome_a_change():
    scripted = Scripted(ok({"results": RESULTS, "seen": "s2"}))
    answer = await remote_of(scripted).push(CHANGES, "s1")
    assert answer.seen == "s2"
    assert [(outcome.status, outcome.rev) for outcome in answer.outcomes] == [
        (OutcomeStatus.APPLIED, 7),
        (OutcomeStatus.CONFLICT, 9),
        (OutcomeStatus.REJECTED, None),
    ]
    assert answer.outcomes[1].record is not None
    assert answer.outcomes[1].record.ref == ("deal", "deal-1")
    assert answer.outcomes[2].errors == (FieldError("deal", "forbidden", "no"),)
    (sent,) = scripted.bodies()
    assert sent["seen"] == "s1"
    assert sent["changes"][1] == {
        "change_id": "ch-2", "kind": "deal", "id": "deal-1", "base_rev": 4, "fields": {"title": "T"},
        "edited": {"title": 17}, "deleted": False, "lost": {"title": {"value": "S", "by": "u2", "edited": 16}},
    }  # fmt: skip
    assert sent["changes"][2]["deleted"] is True


async def test_the_same_changes_are_sent_byte_for_byte():
    scripted = Scripted(*[ok({"results": RESULTS, "seen": "s2"})] * 2)
    remote = remote_of(scripted)
    await remote.push(CHANGES, "s1")
    await remote.push(CHANGES, "s1")
    assert scripted.requests[0].content == scripted.requests[1].content


@pytest.mark.parametrize(
    "results",
    [
        RESULTS[:2],
        [*RESULTS, result("ch-4")],
        [RESULTS[1], RESULTS[0], RESULTS[2]],
        [*RESULTS[:2], result("other")],
        [result("ch-1", rev=None), *RESULTS[1:]],
        [RESULTS[0], result("ch-2", "conflict", 9, record=record("deal", 99)), RESULTS[2]],
        [result("ch-1", "perhaps"), *RESULTS[1:]],
    ],
    ids=["too few", "too many", "disordered", "another change", "no revision", "another record", "unknown status"],
)
async def test_results_that_are_not_those_of_the_changes_are_offline(results: list[Any]):
    """Nothing of such an answer is believed: the seals stay, and the same bytes go again."""
    with pytest.raises(Offline):
        await remote_of(Scripted(ok({"results": results, "seen": "s2"}))).push(CHANGES, "s1")


async def test_a_push_whose_connection_breaks_is_not_sent_again():
    def reset(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset", request=request)

    scripted = Scripted(reset)
    with pytest.raises(Offline):
        await remote_of(scripted).push(CHANGES, "s1")
    assert len(scripted.requests) == 1


async def test_a_push_on_an_unknown_history_is_told():
    with pytest.raises(HistoryUnknown):
        await remote_of(Scripted(problem(409, "history_unknown"))).push(CHANGES, "s1")


async def test_what_no_server_takes_is_too_large_before_a_byte_leaves():
    scripted = Scripted()
    huge = Change("ch-1", "deal", "deal-1", None, {"notes": "x" * wire.MAX_PUSH_BYTES})
    with pytest.raises(TooLarge):
        await remote_of(scripted).push([huge], None)
    with pytest.raises(TooLarge):
        await remote_of(scripted).push(CHANGES * 334, None)
    assert scripted.requests == []


# -- hints


async def test_a_head_event_is_a_hint_and_a_heartbeat_is_not():
    stream = ': alive\n\nevent: head\ndata: {"head": 1}\n\nevent: other\ndata: {}\n\nevent: head\ndata: {"head": 2}\n\n'
    scripted = Scripted(text(stream))
    assert [hint async for hint in remote_of(scripted).watch()] == [None, None]
    assert scripted.requests[0].headers["accept"] == "text/event-stream"


async def test_hints_end_when_the_connection_breaks():
    class Breaking(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"event: head\ndata: {}\n\n"
            raise httpx.ReadTimeout("silence")

    scripted = Scripted(httpx.Response(200, stream=Breaking(), headers=OURS))
    assert [hint async for hint in remote_of(scripted).watch()] == [None]


async def test_hints_that_cannot_be_had_say_why():
    with pytest.raises(DeviceRevoked):
        await anext(remote_of(Scripted(problem(401, "device_revoked"))).watch())
