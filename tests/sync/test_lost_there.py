"""Known here, lost on the server: what a restored server lacks and nobody here can send again by itself is listed."""

import pytest

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.records import Change, ConflictState
from crmdesk.operations.conflicts import resolve_conflict
from crmdesk.operations.outbox import drop_entry
from crmdesk.operations.records import delete_record


@pytest.fixture
async def lost(ann, boris, server):
    """A company of Boris's that Ann's desk has and the server has lost; his desk is switched off."""
    backup = server.backup()
    ref = await boris.add("company", name="Acme", tags=["vip"])
    await boris.sync()
    await ann.sync()
    server.restore(backup, announced=False)
    await ann.sync()
    return ref


@pytest.fixture
async def older(ann, boris, server):
    """A company that the server has again as it was before Boris wrote its industry, which Ann's desk has seen."""
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    backup = server.backup()
    await boris.set(ref, industry="steel")
    await boris.sync()
    await ann.sync()
    server.restore(backup, announced=True)
    await ann.sync()
    return ref


def listed(place):
    return [conflict for conflict in place.tx.conflicts() if conflict.state is ConflictState.LOST_THERE]


async def test_a_record_that_only_this_computer_knows_is_listed_with_its_values(ann, boris, server, lost):
    (conflict,) = listed(ann)
    assert (conflict.ref, conflict.by) == (lost, boris.remote.user)
    assert conflict.fields["name"].mine == "Acme"
    assert conflict.fields["tags"].mine == ["vip"]
    assert (conflict.fields[DELETED].mine, conflict.fields[DELETED].theirs) == (False, True)
    assert ann.record(lost).deleted
    assert lost not in server.history.records


async def test_sent_it_is_there_again(ann, server, lost):
    await resolve_conflict(ann.desk, listed(ann)[0].id, "mine", {})
    assert not ann.record(lost).deleted
    report = await ann.sync()
    assert (report.state, report.pending) == ("idle", 0)
    assert server.history.records[lost].fields["name"] == "Acme"
    assert not listed(ann)


async def test_left_nothing_is_sent(ann, server, lost):
    await resolve_conflict(ann.desk, listed(ann)[0].id, "theirs", {})
    assert not listed(ann)
    await ann.sync()
    assert lost not in server.history.records


async def test_it_settles_by_itself_when_its_author_brings_it_back(ann, boris, server, lost):
    await boris.sync()
    await ann.sync()
    assert not listed(ann)
    assert [conflict.state for conflict in ann.tx.conflicts()] == [ConflictState.SETTLED]
    assert ann.record(lost).fields["name"] == server.history.records[lost].fields["name"] == "Acme"
    assert not ann.record(lost).deleted


async def test_a_field_of_which_the_server_holds_an_older_value_is_listed(ann, server, older):
    (conflict,) = listed(ann)
    assert {name: (v.mine, v.theirs) for name, v in conflict.fields.items()} == {"industry": ("steel", None)}
    assert ann.record(older).fields["industry"] is None
    await resolve_conflict(ann.desk, conflict.id, "mine", {})
    await ann.sync()
    assert server.history.records[older].fields["industry"] == "steel"


async def test_a_field_that_its_author_brings_back_needs_no_decision(ann, boris, older):
    await boris.sync()
    await ann.sync()
    assert not listed(ann)
    assert ann.record(older).fields["industry"] == "steel"


async def test_leaving_an_older_value_does_not_touch_what_was_written_since(ann, boris, server, older):
    await ann.set(older, address="Riga")
    await resolve_conflict(ann.desk, listed(ann)[0].id, "theirs", {})
    await ann.sync()
    assert server.history.records[older].fields["address"] == "Riga"


async def test_what_is_sent_again_from_here_is_not_listed(ann, server):
    backup = server.backup()
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await ann.set(ref, industry="steel")
    await ann.sync()
    server.restore(backup, announced=False)
    await ann.sync()
    assert not ann.tx.conflicts()
    assert server.history.records[ref].fields["industry"] == "steel"


