"""One cycle: who is greeted, what goes out, what comes in, how each hindrance ends it."""

from dataclasses import replace

import pytest

from crmdesk.domain.errors import (
    DeviceRevoked,
    DiskFull,
    Forbidden,
    Offline,
    ResyncRequired,
    SignInRequired,
    SlowDown,
    StorageFault,
)
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import EntryState
from crmdesk.operations.records import delete_record
from crmdesk.sync.remote import Answer, Page


async def test_an_edit_of_one_desk_arrives_at_the_other(ann, boris):
    ref = await ann.add("company", name="Acme")
    sent = await ann.sync()
    got = await boris.sync()
    assert (sent.state, sent.pushed, sent.pending) == ("idle", 1, 0)
    assert (got.state, got.pulled) == ("idle", 1)
    assert boris.record(ref) == ann.record(ref)
    assert got.cursor == boris.state.cursor


async def test_edits_of_different_fields_both_stand_on_both_desks(ann, boris):
    ref = await ann.add("company", name="Acme", industry="tin")
    await ann.sync()
    await boris.sync()
    await ann.set(ref, industry="steel")
    await boris.set(ref, address="Riga")
    for place in (ann, boris, ann):
        assert (await place.sync()).conflicts == 0
    for place in (ann, boris):
        assert (place.record(ref).fields["industry"], place.record(ref).fields["address"]) == ("steel", "Riga")


async def test_both_desks_list_a_conflict_and_the_later_edit_stands(ann, boris, clock):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    await ann.set(ref, industry="early")
    clock.seconds += 5
    await boris.set(ref, industry="late")
    reports = [await place.sync() for place in (ann, boris, ann)]
    assert [report.conflicts for report in reports] == [0, 1, 1]
    for place in (ann, boris):
        assert place.record(ref).fields["industry"] == "late"
        assert [conflict.fields["industry"].result for conflict in place.tx.conflicts()] == ["late"]


async def test_under_ask_the_entry_is_held_and_the_desk_goes_on_showing_its_own_value(ann, boris):
    await boris.store.write(lambda tx: tx.put_policy(Policy.ASK))
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    await ann.set(ref, industry="theirs")
    await boris.set(ref, industry="mine")
    await ann.sync()
    report = await boris.sync()
    assert (report.pending, report.conflicts) == (1, 1)
    assert boris.entry(ref).state is EntryState.HELD
    assert boris.record(ref).fields["industry"] == "mine"


async def test_an_edit_made_on_a_wrong_clock_loses_to_a_later_one(ann, make_place, clock, server):
    boris = make_place()
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    clock.wall_ahead_ms = 3_600_000
    await ann.sync()
    await ann.set(ref, industry="early, by a clock that is an hour ahead")
    clock.wall_ahead_ms = 0
    clock.seconds += 5
    await boris.set(ref, industry="late")
    await boris.sync()
    clock.wall_ahead_ms = 3_600_000
    await ann.sync()
    assert server.history.records[ref].fields["industry"] == "late"


async def test_the_greeting_is_taken_to_be_read_halfway(ann, clock, monkeypatch):
    greet = ann.remote.greet

    async def slow():
        clock.seconds += 2
        greeting = await greet()
        clock.seconds += 2
        return replace(greeting, now_ms=greeting.now_ms + 10_000)

    monkeypatch.setattr(ann.remote, "greet", slow)
    await ann.sync()
    assert ann.state.offset_ms == 10_000


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        (Offline("no network"), "offline", Offline("").reason),
        (SlowDown("429", 7.0), "slow_down", ""),
        (SignInRequired("sign in"), "sign_in_required", ""),
        (DeviceRevoked("revoked"), "device_revoked", ""),
        (Forbidden("no"), "failed", "forbidden"),
        (DiskFull("full"), "failed", "disk_full"),
        (StorageFault("no"), "failed", "storage"),
    ],
)
async def test_every_hindrance_has_its_state_and_the_seal_stays(ann, monkeypatch, fault, state, reason):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await ann.set(ref, industry="steel")

    async def hindered(changes, seen):
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(ann.remote, "push", hindered)
        report = await ann.sync()
    assert (report.state, report.reason, report.message, report.pending) == (state, reason, str(fault), 1)
    assert ann.state.state == state
    seal = ann.entry(ref).seal
    assert seal is not None
    assert (await ann.sync()).pushed == 1
    assert ann.remote.server.history.log[-1][2] == seal


async def test_nothing_is_sent_to_another_server(ann, server):
    await ann.sync()
    server.server_id = "server-2"
    await ann.add("company", name="Acme")
    report = await ann.sync()
    assert (report.state, report.pushed, report.pending) == ("offline", 0, 1)
    assert not server.history.log


async def test_a_page_that_does_not_start_at_the_cursor_is_not_taken(ann, boris, monkeypatch):
    await ann.sync()
    await boris.add("company", name="Acme")
    await boris.sync()
    cursor = ann.state.cursor
    page = Page("another-place", list(boris.store.tables.records.values()), cursor="far")

    async def pull(cursor, seen, resume):
        yield page

    monkeypatch.setattr(ann.remote, "pull", pull)
    report = await ann.sync()
    assert report.state == "offline"
    assert ann.state.cursor == cursor
    assert not ann.store.tables.records


