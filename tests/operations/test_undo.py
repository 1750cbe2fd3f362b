from dataclasses import replace

import pytest

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Forbidden
from crmdesk.domain.records import Conflict, ConflictState, FieldConflict
from crmdesk.domain.undo import ResolveStep
from crmdesk.operations.editing import Editing
from crmdesk.operations.records import add_record, delete_record, restore_record, set_fields
from crmdesk.operations.tasks import complete_task
from crmdesk.operations.transfer.inward import import_records
from crmdesk.operations.undo import step_of, undo_last, undo_step


@pytest.fixture
async def ref(place):
    return await place.synced("contact", 1, first_name="Ada", job_title="CEO", tags=["old"])


async def arrives(place, ref, **fields):
    await place.store.write(lambda tx: tx.put_records([tx.record(ref).with_fields(fields)]))


async def test_a_changed_field_gets_its_old_value_back_and_nothing_is_left_to_send(place, ref):
    await set_fields(place.desk, ref, {"job_title": "CTO", "tags": ["new"]})
    undone = await undo_last(place.desk)
    assert (undone.ref, undone.what, set(undone.fields), undone.kept) == (ref, "changed", {"job_title", "tags"}, ())
    fields = (await place.record(ref)).fields
    assert (fields["job_title"], fields["tags"]) == ("CEO", ["old"])
    assert await place.entry(ref) is None
    assert place.announced[-1] == Changes.of([ref])
    assert await undo_last(place.desk) is None


async def test_steps_are_taken_back_from_the_newest_on(place, ref):
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    await set_fields(place.desk, ref, {"job_title": "CFO"})
    await undo_last(place.desk)
    assert (await place.record(ref)).fields["job_title"] == "CTO"
    await undo_last(place.desk)
    assert (await place.record(ref)).fields["job_title"] == "CEO"


async def test_a_field_that_somebody_changed_since_is_left_and_named(place, ref):
    await set_fields(place.desk, ref, {"job_title": "CTO", "first_name": "Eda"})
    await arrives(place, ref, job_title="Chair")
    undone = await undo_last(place.desk)
    assert (undone.fields, undone.kept) == (("first_name",), ("job_title",))
    fields = (await place.record(ref)).fields
    assert (fields["job_title"], fields["first_name"]) == ("Chair", "Ada")


async def test_an_amount_stays_in_a_currency_that_somebody_changed_since(place):
    deal = await place.synced("deal", 1, title="Pumps", amount="100", currency="RUB")
    await set_fields(place.desk, deal, {"amount": "200", "title": "Pump"})
    await arrives(place, deal, currency="USD")
    undone = await undo_last(place.desk)
    assert (undone.fields, undone.kept) == (("title",), ("amount",))
    fields = (await place.record(deal)).fields
    assert (fields["amount"], fields["currency"]) == ("200.00", "USD")


async def test_a_record_made_here_stays_once_somebody_has_changed_it(place):
    made, _ = await add_record(place.desk, "contact", {"last_name": "Petrova"})
    await place.sent(made)
    await arrives(place, made, job_title="CTO")
    undone = await undo_last(place.desk)
    assert (undone.what, undone.fields, undone.kept, undone.changes) == ("added", (), ("deleted",), Changes())
    assert not (await place.record(made)).deleted


async def test_a_record_restored_here_stays_once_somebody_has_changed_it(place, ref):
    await delete_record(place.desk, ref)
    await restore_record(place.desk, ref)
    await arrives(place, ref, address="Omsk")
    assert (await undo_last(place.desk)).kept == ("deleted",)
    assert not (await place.record(ref)).deleted


async def test_a_record_made_and_changed_here_is_taken_back_step_by_step(place):
    made, _ = await add_record(place.desk, "deal", {"title": "Pumps", "amount": "100"})
    await set_fields(place.desk, made, {"amount": "200"})
    assert (await undo_last(place.desk)).what == "changed"
    assert (await undo_last(place.desk)).fields == ("deleted",)
    assert await place.entry(made) is None


async def test_a_sent_change_is_taken_back_by_a_new_one(place, ref):
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    await place.sent(ref, rev=6)
    await undo_last(place.desk)
    assert (await place.record(ref)).fields["job_title"] == "CEO"
    assert (await place.entry(ref)).base.fields["job_title"] == "CTO"


