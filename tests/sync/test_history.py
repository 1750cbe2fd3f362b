"""A server restored from a backup: what it had acknowledged comes again, each change once."""

from dataclasses import replace

import pytest

from crmdesk.domain.errors import FieldError, Offline
from crmdesk.domain.records import Change, EntryState
from crmdesk.operations.outbox import drop_entry
from crmdesk.operations.records import delete_record


@pytest.fixture(params=[True, False], ids=["announced", "unannounced"])
def restore(request, server):
    def restored(backup):
        server.restore(backup, announced=request.param)

    return restored


async def test_what_was_acknowledged_after_the_backup_is_there_again(ann, server, restore):
    old = await ann.add("company", name="old")
    await ann.sync()
    backup = server.backup()
    await ann.set(old, industry="steel")
    await ann.sync()
    await ann.set(old, address="Riga")
    new = await ann.add("company", name="new")
    await ann.sync()
    restore(backup)
    report = await ann.sync()
    assert report.state == "idle"
    assert report.pending == 0
    fields = server.history.records[old].fields
    assert (fields["industry"], fields["address"]) == ("steel", "Riga")
    assert server.history.records[new].fields["name"] == "new"
    assert ann.record(new).fields["name"] == "new"
    assert not ann.tx.conflicts()


async def test_each_change_is_there_once_however_often_the_replay_breaks(ann, server, restore, monkeypatch):
    old = await ann.add("company", name="old")
    await ann.sync()
    backup = server.backup()
    await ann.set(old, tags=["one"])
    await ann.add("company", name="new")
    await ann.sync()
    restore(backup)
    outgoing = server.outgoing

    def lost(user, changes, seen):
        outgoing(user, changes, seen)
        raise Offline("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(server, "outgoing", lost)
        for _ in range(3):
            assert (await ann.sync()).state == "offline"
    await ann.sync()
    assert (await ann.sync()).pending == 0
    assert server.history.records[old].fields["tags"] == ["one"]
    assert sum(record.fields["name"] == "new" for record in server.history.records.values()) == 1


async def test_what_somebody_wrote_after_the_restore_stands_beside_it(ann, boris, server, restore):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    backup = server.backup()
    await boris.sync()
    await ann.set(ref, industry="steel")
    await ann.sync()
    restore(backup)
    await boris.set(ref, address="Riga")
    await boris.sync()
    await ann.sync()
    await boris.sync()
    for fields in (server.history.records[ref].fields, ann.record(ref).fields, boris.record(ref).fields):
        assert (fields["industry"], fields["address"]) == ("steel", "Riga")


async def test_edits_that_wait_are_kept_and_stand_over_what_is_replayed(ann, server, restore):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    backup = server.backup()
    await ann.set(ref, industry="tin", address="Riga")
    await ann.sync()
    await ann.set(ref, industry="steel")
    restore(backup)
    await ann.sync()
    fields = server.history.records[ref].fields
    assert (fields["industry"], fields["address"]) == ("steel", "Riga")
    assert not ann.tx.conflicts()


async def test_an_unanswered_change_on_a_base_of_the_lost_history_overwrites_nobody(ann, boris, server, monkeypatch):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    backup = server.backup()
    await ann.set(ref, notes="ann")
    await ann.sync()
    await ann.set(ref, industry="mine")
    with monkeypatch.context() as patched:

        async def cut_off(changes, seen):
            raise Offline("no network")

        patched.setattr(ann.remote, "push", cut_off)
        await ann.sync()
    assert ann.entry(ref).state is EntryState.SENT
    server.restore(backup, announced=False)
    await boris.set(ref, industry="theirs")
    await boris.sync()
    # the same number as in the lost history, on another version of the record
    assert server.history.records[ref].rev == ann.entry(ref).seal.base_rev
    report = await ann.sync()
    assert report.conflicts == 1
    assert server.history.records[ref].fields["notes"] == "ann"
    assert "theirs" in str(server.history.records[ref].lost) + str(server.history.records[ref].fields)


async def test_a_deletion_is_made_again(ann, server, restore):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    backup = server.backup()
    await delete_record(ann.desk, ref)
    await ann.sync()
    restore(backup)
    await ann.sync()
    assert server.history.records[ref].deleted
    assert ann.record(ref).deleted


async def test_another_epoch_is_another_history(ann, server):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    server.history.epoch = "epoch-2"
    report = await ann.sync()
    assert (report.state, report.pulled) == ("idle", 0)
    assert ann.state.epoch == "epoch-2"
    assert not ann.state.replacing
    assert ann.record(ref).fields["name"] == "Acme"
    assert len(server.history.log) == 1


async def test_what_was_acknowledged_comes_back_from_behind_another_desks_deletion(ann, boris, server, restore):
    ref = await ann.add("company", name="Acme", tags=["old"])
    await ann.sync()
    backup = server.backup()
    await ann.set(ref, industry="steel", tags=["old", "new"])
    await ann.sync()
    restore(backup)
    await boris.sync()
    await delete_record(boris.desk, ref)
    await boris.sync()
    await ann.sync()
    fields = server.history.records[ref].fields
    assert not server.history.records[ref].deleted
    assert (fields["name"], fields["industry"], sorted(fields["tags"])) == ("Acme", "steel", ["new", "old"])
    assert [list(conflict.fields) for conflict in ann.tx.conflicts()] == [["deleted"]]


async def test_bringing_a_lost_change_back_leaves_alone_what_others_wrote_meanwhile(ann, boris, server, restore):
    """Also where the record is deleted by then, and nothing shows what its tombstone hides."""
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    backup = server.backup()
    await ann.set(ref, industry="steel")
    await ann.sync()
    restore(backup)
    await boris.sync()
    await boris.set(ref, tags=["theirs"])
    await boris.sync()
    await ann.sync()
    assert ann.record(ref).fields["tags"] == ["theirs"]
    later = server.backup()
    await ann.set(ref, address="Riga")
    await ann.sync()
    restore(later)
    await boris.sync()
    await delete_record(boris.desk, ref)
    await boris.sync()
    await ann.sync()
    assert server.history.records[ref].fields["tags"] == ["theirs"]
    assert server.history.records[ref].fields["address"] == "Riga"


async def test_an_edit_between_download_and_replay_keeps_the_rest_of_its_group(ann, server, restore, monkeypatch):
    ref = await ann.add("contact", last_name="Orlova")
    await ann.sync()
    backup = server.backup()
    await ann.set(ref, last_name="Smirnova")
    await ann.sync()
    restore(backup)
    with monkeypatch.context() as patched:

        async def cut_off(changes, seen):
            raise Offline("no network")

        patched.setattr(ann.remote, "push", cut_off)
        await ann.sync()
    assert ann.record(ref).fields["last_name"] == "Orlova"
    await ann.set(ref, first_name="Anna")
    await ann.sync()
    fields = server.history.records[ref].fields
    assert (fields["first_name"], fields["last_name"]) == ("Anna", "Smirnova")


async def test_a_restore_during_a_complete_download_is_noticed(ann, boris, server, monkeypatch):
    """The download asks for no known revision; so the newest one is proved before a page counts as newer."""
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    backup = server.backup()
    await ann.set(ref, industry="steel")
    await ann.sync()
    await boris.add("company", name="Other")
    await boris.sync()
    server.purge()
    with monkeypatch.context() as patched:

        def cut_off(after, limit):
            raise Offline("no network")

        patched.setattr(server, "initial", cut_off)
        assert (await ann.sync()).state == "offline"
    assert ann.state.cursor is None
    server.restore(backup, announced=False)
    assert (await ann.sync()).state == "idle"
    assert server.history.records[ref].fields["industry"] == "steel"


async def test_what_waits_meets_the_deletion_that_a_complete_download_shows(ann, boris, server):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    server.refuses = lambda change: [FieldError("notes", "forbidden", "no")] if "notes" in change.fields else []
    await ann.set(ref, notes="refused")
    await ann.sync()
    assert ann.entry(ref).state is EntryState.QUARANTINED
    await delete_record(boris.desk, ref)
    await boris.sync()
    server.purge()
    await ann.sync()
    assert [list(conflict.fields) for conflict in ann.tx.conflicts()] == [["deleted"]]
    await drop_entry(ann.desk, ref)
    assert ann.record(ref).deleted


async def test_a_complete_download_brings_nothing_back_that_others_cleared(ann, boris, server):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await ann.set(ref, industry="steel")
    await ann.sync()
    await boris.sync()
    await boris.set(ref, industry=None)
    await boris.sync()
    await ann.set(ref, address="Riga")
    server.purge()
    await ann.sync()
    fields = server.history.records[ref].fields
    assert (fields["industry"], fields["address"]) == (None, "Riga")


async def test_what_was_sent_again_after_one_restore_is_not_sent_again_after_the_next(ann, boris, server, restore):
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    first = server.backup()
    await ann.set(ref, industry="steel")
    await ann.sync()
    restore(first)
    await ann.sync()
    await boris.sync()
    await boris.set(ref, industry="tin")
    await boris.sync()
    restore(server.backup())
    server.history.epoch = "another"
    await ann.sync()
    assert server.history.records[ref].fields["industry"] == "tin"
    assert not ann.tx.conflicts()


async def test_a_restore_between_two_pages_of_a_download_is_noticed(make_place, server, boris, monkeypatch):
    """Else what a page brought of the lost history stays (seed 2711): the place to go on from is older than that."""
    ann = make_place(page=1)
    refs = [await boris.add("company", name=name) for name in ("first", "second", "third")]
    await boris.sync()
    await ann.sync()
    second = server.history.records[refs[1]]
    server.history.epoch = "another"
    backup = server.backup()
    change = Change("web", *second.ref, second.rev, {"industry": "steel"}, {}, deleted=False)
    initial, calls = server.initial, []

    def written_and_restored_between_pages(after, limit):
        calls.append(after)
        if len(calls) == 2:
            server.outgoing("web", [change], None)
        if len(calls) == 3:
            server.restore(backup, announced=False)
        return initial(after, limit)

    monkeypatch.setattr(server, "initial", written_and_restored_between_pages)
    await ann.sync()
    await ann.sync()
    assert ann.record(second.ref) == server.history.records[second.ref]


async def test_a_replay_believes_no_answer_to_other_changes(ann, server, restore, monkeypatch):
    """As a cache gives one: what it says `applied` to is not what was asked."""
    backup = server.backup()
    one = await ann.add("company", name="one")
    await ann.sync()
    two = await ann.add("company", name="two")
    await ann.sync()
    restore(backup)
    outgoing = server.outgoing

    def from_a_cache(user, changes, seen):
        answer = outgoing(user, changes[:1], seen)
        return replace(answer, outcomes=[*answer.outcomes] * len(changes))

    with monkeypatch.context() as patched:
        patched.setattr(server, "outgoing", from_a_cache)
        assert (await ann.sync()).state == "offline"
    await ann.sync()
    there = [record.fields["name"] for record in server.history.records.values()]
    assert sorted(there) == ["one", "two"]
    assert {one, two} == set(server.history.records)


async def test_what_a_change_overrode_is_told_again_when_it_is_replayed(ann, boris, server, restore, clock):
    """Else its author, whose value stands in the backup, never learns that it gave way (seed 22993)."""
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    await ann.set(ref, notes="ann")
    await ann.sync()
    backup = server.backup()
    clock.seconds += 5
    await boris.set(ref, notes="boris")
    await boris.sync()
    restore(backup)
    await boris.sync()
    await ann.sync()
    assert [(lost.field, lost.value) for lost in server.history.records[ref].lost] == [("notes", "ann")]
    assert [conflict.fields["notes"].mine for conflict in ann.tx.conflicts()] == ["ann"]


async def test_a_lost_change_comes_back_though_a_deletion_there_has_the_revision_that_it_was_made_on(
    ann, boris, server, monkeypatch
):
    """Such a change is not asked for, and what waits has met the deletion already (seed 20075)."""
    ref = await ann.add("company", name="Acme")
    await ann.sync()
    await boris.sync()
    backup = server.backup()
    await ann.set(ref, notes="ann")
    await ann.sync()
    await boris.sync()
    known = server.history.records[ref].rev
    await boris.set(ref, industry="steel")
    await boris.sync()
    await boris.set(ref, address="Riga")

    def silent(user, changes, seen):
        raise Offline("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(server, "outgoing", silent)
        await boris.sync()
    server.restore(backup, announced=False)
    before = server.history.records[ref].rev
    server.outgoing("web", [Change("web", *ref, before, {}, deleted=True)], None)
    assert server.history.records[ref].rev == known
    await boris.sync()
    there = server.history.records[ref]
    assert (there.deleted, there.fields["industry"], there.fields["address"]) == (False, "steel", "Riga")
