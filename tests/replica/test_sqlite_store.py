"""What only the SQLite replica has: several processes, faults of the disk, few statements."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from crmdesk.domain.errors import DatabaseLocked, Defect, DiskFull
from crmdesk.domain.ports import Query, Transaction
from crmdesk.replica.requests import SyncRequests
from crmdesk.replica.store import SqliteStore
from tests.contracts.examples import contact, entry, ref

PROCESSES = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replica.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(path)
    yield store
    await store.close()


@pytest.fixture
async def other(store: SqliteStore, path: Path) -> AsyncIterator[SqliteStore]:
    """Another process's view of the same file: its own connection."""
    other = await SqliteStore.open(path)
    yield other
    await other.close()


def statements_of(connection: Connection, work: Callable[[], Any]) -> list[str]:
    seen: list[str] = []

    def listen(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(connection.engine, "before_cursor_execute", listen)
    try:
        work()
    finally:
        event.remove(connection.engine, "before_cursor_execute", listen)
    return seen


# -- several processes


async def test_what_another_process_wrote_is_read_and_noticed_once(store: SqliteStore, other: SqliteStore) -> None:
    assert not await store.changed_elsewhere()
    await store.write(lambda tx: tx.put_records([contact("a", "Иванов")]))
    assert not await store.changed_elsewhere()
    await other.write(lambda tx: tx.put_records([contact("b", "Петров")]))
    assert await store.changed_elsewhere()
    assert not await store.changed_elsewhere()
    assert await store.read(lambda tx: tx.count(Query("contact", "петров"))) == 1


async def test_edits_of_several_processes_at_once_are_all_kept(path: Path, store: SqliteStore) -> None:
    stores = [store, *[await SqliteStore.open(path) for _ in range(PROCESSES - 1)]]

    async def edit(number: int, its_store: SqliteStore) -> None:
        for step in range(20):
            name = f"{number}-{step}"
            await its_store.write(lambda tx, name=name: (tx.put_records([contact(name)]), tx.put_entry(entry(name))))

    await asyncio.gather(*(edit(number, its_store) for number, its_store in enumerate(stores)))
    assert await store.read(lambda tx: (tx.count(Query("contact")), tx.counts().pending)) == (80, 80)
    for each in stores[1:]:
        await each.close()


async def test_a_read_sees_one_moment_however_much_is_written_meanwhile(store: SqliteStore, path: Path) -> None:
    await store.write(lambda tx: tx.put_records([contact("a", "Иванов")]))

    def work(tx: Transaction) -> tuple[Any, Any]:
        before = tx.record(ref("a"))
        meanwhile = sqlite3.connect(path)
        meanwhile.execute("UPDATE contact SET last_name = 'Петров'")
        meanwhile.commit()
        meanwhile.close()
        return before, tx.record(ref("a"))

    before, after = await store.read(work)
    assert before == after
    assert await store.read(lambda tx: tx.record(ref("a")).fields["last_name"]) == "Петров"


async def test_a_sync_request_is_seen_and_answered_by_the_process_that_syncs(
    store: SqliteStore, other: SqliteStore
) -> None:
    asking, syncing = SyncRequests(other), SyncRequests(store)
    request = await asking.ask(now_ms=1_000)
    assert await store.changed_elsewhere()
    assert await syncing.pending() == [request]
    assert await asking.result(request) is None
    await syncing.answer(request, {"state": "idle", "pushed": 3})
    assert await asking.result(request) == {"state": "idle", "pushed": 3}
    assert await syncing.pending() == []


async def test_requests_of_yesterday_are_forgotten(store: SqliteStore) -> None:
    requests = SyncRequests(store)
    await requests.ask(now_ms=0)
    today = await requests.ask(now_ms=2 * 24 * 3_600_000)
    assert await requests.pending() == [today]


# -- faults


async def test_a_full_disk_leaves_nothing_and_the_store_goes_on(store: SqliteStore) -> None:
    def shrink(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    await store.run(shrink, writing=False)
    many = [contact(str(number), "Иванов" * 50) for number in range(500)]
    with pytest.raises(DiskFull, match="disk is full"):
        await store.write(lambda tx: tx.put_records(many))
    await store.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1000000"), writing=False)
    assert await store.read(lambda tx: tx.count(Query("contact"))) == 0
    await store.write(lambda tx: tx.put_records(many))
    assert await store.read(lambda tx: tx.count(Query("contact"))) == 500


async def test_a_database_that_another_program_holds_is_said_to_be_locked(store: SqliteStore, path: Path) -> None:
    await store.run(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 1").close(), writing=False)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked):
        await store.write(lambda tx: tx.put_entry(entry("a")))
    assert await store.read(lambda tx: tx.all_entries()) == []
    holder.execute("ROLLBACK")
    holder.close()
    await store.write(lambda tx: tx.put_entry(entry("a")))
    assert len(await store.read(lambda tx: tx.all_entries())) == 1


async def test_a_statement_that_cannot_be_right_is_our_defect(store: SqliteStore) -> None:
    with pytest.raises(Defect, match="nosuch"):
        await store.run(lambda connection: connection.exec_driver_sql("SELECT nosuch FROM contact"), writing=False)


async def test_a_write_is_durable_when_it_returns(store: SqliteStore, path: Path) -> None:
    await store.write(lambda tx: tx.put_entry(entry("a")))
    found = sqlite3.connect(path)
    assert found.execute("SELECT id FROM outbox").fetchall() == [("a",)]
    found.close()
    pragmas = await store.run(
        lambda connection: [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")
        ],
        writing=False,
    )
    assert pragmas == ["wal", 2]


# -- few statements, each by an index


async def test_a_list_of_100_000_opens_with_one_statement_for_its_keys_and_one_a_screenful(
    store: SqliteStore,
) -> None:
    def fill(connection: Connection) -> None:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
            "INSERT INTO contact (_id, _rev, _deleted, last_name, _natural, _search) "
            "SELECT printf('%06d', i), 1, 0, 'n', printf('%06d', 100000 - i), '' FROM n"
        )

    await store.run(fill, writing=True)

    def work(tx: Transaction) -> tuple[list[str], list[str], int]:
        connection = tx._connection
        keys: list[int] = []
        for_keys = statements_of(connection, lambda: keys.extend(tx.keys(Query("contact"))))
        shown: list[Any] = []
        for_rows = statements_of(connection, lambda: shown.extend(tx.rows("contact", keys[50_000:50_100])))
        assert len(keys) == 100_000
        assert [row.record.id for row in shown][:2] == ["050000", "049999"]
        return for_keys, for_rows, len(shown)

    for_keys, for_rows, shown = await store.read(work)
    assert (len(for_keys), len(for_rows), shown) == (1, 1, 100)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Query("contact"), "contact_natural"),
        (Query("deal"), "deal_natural"),
        (Query("contact", sort="last_name"), "contact_natural"),
        (Query("contact", where={"company_id": "c"}), "contact_company_id"),
        (Query("deal", where={"stage_id": "s"}), "deal_stage_id"),
        (Query("task", where={"deal_id": "d"}), "task_deal_id"),
        (Query("communication", where={"contact_id": "c"}), "communication_contact_id"),
        (Query("contact", "иванов"), "contact_fragments VIRTUAL TABLE"),
        (Query("contact", "ив"), "contact_words VIRTUAL TABLE"),
    ],
)
async def test_lists_are_read_by_an_index(store: SqliteStore, query: Query, index: str) -> None:
    def work(tx: Transaction) -> list[str]:
        connection = tx._connection
        plans: list[str] = []

        def explain(*arguments: Any) -> None:
            source = connection.connection.driver_connection
            plans.extend(row[3] for row in source.execute(f"EXPLAIN QUERY PLAN {arguments[2]}", arguments[3]))

        event.listen(connection.engine, "before_cursor_execute", explain)
        tx.keys(query)
        event.remove(connection.engine, "before_cursor_execute", explain)
        return plans

    plan = "\n".join(await store.read(work))
    assert index in plan
    if "natural" in index:
        assert "TEMP B-TREE" not in plan


async def test_a_page_of_5_000_is_taken_in_a_handful_of_statements_a_thousand(store: SqliteStore) -> None:
    page = [contact(str(number), f"Имя{number}") for number in range(5_000)]

    def work(tx: Transaction) -> int:
        return len(statements_of(tx._connection, lambda: tx.put_records(page)))

    assert await store.write(work) == 5 * 4


async def test_the_outbox_of_10_000_is_asked_in_one_statement(store: SqliteStore) -> None:
    await store.write(lambda tx: tx.put_entries([entry(str(number)) for number in range(10_000)]))

    def work(tx: Transaction) -> list[str]:
        found: list[Any] = []
        seen = statements_of(tx._connection, lambda: found.extend(tx.ready_entries(0, 1_000)))
        assert [one.id for one in found] == [str(number) for number in range(1_000)]
        return seen

    assert len(await store.read(work)) == 1
