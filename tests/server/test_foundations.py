"""Migrations, keys, founding, limits, integrity: what stands below the calls."""

import stat
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, select, text, update

from crmdesk.domain.errors import Refused, StorageFault
from crmdesk.server.backend import key_file, open_backend
from crmdesk.server.database import Database
from crmdesk.server.events import _events as open_events
from crmdesk.server.gate import Caller
from crmdesk.server.integrity import faults
from crmdesk.server.keys import ServerKey, load_server_key
from crmdesk.server.limits import Calls, Failures
from crmdesk.server.migrating import migrate
from crmdesk.server.tables import APPLIED_CHANGE, METADATA, RECORD, REVISION_RANGE, UNIQUE_VALUE, WORKSPACE
from crmdesk.server.tokens import ACCESS_SECONDS, Use
from tests.fakes.server import CHEAP, CountedIds, FakeClock, ServerInProcess
from tests.server.desk import ApiDesk


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / '50% off' / 'crm.sqlite'}"


def test_the_migrations_make_the_tables_that_are_declared(url) -> None:
    database = Database(url)
    migrate(database, url)
    migrate(database, url)
    differences = database.read_now(
        lambda connection: compare_metadata(MigrationContext.configure(connection), METADATA)
    )
    database.close()
    assert differences == []


def test_two_starts_at_once_migrate_one_after_the_other(url) -> None:
    databases = [Database(url), Database(url)]
    threads = [threading.Thread(target=migrate, args=(database, url)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    version = databases[1].read_now(
        lambda connection: connection.scalar(text("SELECT version_num FROM alembic_version"))
    )
    for database in databases:
        database.close()
    assert version == "0001"


def test_sqlite_is_durable_and_readers_do_not_wait(url) -> None:
    database = Database(url)
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2)):
        assert database.write_now(lambda c, p=pragma: c.exec_driver_sql(f"PRAGMA {p}").scalar_one()) == value
    database.write_now(lambda connection: connection.exec_driver_sql("CREATE TABLE t (x)"))

    def write_and_read(connection) -> int:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        return database.read_now(lambda reader: reader.exec_driver_sql("SELECT count(*) FROM t").scalar_one())

    assert database.write_now(write_and_read) == 0
    database.close()


def test_a_write_that_fails_leaves_nothing(url) -> None:
    database = Database(url)
    database.write_now(lambda connection: connection.exec_driver_sql("CREATE TABLE t (x)"))

    def failing(connection) -> None:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(failing)
    assert database.read_now(lambda c: c.exec_driver_sql("SELECT count(*) FROM t").scalar_one()) == 0
    database.close()


def test_another_database_than_sqlite_is_refused_plainly() -> None:
    for url in ("postgresql://localhost/crm", "crm.sqlite", "sqlite://", ""):
        with pytest.raises(Refused, match="sqlite:///PATH"):
            Database(url)


