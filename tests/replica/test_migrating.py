"""Databases of every version open, or are refused unharmed."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection

from crmdesk.domain.errors import DatabaseBroken
from crmdesk.replica.migrating import copy_before
from crmdesk.replica.migrations import MIGRATIONS, v0001_first
from crmdesk.replica.store import SqliteStore
from crmdesk.replica.tables import METADATA
from tests.contracts.examples import contact, entry, ref

NEWEST = len(MIGRATIONS)


def shoe_size(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE contact ADD COLUMN shoe_size INTEGER")


def fails(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TABLE outbox")
    raise RuntimeError("the power went")


def content(path: Path) -> bytes:
    return path.read_bytes()


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database of the newest version with a contact and its entry."""
    path = tmp_path / "replica.db"
    store = await SqliteStore.open(path)
    await store.write(lambda tx: (tx.put_records([contact("a", "Иванов")]), tx.put_entry(entry("a"))))
    await store.close()
    return path


async def test_the_migrated_database_has_exactly_the_columns_that_the_program_knows(path: Path) -> None:
    for table in METADATA.tables.values():
        there = {str(row[1]) for row in asked(path, f'PRAGMA table_info("{table.name}")')}
        hidden = {"rowid", table.name} if "rowid" in table.c else set()
        assert {column.name for column in table.c} - hidden == there, table.name


def test_a_new_database_is_readable_by_its_owner_only(path: Path) -> None:
    assert path.stat().st_mode & 0o077 == 0


async def test_several_processes_may_make_one_database_at_once(tmp_path: Path) -> None:
    stores = await asyncio.gather(*(SqliteStore.open(tmp_path / "new.db") for _ in range(6)))
    for number, store in enumerate(stores):
        await store.write(lambda tx, name=str(number): tx.put_entry(entry(name)))
    assert await stores[0].read(lambda tx: tx.counts().pending) == 6
    for store in stores:
        await store.close()


async def test_an_older_database_is_copied_then_migrated(path: Path) -> None:
    store = await SqliteStore.open(path, [*MIGRATIONS, shoe_size])
    assert await store.read(lambda tx: tx.entry(ref("a"))) == entry("a")
    await store.close()
    assert asked(path, "PRAGMA user_version") == [(NEWEST + 1,)]
    copy = copy_before(path, NEWEST)
    assert asked(copy, "PRAGMA user_version") == [(NEWEST,)]
    assert asked(copy, "SELECT last_name FROM contact") == [("Иванов",)]
    assert asked(copy, "SELECT id FROM outbox") == [("a",)]


async def test_what_was_only_in_the_write_ahead_log_is_in_the_copy(path: Path) -> None:
    other = await SqliteStore.open(path)
    await other.write(lambda tx: tx.put_records([contact("b", "Петров")]))
    store = await SqliteStore.open(path, [*MIGRATIONS, shoe_size])
    assert asked(copy_before(path, NEWEST), "SELECT count(*) FROM contact") == [(2,)]
    await store.close()
    await other.close()


async def test_an_up_to_date_database_is_not_copied(path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.close()
    assert not copy_before(path, NEWEST).exists()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    with pytest.raises(RuntimeError, match="the power went"):
        await SqliteStore.open(path, [*MIGRATIONS, fails])
    store = await SqliteStore.open(path)
    assert await store.read(lambda tx: tx.entry(ref("a"))) == entry("a")
    await store.close()


async def test_a_database_of_a_newer_program_is_refused_unharmed(path: Path) -> None:
    newer = await SqliteStore.open(path, [*MIGRATIONS, shoe_size])
    await newer.close()
    before = content(path)
    with pytest.raises(DatabaseBroken, match="newer crmdesk"):
        await SqliteStore.open(path)
    assert content(path) == before


async def test_a_database_of_another_program_is_refused_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title)")
    connection.close()
    before = content(path)
    with pytest.raises(DatabaseBroken, match="not one of crmdesk"):
        await SqliteStore.open(path)
    assert content(path) == before


async def test_a_conflict_of_version_1_is_read_by_this_program(tmp_path: Path) -> None:
    path = tmp_path / "replica.db"
    first = sqlite3.connect(path)
    for statement in v0001_first._STATEMENTS:
        first.execute(statement)
    first.execute(
        "INSERT INTO conflict (id, kind, record_id, state, at, fields) VALUES (?, 'contact', 'a', 'open', 5, ?)",
        ("c", '{"job_title": {"base": "a", "mine": "b", "theirs": "c", "result": null}}'),
    )
    first.execute("PRAGMA user_version = 1")
    first.commit()
    first.close()
    store = await SqliteStore.open(path)
    (conflict,) = await store.read(lambda tx: tx.conflicts())
    await store.close()
    assert conflict.fields["job_title"].mine == "b"
    assert conflict.merged == conflict.picks == {}