async def test_a_deletion_of_what_the_server_had_lost_is_told_when_somebody_brings_it_back(ann, boris, server):
    backup = server.backup()
    ref = await boris.add("company", name="Acme")
    await boris.sync()
    await ann.sync()
    await delete_record(ann.desk, ref)
    await ann.sync()
    server.restore(backup, announced=True)
    await ann.sync()
    await boris.sync()
    await ann.sync()
    assert not server.history.records[ref].deleted
    (conflict,) = ann.tx.conflicts()
    assert {name: (v.mine, v.result) for name, v in conflict.fields.items()} == {DELETED: (True, False)}


async def test_what_a_deletion_hid_is_listed_where_the_restored_server_shows_the_record_without_it(
    ann, boris, server, older
):
    """The deletion is judged anew, and may not stand (seed 12420)."""
    await boris.sync()
    await ann.sync()
    backup = server.backup()
    await boris.set(older, notes="a good customer")
    await boris.sync()
    await ann.sync()
    await delete_record(ann.desk, older)
    await ann.sync()
    server.restore(backup, announced=True)
    await ann.sync()
    assert [conflict.fields["notes"].mine for conflict in listed(ann)] == ["a good customer"]


async def test_what_was_typed_over_before_a_deletion_is_listed(ann, boris, server, older):
    """What was typed went with the deletion, so it stands over nothing (seed 3061)."""
    await boris.sync()
    await ann.sync()
    backup = server.backup()
    await boris.set(older, notes="a good customer")
    await boris.sync()
    await ann.sync()
    await ann.set(older, notes="typed over it")
    await delete_record(ann.desk, older)
    server.restore(backup, announced=True)
    await ann.sync()
    assert [conflict.fields["notes"].mine for conflict in listed(ann)] == ["a good customer"]


async def test_what_is_given_up_of_a_record_that_the_server_has_lost_does_not_stand_here_alone(ann, boris, server):
    """What is given up of it leaves a tombstone (seed 2190)."""
    backup = server.backup()
    ref = await boris.add("company", name="Acme")
    await boris.sync()
    await ann.sync()
    server.refuses = lambda change: [FieldError("notes", "forbidden", "no")] if change.fields.get("notes") else []
    await ann.set(ref, notes="refused")
    await ann.sync()
    server.restore(backup, announced=True)
    await ann.sync()
    assert [conflict.ref for conflict in listed(ann)] == [ref]
    await drop_entry(ann.desk, ref)
    assert ann.record(ref).deleted


async def test_an_element_of_another_is_listed_though_what_was_added_beside_it_from_here_comes_again(
    ann, boris, server
):
    """A replay adds again only what was added from here (seed 21624)."""
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    backup = server.backup()
    await boris.set(ref, tags=["theirs"])
    await boris.sync()
    await ann.sync()
    await ann.set(ref, tags=["theirs", "ours"])
    await ann.sync()
    server.restore(backup, announced=True)
    await ann.sync()
    assert server.history.records[ref].fields["tags"] == ["ours"]
    assert [conflict.fields["tags"].mine for conflict in listed(ann)] == [["theirs", "ours"]]


async def test_what_is_lost_once_more_at_the_same_revision_joins_the_listing(ann, boris, server, clock, older):
    """Seed 26077: the second listing took the place of the first, and what that held was on no list any more."""
    (first,) = listed(ann)
    clock.seconds += 60
    backup = server.backup()
    rev = server.history.records[older].rev
    server.outgoing(boris.remote.user, [Change("c-web", "company", older.id, rev, {"website": "acme.example"})], None)
    await ann.sync()
    server.restore(backup, announced=True)
    await ann.sync()
    (conflict,) = listed(ann)
    assert conflict.id == first.id
    assert {name: one.mine for name, one in conflict.fields.items()} == {"industry": "steel", "website": "acme.example"}
