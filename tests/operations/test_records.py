import pytest

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Forbidden, NotFound, Refused
from crmdesk.domain.ids import uuid7
from crmdesk.domain.records import EditTime, Ref
from crmdesk.operations.records import (
    add_record,
    delete_record,
    restore_record,
    save_typed,
    set_fields,
    show_record,
)
from tests.operations.desks import ANNA, START, START_MOMENT


def errors_of(refused):
    return [(error.field, error.code) for error in refused.value.errors]


async def test_a_new_contact_is_stored_waits_to_be_sent_and_is_announced(place):
    ref, changes = await add_record(place.desk, "contact", {"last_name": " Petrova ", "phones": ["8 912 123-45-67"]})
    record = await place.record(ref)
    assert record.fields["last_name"] == "Petrova"
    assert record.fields["owner_id"] == ANNA.user_id
    assert record.fields["tags"] == []
    assert (await place.entry(ref)).base is None
    assert place.announced == [changes] == [Changes.of([ref])]


@pytest.mark.parametrize(
    ("kind", "given", "filled"),
    [
        ("task", {"title": "Call"}, {"type": "other", "done": False, "owner_id": ANNA.user_id}),
        ("communication", {"type": "call"}, {"happened_at": START_MOMENT, "author_id": ANNA.user_id}),
        ("product", {"name": "Pump", "price": "10.50"}, {"active": True, "currency": "RUB"}),
        ("deal", {"title": "Pumps", "amount": "100.00"}, {"currency": "RUB"}),
        ("deal", {"title": "Pumps", "amount": "100.00", "currency": "EUR"}, {"currency": "EUR"}),
        ("product", {"name": "Pump"}, {"currency": None}),
    ],
)
async def test_what_is_not_given_is_filled_in(place, kind, given, filled):
    ref, _ = await add_record(place.desk, kind, given)
    fields = (await place.record(ref)).fields
    assert {name: fields[name] for name in filled} == filled


async def test_every_refused_field_is_named_and_nothing_is_stored(place):
    with pytest.raises(Refused) as refused:
        await add_record(place.desk, "company", {"name": "Sun", "inn": "7707083894", "emails": ["nonsense"]})
    assert {field for field, _ in errors_of(refused)} == {"inn", "emails[0].value"}
    assert place.announced == []
    assert await place.store.read(lambda tx: tx.all_entries()) == []


async def test_a_required_field_left_out_or_emptied_is_refused(place):
    with pytest.raises(Refused) as refused:
        await add_record(place.desk, "task", {})
    assert errors_of(refused) == [("title", "required")]
    ref, _ = await add_record(place.desk, "task", {"title": "Call"})
    with pytest.raises(Refused) as refused:
        await set_fields(place.desk, ref, {"title": "  "})
    assert errors_of(refused) == [("title", "required")]


