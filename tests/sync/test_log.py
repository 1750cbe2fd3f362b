"""What the engine writes down of a cycle (`domain.ports.LogLine`)."""

from dataclasses import replace

import pytest

from crmdesk.domain.errors import FieldError, Offline, ServerFault, SlowDown
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import Outcome, OutcomeStatus
from crmdesk.operations.sync_log import read_log
from crmdesk.sync.remote import Answer

_DAY_S = 24 * 3_600


async def told(place, *whats):
    """Oldest first: what, and its detail."""
    return [(line.what, dict(line.detail)) for line in reversed(await read_log(place.desk, whats, 100))]


@pytest.fixture
def greeting(ann, monkeypatch):
    """Faults that greetings are to end in, one a cycle."""
    faults = []
    greet = ann.remote.greet

    async def faulty():
        if faults:
            raise faults.pop(0)
        return await greet()

    monkeypatch.setattr(ann.remote, "greet", faulty)
    return faults


async def test_what_went_and_what_came_is_counted_by_kind_one_line_a_cycle(ann, boris):
    company = await ann.add("company", name="Acme")
    await ann.add("company", name="Best")
    await ann.add("contact", last_name="Petrova", company_id=company.id)
    await ann.sync()
    await boris.sync()
    assert await told(ann) == [("sent", {"kinds": {"company": 2, "contact": 1}})]
    assert await told(boris) == [("received", {"kinds": {"company": 2, "contact": 1}})]


async def test_a_cycle_that_brought_nothing_writes_nothing(ann):
    for _ in range(3):
        await ann.sync()
    assert await told(ann) == []


async def test_a_conflict_that_settled_itself_is_told_on_both_desks(ann, boris, clock):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    await ann.set(ref, industry="early")
    clock.seconds += 5
    await boris.set(ref, industry="late")
    for place in (ann, boris, ann, boris):
        await place.sync()
    for place in (ann, boris):
        (line,) = await read_log(place.desk, ("conflict", "settled"), 9)
        assert (line.what, line.ref) == ("settled", ref)
        assert line.detail == {"conflict": place.tx.conflicts()[0].id, "fields": ["industry"]}


async def test_a_conflict_that_asks_is_told_as_one(ann, boris):
    await boris.store.write(lambda tx: tx.put_policy(Policy.ASK))
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    await ann.set(ref, industry="tin")
    await boris.set(ref, industry="steel")
    for place in (ann, boris, boris):
        await place.sync()
    assert [what for what, _ in await told(boris, "conflict", "settled")] == ["conflict"]


async def test_a_refusal_is_told_with_its_errors_once(ann, server):
    server.refuses = lambda _change: [FieldError("name", "refused", "no")]
    ref = await ann.add("company", name="bad")
    await ann.sync()
    await ann.sync()
    (line,) = await read_log(ann.desk, (), 9)
    assert (line.what, line.ref) == ("refused", ref)
    assert line.detail == {"errors": [{"field": "name", "code": "refused", "message": "no"}]}


async def test_a_change_given_up_after_its_last_try_is_told_as_failed(ann, clock, monkeypatch):
    ref = await ann.add("company", name="Acme")

    async def failing(changes, seen):
        return Answer([Outcome(change.change_id, OutcomeStatus.FAILED) for change in changes], seen)

    monkeypatch.setattr(ann.remote, "push", failing)
    for _ in range(6):
        await ann.sync()
        clock.seconds += _DAY_S
    (line,) = await read_log(ann.desk, (), 9)
    assert (line.what, line.ref, line.detail) == ("failed", ref, {})


async def test_a_record_that_is_no_longer_ours_is_told_as_refused(ann, boris, monkeypatch):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await ann.set(ref, name="Acme Ltd")
    pull = ann.remote.pull

    async def removing(cursor, seen, resume):
        async for page in pull(cursor, seen, resume):
            yield replace(page, removed=[ref])

    async def nothing(changes, seen):
        return Answer([Outcome(change.change_id, OutcomeStatus.DEFERRED) for change in changes], seen)

    monkeypatch.setattr(ann.remote, "pull", removing)
    monkeypatch.setattr(ann.remote, "push", nothing)
    await ann.sync()
    await ann.sync()
    (line,) = await read_log(ann.desk, ("refused",), 9)
    assert (line.ref, line.detail["errors"][0]["code"]) == (ref, "out_of_scope")


async def test_a_hindrance_is_told_when_it_is_another_one_and_so_is_its_end(ann, clock, greeting):
    away, fault = Offline("no network", reason="no_network"), ServerFault("500")
    greeting += [away, away, fault, SlowDown("wait", 5), SlowDown("wait", 5)]
    for _ in range(7):
        await ann.sync()
        clock.seconds += 10
    lines = await told(ann)
    assert [(what, detail.get("state"), detail.get("reason")) for what, detail in lines] == [
        ("hindered", "offline", "no_network"),
        ("hindered", "offline", "server_fault"),
        ("hindered", "slow_down", ""),
        ("back", None, None),
    ]
    assert lines[0][1]["message"] == "no network"
    assert lines[-1][1] == {"after_ms": 50_000}


async def test_the_same_hindrance_after_a_good_cycle_is_told_again(ann, greeting):
    for _ in range(2):
        greeting.append(Offline("no network"))
        await ann.sync()
        await ann.sync()
    assert [what for what, _ in await told(ann)] == ["hindered", "back"] * 2


async def test_what_was_done_before_a_hindrance_is_told(ann, monkeypatch):
    await ann.sync()
    await ann.add("company", name="Acme")

    async def cut(cursor, seen, resume):
        raise Offline("cut")
        yield

    monkeypatch.setattr(ann.remote, "pull", cut)
    await ann.sync()
    assert [what for what, _ in await told(ann)] == ["sent", "hindered"]


async def test_the_log_is_kept_for_thirty_days(ann, clock):
    await ann.add("company", name="Acme")
    await ann.sync()
    clock.seconds += 29 * _DAY_S
    await ann.sync()
    assert len(await told(ann)) == 1
    clock.seconds += 2 * _DAY_S
    await ann.sync()
    assert await told(ann) == []


async def test_what_the_remote_has_is_remembered_by_kind(ann, boris):
    await ann.add("company", name="Acme")
    await ann.sync()
    await ann.sync()
    assert ann.state.there == {"company": 1}