async def test_an_answer_to_other_changes_is_dropped_whole(ann, monkeypatch):
    await ann.sync()
    ref = await ann.add("company", name="Acme")

    async def push(changes, seen):
        return Answer([], "seen")

    monkeypatch.setattr(ann.remote, "push", push)
    assert (await ann.sync()).state == "offline"
    assert ann.entry(ref).seal is not None
    assert ann.state.seen != "seen"


async def test_a_removed_record_is_dropped_and_its_entry_waits_for_a_person(ann, boris, monkeypatch):
    kept = await ann.add("company", name="edited here")
    gone = await ann.add("company", name="not edited")
    await ann.sync()
    pull = ann.remote.pull

    async def removing(cursor, seen, resume):
        # the edit comes between the push and the pull
        await ann.set(kept, industry="steel")
        async for page in pull(cursor, seen, resume):
            yield replace(page, removed=[kept, gone])

    monkeypatch.setattr(ann.remote, "pull", removing)
    report = await ann.sync()
    assert (report.quarantined, report.pending) == (1, 0)
    assert [error.code for error in ann.entry(kept).errors] == ["out_of_scope"]
    assert ann.record(kept).fields["industry"] == "steel"
    assert ann.tx.record(gone) is None


async def test_a_download_goes_on_where_it_broke_off(ann, make_place, monkeypatch):
    for number in range(5):
        await ann.add("company", name=f"Acme {number}")
    await ann.sync()
    carl = make_place(page=2)
    pull = carl.remote.pull
    asked = []

    async def breaking(cursor, seen, resume):
        asked.append(resume)
        async for page in pull(cursor, seen, resume):
            yield page
            raise Offline("broke off")

    with monkeypatch.context() as patched:
        patched.setattr(carl.remote, "pull", breaking)
        assert (await carl.sync()).state == "offline"
    assert len(carl.store.tables.records) == 2
    assert carl.state.cursor is None
    report = await carl.sync()
    assert (report.state, report.pulled) == ("idle", 3)
    assert carl.state.resume is None


async def test_a_cursor_that_is_too_old_brings_a_download_that_replaces_what_is_here(ann, boris, server, clock):
    kept, gone, edited = [await ann.add("company", name=name) for name in ("kept", "gone", "edited")]
    await ann.sync()
    await boris.sync()
    await delete_record(ann.desk, gone)
    await ann.sync()
    await boris.set(edited, industry="mine")
    server.history.horizon = server.history.head
    report = await boris.sync()
    assert report.state == "idle"
    assert boris.tx.record(kept) is not None
    assert boris.tx.record(gone) is None
    assert server.history.records[edited].fields["industry"] == "mine"


async def test_a_download_that_is_always_too_old_ends_the_cycle(ann, monkeypatch):
    async def pull(cursor, seen, resume):
        raise ResyncRequired("too old")
        yield

    monkeypatch.setattr(ann.remote, "pull", pull)
    assert (await ann.sync()).state == "offline"


async def test_acknowledged_changes_are_kept_for_35_days(ann, clock):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    clock.seconds += 34 * 86_400
    await ann.sync()
    assert len(ann.tx.acknowledged_of(ref)) == 1
    clock.seconds += 2 * 86_400
    await ann.sync()
    assert not ann.tx.acknowledged_of(ref)


async def test_parked_entries_do_not_wait_for_a_clock_that_was_set_back(ann, clock):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await ann.set(ref, industry="steel")
    parked = replace(ann.entry(ref), state=EntryState.PARKED, tries=3, retry_at=clock.now_ms() + 600_000)
    await ann.store.write(lambda tx: tx.put_entry(parked))
    clock.wall_ahead_ms = -365 * 86_400_000
    assert (await ann.sync()).pushed == 1


async def test_progress_and_touched_records_are_told(ann):
    ref = await ann.add("company", name="Acme")
    ann.announced.clear()
    await ann.sync()
    assert any(ref in changes.refs for changes in ann.announced)
    assert max(status.sent for status in ann.statuses) == 1
    assert [ann.statuses[0].state, ann.statuses[-1].state] == ["syncing", "idle"]


async def test_a_tombstone_tells_no_conflict_about_the_values_that_it_hides(make_place, ann, boris, clock):
    """What shows under it is what is known here, and need not be what stood over the other's value (seed 11632)."""
    web = make_place()
    ref = await boris.add("company", name="Acme", notes="boris")
    await boris.sync()
    await ann.sync()
    await web.sync()
    await web.set(ref, notes="web")
    await web.sync()
    clock.seconds += 5
    await ann.set(ref, notes="ann")
    await ann.sync()
    await delete_record(ann.desk, ref)
    await ann.sync()
    await boris.set(ref, industry="steel")
    await boris.sync()
    assert [list(conflict.fields) for conflict in boris.tx.conflicts()] == [[DELETED]]
