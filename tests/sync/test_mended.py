"""A replica that is built anew while a cycle is under way (F08, F09)."""

from crmdesk.domain.ports import SyncState


async def test_a_download_under_way_does_not_go_on_in_a_replica_that_was_built_anew(ann, make_place, monkeypatch):
    """I4: else the cursor would pass the pages that the lost replica had."""
    for number in range(6):
        await ann.add("company", name=f"Acme {number}")
    await ann.sync()
    carl = make_place(page=2)
    pull = carl.remote.pull

    def build_anew(tx):
        tx.drop_records(list(carl.store.tables.records))
        tx.put_sync_state(SyncState())

    async def mended_half_way(cursor, seen, resume):
        pages = 0
        async for page in pull(cursor, seen, resume):
            yield page
            pages += 1
            if pages == 1:
                await carl.store.write(build_anew)

    with monkeypatch.context() as patched:
        patched.setattr(carl.remote, "pull", mended_half_way)
        assert (await carl.sync()).state == "offline"
    assert carl.state.cursor is None
    report = await carl.sync()
    assert (report.state, report.pulled) == ("idle", 6)
    assert len(carl.store.tables.records) == 6
