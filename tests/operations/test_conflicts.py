import pytest

from crmdesk.domain.entries import Moment
from crmdesk.domain.errors import NotFound, Outdated, Refused
from crmdesk.domain.ports import Policy
from crmdesk.domain.rebase import Here, Terms, accept
from crmdesk.domain.records import ConflictState, EntryState, FieldConflict
from crmdesk.domain.suggestions import Reason
from crmdesk.operations.conflicts import (
    keep_picks,
    keep_two_records,
    list_conflicts,
    open_dispute,
    resolve_conflict,
    show_conflict,
)
from crmdesk.operations.outbox import drop_entry
from crmdesk.operations.records import delete_record, set_fields, show_record
from crmdesk.operations.undo import undo_last
from tests.operations.desks import ANNA


@pytest.fixture
async def ref(place):
    return await place.synced("contact", 1, first_name="Ada", job_title="CEO")


async def meet(place, ref, policy, *, rev=6, at=0, deleted=False, **theirs):
    """A change of another desk comes in, as a pull takes it."""

    def work(tx):
        record, entry = tx.record(ref), tx.entry(ref)
        base = entry.base if entry else record
        incoming = type(base)(
            kind=ref.kind,
            id=ref.id,
            rev=rev,
            fields={**base.fields, **theirs},
            deleted=deleted,
            edited=dict.fromkeys(theirs, at),
            updated_by="boris",
        )
        terms = Terms(policy, ANNA.user_id, Moment(place.clock.ms))
        rebased = accept(Here(record, entry, tx.open_conflict(ref)), incoming, terms)
        tx.put_records([rebased.record])
        if rebased.entry:
            tx.put_entry(rebased.entry)
        else:
            tx.drop_entry(ref)
        for conflict in rebased.conflicts:
            tx.put_conflict(conflict)

    await place.store.write(work)
    (conflict,) = await list_conflicts(place.desk)
    return conflict


