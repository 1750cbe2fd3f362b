"""What goes out when, and what each answer does."""

from dataclasses import replace

import pytest

from crmdesk.domain.errors import FieldError, Offline, ServerFault, TooLarge
from crmdesk.domain.records import EntryState
from crmdesk.operations.records import delete_record


def names(changes):
    return [change.fields.get("name") or change.fields.get("title") for change in changes]


@pytest.fixture
def calls(ann, monkeypatch):
    """The changes of every push."""
    push = ann.remote.push
    made = []

    async def noting(changes, seen):
        made.append(list(changes))
        return await push(changes, seen)

    monkeypatch.setattr(ann.remote, "push", noting)
    return made


def refuse(server, word):
    error = FieldError("name", "refused", "no")
    server.refuses = lambda change: [error] if word in str(change.fields) else []


async def test_the_outbox_goes_out_in_the_order_of_kinds(ann, calls):
    company = await ann.add("company", name="company")
    deal = await ann.add("deal", title="deal", company_id=company.id)
    await ann.add("task", title="task", deal_id=deal.id)
    await ann.add("product", name="product")
    await ann.sync()
    assert names(calls[0]) == ["product", "company", "deal", "task"]


async def test_batches_are_as_large_as_the_remote_takes(make_place, server):
    ann = make_place(batch=2)
    for number in range(5):
        await ann.add("company", name=f"company {number}")
    report = await ann.sync()
    assert report.pushed == 5
    assert len(server.history.log) == 5


