"""`set` and `sync` in a loop, in several shells, beside a desk that syncs the same profile (issue 4, Done when)."""

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.accounts import Books
from tests.journeys.places import Profile, Server, environment
from tests.journeys.soaking import Computer, Shared

SHELLS = 4


@pytest.fixture
def desk(anna: Profile) -> Iterator[subprocess.Popen[bytes]]:
    """Syncs Anna's profile all the while."""
    command = [sys.executable, "-m", "crmdesk", "sync", "--watch"]
    process = subprocess.Popen(command, env=environment(anna.home), stdout=subprocess.DEVNULL)
    yield process
    process.terminate()
    process.wait(30)


def set_and_sync(shell: Computer, own: str, shared: str, times: int) -> None:
    """A fault is noted, for nobody waits for a thread."""
    try:
        for number in range(times):
            word = f"{shell.profile.home.name} {own[-4:]} {number}"
            shell.listed("set", "contact", own, f"job_title={word}")
            shell.listed("set", "contact", shared, f"source={word}")
            shell.sync()
    except Exception as fault:  # noqa: BLE001 - told at the end, whatever it is
        shell.shared.faults.append(repr(fault))


@pytest.mark.parametrize("times", [12, pytest.param(1_000, marks=pytest.mark.slow)])
def test_nothing_is_lost_and_nothing_sent_twice(
    anna: Profile, server: Server, desk: subprocess.Popen[bytes], tmp_path: Path, times: int
):
    """What a shell has set is on the server when its sync is done, once, in the order in which it was set."""
    faults = Shared()
    shells = [Computer(anna, faults, random.Random(number), watched=False) for number in range(SHELLS)]
    try:
        own = [shell.listed("add", "contact", f"last_name=Shell {n}")["id"] for n, shell in enumerate(shells)]
        shared = shells[0].listed("add", "contact", "last_name=Shared")["id"]
        threads = [
            threading.Thread(target=set_and_sync, args=(shell, id_, shared, times // SHELLS))
            for shell, id_ in zip(shells, own, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults.faults == []
        assert desk.poll() is None, "it was the desk that synced"
        last = shells[0].sync()
        assert (last["pending"], last["quarantined"], last["conflicts"]) == (0, 0, 0)
        here = anna.fields("contact")
    finally:
        for shell in shells:
            shell.stop()
    server.stop()
    books = Books(server.folder / "server.sqlite")
    for id_ in own:
        sent = [happened.after for happened in books.of(id_, "job_title")]
        assert sent == [f"{anna.home.name} {id_[-4:]} {number}" for number in range(times // SHELLS)]
    sent = [happened.after for happened in books.of(shared, "source")]
    assert len(sent) == len(set(sent))
    assert sent[-1] == here[shared]["source"]
    with sqlite3.connect(server.folder / "server.sqlite") as database:
        ids, changes = database.execute("SELECT count(DISTINCT change_id), count(*) FROM applied_change").fetchone()
    assert ids == changes == books.changes