async def test_an_open_conflict_is_decided_by_a_side(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    assert conflict.state is ConflictState.OPEN
    assert (await show_record(place.desk, ref)).conflict
    await resolve_conflict(place.desk, conflict.id, "theirs", {})
    assert (await place.record(ref)).fields["first_name"] == "Ida"
    assert (await show_conflict(place.desk, conflict.id)).state is ConflictState.SETTLED


async def test_a_side_and_then_single_fields(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida", job_title="CFO")
    await resolve_conflict(place.desk, conflict.id, "mine", {"job_title": " COO "})
    fields = (await place.record(ref)).fields
    assert (fields["first_name"], fields["job_title"]) == ("Eda", "COO")
    entry = await place.entry(ref)
    assert entry.state is EntryState.WAITING
    assert entry.lost["job_title"].value == "CFO"


async def test_a_settled_conflict_is_turned_round_as_an_ordinary_edit(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.LAST_WRITE_WINS, at=place.clock.ms + 5_000, first_name="Ida")
    assert conflict.state is ConflictState.SETTLED
    assert (await place.record(ref)).fields["first_name"] == "Ida"
    changes = await resolve_conflict(place.desk, conflict.id, "mine", {})
    assert (await place.record(ref)).fields["first_name"] == "Eda"
    assert await place.entry(ref) is not None
    assert place.announced[-1] == changes


async def test_a_field_of_an_open_conflict_left_undecided_is_named(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida", job_title="CFO")
    with pytest.raises(Refused, match="job_title"):
        await resolve_conflict(place.desk, conflict.id, None, {"first_name": "Ada"})
    assert (await show_conflict(place.desk, conflict.id)).state is ConflictState.OPEN


async def test_a_bad_value_decides_nothing(place, ref):
    await set_fields(place.desk, ref, {"emails": [{"value": "eda@example.com", "label": None}]})
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    with pytest.raises(Refused, match="emails"):
        await resolve_conflict(place.desk, conflict.id, "mine", {"emails": ["nonsense"]})
    assert (await show_conflict(place.desk, conflict.id)).state is ConflictState.OPEN


async def test_a_deletion_is_a_side(place, ref):
    await delete_record(place.desk, ref)
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    await resolve_conflict(place.desk, conflict.id, "theirs", {})
    assert (await show_record(place.desk, ref)).record.fields["first_name"] == "Ida"


async def test_dropping_the_entry_of_an_open_conflict_takes_theirs(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    await drop_entry(place.desk, ref)
    assert (await place.record(ref)).fields["first_name"] == "Ida"
    settled = await show_conflict(place.desk, conflict.id)
    assert (settled.state, settled.fields["first_name"].result) == (ConflictState.SETTLED, "Ida")


async def test_what_was_dropped_of_an_open_conflict_is_disputed_again(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    before = await place.record(ref), await place.entry(ref)
    await drop_entry(place.desk, ref)
    assert (await undo_last(place.desk)).what == "dropped"
    assert (await place.record(ref), await place.entry(ref)) == before
    assert await show_conflict(place.desk, conflict.id) == conflict


async def test_a_dropped_side_that_comes_back_over_a_record_that_moved_is_the_result(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida", job_title="CFO")
    await drop_entry(place.desk, ref)
    await meet(place, ref, Policy.ASK, rev=7, job_title="Chair")
    undone = await undo_last(place.desk)
    assert (undone.fields, undone.kept) == (("first_name",), ("job_title",))
    settled = await show_conflict(place.desk, conflict.id)
    assert settled.state is ConflictState.SETTLED
    assert [settled.fields[name].result for name in ("first_name", "job_title")] == ["Eda", "CFO"]


async def test_no_such_conflict_is_not_found(place):
    with pytest.raises(NotFound):
        await resolve_conflict(place.desk, "nosuch", "mine", {})


async def test_what_only_one_side_changed_is_noted_and_can_be_turned_round_in_the_decision(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida", address="Omsk")
    assert conflict.merged == {
        "job_title": FieldConflict("CEO", "CTO", "CEO", "CTO"),
        "address": FieldConflict(None, None, "Omsk", "Omsk"),
    }
    await resolve_conflict(place.desk, conflict.id, "mine", {"job_title": "CEO", "address": None})
    fields = (await place.record(ref)).fields
    assert (fields["first_name"], fields["job_title"], fields["address"]) == ("Eda", "CEO", None)
    entry = await place.entry(ref)
    assert set(entry.edited) == {"first_name", "address"}
    settled = await show_conflict(place.desk, conflict.id)
    assert settled.merged["address"].result is None


async def test_a_later_change_there_keeps_what_the_person_had_before_the_first(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    await meet(place, ref, Policy.ASK, first_name="Ida", address="Omsk")
    conflict = await meet(place, ref, Policy.ASK, rev=7, address="Tomsk", source="fair")
    assert set(conflict.fields) == {"first_name"}
    assert conflict.merged["address"] == FieldConflict(None, None, "Tomsk", "Tomsk")
    assert conflict.merged["job_title"] == FieldConflict("CEO", "CTO", "CEO", "CTO")
    assert conflict.merged["source"] == FieldConflict(None, None, "fair", "fair")


async def test_a_conflict_settled_by_itself_notes_the_one_sided_changes_too(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.LAST_WRITE_WINS, at=place.clock.ms, first_name="Ida", address="Omsk")
    assert set(conflict.merged) == {"address"}


async def test_a_decision_is_taken_back_whole(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    before = await place.record(ref), await place.entry(ref)
    await resolve_conflict(place.desk, conflict.id, "theirs", {})
    assert await place.entry(ref) is None
    assert (await undo_last(place.desk)).what == "decided"
    assert await show_conflict(place.desk, conflict.id) == conflict
    assert (await place.record(ref), await place.entry(ref)) == before


async def test_both_are_kept_as_two_records(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda", "job_title": "CTO"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida", address="Omsk")
    made, _ = await keep_two_records(place.desk, conflict.id)
    theirs, mine = await place.record(ref), await place.record(made)
    assert [theirs.fields[name] for name in ("first_name", "job_title", "address")] == ["Ida", "CEO", "Omsk"]
    assert [mine.fields[name] for name in ("first_name", "job_title", "address")] == ["Eda", "CTO", "Omsk"]
    assert await place.entry(ref) is None
    assert (await place.entry(made)).is_create
    assert (await show_conflict(place.desk, conflict.id)).state is ConflictState.SETTLED


async def test_keeping_both_is_one_step_and_taken_back_whole(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    before = await place.record(ref), await place.entry(ref)
    made, _ = await keep_two_records(place.desk, conflict.id)
    await undo_last(place.desk)
    assert await show_conflict(place.desk, conflict.id) == conflict
    assert (await place.record(ref), await place.entry(ref)) == before
    assert (await place.record(made)).deleted
    assert await place.entry(made) is None
    assert (await undo_last(place.desk)).what == "changed"


async def test_the_second_record_stays_where_my_version_cannot_come_back(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    made, _ = await keep_two_records(place.desk, conflict.id)
    await meet(place, ref, Policy.ASK, rev=7, first_name="Una")
    undone = await undo_last(place.desk)
    assert (undone.kept, undone.second_stays) == (("first_name",), True)
    assert not (await place.record(made)).deleted


async def test_the_second_record_stays_once_somebody_has_changed_it(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    made, _ = await keep_two_records(place.desk, conflict.id)
    await place.store.write(lambda tx: tx.put_records([tx.record(made).with_fields({"address": "Omsk"})]))
    undone = await undo_last(place.desk)
    assert (undone.kept, undone.second_stays) == ((), True)
    assert await show_conflict(place.desk, conflict.id) == conflict
    assert not (await place.record(made)).deleted


async def test_a_second_product_has_no_number_of_the_first_unless_it_is_its_own(place):
    pump = await place.synced("product", 1, name="Pump", sku="P-1")
    await set_fields(place.desk, pump, {"name": "My pump"})
    conflict = await meet(place, pump, Policy.ASK, name="Their pump")
    made, _ = await keep_two_records(place.desk, conflict.id)
    fields = (await place.record(made)).fields
    assert (fields["name"], fields["sku"]) == ("My pump", None)
    await undo_last(place.desk)
    await set_fields(place.desk, pump, {"sku": "P-2"})
    made, _ = await keep_two_records(place.desk, conflict.id)
    assert (await place.record(made)).fields["sku"] == "P-2"


async def test_a_second_deal_has_items_of_its_own(place):
    item = {"id": "0190b7a1-0000-7000-8000-000000000001", "name": "Pump", "price": "10.00", "quantity": 1}
    deal = await place.synced("deal", 1, title="Pumps", currency="RUB", items=[item], amount="10.00")
    await set_fields(place.desk, deal, {"title": "My pumps"})
    conflict = await meet(place, deal, Policy.ASK, title="Their pumps")
    made, _ = await keep_two_records(place.desk, conflict.id)
    (kept,) = (await place.record(made)).fields["items"]
    assert kept["id"] != item["id"]
    assert {**kept, "id": item["id"]} == item


async def test_a_decision_on_versions_that_changed_since_is_refused(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    seen = (await open_dispute(place.desk, conflict.id)).conflict
    await keep_picks(place.desk, conflict.id, {"first_name": {"pick": "mine"}})
    await meet(place, ref, Policy.ASK, rev=7, first_name="Una")
    for decide in (
        resolve_conflict(place.desk, conflict.id, "theirs", {}, seen=seen),
        keep_two_records(place.desk, conflict.id, seen=seen),
    ):
        with pytest.raises(Outdated):
            await decide
    assert (await show_conflict(place.desk, conflict.id)).state is ConflictState.OPEN
    seen = (await open_dispute(place.desk, conflict.id)).conflict
    await keep_picks(place.desk, conflict.id, {})
    await resolve_conflict(place.desk, conflict.id, "theirs", {}, seen=seen)
    assert (await place.record(ref)).fields["first_name"] == "Una"


async def test_a_record_deleted_there_stays_so_while_mine_becomes_a_new_one(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, deleted=True)
    made, _ = await keep_two_records(place.desk, conflict.id)
    assert (await place.record(ref)).deleted
    assert (await place.record(made)).fields["first_name"] == "Eda"


async def test_choices_so_far_are_kept_until_the_decision(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, first_name="Ida")
    await keep_picks(place.desk, conflict.id, {"first_name": {"pick": "mine"}})
    assert (await show_conflict(place.desk, conflict.id)).picks == {"first_name": {"pick": "mine"}}
    await resolve_conflict(place.desk, conflict.id, "mine", {})
    await keep_picks(place.desk, conflict.id, {"first_name": {"pick": "theirs"}})
    assert (await show_conflict(place.desk, conflict.id)).picks == {}


async def test_a_dispute_shows_my_value_as_it_is_now_and_all_that_waits(place, ref):
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    conflict = await meet(place, ref, Policy.ASK, at=place.clock.ms + 5_000, first_name="Ida")
    await set_fields(place.desk, ref, {"first_name": "Edda"})
    dispute = await open_dispute(place.desk, conflict.id)
    assert dispute.conflict.fields["first_name"].mine == "Edda"
    assert dispute.waiting == (conflict.id,)
    assert dispute.suggested["first_name"].reason is Reason.NEWER
