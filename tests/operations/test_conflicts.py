import pytest

from crmdesk.domain.entries import Moment
from crmdesk.domain.errors import NotFound, Refused
from crmdesk.domain.ports import Policy
from crmdesk.domain.rebase import Here, Terms, accept
from crmdesk.domain.records import ConflictState, EntryState
from crmdesk.operations.conflicts import list_conflicts, resolve_conflict, show_conflict
from crmdesk.operations.outbox import drop_entry
from crmdesk.operations.records import delete_record, set_fields, show_record
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


async def test_no_such_conflict_is_not_found(place):
    with pytest.raises(NotFound):
        await resolve_conflict(place.desk, "nosuch", "mine", {})
