"""A database that is damaged, empty or gone is built anew from the edit journal; nothing that was typed is lost.

F08 (corrupt), F09 (deleted), F10 (read-only, locked), F15 (the write-ahead log).
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from crmdesk.domain.errors import DatabaseBroken, DatabaseMended, DiskFull, StorageFault
from crmdesk.domain.ports import Person, Policy, Query, SyncState, Transaction
from crmdesk.domain.records import Entry, EntryState
from crmdesk.replica import mending, replica_file
from crmdesk.replica.journal import EditJournal
from crmdesk.replica.journal_lines import Line
from crmdesk.replica.mending import set_aside_before
from crmdesk.replica.store import SqliteStore
from tests.contracts.examples import conflict, contact, entry, ref, sealed

PAGE = 4_096
ANNA = Person("u1", "Anna", "anna@example.com", "rep", "w1", "Stars", "RUB")
TYPED = contact("typed", "Набрано")
WAITING = entry("typed")
SENT = replace(entry("sent"), state=EntryState.SENT, seal=sealed("sent"))
REFUSED = replace(entry("refused", made_here=True), state=EntryState.QUARANTINED)
DISPUTED = conflict("c", "typed")


def fill(tx: Transaction) -> None:
    tx.put_records([contact(f"cached {number}", f"Кэш {number}") for number in range(2_000)])
    tx.put_records([TYPED, contact("sent", "Отправлено"), contact("refused", "Отказано")])
    tx.put_entries([WAITING, SENT, REFUSED])
    tx.put_conflict(DISPUTED)
    tx.put_person(ANNA)
    tx.put_policy(Policy.ASK)
    tx.put_sync_state(SyncState(server_id="s", cursor="17", seen="17"))


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def overwrite_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * PAGE)


def overwrite_page(path: Path) -> None:
    """The page from which the contacts' natural order is read."""
    database = sqlite3.connect(path)
    (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact_natural'").fetchone()
    database.close()
    with path.open("r+b") as file:
        file.seek(PAGE * (page - 1))
        file.write(b"\xff" * PAGE)


def remove(path: Path) -> None:
    path.unlink()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replica.db"


@pytest.fixture
async def filled(path: Path) -> Path:
    store = await SqliteStore.open(path)
    await store.write(fill)
    await store.close()
    return path


@pytest.fixture
async def store(filled: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(filled)
    yield store
    await store.close()


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


async def check_brought_back(store: SqliteStore) -> None:
    def work(tx: Transaction) -> None:
        kept = {one.ref: one for one in tx.all_entries()}
        assert kept == {one.ref: one for one in (WAITING, SENT, REFUSED)}
        assert {name: tx.record(ref(name)).fields["last_name"] for name in ("typed", "sent", "refused")} == {
            "typed": "Набрано",
            "sent": "Отправлено",
            "refused": "Отказано",
        }
        assert tx.open_conflict(ref("typed")) == DISPUTED
        assert (tx.person(), tx.policy()) == (ANNA, Policy.ASK)
        assert tx.sync_state() == SyncState(), "the cache is downloaded again"
        assert tx.count(Query("contact", "Набрано")) == 1

    await store.read(work)


@pytest.mark.parametrize("harm", [truncate, empty, overwrite_header, remove])
async def test_what_is_seen_at_the_start_is_mended_at_the_start(filled: Path, harm: Callable[[Path], None]) -> None:
    """F08, F09."""
    harm(filled)
    harmed = content(filled)
    store = await SqliteStore.open(filled)
    await check_brought_back(store)
    assert store.mended is not None
    assert "3 records" in str(store.mended)
    assert "Набрано" in str(store.mended)
    aside = set_aside_before(filled)
    assert [one.read_bytes() for one in aside] == ([] if harmed is None else [harmed])
    assert store.mended.aside == (None if harmed is None else str(aside[0]))
    await store.close()


@pytest.mark.parametrize("harm", [truncate, overwrite_page])
async def test_after_a_crash_the_whole_file_is_looked_through(filled: Path, harm: Callable[[Path], None]) -> None:
    """F08: damage that no read has met yet."""
    left = sqlite3.connect(filled)
    left.execute("PRAGMA journal_mode = WAL")
    left.execute("UPDATE setting SET value = value")
    left.commit()
    crashed = filled.with_name("crashed.db")
    for suffix in ("", "-wal"):
        shutil.copy(f"{filled}{suffix}", f"{crashed}{suffix}")  # as the disk is after kill -9
    shutil.copy(f"{filled}.edits", f"{crashed}.edits")
    left.close()
    harm_first = crashed.with_name("harmed.db")
    shutil.copy(crashed, harm_first)
    harm(harm_first)
    shutil.copy(harm_first, crashed)
    store = await SqliteStore.open(crashed)
    assert store.mended is not None
    await check_brought_back(store)
    await store.close()


async def test_after_a_clean_end_or_beside_another_process_nobody_looks_through_the_file(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await SqliteStore.open(filled)
    looked: list[object] = []
    monkeypatch.setattr(replica_file, "problems_of", lambda connection: looked.append(connection) or [])
    await store.write(lambda tx: tx.put_policy(Policy.LAST_WRITE_WINS))
    beside = await SqliteStore.open(filled)
    await beside.close()
    await store.close()
    after = await SqliteStore.open(filled)
    await after.close()
    assert looked == []


async def test_damage_that_a_read_meets_is_mended_on_the_spot(filled: Path) -> None:
    """F08."""
    overwrite_page(filled)
    store = await SqliteStore.open(filled)
    assert store.mended is None
    told: list[DatabaseMended] = []
    store.on_mended = told.append
    with pytest.raises(DatabaseMended, match="was damaged"):
        await store.read(lambda tx: tx.find(Query("contact"), 10))
    assert len(told) == 1
    await check_brought_back(store)
    assert await store.changed_elsewhere(), "every list is to look again"
    assert not await store.changed_elsewhere()
    assert len(set_aside_before(filled)) == 1
    await store.close()


async def test_a_file_that_is_deleted_while_it_is_open_is_noticed_at_the_next_commit(
    store: SqliteStore, filled: Path
) -> None:
    """F09. The edit that met it is not told to be saved, and a second try is."""
    remove(filled)

    def late(tx: Transaction) -> None:
        tx.put_records([contact("late", "Позже")])
        tx.put_entry(entry("late"))

    with pytest.raises(DatabaseMended):
        await store.write(late)
    assert await store.read(lambda tx: tx.entry(ref("late"))) is None
    await check_brought_back(store)
    await store.write(late)
    again = await SqliteStore.open(filled)
    assert await again.read(lambda tx: tx.entry(ref("late"))) == entry("late")
    await again.close()


async def test_a_database_of_another_program_in_its_place_is_left_alone_until_it_is_gone(
    store: SqliteStore, filled: Path
) -> None:
    remove(filled)
    stranger = sqlite3.connect(filled)
    stranger.execute("CREATE TABLE songs (title)")
    stranger.close()
    for _ in range(2):
        with pytest.raises(DatabaseBroken, match="not one of crmdesk"):
            await store.write(lambda tx: tx.put_policy(Policy.ASK))
    remove(filled)
    with pytest.raises(DatabaseMended):
        await store.write(lambda tx: tx.put_policy(Policy.ASK))
    await check_brought_back(store)


async def test_a_deleted_file_is_noticed_by_who_looks_what_others_did(store: SqliteStore, filled: Path) -> None:
    """F09: the window looks twice a second."""
    remove(filled)
    with pytest.raises(DatabaseMended, match="was gone"):
        await store.changed_elsewhere()
    await check_brought_back(store)


async def test_of_several_processes_one_mends_and_all_go_on_with_its_work(store: SqliteStore, filled: Path) -> None:
    """F08, F14."""
    others = [await SqliteStore.open(filled) for _ in range(3)]
    remove(filled)

    async def edit(name: str, its_store: SqliteStore) -> None:
        work = lambda tx: (tx.put_records([contact(name)]), tx.put_entry(entry(name)))  # noqa: E731
        with pytest.raises(DatabaseMended):
            await its_store.write(work)
        await its_store.write(work)

    await asyncio.gather(*(edit(f"by {number}", one) for number, one in enumerate([store, *others])))
    for one in [store, *others]:
        assert await one.read(lambda tx: tx.counts().pending + tx.counts().quarantined) == 7
    assert set_aside_before(filled) == []
    for one in others:
        await one.close()
    assert await store.read(lambda tx: tx.counts().pending) == 6, "their end removed nothing of the new file"


async def test_who_reads_in_a_file_that_was_set_aside_finds_the_new_one_with_the_next_look(
    store: SqliteStore, filled: Path
) -> None:
    other = await SqliteStore.open(filled)
    await store.mend()
    with pytest.raises(DatabaseMended, match="Another crmdesk"):
        await other.changed_elsewhere()
    await check_brought_back(other)
    await other.close()
    assert len(set_aside_before(filled)) == 1


async def test_the_write_ahead_log_is_set_aside_with_its_file(store: SqliteStore, filled: Path) -> None:
    await store.write(lambda tx: tx.put_policy(Policy.LAST_WRITE_WINS))
    holder = await SqliteStore.open(filled)  # so that the log outlives the one who mends
    await holder.mend()
    (aside,) = set_aside_before(filled)
    assert sqlite3.connect(aside).execute("SELECT value FROM setting WHERE name = 'policy'").fetchone() == (
        '"last-write-wins"',
    )
    assert EditJournal(aside.with_name(aside.name + ".edits")).read()
    await holder.close()


async def test_a_crash_while_it_is_mended_is_made_good_by_the_next_start(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite_header(filled)

    replace_ = Path.replace

    def crash_at_the_end(old: Path, new: Path) -> Path:
        if new == filled:
            raise KeyboardInterrupt
        return replace_(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash_at_the_end)
        with pytest.raises(KeyboardInterrupt):
            await SqliteStore.open(filled)
    assert content(filled) is None
    store = await SqliteStore.open(filled)
    await check_brought_back(store)
    assert len(set_aside_before(filled)) == 1
    await store.close()


async def test_a_disk_too_full_to_mend_keeps_the_damaged_file_and_the_next_question_tries_again(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F06 on top of F08."""
    overwrite_page(filled)
    store = await SqliteStore.open(filled)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(mending, "put_back", full)
        with pytest.raises(DiskFull):
            await store.read(lambda tx: tx.find(Query("contact"), 10))
    assert len(set_aside_before(filled)) == 1
    with pytest.raises(DatabaseMended):
        await store.read(lambda tx: tx.counts())
    await check_brought_back(store)
    await store.close()


async def test_a_file_that_was_never_ours_is_kept_and_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Anna, " * 200)
    store = await SqliteStore.open(path)
    assert "nothing was waiting" in str(store.mended)
    (aside,) = set_aside_before(path)
    assert aside.read_text() == "Dear Anna, " * 200
    await store.close()


async def test_what_was_brought_back_is_brought_back_again(filled: Path) -> None:
    """The journal stays true through a mending."""
    for _ in range(3):
        empty(filled)
        store = await SqliteStore.open(filled)
        await check_brought_back(store)
        await store.close()
    assert len(set_aside_before(filled)) == 3


async def test_an_entry_without_its_record_comes_back(path: Path) -> None:
    store = await SqliteStore.open(path)
    lone = Entry("contact", "lone", None)
    await store.write(lambda tx: tx.put_entry(lone))
    await store.close()
    empty(path)
    again = await SqliteStore.open(path)
    assert await again.read(lambda tx: tx.all_entries()) == [lone]
    await again.close()


async def test_the_write_ahead_log_does_not_stay_large_after_a_long_reader(store: SqliteStore, filled: Path) -> None:
    """F15."""
    log = filled.with_name(filled.name + "-wal")
    reader = sqlite3.connect(filled, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM contact").fetchone()
    big = [contact(f"cached {number}", "Д" * 20_000) for number in range(500)]
    for _ in range(2):
        await store.write(lambda tx: tx.put_records(big))
    grown = log.stat().st_size
    assert grown > 80_000_000
    reader.execute("COMMIT")
    await store.write(lambda tx: tx.put_entry(entry("x")))  # its commit copies what the log holds
    await store.write(lambda tx: tx.put_entry(entry("y")))  # and this one begins it anew
    assert log.stat().st_size <= 67_108_864
    reader.close()


async def test_what_was_told_to_be_saved_is_there_however_often_the_file_is_harmed(path: Path) -> None:
    """F08, F09, F14: three processes edit while the file is cut, overwritten, emptied and removed under them."""
    stores = [await SqliteStore.open(path) for _ in range(3)]
    saved: set[str] = set()
    enough, over = asyncio.Event(), asyncio.Event()

    async def edit(number: int, its_store: SqliteStore) -> None:
        step = 0
        while not over.is_set():
            step += 1
            name = f"{number}-{step}"
            with suppress(StorageFault):
                await its_store.write(lambda tx, name=name: tx.put_entry(entry(name)))
                saved.add(name)
                if len(saved) % 30 == 0:
                    enough.set()

    editing = [asyncio.create_task(edit(number, one)) for number, one in enumerate(stores)]
    for harm in (remove, truncate, overwrite_header, empty, remove, truncate):
        enough.clear()
        await enough.wait()
        with suppress(FileNotFoundError):
            harm(path)
    over.set()
    await asyncio.gather(*editing)
    for one in stores:
        await one.close()
    last = await SqliteStore.open(path)
    there = {one.id for one in await last.read(lambda tx: tx.all_entries())}
    await last.close()
    assert saved <= there


async def test_the_journal_is_read_only_when_nobody_can_commit_to_the_damaged_file_any_more(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an edit that was committed beside the mending would be told to be saved, and be lost."""
    overwrite_header(filled)
    read = EditJournal.read
    seen: list[bytes | None] = []

    def look_and_read(journal: EditJournal) -> list[Line]:
        seen.append(content(filled))
        return read(journal)

    monkeypatch.setattr(EditJournal, "read", look_and_read)
    store = await SqliteStore.open(filled)
    await store.close()
    assert seen == [None]


async def test_who_still_has_the_file_that_was_set_aside_does_not_rewrite_the_journal(
    store: SqliteStore, filled: Path
) -> None:
    """What was typed since into the new file would lose its second copy."""
    other = await SqliteStore.open(filled)
    await other.mend()
    await other.write(lambda tx: tx.put_entry(entry("since")))
    with pytest.raises(DatabaseMended):
        await store.keep_journal_short()
    assert "since" in {line.about.name for line in EditJournal(filled.with_name("replica.db.edits")).read()}
    await other.close()
