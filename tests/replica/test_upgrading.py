"""A replica of every earlier schema, its outbox full, comes through an upgrade with everything in it (F81).

The old database is made by the frozen migrations and filled by SQL and JSON that stand here, as the program of that
time would have, so that no later change of the program changes what is tried.
"""

import itertools
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from crmdesk.domain.errors import DatabaseBroken
from crmdesk.domain.ports import Policy, Query, Transaction
from crmdesk.domain.records import Change, EditTime, EntryState, LostValue, Record
from crmdesk.replica.journal import EditJournal
from crmdesk.replica.journal_lines import everything
from crmdesk.replica.migrating import copy_before
from crmdesk.replica.migrations import MIGRATIONS
from crmdesk.replica.store import SqliteStore
from crmdesk.sync.engine import Engine
from tests.contracts.examples import ref
from tests.fakes.remote_server import MemoryRemote, MemoryServer
from tests.sync.conftest import CountedIds, HandClock

VERSIONS = range(1, len(MIGRATIONS) + 1)
USER = "00000000-0000-4000-9000-000000000001"
PERSON = {
    "user_id": USER, "name": "Анна", "email": "anna@example.com", "role": "rep",
    "workspace_id": "w", "workspace_name": "W", "currency": "RUB",
}  # fmt: skip
IDS = {state: f"00000000-0000-7000-8000-00000000000{number}" for number, state in enumerate(EntryState)}


def as_stored(record: Record) -> dict[str, Any]:
    return {"kind": "contact", "id": record.id, "rev": record.rev, "fields": dict(record.fields)}


def sealed_change(base: Record) -> dict[str, Any]:
    return {
        "change_id": f"change of {base.id}", "kind": "contact", "id": base.id, "base_rev": base.rev,
        "fields": {"last_name": "Запечатано"}, "edited": {"last_name": 4},
    }  # fmt: skip


def entry_row(state: EntryState, base: Record) -> dict[str, Any]:
    parked, sent = state is EntryState.PARKED, state is EntryState.SENT
    errors = [{"field": "last_name", "code": "bad", "message": "no"}] if state is EntryState.QUARANTINED else []
    lost = {"last_name": {"value": "Чужое", "by": "u2", "edited": 4}} if state is EntryState.HELD else {}
    return {
        "kind": "contact", "id": base.id, "turn": 4, "state": state.value, "tries": 2 if parked else 0,
        "parked_since": 1_000 if parked else None, "retry_at": 2_000 if parked else None,
        "base": json.dumps(as_stored(base)), "seal": json.dumps(sealed_change(base)) if sent else None,
        "waiting": None, "edited": json.dumps({"last_name": {"wall_ms": 5, "offset_ms": -20}}),
        "lost": json.dumps(lost), "errors": json.dumps(errors),
    }  # fmt: skip


def record_row(state: EntryState, base: Record) -> dict[str, Any]:
    return {
        "_id": base.id, "_rev": base.rev, "_deleted": 0, "last_name": f"Набрано {state}", "_natural": "", "_search": "",
    }  # fmt: skip


def conflict_row(name: str, state: str) -> dict[str, Any]:
    fields = {"last_name": {"base": "Было", "mine": "Моё", "theirs": "Чужое", "result": None}}
    return {
        "id": name, "kind": "contact", "record_id": IDS[EntryState.HELD], "state": state, "at": 7, "by": "u2",
        "fields": json.dumps(fields),
    }  # fmt: skip


def acknowledged_row(base: Record) -> dict[str, Any]:
    change = sealed_change(base) | {"change_id": "acknowledged"}
    return {
        "change_id": "acknowledged", "kind": "contact", "id": base.id, "rev": 2, "at": 9,
        "change": json.dumps(change), "base": json.dumps(as_stored(base)),
    }  # fmt: skip