def test_a_file_that_is_no_database_and_a_folder_that_cannot_be_are_said_plainly(tmp_path) -> None:
    clock = FakeClock()
    note = tmp_path / "note.txt"
    note.write_text("Not a database, but quite a long text. " * 200)
    for url in (f"sqlite:///{note}", f"sqlite:///{note}/crm.sqlite"):
        with pytest.raises(StorageFault, match="note"):
            open_backend(url, clock, CountedIds(clock), {}, CHEAP)


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path) -> None:
    path = tmp_path / "crm.key"
    sealed = load_server_key({}, path).encrypt(b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_server_key({}, path).decrypt(sealed) == b"secret"


def test_the_key_may_come_from_the_environment(tmp_path) -> None:
    path = tmp_path / "crm.key"
    key = load_server_key({"CRMDESK_SERVER_KEY": "long secret"}, path)
    assert not path.exists()
    assert ServerKey(b"long secret").decrypt(key.encrypt(b"secret")) == b"secret"


def test_a_wrong_key_says_so(url) -> None:
    clock = FakeClock()
    open_backend(url, clock, CountedIds(clock), {"CRMDESK_SERVER_KEY": "one"}, CHEAP).close()
    with pytest.raises(Refused, match="CRMDESK_SERVER_KEY"):
        open_backend(url, clock, CountedIds(clock), {"CRMDESK_SERVER_KEY": "two"}, CHEAP)


def test_a_server_keeps_its_id_and_its_keys(url) -> None:
    clock = FakeClock()
    first = open_backend(url, clock, CountedIds(clock), {}, CHEAP)
    first.close()
    clock.advance(1)
    second = open_backend(url, clock, CountedIds(clock), {}, CHEAP)
    second.close()
    assert (first.server_id, first.epoch) == (second.server_id, second.epoch)
    assert key_file(url).exists()


def test_failures_are_counted_in_a_sliding_minute() -> None:
    clock = FakeClock()
    failures = Failures(clock)
    for _ in range(10):
        assert failures.wait("a", "b") == 0
        failures.count("a")
        clock.advance(1)
    assert failures.wait("a", "b") == 50
    assert failures.wait("b") == 0
    clock.advance(50)
    assert failures.wait("a") == 0


def test_calls_come_in_bursts_of_two_hundred_and_six_hundred_a_minute() -> None:
    clock = FakeClock()
    calls = Calls(clock)
    allowed = 0
    for _ in range(60):
        while not calls.take("device"):
            allowed += 1
        clock.advance(1)
    assert allowed == 200 + 59 * 10
    assert calls.take("other") == 0


def test_only_the_first_person_founds_a_workspace(server: ServerInProcess) -> None:
    for email, role, workspace, field in (
        ("anna@example.com", None, None, "email"),
        ("x@example.com", "king", None, "role"),
        ("nobody", None, None, "email"),
        ("x@example.com", "rep", "Second", "role"),
    ):
        with pytest.raises(Refused) as refused:
            server.add_person(email, role, workspace=workspace)
        assert refused.value.errors[0].field == field
    server.add_person("x@example.com", workspace="Second")
    with pytest.raises(Refused, match="several workspaces"):
        server.add_person("y@example.com")


async def test_an_applied_change_is_remembered_as_long_as_tombstones(anna: ApiDesk) -> None:
    change = anna.change("company", fields={"name": "Orion"})
    await anna.push(change)
    remembered = select(func.count()).select_from(APPLIED_CHANGE)
    for days, left in ((400, 1), (1, 0)):
        anna.server.clock.advance(days * 24 * 3600)
        anna.server.purge()
        assert anna.server.backend.database.read_now(lambda c: c.scalar(remembered)) == left


async def test_events_end_when_the_token_expires(anna: ApiDesk) -> None:
    claims = anna.server.backend.tokens.read(anna.signed_in["access_token"], Use.ACCESS)
    stream = open_events(Caller(claims, "admin"), anna.server.backend)
    assert (await anext(stream)).startswith(b"event: head\ndata: ")
    anna.server.clock.advance(ACCESS_SECONDS)
    anna.server.backend.hints.announce(claims.workspace_id, 99)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_a_sound_database_has_no_faults(anna: ApiDesk) -> None:
    company = await anna.create("company", name="Orion")
    await anna.create("contact", last_name="Orlov", company_id=company["id"])
    await anna.create("product", name="Lamp", sku="L-1")
    await anna.edit(company, deleted=True)
    assert anna.server.backend.database.read_now(faults) == []


async def test_the_check_finds_what_is_broken(anna: ApiDesk) -> None:
    company = await anna.create("company", name="Orion")
    await anna.create("contact", last_name="Orlov", company_id=company["id"])
    await anna.create("product", name="Lamp", sku="L-1")
    database = anna.server.backend.database

    def found_after(*statements) -> str:
        class Undone(Exception):  # noqa: N818  carries the answer out of a transaction that is rolled back
            pass

        def look(connection):
            for statement in statements:
                connection.execute(statement)
            raise Undone("\n".join(faults(connection)))

        with pytest.raises(Undone) as undone:
            database.write_now(look)
        return str(undone.value)

    assert "company_id" in found_after(delete(RECORD).where(RECORD.c.id == company["id"]))
    assert "beyond the counter" in found_after(update(WORKSPACE).values(head=1))
    assert "belong to no range" in found_after(delete(REVISION_RANGE).where(REVISION_RANGE.c.last_rev == 2))
    assert "sku" in found_after(delete(UNIQUE_VALUE))