async def test_a_deletion_a_restoration_and_a_creation_are_turned_round(place, ref):
    await delete_record(place.desk, ref)
    assert (await undo_last(place.desk)).what == "deleted"
    assert not (await place.record(ref)).deleted
    await delete_record(place.desk, ref)
    await restore_record(place.desk, ref)
    assert (await undo_last(place.desk)).what == "restored"
    assert (await place.record(ref)).deleted
    made, _ = await add_record(place.desk, "contact", {"last_name": "Petrova"})
    assert (await undo_last(place.desk)).what == "added"
    assert (await place.record(made)) is None or (await place.record(made)).deleted


async def test_what_is_deleted_meanwhile_stays_deleted(place, ref):
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    await place.store.write(lambda tx: tx.put_records([replace(tx.record(ref), deleted=True)]))
    undone = await undo_last(place.desk)
    assert (undone.fields, undone.kept, undone.changes) == ((), ("job_title",), Changes())
    assert (await place.record(ref)).deleted


async def test_a_done_task_is_open_again_with_no_moment(place):
    task = await place.synced("task", 1, title="Call", done=False)
    await complete_task(place.desk, task.id)
    await undo_last(place.desk)
    fields = (await place.record(task)).fields
    assert (fields["done"], fields["done_at"]) == (False, None)


async def test_a_value_that_is_not_accepted_any_more_blocks_no_older_step(place, ref):
    company = await place.synced("company", 2, name="Sun")
    await set_fields(place.desk, ref, {"company_id": company.id})
    await set_fields(place.desk, ref, {"company_id": None})
    await place.store.write(lambda tx: tx.put_records([replace(tx.record(company), deleted=True)]))
    assert (await undo_last(place.desk)).kept == ("company_id",)
    assert (await undo_last(place.desk)).what == "changed"


async def test_a_toast_takes_back_its_own_step_once(place, ref):
    assert await step_of(place.desk, ref, "job_title") is None
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    await set_fields(place.desk, ref, {"first_name": "Eda"})
    number = await step_of(place.desk, ref, "job_title")
    assert (await undo_step(place.desk, number)).fields == ("job_title",)
    assert await undo_step(place.desk, number) is None
    assert (await undo_last(place.desk)).fields == ("first_name",)


async def test_an_edit_that_changes_nothing_and_an_import_leave_no_step(place, ref):
    await set_fields(place.desk, ref, {"job_title": "CEO"})
    await import_records(place.desk, "contact", "csv", b"last_name\nPetrova\n")
    assert await undo_last(place.desk) is None


async def test_what_is_not_allowed_any_more_blocks_no_older_step(place, ref, monkeypatch):
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    await set_fields(place.desk, ref, {"source": "fair"})

    def forbidden(self, kind):
        raise Forbidden("only admin may change it")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Editing, "check_allowed", forbidden)
        assert (await undo_last(place.desk)).kept == ("source",)
    assert (await undo_last(place.desk)).fields == ("job_title",)


@pytest.fixture
async def decided(place, ref):
    """An open conflict decided for the other side, as `resolve_conflict` leaves it."""
    await set_fields(place.desk, ref, {"job_title": "CTO"})
    versions = FieldConflict("CEO", "CTO", "Chair", None)
    conflict = Conflict("k", ref.kind, ref.id, ConflictState.OPEN, 1, None, {"job_title": versions})

    def work(tx):
        before, entry = tx.record(ref), tx.entry(ref)
        after = before.with_fields({"job_title": "Chair"})
        tx.put_records([after])
        tx.drop_entry(ref)
        settled = replace(
            conflict, state=ConflictState.SETTLED, fields={"job_title": replace(versions, result="Chair")}
        )
        tx.put_conflict(settled)
        tx.add_undo(ResolveStep(place.clock.ms, before, after, entry, None, conflict))

    await place.store.write(work)
    return conflict


async def test_a_decision_is_open_again(place, ref, decided):
    assert (await undo_last(place.desk)).what == "decided"
    assert await place.store.read(lambda tx: tx.conflict("k")) == decided
    assert (await place.record(ref)).fields["job_title"] == "CTO"
    assert await place.entry(ref) is not None


async def test_a_decision_over_which_the_record_moved_is_turned_round_by_an_edit(place, ref, decided):
    await arrives(place, ref, first_name="Eda")
    undone = await undo_last(place.desk)
    assert undone.fields == ("job_title",)
    conflict = await place.store.read(lambda tx: tx.conflict(decided.id))
    assert (conflict.state, conflict.fields["job_title"].result) == (ConflictState.SETTLED, "CTO")
    fields = (await place.record(ref)).fields
    assert (fields["job_title"], fields["first_name"]) == ("CTO", "Eda")
