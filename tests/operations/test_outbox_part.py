"""The beginning of the outbox, as the sync page tells it."""

from dataclasses import replace

from crmdesk.domain.errors import FieldError
from crmdesk.domain.records import EntryState
from crmdesk.operations.outbox_part import read_outbox_part
from crmdesk.operations.records import add_record, delete_record, set_fields


async def test_no_more_is_read_than_is_asked_for_and_all_are_counted(place):
    made = [(await add_record(place.desk, "contact", {"first_name": f"Ada{at}"}))[0] for at in range(4)]
    why = FieldError("first_name", "not_unique", "taken")

    def refuse(tx):
        tx.put_entry(replace(tx.entry(made[0]), state=EntryState.QUARANTINED, errors=(why,)))

    await place.store.write(refuse)
    part = await read_outbox_part(place.desk, refused=5, waiting=2)
    assert [one.ref for one in part.waiting] == made[1:3]
    assert (part.waiting_in_all, part.refused_in_all) == (3, 1)
    assert (part.refused[0].ref, part.refused[0].errors) == (made[0], (why,))
    assert part.waiting[0].before is None


async def test_what_changed_stands_with_what_it_replaces_and_when(place):
    ref = await place.synced("contact", 1, first_name="Ada", job_title="CEO")
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    began = place.clock.now_ms()
    (one,) = (await read_outbox_part(place.desk, 5, 5)).waiting
    assert dict(one.changed) == {"job_title": "CTO"}
    assert one.before is not None
    assert (one.before["job_title"], one.after["job_title"]) == ("CEO", "CTO")
    assert one.edited_at == began
    gone = await place.synced("contact", 2, first_name="Old")
    await delete_record(place.desk, gone)
    part = await read_outbox_part(place.desk, 5, 5)
    assert dict(part.waiting[1].changed) == {"deleted": True}
    assert part.oldest_at == began


async def test_an_empty_outbox_has_no_oldest_edit(place):
    part = await read_outbox_part(place.desk, 5, 5)
    assert (part.waiting, part.refused, part.oldest_at) == ((), (), None)