async def test_an_unanswered_change_is_sent_again_byte_for_byte_and_newer_edits_after_it(
    ann, calls, server, monkeypatch
):
    ref = await ann.add("company", name="Acme")
    apply = server.outgoing

    def lost(user, changes, seen):
        apply(user, changes, seen)
        raise Offline("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(server, "outgoing", lost)
        await ann.sync()
    await ann.set(ref, industry="steel")
    report = await ann.sync()
    assert calls[0] == calls[1]
    assert dict(calls[2][0].fields) == {"industry": "steel"}
    assert report.pushed == 2
    assert [rev for rev, _, _ in server.history.log] == [2, 3]


async def test_a_change_that_meets_a_conflict_is_merged_and_sent_anew_in_the_same_cycle(ann, boris, calls):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    await boris.set(ref, address="Riga")
    await boris.sync()
    await ann.set(ref, industry="steel")
    calls.clear()
    report = await ann.sync()
    assert (report.pushed, report.pending) == (1, 0)
    assert calls[0][0].change_id != calls[1][0].change_id


async def test_a_refused_change_waits_in_quarantine_and_blocks_nothing(ann, server):
    refuse(server, "bad")
    bad = await ann.add("company", name="bad")
    await ann.add("company", name="good")
    report = await ann.sync()
    assert (report.pushed, report.pending, report.quarantined) == (1, 0, 1)
    assert ann.entry(bad).errors == (FieldError("name", "refused", "no"),)
    await ann.set(bad, name="mended")
    assert (await ann.sync()).pushed == 1


async def test_what_refers_to_a_refused_create_waits_and_so_does_what_refers_to_that(ann, server, calls):
    refuse(server, "bad")
    bad = await ann.add("company", name="bad")
    await ann.sync()
    deal = await ann.add("deal", title="deal", company_id=bad.id)
    await ann.add("task", title="task", deal_id=deal.id)
    await ann.add("contact", last_name="free")
    calls.clear()
    report = await ann.sync()
    assert (report.pushed, report.pending) == (1, 2)
    assert [change.kind for call in calls for change in call] == ["contact"]
    await ann.set(bad, name="mended")
    assert (await ann.sync()).pushed == 3


async def test_a_refused_update_blocks_nothing_that_refers_to_it(ann, server):
    company = await ann.add("company", name="Acme")
    await ann.sync()
    refuse(server, "bad")
    await ann.set(company, industry="bad")
    await ann.add("deal", title="deal", company_id=company.id)
    assert (await ann.sync()).pushed == 1


async def test_many_that_wait_in_front_do_not_stop_what_is_behind_them(make_place, server):
    ann = make_place(batch=1)
    refuse(server, "bad")
    bad = await ann.add("company", name="bad")
    await ann.sync()
    for number in range(5):
        await ann.add("contact", last_name=f"{number}", company_id=bad.id)
    await ann.add("task", title="free")
    assert (await ann.sync()).pushed == 1


async def test_a_deferred_change_has_one_turn_a_cycle_and_goes_after_what_it_refers_to_arrived(ann, boris, calls):
    company = await boris.add("company", name="not there yet")
    company_row = boris.record(company)
    await ann.store.write(lambda tx: tx.put_records([replace(company_row, rev=1)]))
    deal = await ann.add("deal", title="deal", company_id=company.id)
    report = await ann.sync()
    assert (report.pushed, report.pending, len(calls)) == (0, 1, 1)
    assert ann.entry(deal).state is EntryState.PARKED
    await boris.sync()
    assert (await ann.sync()).pushed == 1


async def test_a_culprit_among_many_is_found_by_halving_and_the_rest_goes(make_place, server, clock):
    ann = make_place(batch=100)
    refs = [await ann.add("company", name=f"company {number}") for number in range(20)]
    culprit = refs[13]
    server.breaks_on = lambda change: change.id == culprit.id
    first = await ann.sync()
    assert (first.state, first.pushed, first.pending) == ("offline", 0, 20)
    second = await ann.sync()
    assert (second.state, second.pushed, second.pending) == ("idle", 19, 1)
    assert ann.entry(culprit).state is EntryState.PARKED
    assert ann.entry(culprit).retry_at == clock.now_ms() + 25_000


async def test_a_change_that_fails_alone_is_sent_again_under_its_id_once_then_it_counts_as_failed(ann, server, clock):
    ref = await ann.add("company", name="Acme")
    server.breaks_on = lambda change: True
    await ann.sync()
    await ann.sync()
    sealed = ann.entry(ref).seal
    assert sealed is not None
    waits = []
    for _ in range(5):
        retry_at = ann.entry(ref).retry_at
        waits.append(retry_at - clock.now_ms())
        clock.seconds += waits[-1] / 1000
        await ann.sync()
        await ann.sync()
    assert waits == [25_000, 120_000, 600_000, 3_600_000, 18_000_000]
    assert ann.entry(ref).state is EntryState.QUARANTINED
    assert [error.code for error in ann.entry(ref).errors] == ["server_fault"]


async def test_a_batch_that_is_too_large_is_halved_and_a_change_that_is_too_large_alone_is_refused(ann, server):
    refs = [await ann.add("company", name=f"company {number}") for number in range(8)]
    server.most_changes = 2
    assert (await ann.sync()).pushed == 8
    await ann.set(refs[0], industry="huge")
    server.most_changes = 0
    report = await ann.sync()
    assert report.quarantined == 1
    assert [error.code for error in ann.entry(refs[0]).errors] == ["too_large"]


async def test_halving_goes_on_after_the_network_broke_in_the_middle_of_it(ann, server, monkeypatch):
    refs = [await ann.add("company", name=f"company {number}") for number in range(8)]
    server.breaks_on = lambda change: change.id == refs[5].id
    await ann.sync()
    outgoing = server.outgoing
    calls = []

    def flaky(user, changes, seen):
        calls.append(len(changes))
        if len(calls) == 3:
            raise Offline("no network")
        return outgoing(user, changes, seen)

    monkeypatch.setattr(server, "outgoing", flaky)
    assert (await ann.sync()).state == "offline"
    assert (await ann.sync()).state == "idle"
    assert len(server.history.log) == 7
    assert calls[:4] == [8, 4, 4, 4]


async def test_an_entry_dropped_while_its_change_is_under_way_stays_dropped(ann, server, monkeypatch):
    ref = await ann.add("company", name="Acme")
    outgoing = server.outgoing

    def dropping(user, changes, seen):
        tables = ann.store.tables
        tables.entries = {}
        return outgoing(user, changes, seen)

    monkeypatch.setattr(server, "outgoing", dropping)
    report = await ann.sync()
    assert report.state == "idle"
    assert ann.tx.entry(ref) is None


async def test_a_record_deleted_while_its_create_is_under_way_is_deleted_there_too(ann, server, monkeypatch):
    ref = await ann.add("company", name="Acme")
    push = ann.remote.push

    async def slow(changes, seen):
        answer = await push(changes, seen)
        if len(server.history.log) == 1:
            await delete_record(ann.desk, ref)
        return answer

    monkeypatch.setattr(ann.remote, "push", slow)
    await ann.sync()
    assert server.history.records[ref].deleted


async def test_a_gateway_that_fails_after_the_change_was_applied_makes_no_conflict(ann, server, monkeypatch, clock):
    ref = await ann.add("company", name="Acme")
    outgoing = server.outgoing

    def hidden(user, changes, seen):
        outgoing(user, changes, seen)
        raise ServerFault("502")

    with monkeypatch.context() as patched:
        patched.setattr(server, "outgoing", hidden)
        await ann.sync()
        await ann.set(ref, name="Acme & Sons")
        await ann.sync()
    clock.seconds += 30
    report = await ann.sync()
    assert (report.pushed, report.conflicts, report.pending) == (2, 0, 0)
    assert server.history.records[ref].fields["name"] == "Acme & Sons"


async def test_too_large_for_a_proxy_is_no_fault_of_the_server(ann, server, monkeypatch):
    await ann.add("company", name="Acme")
    outgoing = server.outgoing
    asked = []

    def small(user, changes, seen):
        asked.append(len(changes))
        if len(asked) == 1:
            raise ServerFault("500")
        if len(changes) > 1:
            raise TooLarge("413")
        return outgoing(user, changes, seen)

    await ann.add("company", name="Bolt")
    monkeypatch.setattr(server, "outgoing", small)
    await ann.sync()
    assert (await ann.sync()).pushed == 2
    assert asked == [2, 2, 1, 1]
