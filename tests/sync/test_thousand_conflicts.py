"""Two weeks offline, and everything was edited on both sides (F65)."""

import pytest

from crmdesk.domain.ports import Policy
from crmdesk.domain.records import ConflictState, EntryState, Ref
from crmdesk.operations.conflicts import list_conflicts, resolve_conflict
from crmdesk.operations.policy import set_policy
from tests.sync.conftest import Place

COUNTS = pytest.mark.parametrize("count", [100, pytest.param(1_000, marks=pytest.mark.slow)])


async def edited_on_both_sides(ann: Place, boris: Place, count: int) -> list[Ref]:
    """Boris edited later, and syncs with what Ann has sent by then."""
    refs = [await ann.add("contact", last_name=f"C{number}") for number in range(count)]
    for place in (ann, boris):
        await place.sync()
    for place, title in ((ann, "ann"), (boris, "boris")):
        place.clock.seconds += 1
        for ref in refs:
            await place.set(ref, job_title=title)
    await ann.sync()
    return refs


@COUNTS
async def test_a_thousand_conflicts_settle_in_one_cycle_and_both_sides_learn_of_them(
    ann: Place, boris: Place, count: int
):
    refs = await edited_on_both_sides(ann, boris, count)
    report = await boris.sync()
    assert (report.state, report.pending, report.conflicts) == ("idle", 0, count)
    await ann.sync()
    for place in (ann, boris):
        assert {place.record(ref).fields["job_title"] for ref in refs} == {"boris"}
        listed = await list_conflicts(place.desk)
        assert [conflict.state for conflict in listed] == [ConflictState.SETTLED] * count


@COUNTS
async def test_a_thousand_that_wait_for_a_person_block_nothing_else(ann: Place, boris: Place, count: int):
    await set_policy(boris.desk, Policy.ASK)
    await edited_on_both_sides(ann, boris, count)
    fresh = await boris.add("contact", last_name="Fresh")
    report = await boris.sync()
    assert (report.state, report.pending, report.conflicts) == ("idle", count, count)
    assert {entry.state for entry in boris.tx.all_entries()} == {EntryState.HELD}
    await ann.sync()
    assert ann.record(fresh).fields["last_name"] == "Fresh"
    for conflict in await list_conflicts(boris.desk):
        await resolve_conflict(boris.desk, conflict.id, "mine", {})
    assert (await boris.sync()).pending == 0
