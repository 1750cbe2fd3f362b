"""A disk that is full in earnest (F06, F07): a small tmpfs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.domain.errors import DiskFull, StorageFault
from crmdesk.domain.ports import Query, SyncState, Transaction
from crmdesk.replica.journal import EditJournal
from crmdesk.replica.store import SqliteStore
from tests.contracts.examples import contact, entry, ref
from tests.replica.small_disk import SmallDisk, small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.mark.parametrize("left", [0, 4_096, 16_384, 65_536])
async def test_an_edit_on_a_full_disk_is_refused_whole_and_saved_when_there_is_room(disk: SmallDisk, left: int) -> None:
    """F06."""
    path = disk.folder / "replica.db"
    store = await SqliteStore.open(path)
    await store.write(lambda tx: (tx.put_records([contact("a", "Иванов")]), tx.put_entry(entry("a"))))
    disk.fill(left)
    long = contact("a", "Петров", notes="долго " * 20_000)
    with pytest.raises(DiskFull, match="disk is full"):
        await store.write(lambda tx: (tx.put_records([long]), tx.put_entry(entry("a", made_here=True))))
    assert await store.read(lambda tx: (tx.record(ref("a")).fields["last_name"], tx.entry(ref("a")))) == (
        "Иванов",
        entry("a"),
    )
    disk.free()
    await store.write(lambda tx: (tx.put_records([long]), tx.put_entry(entry("a", made_here=True))))
    (line,) = EditJournal(path.with_name("replica.db.edits")).read()
    assert line.record is not None
    assert line.record.fields["last_name"] == "Петров"
    await store.close()


async def test_a_page_that_finds_no_room_leaves_rows_and_cursor_as_they_were(disk: SmallDisk) -> None:
    """F07."""
    store = await SqliteStore.open(disk.folder / "replica.db")
    await store.write(lambda tx: (tx.put_records([contact("typed", "Иванов")]), tx.put_entry(entry("typed"))))
    page = [contact(str(number), "Имя", notes="долго " * 500) for number in range(1_000)]

    def take(tx: Transaction) -> None:
        tx.put_records(page)
        tx.put_sync_state(SyncState(cursor="1000"))

    with pytest.raises(DiskFull):
        await store.write(take)
    assert await store.read(lambda tx: (tx.count(Query("contact")), tx.sync_state())) == (1, SyncState())
    await store.write(lambda tx: tx.put_entry(entry("typed", made_here=True)))
    disk.remount("size=64m")
    await store.write(take)
    assert await store.read(lambda tx: (tx.count(Query("contact")), tx.sync_state().cursor)) == (1_001, "1000")
    await store.close()


async def test_a_replica_on_a_full_disk_is_not_taken_for_a_damaged_one(disk: SmallDisk) -> None:
    path = disk.folder / "replica.db"
    store = await SqliteStore.open(path)
    await store.write(lambda tx: (tx.put_records([contact("a", "Иванов")]), tx.put_entry(entry("a"))))
    await store.close()
    disk.fill()
    with pytest.raises(DiskFull):
        await SqliteStore.open(path)
    disk.free()
    again = await SqliteStore.open(path)
    assert again.mended is None
    assert await again.read(lambda tx: tx.entry(ref("a"))) == entry("a")
    await again.close()


async def test_a_read_only_disk_is_said_to_be_unusable_and_nothing_changes(disk: SmallDisk) -> None:
    """F10."""
    path = disk.folder / "replica.db"
    store = await SqliteStore.open(path)
    await store.write(lambda tx: tx.put_entry(entry("a")))
    await store.close()
    before = sorted((one.name, one.read_bytes()) for one in disk.folder.iterdir())
    disk.remount("ro")
    with pytest.raises(StorageFault, match="cannot be used"):
        await SqliteStore.open(path)
    assert sorted((one.name, one.read_bytes()) for one in disk.folder.iterdir()) == before
    disk.remount("rw")
    again = await SqliteStore.open(path)
    assert await again.read(lambda tx: tx.entry(ref("a"))) == entry("a")
    await again.close()