async def test_an_edit_is_stamped_with_the_clock_and_the_measured_offset(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    place.clock.ms = START + 5_000
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    entry = await place.entry(ref)
    assert entry.edited == {"first_name": EditTime(START + 5_000, None)}
    assert entry.base.fields["first_name"] == "Ada"


async def test_setting_the_value_that_is_there_changes_and_announces_nothing(place):
    ref = await place.synced("contact", 1, first_name="Ada", phones=[{"value": "+79121234567", "label": None}])
    assert not await set_fields(place.desk, ref, {"first_name": "Ada ", "phones": [{"value": "8 (912) 1234567"}]})
    assert await place.entry(ref) is None
    assert place.announced == []


async def test_what_is_typed_over_a_value_that_was_not_seen_is_refused_and_saved_once_it_was(place):
    ref = await place.synced("contact", 1, job_title="CTO")
    seen = (await place.record(ref)).fields
    await set_fields(place.desk, ref, {"job_title": "CEO"})
    with pytest.raises(Refused) as refused:
        await save_typed(place.desk, ref, {"job_title": "CFO"}, began=seen, seen=seen)
    assert errors_of(refused) == [("job_title", "changed_meanwhile")]
    assert (await place.record(ref)).fields["job_title"] == "CEO"
    now = (await place.record(ref)).fields
    assert await save_typed(place.desk, ref, {"job_title": " CFO "}, began=seen, seen=now) == {"job_title": "CFO"}
    assert (await place.record(ref)).fields["job_title"] == "CFO"


async def test_what_another_field_holds_by_now_does_not_hinder_a_save(place):
    ref = await place.synced("contact", 1, job_title="CTO")
    seen = (await place.record(ref)).fields
    await set_fields(place.desk, ref, {"source": "fair"})
    await save_typed(place.desk, ref, {"job_title": "CFO"}, began=seen, seen=seen)
    fields = (await place.record(ref)).fields
    assert (fields["job_title"], fields["source"]) == ("CFO", "fair")


async def test_saving_what_was_typed_tells_what_followed_from_it(place):
    deal = await place.synced("deal", 1, title="Pumps")
    seen = (await place.record(deal)).fields
    known = await save_typed(place.desk, deal, {"amount": "100"}, began=seen, seen=seen)
    assert known == {"amount": "100.00", "currency": "RUB"}


async def test_an_edit_taken_back_leaves_nothing_to_send(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    await set_fields(place.desk, ref, {"first_name": "Ada"})
    assert await place.entry(ref) is None


async def test_only_what_is_changed_is_judged_not_what_the_record_holds(place):
    ref = await place.synced("company", 1, name="Sun", inn="123")
    await set_fields(place.desk, ref, {"name": "Moon", "inn": "123"})
    assert (await place.record(ref)).fields["name"] == "Moon"


async def test_an_unknown_field_is_refused_by_name(place):
    ref = await place.synced("contact", 1)
    with pytest.raises(Refused) as refused:
        await set_fields(place.desk, ref, {"nosuch": "1"})
    assert errors_of(refused) == [("nosuch", "unknown_field")]


async def test_a_deleted_record_is_gone_from_view_and_comes_back_whole(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    await delete_record(place.desk, ref)
    assert (await place.entry(ref)) is not None
    with pytest.raises(NotFound):
        await show_record(place.desk, ref)
    with pytest.raises(NotFound):
        await set_fields(place.desk, ref, {"first_name": "Eda"})
    with pytest.raises(NotFound):
        await delete_record(place.desk, ref)
    await restore_record(place.desk, ref)
    assert (await show_record(place.desk, ref)).record.fields["first_name"] == "Ada"
    assert await place.entry(ref) is None


async def test_deleting_what_was_never_sent_leaves_nothing_to_send(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada"})
    await delete_record(place.desk, ref)
    assert await place.entry(ref) is None
    await restore_record(place.desk, ref)
    assert (await place.entry(ref)).base is None


async def test_a_record_that_is_not_here_is_not_found(place):
    for verb in (show_record, delete_record, restore_record):
        with pytest.raises(NotFound):
            await verb(place.desk, Ref("contact", uuid7(9, 9)))


async def test_showing_tells_whether_it_was_sent(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada"})
    shown = await show_record(place.desk, ref)
    assert (shown.pending, shown.conflict, shown.quarantined, shown.state) == (True, False, False, "pending")
    await place.sent(ref)
    shown = await show_record(place.desk, ref)
    assert (shown.pending, shown.state) == (False, "synced")


async def test_people_are_changed_by_administrators_on_the_server_only(place):
    ref = await place.synced("user", 1, name="Boris")
    for attempt in (
        add_record(place.desk, "user", {"name": "Eve", "email": "eve@example.com"}),
        set_fields(place.desk, ref, {"name": "Eve"}),
        delete_record(place.desk, ref),
    ):
        with pytest.raises(Refused, match="administrator"):
            await attempt


@pytest.mark.parametrize(
    ("role", "kind", "allowed"),
    [
        ("rep", "pipeline", False),
        ("manager", "pipeline", True),
        ("manager", "custom_field", False),
        ("admin", "custom_field", True),
    ],
)
async def test_pipelines_and_custom_fields_are_for_those_who_may(place, role, kind, allowed):
    await place.sign_in(role=role)
    given = {"pipeline": {"name": "Sales"}, "custom_field": {"kind": "deal", "key": "k", "label": "K", "type": "text"}}
    if allowed:
        ref, _ = await add_record(place.desk, kind, given[kind])
        assert await place.record(ref)
    else:
        with pytest.raises(Forbidden):
            await add_record(place.desk, kind, given[kind])


async def test_a_deleted_record_cannot_be_referred_to_anew_but_an_old_reference_may_stay(place):
    company = await place.synced("company", 1, name="Sun")
    contact = await place.synced("contact", 2, company_id=company.id)
    await delete_record(place.desk, company)
    await set_fields(place.desk, contact, {"company_id": company.id, "first_name": "Ada"})
    with pytest.raises(Refused) as refused:
        await add_record(place.desk, "contact", {"first_name": "Eda", "company_id": company.id})
    assert errors_of(refused) == [("company_id", "reference_deleted")]


async def test_a_reference_to_a_record_that_is_not_on_this_computer_is_taken(place):
    ref, _ = await add_record(place.desk, "contact", {"first_name": "Ada", "company_id": uuid7(9, 9)})
    assert (await place.record(ref)).fields["company_id"] == uuid7(9, 9)


async def test_nothing_is_lost_or_stored_when_nobody_has_signed_in_yet(place):
    fresh = type(place)()
    ref, _ = await add_record(fresh.desk, "contact", {"first_name": "Ada"})
    assert (await fresh.record(ref)).fields["owner_id"] is None
