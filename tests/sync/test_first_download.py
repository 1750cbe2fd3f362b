"""The first download of a computer, in several goes."""

from crmdesk.domain.errors import Offline
from crmdesk.domain.records import Change, ConflictState


async def test_a_restore_between_two_goes_of_the_first_download_is_noticed(make_place, boris, server, monkeypatch):
    """The place to go on from may be older than what the pages have brought (seeds 150 and 177 of layer 2): what the
    lost history alone had would stay here as if it stood there."""
    ann = make_place(page=1)
    first = await boris.add("company", name="first")
    await boris.add("contact", last_name="last")
    await boris.sync()
    backup, initial, calls = server.backup(), server.initial, []
    lost = Change("web", "company", "ffffffff-0000-4000-8000-000000000000", None, {"name": "lost"})

    def written_meanwhile_and_cut_off(after, limit):
        calls.append(after)
        if len(calls) == 2:
            server.outgoing("web", [lost], None)
        if len(calls) == 3:
            raise Offline("no network")
        return initial(after, limit)

    with monkeypatch.context() as patched:
        patched.setattr(server, "initial", written_meanwhile_and_cut_off)
        assert (await ann.sync()).state == "offline"
    assert ann.record(lost.ref).fields["name"] == "lost"
    server.restore(backup, announced=False)
    assert (await ann.sync()).state == "idle"
    assert ann.record(first) == server.history.records[first]
    assert ann.record(lost.ref).deleted
    assert [conflict.ref for conflict in ann.tx.conflicts() if conflict.state is ConflictState.LOST_THERE] == [lost.ref]