def insert(database: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    database.execute(statement, tuple(row.values()))


def make_old(path: Path, version: int, there: Mapping[EntryState, Record], state: Mapping[str, Any]) -> None:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        for migrate in MIGRATIONS[:version]:
            migrate(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
    database = sqlite3.connect(path)
    for entry_state, base in there.items():
        insert(database, "contact", record_row(entry_state, base))
        insert(database, "outbox", entry_row(entry_state, base))
    for index in ("contact_words", "contact_fragments"):
        database.execute(f"INSERT INTO {index} (rowid, _search) SELECT _key, _search FROM contact")
    insert(database, "conflict", conflict_row("open", "open"))
    insert(database, "conflict", conflict_row("settled", "settled"))
    insert(database, "acknowledged", acknowledged_row(there[EntryState.WAITING]))
    for name, value in (("person", PERSON), ("policy", "ask"), ("sync_state", state)):
        insert(database, "setting", {"name": name, "value": json.dumps(value)})
    database.commit()
    database.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> MemoryServer:
    """With a contact for every state that an entry may have."""
    server = MemoryServer(clock.true_ms)
    for id_ in IDS.values():
        change = Change(f"create {id_}", "contact", id_, None, {"last_name": "Было"})
        server.outgoing(USER, [change], None)
    return server


@pytest.fixture(params=VERSIONS, ids=[f"version {number}" for number in VERSIONS])
def old(request: pytest.FixtureRequest, tmp_path: Path, server: MemoryServer) -> Path:
    path = tmp_path / "replica.db"
    there = {state: server.history.records[ref(id_)] for state, id_ in IDS.items()}
    make_old(path, request.param, there, {"server_id": None, "cursor": None})
    return path


def version_of(path: Path) -> int:
    database = sqlite3.connect(path)
    try:
        return int(database.execute("PRAGMA user_version").fetchone()[0])
    finally:
        database.close()


async def test_everything_that_waits_is_still_there(old: Path) -> None:
    version = version_of(old)
    store = await SqliteStore.open(old)

    def check(tx: Transaction) -> None:
        for state, id_ in IDS.items():
            entry, record = tx.entry(ref(id_)), tx.record(ref(id_))
            assert entry is not None
            assert record is not None
            assert (entry.state, record.fields["last_name"]) == (state, f"Набрано {state}")
            assert entry.base is not None
            assert entry.base.fields["last_name"] == "Было"
            assert entry.edited == {"last_name": EditTime(5, -20)}
            assert (entry.seal is not None) == (state is EntryState.SENT)
            assert len(entry.errors) == (state is EntryState.QUARANTINED)
        assert tx.entry(ref(IDS[EntryState.HELD])).lost == {"last_name": LostValue("Чужое", "u2", 4)}
        assert tx.entry(ref(IDS[EntryState.PARKED])).retry_at == 2_000
        assert {one.id for one in tx.conflicts()} == {"open", "settled"}
        assert tx.open_conflict(ref(IDS[EntryState.HELD])).fields["last_name"].mine == "Моё"
        (acknowledged,) = tx.acknowledged_of(ref(IDS[EntryState.WAITING]))
        assert acknowledged.change.change_id == "acknowledged"
        assert (tx.person().name, tx.policy()) == ("Анна", Policy.ASK)
        assert tx.count(Query("contact")) == len(IDS)

    await store.read(check)
    held = await store.run(everything, writing=False)
    await store.close()
    assert EditJournal(old.with_name(old.name + ".edits")).read() == held, "the second copy is made at once"
    assert version_of(old) == len(MIGRATIONS)
    if version < len(MIGRATIONS):
        copy = copy_before(old, version)
        assert version_of(copy) == version
        assert sqlite3.connect(copy).execute("SELECT count(*) FROM outbox").fetchone() == (len(IDS),)


async def test_what_waited_is_sent_after_the_upgrade(old: Path, server: MemoryServer, clock: HandClock) -> None:
    store = await SqliteStore.open(old)
    await store.write(lambda tx: tx.put_policy(Policy.LAST_WRITE_WINS))
    remote, ids = MemoryRemote(server, USER), CountedIds(1 << 64)

    async def sleep(seconds: float) -> None:
        clock.seconds += seconds

    engine = Engine(store, remote, clock, ids, itertools.repeat(1.0).__next__, sleep, lambda _: None, lambda _: None)
    report = await engine.cycle()
    assert report.state == "idle"
    there = {state: server.history.records[ref(id_)].fields["last_name"] for state, id_ in IDS.items()}
    left = {one.state for one in await store.read(lambda tx: tx.all_entries())}
    assert left == {EntryState.HELD, EntryState.QUARANTINED}
    for state in (EntryState.WAITING, EntryState.SENT, EntryState.PARKED):
        assert there[state] == f"Набрано {state}"
    assert there[EntryState.HELD] == there[EntryState.QUARANTINED] == "Было"
    await store.close()


async def test_a_downgrade_is_refused_and_neither_file_nor_journal_is_touched(old: Path) -> None:
    version = version_of(old)
    await (await SqliteStore.open(old)).close()
    before = sorted((one.name, one.read_bytes()) for one in old.parent.iterdir())
    for earlier in range(1, len(MIGRATIONS)):
        with pytest.raises(DatabaseBroken, match="newer crmdesk"):
            await SqliteStore.open(old, MIGRATIONS[:earlier])
    assert sorted((one.name, one.read_bytes()) for one in old.parent.iterdir()) == before
    if version < len(MIGRATIONS):
        assert copy_before(old, version).exists(), "what the earlier program can open"
