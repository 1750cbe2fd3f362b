"""The edit journal: the second copy from which unsent work is brought back (F05, F08)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from crmdesk.domain.errors import DiskFull
from crmdesk.domain.ports import Pause, Person, Policy, Transaction
from crmdesk.domain.records import Change, EditTime, Entry, EntryState, Record
from crmdesk.replica import journal as journal_module
from crmdesk.replica.journal import EditJournal
from crmdesk.replica.journal_lines import About, Line, everything
from crmdesk.replica.store import SqliteStore
from tests.contracts.examples import conflict, contact, entry, ref, sealed

ANNA = Person("u1", "Anna", "anna@example.com", "rep", "w1", "Stars", "RUB")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replica.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(path)
    yield store
    await store.close()


@pytest.fixture
def journal(path: Path) -> EditJournal:
    return EditJournal(path.with_name("replica.db.edits"))


def edit(name: str, last_name: str, **more: Any):
    record = contact(name, last_name)
    return lambda tx: (tx.put_records([record]), tx.put_entry(entry(name, **more)))


def last_names(journal: EditJournal) -> dict[str, str]:
    return {line.about.name: line.record.fields["last_name"] for line in journal.read() if line.record}


async def agrees(store: SqliteStore, journal: EditJournal) -> bool:
    """Whether the journal says exactly what the database holds."""
    held = await store.run(everything, writing=False)
    return sorted(held, key=lambda line: line.about) == sorted(journal.read(), key=lambda line: line.about)


async def test_a_new_replica_has_a_journal_that_only_its_owner_reads(store: SqliteStore, journal: EditJournal) -> None:
    assert journal.read() == []
    assert journal.path.stat().st_mode & 0o077 == 0


async def test_an_entry_is_noted_whole_with_its_record(store: SqliteStore, journal: EditJournal) -> None:
    whole = Entry(
        "contact",
        "a",
        base=Record("contact", "a", 3, {"last_name": "Иванов"}),
        edited={"last_name": EditTime(7, -20)},
        seal=sealed("a"),
        waiting=Record("contact", "a", 4, {"last_name": "Сидоров"}),
        state=EntryState.SENT,
        tries=2,
        retry_at=9,
    )
    await store.write(lambda tx: (tx.put_records([contact("a", "Петров")]), tx.put_entry(whole)))
    (line,) = journal.read()
    assert line.about == About("contact", "a")
    assert line.entry == whole
    assert line.record is not None
    assert line.record.fields["last_name"] == "Петров"


async def test_the_last_word_about_a_record_counts(store: SqliteStore, journal: EditJournal) -> None:
    await store.write(edit("a", "Первый"))
    await store.write(edit("b", "Другой"))
    await store.write(edit("a", "Второй"))
    assert last_names(journal) == {"a": "Второй", "b": "Другой"}


async def test_what_was_acknowledged_or_given_up_is_gone(store: SqliteStore, journal: EditJournal) -> None:
    await store.write(edit("a", "Иванов"))
    await store.write(lambda tx: tx.drop_entry(ref("a")))
    assert journal.read() == []


async def test_an_open_conflict_is_noted_with_its_picks_until_it_is_settled(
    store: SqliteStore, journal: EditJournal
) -> None:
    disputed = replace(conflict("c", "a"), picks={"last_name": {"pick": "mine", "value": "Б"}})
    await store.write(lambda tx: tx.put_conflict(disputed))
    assert [line.conflict for line in journal.read()] == [disputed]
    await store.write(lambda tx: tx.put_conflict(conflict("c", "a", is_open=False)))
    assert journal.read() == []


async def test_what_a_person_has_set_is_noted(store: SqliteStore, journal: EditJournal) -> None:
    def choose(tx: Transaction) -> None:
        tx.put_person(ANNA)
        tx.put_policy(Policy.ASK)
        tx.put_pause(Pause(offline=True))

    await store.write(choose)
    assert {line.about.name for line in journal.read()} == {"person", "policy", "pause"}
    await store.write(lambda tx: tx.put_pause(None))
    assert {line.about.name for line in journal.read()} == {"person", "policy"}
    assert await agrees(store, journal)


async def test_a_page_that_touches_no_entry_writes_nothing(store: SqliteStore, journal: EditJournal) -> None:
    await store.write(lambda tx: tx.put_records([contact("a", "Иванов")]))
    assert journal.path.stat().st_size == 0


async def test_a_torn_line_spoils_no_other(store: SqliteStore, journal: EditJournal) -> None:
    """F05: what was written last before the power went may be half there."""
    await store.write(edit("a", "Иванов"))
    whole = journal.path.read_bytes()
    await store.write(edit("b", "Петров"))
    torn = journal.path.read_bytes()[: len(whole) + 40]
    journal.path.write_bytes(torn)
    await store.write(edit("c", "Сидоров"))
    assert last_names(journal) == {"a": "Иванов", "c": "Сидоров"}


async def test_a_line_with_a_wrong_sum_is_passed_over(store: SqliteStore, journal: EditJournal) -> None:
    await store.write(edit("a", "Aaaa"))
    await store.write(edit("a", "Bbbb"))
    journal.path.write_bytes(journal.path.read_bytes().replace(b"Bbbb", b"Bxbb"))
    assert last_names(journal) == {"a": "Aaaa"}


async def test_a_commit_that_fails_after_its_line_is_made_good_by_the_next(
    store: SqliteStore, journal: EditJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.write(edit("a", "Иванов"))
    append = EditJournal.append

    def fail_later(self: EditJournal, lines: Any) -> None:
        append(self, lines)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(EditJournal, "append", fail_later)
        with pytest.raises(DiskFull):
            await store.write(edit("a", "Петров"))
    assert last_names(journal) == {"a": "Петров"}, "typed, and told to be not saved"
    assert (await store.read(lambda tx: tx.record(ref("a")))).fields["last_name"] == "Иванов"
    await store.write(edit("a", "Сидоров"))
    assert last_names(journal) == {"a": "Сидоров"}


async def test_an_edit_that_cannot_be_noted_is_not_saved(
    store: SqliteStore, journal: EditJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F06: the disk is full when the journal is written."""

    def full(_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(journal_module.os, "fsync", full)
        with pytest.raises(DiskFull, match="disk is full"):
            await store.write(edit("a", "Иванов"))
    assert await store.read(lambda tx: tx.all_entries()) == []
    await store.write(edit("a", "Иванов"))
    assert last_names(journal) == {"a": "Иванов"}


async def test_edits_of_several_processes_stand_in_the_order_of_their_commits(
    store: SqliteStore, journal: EditJournal, path: Path
) -> None:
    stores = [store, *[await SqliteStore.open(path) for _ in range(3)]]
    await stores[0].keep_journal_short()

    async def type_on(number: int, its_store: SqliteStore) -> None:
        for step in range(30):
            name = f"{number}-{step}"
            await its_store.write(edit("shared", name))
            await its_store.write(edit(name, "x"))
            if step % 3 == 0:
                await its_store.write(lambda tx, name=name: tx.drop_entry(ref(name)))

    await asyncio.gather(*(type_on(number, one) for number, one in enumerate(stores)))
    assert await agrees(store, journal)
    for one in stores[1:]:
        await one.close()


async def test_another_process_goes_on_in_the_rewritten_journal(
    store: SqliteStore, journal: EditJournal, path: Path
) -> None:
    other = await SqliteStore.open(path)
    await other.write(edit("a", "Иванов"))
    await store.keep_journal_short()
    await other.write(edit("b", "Петров"))
    assert last_names(journal) == {"a": "Иванов", "b": "Петров"}
    await other.close()


async def test_whoever_syncs_keeps_it_about_as_long_as_needed(
    store: SqliteStore, journal: EditJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "_SHORT", 2_000)
    await store.keep_journal_short()
    for step in range(100):
        await store.write(edit("a", f"Имя {step}"))
        assert journal.path.stat().st_size < 4_000
    assert last_names(journal) == {"a": "Имя 99"}
    assert await agrees(store, journal)


async def test_who_does_not_sync_leaves_its_length_alone(store: SqliteStore, journal: EditJournal) -> None:
    for step in range(10):
        await store.write(edit("a", f"Имя {step}"))
    assert journal.path.read_bytes().count(b"\n") == 20


async def test_it_stays_long_where_there_is_no_room_for_a_second_one(
    store: SqliteStore, journal: EditJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F06: a full disk that still has room for one line takes the edit."""
    await store.write(edit("a", "Иванов"))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EditJournal, "rewrite", full)
    await store.keep_journal_short()
    await store.write(edit("b", "Петров"))
    assert last_names(journal) == {"a": "Иванов", "b": "Петров"}


async def test_a_journal_that_was_removed_is_written_anew(store: SqliteStore, journal: EditJournal) -> None:
    await store.write(edit("a", "Иванов"))
    journal.path.unlink()
    await store.write(edit("b", "Петров"))
    assert last_names(journal) == {"a": "Иванов", "b": "Петров"}


async def test_a_database_without_a_journal_gets_one_when_it_is_opened(path: Path, journal: EditJournal) -> None:
    """F81: as an older program left it."""
    store = await SqliteStore.open(path)
    await store.write(edit("a", "Иванов", seal=Change("s", "contact", "a", 1, {}), state=EntryState.SENT))
    await store.close()
    journal.path.unlink()
    again = await SqliteStore.open(path)
    assert last_names(journal) == {"a": "Иванов"}
    assert await agrees(again, journal)
    await again.close()


async def test_an_import_of_thousands_is_flushed_once(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    flushes: list[int] = []
    flush = journal_module.os.fsync
    monkeypatch.setattr(journal_module.os, "fsync", lambda fd: (flushes.append(fd), flush(fd))[1])
    many = [contact(str(number)) for number in range(3_000)]
    await store.write(lambda tx: (tx.put_records(many), tx.put_entries(entry(one.id) for one in many)))
    assert len(flushes) == 1


def test_a_line_that_says_nothing_is_the_end_of_a_thing() -> None:
    assert Line(About("contact", "a")).is_gone
    assert not Line(About("setting", "policy"), setting='"ask"').is_gone


async def test_what_the_program_asks_of_the_file_itself_is_not_noted(store: SqliteStore, journal: EditJournal) -> None:
    def work(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO sync_request (asked_at) VALUES (1)")

    await store.run(work, writing=True)
    assert journal.read() == []
