"""Faults of the disk, met by the real commands and a real server."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.journeys.places import Profile, environment
from tests.replica.small_disk import SmallDisk, small_disk

pytestmark = pytest.mark.slow


def folder_of(profile: Profile) -> Path:
    return profile.home / "profiles" / "default"


def database_of(profile: Profile) -> Path:
    return folder_of(profile) / "replica.sqlite"


def contact_of(profile: Profile) -> str:
    """A contact that the server has, and its unsent change."""
    id_ = profile("add", "contact", "last_name=Иванов").expect(0).out.strip()
    profile.sync()
    profile("set", "contact", id_, "job_title=директор").expect(0)
    return id_


def job_title(profile: Profile, id_: str) -> str | None:
    title: str | None = profile("show", "contact", id_, "--json").expect(0).json["fields"]["job_title"]
    return title


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def on_small_disk(boris: Profile, disk: SmallDisk) -> Profile:
    """Boris's computer, its disk almost full as it is."""
    home = disk.folder / "home"
    copytree(boris.home, home)
    return Profile(home, boris.email)


def test_an_edit_on_a_full_disk_is_refused_in_words(on_small_disk: Profile, disk: SmallDisk):
    """F06."""
    id_ = contact_of(on_small_disk)
    before = on_small_disk("outbox", "--json").json
    disk.fill()
    refused = on_small_disk("set", "contact", id_, "job_title=бухгалтер").expect(1)
    assert "disk is full" in refused.err
    assert refused.err.count("\n") == 1
    disk.free()
    assert on_small_disk("outbox", "--json").json == before
    assert job_title(on_small_disk, id_) == "директор"
    on_small_disk("set", "contact", id_, "job_title=бухгалтер").expect(0)
    assert on_small_disk.sync()["pending"] == 0


def test_a_download_that_fills_the_disk_stops_in_words_and_goes_on_with_room(
    anna: Profile, on_small_disk: Profile, disk: SmallDisk, tmp_path: Path
):
    """F07."""
    rows = tmp_path / "many.csv"
    note = "заметка " * 200
    rows.write_text("last_name,notes\n" + "".join(f"N{n},{note}\n" for n in range(3_000)), encoding="utf-8")
    anna("import", "contact", str(rows)).expect(0)
    anna.sync()
    id_ = on_small_disk("add", "contact", "last_name=Typed").expect(0).out.strip()
    cursor = on_small_disk("sync", "--json").expect(1)
    assert "disk" in cursor.err
    assert cursor.json["state"] == "failed"
    assert id_ in on_small_disk.fields("contact")
    disk.remount("size=128m")
    last = on_small_disk.sync()
    assert last["pending"] == 0
    anna.sync()
    assert on_small_disk.fields("contact") == anna.fields("contact")


def test_a_read_only_disk_is_told_and_nothing_changes(on_small_disk: Profile, disk: SmallDisk):
    """F10."""
    id_ = contact_of(on_small_disk)
    disk.remount("ro")
    refused = on_small_disk("set", "contact", id_, "job_title=бухгалтер").expect(1)
    assert refused.err.count("\n") == 1
    disk.remount("rw")
    assert job_title(on_small_disk, id_) == "директор"


def test_a_database_that_another_program_holds_is_told_and_the_edit_can_be_made_later(anna: Profile):
    """F10: a backup tool, an antivirus."""
    id_ = contact_of(anna)
    holder = sqlite3.connect(database_of(anna), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused = anna("set", "contact", id_, "job_title=бухгалтер").expect(1)
    assert "Another program holds the local database" in refused.err
    assert job_title(anna, id_) == "директор"
    holder.execute("ROLLBACK")
    holder.close()
    anna("set", "contact", id_, "job_title=бухгалтер").expect(0)
    assert anna.sync()["pending"] == 0


def cut_in_half(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2)


def overwrite_a_page(database: Path) -> None:
    """The page that holds the contacts."""
    connection = sqlite3.connect(database)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
    connection.close()
    with database.open("r+b") as file:
        file.seek(4_096 * (page - 1))
        file.write(b"\xff" * 4_096)


def empty(database: Path) -> None:
    database.write_bytes(b"")


def remove(database: Path) -> None:
    database.unlink()


@pytest.mark.parametrize("harm", [cut_in_half, overwrite_a_page, empty, remove])
def test_unsent_work_survives_a_broken_database_and_reaches_the_server(anna: Profile, boris: Profile, harm):
    """F08, F09: what came back is named; the cache comes with the next sync."""
    id_ = contact_of(anna)
    new = anna("add", "contact", "last_name=Петров").expect(0).out.strip()
    boris.sync()
    boris("set", "contact", id_, "source=выставка").expect(0)
    boris.sync()
    harm(database_of(anna))
    told = anna("list", "contact", "--json")
    if told.code == 1:  # met while it was read: mended on the spot, and to be asked again
        assert "was damaged" in told.err
        told_again = anna("list", "contact", "--json").expect(0)
        assert told_again.err == ""
    assert "was built anew" in told.err
    assert id_ in told.err
    assert new in told.err
    kept = list(folder_of(anna).glob("replica.sqlite.broken-*Z"))
    assert len(kept) == (harm is not remove)
    last = anna.sync()
    assert (last["pending"], last["quarantined"], last["conflicts"]) == (0, 0, 0)
    boris.sync()
    assert boris.fields("contact") == anna.fields("contact")
    mine = boris.fields("contact")[id_]
    assert (mine["job_title"], mine["source"]) == ("директор", "выставка")


def test_a_database_that_is_deleted_under_a_syncing_process_is_built_anew_and_syncing_goes_on(
    anna: Profile, boris: Profile
):
    """F09, F14: the edit is made by another process, which mends; the syncing one goes over to the new file."""
    id_ = contact_of(anna)
    watching = subprocess.Popen(
        [sys.executable, "-m", "crmdesk", "sync", "--watch"], env=environment(anna.home), stdout=subprocess.PIPE
    )
    try:
        assert watching.stdout is not None
        while not watching.stdout.readline().startswith(b"idle"):
            assert watching.poll() is None
        database_of(anna).unlink()
        anna("add", "contact", "last_name=Сидоров").expect(0)
        give_up = time.monotonic() + 60
        while "Сидоров" not in {fields["last_name"] for fields in boris.fields("contact").values()}:
            assert time.monotonic() < give_up
            boris.sync()
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(timeout=30) == 0
    finally:
        watching.kill()
        watching.stdout.close()
    anna.sync()
    assert anna.fields("contact") == boris.fields("contact")
    assert boris.fields("contact")[id_]["job_title"] == "директор"
