from dataclasses import replace

import pytest

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Busy, FieldError, NotFound
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import Change, EntryState, Ref
from crmdesk.operations.outbox import count_outbox, drop_entry, list_outbox, retry_entry
from crmdesk.operations.policy import read_policy, set_policy
from crmdesk.operations.records import add_record, delete_record, set_fields
from crmdesk.operations.undo import undo_last


async def marked(place, ref, **changes):
    def work(tx):
        tx.put_entry(replace(tx.entry(ref), **changes))

    await place.store.write(work)


async def test_the_outbox_shows_what_the_remote_does_not_have_in_the_order_it_goes_out(place):
    contact = await place.synced("contact", 1, first_name="Ada", job_title="CEO")
    gone = await place.synced("contact", 2, first_name="Old")
    await set_fields(place.desk, contact, {"first_name": "Eda"})
    await delete_record(place.desk, gone)
    company, _ = await add_record(place.desk, "company", {"name": "Sun"})
    items = await list_outbox(place.desk)
    assert [item.ref for item in items] == [company, contact, gone]
    assert [dict(item.fields) for item in items[1:]] == [{"first_name": "Eda"}, {"deleted": True}]
    assert items[0].fields["name"] == "Sun"
    assert {item.state for item in items} == {EntryState.WAITING}
    assert (await count_outbox(place.desk)).pending == 3


async def test_a_refused_entry_says_why_and_can_be_tried_again(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada"})
    why = FieldError("first_name", "not_unique", "taken")
    await marked(place, ref, state=EntryState.QUARANTINED, errors=(why,), tries=6)
    (item,) = await list_outbox(place.desk)
    assert (item.state, item.errors) == (EntryState.QUARANTINED, (why,))
    assert await retry_entry(place.desk, ref)
    entry = await place.entry(ref)
    assert (entry.state, entry.errors, entry.tries) == (EntryState.WAITING, (), 0)
    assert not await retry_entry(place.desk, ref)


async def test_dropping_puts_the_record_back_as_the_remote_has_it(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    await drop_entry(place.desk, ref)
    assert (await place.record(ref)).fields["first_name"] == "Ada"
    assert await place.entry(ref) is None


async def test_dropping_what_the_remote_never_had_removes_it(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada"})
    await drop_entry(place.desk, ref)
    assert await place.record(ref) is None
    assert await list_outbox(place.desk) == []


async def test_what_was_dropped_waits_again_as_it_did(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    why = FieldError("first_name", "not_unique", "taken")
    await marked(place, ref, state=EntryState.QUARANTINED, errors=(why,), tries=6)
    before = await place.record(ref), await place.entry(ref)
    await drop_entry(place.desk, ref)
    undone = await undo_last(place.desk)
    assert (undone.what, undone.fields, undone.kept) == ("dropped", ("first_name",), ())
    assert (await place.record(ref), await place.entry(ref)) == before
    assert place.announced[-1] == undone.changes == Changes.of([ref])
    assert (await undo_last(place.desk)).what == "changed"


async def test_a_dropped_record_that_the_remote_never_had_is_here_again(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada"})
    before = await place.record(ref), await place.entry(ref)
    await drop_entry(place.desk, ref)
    assert (await undo_last(place.desk)).kept == ()
    assert (await place.record(ref), await place.entry(ref)) == before


async def test_dropped_values_come_back_by_an_edit_where_nothing_newer_stands(place):
    ref = await place.synced("contact", 1, first_name="Ada", job_title="CEO")
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    await drop_entry(place.desk, ref)
    await place.synced("contact", 1, rev=6, first_name="Ada", job_title="Chair")
    undone = await undo_last(place.desk)
    assert (undone.fields, undone.kept) == (("first_name",), ("job_title",))
    fields = (await place.record(ref)).fields
    assert (fields["first_name"], fields["job_title"]) == ("Eda", "Chair")
    entry = await place.entry(ref)
    assert (entry.base.rev, set(entry.edited)) == (6, {"first_name"})


async def test_a_dropped_deletion_does_not_come_back_over_what_somebody_changed_since(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    await delete_record(place.desk, ref)
    await drop_entry(place.desk, ref)
    await place.synced("contact", 1, rev=6, first_name="Ada", job_title="Chair")
    assert (await undo_last(place.desk)).kept == ("deleted",)
    assert not (await place.record(ref)).deleted


async def test_a_dropped_record_that_the_remote_had_after_all_is_left_as_it_has_it(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada", "job_title": "CEO"})
    made = await place.record(ref)
    await drop_entry(place.desk, ref)
    there = replace(made, rev=6).with_fields({"job_title": "Chair"})
    await place.store.write(lambda tx: tx.put_records([there]))
    assert (await undo_last(place.desk)).fields == ()
    assert await place.record(ref) == there


async def test_what_is_under_way_cannot_be_dropped(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada"})
    await marked(place, ref, state=EntryState.SENT, seal=Change("c1", ref.kind, ref.id, None, {"first_name": "Ada"}))
    with pytest.raises(Busy):
        await drop_entry(place.desk, ref)
    assert await place.record(ref) is not None


async def test_nothing_to_retry_or_drop_is_not_found(place):
    for verb in (retry_entry, drop_entry):
        with pytest.raises(NotFound):
            await verb(place.desk, Ref("contact", "00000000-0000-7000-8000-000000000000"))


async def test_the_policy_is_last_write_wins_until_set(place):
    assert await read_policy(place.desk) is Policy.LAST_WRITE_WINS
    await set_policy(place.desk, Policy.ASK)
    assert await read_policy(place.desk) is Policy.ASK
    assert place.announced[-1].sync
