"""What the sync page tells of the whole replica."""

import time
from dataclasses import replace

import pytest

from crmdesk.domain.ports import LogLine, SyncState
from crmdesk.domain.records import Conflict, ConflictState, EntryState, FieldConflict
from crmdesk.operations.overview import KindCounts, Today, count_by_kind, today
from crmdesk.operations.records import add_record, delete_record
from tests.operations.desks import START


async def test_every_kind_is_counted_here_and_there_with_what_waits_for_whom(place):
    await place.synced("contact", 1, last_name="Petrova")
    gone = await place.synced("contact", 2, last_name="Ivanov")
    await delete_record(place.desk, gone)
    refused, _ = await add_record(place.desk, "deal", {"title": "Deal"})
    versions = FieldConflict(None, "a", "b", None)

    def work(tx):
        tx.put_entry(replace(tx.entry(refused), state=EntryState.QUARANTINED))
        for number, state in enumerate((ConflictState.OPEN, ConflictState.SETTLED, ConflictState.SETTLED)):
            tx.put_conflict(Conflict(str(number), "contact", gone.id, state, START, None, {"notes": versions}))
        tx.put_sync_state(SyncState(synced_at=START, there={"contact": 2}))

    await place.store.write(work)
    counts = await count_by_kind(place.desk)
    assert [one.kind for one in counts] == ["contact", "company", "deal", "task", "communication", "product"]
    assert counts[0] == KindCounts("contact", 1, 2, waiting=1, refused=0, open=1, settled=2, as_of=START)
    assert counts[1] == KindCounts("company", 0, 0, waiting=0, refused=0, open=0, settled=0, as_of=START)
    assert (counts[2].here, counts[2].waiting, counts[2].refused) == (1, 0, 1)


async def test_what_the_server_has_is_unknown_before_the_first_greeting(place):
    assert {(one.there, one.as_of) for one in await count_by_kind(place.desk)} == {(None, None)}


@pytest.fixture
def moscow(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def test_today_is_the_day_of_this_computer(place, moscow):
    midnight = START // 1000 - (22 * 3600 + 13 * 60 + 20) + 21 * 3600  # 22:13:20 UTC is 01:13:20 of the next day there
    lines = [
        LogLine(midnight * 1000 - 1, "received", detail={"kinds": {"contact": 100}}),
        LogLine(midnight * 1000, "received", detail={"kinds": {"contact": 3, "deal": 2}}),
        LogLine(START, "received", detail={"kinds": {"task": 1}}),
        LogLine(START, "sent", detail={"kinds": {"deal": 4}}),
        LogLine(START, "settled", detail={"conflict": "k", "fields": ["notes"]}),
        LogLine(START, "refused", detail={"errors": []}),
    ]
    await place.store.write(lambda tx: tx.add_log(lines))
    assert await today(place.desk) == Today(received=6, sent=4, settled=1)
