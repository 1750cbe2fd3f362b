"""kill -9 of the server or the client at a random moment of a sync of queued edits (issue 2, Done when).

Afterwards every edit is on the server exactly once: each contact once, each changed field as the person left it.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.places import Profile, Server, environment


def queue_edits(profile: Profile, folder: Path, count: int) -> list[str]:
    """`count` queued edits: half new contacts, half changes of contacts that are already on the server."""
    half = count // 2
    known = folder / "known.csv"
    known.write_text("last_name\n" + "".join(f"Known {n}\n" for n in range(half)), encoding="utf-8")
    profile("import", "contact", str(known)).expect(0)
    profile.sync()
    changed = folder / "changed.csv"
    rows = "".join(f"{id_},Changed {fields['last_name']}\n" for id_, fields in profile.fields("contact").items())
    changed.write_text("id,job_title\n" + rows, encoding="utf-8")
    profile("import", "contact", str(changed)).expect(0)
    new = folder / "new.csv"
    new.write_text("last_name\n" + "".join(f"New {n}\n" for n in range(half)), encoding="utf-8")
    profile("import", "contact", str(new)).expect(0)
    assert len(profile("outbox", "--json").json) == count
    return sorted(f"Known {n}" for n in range(half)) + sorted(f"New {n}" for n in range(half))


def edit_all(profile: Profile, folder: Path, source: str) -> None:
    rows = folder / f"{source}.csv"
    rows.write_text("id,source\n" + "".join(f"{id_},{source}\n" for id_ in profile.fields("contact")), encoding="utf-8")
    profile("import", "contact", str(rows)).expect(0)


def seconds_of_a_sync(profile: Profile) -> float:
    started = time.monotonic()
    profile.sync()
    return time.monotonic() - started


def sync_and_kill(profile: Profile, server: Server, seconds: float, dice: random.Random) -> bool:
    """Kill the client or the server within so many seconds of a sync; whether the sync was still at it."""
    syncing = subprocess.Popen(
        [sys.executable, "-m", "crmdesk", "sync"],
        env=environment(profile.home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        syncing.wait(timeout=dice.uniform(0.3, 1.0) * seconds)
    except subprocess.TimeoutExpired:
        hit = True
    else:
        hit = False
    if dice.random() < 0.5:
        syncing.kill()
        syncing.wait()
    else:
        server.kill()
        syncing.wait(timeout=120)
        server.start()
    return hit


@pytest.mark.parametrize(
    ("edits", "kills"), [(200, 3), pytest.param(2_000, 20, marks=pytest.mark.slow)], ids=["small", "whole"]
)
def test_every_edit_is_on_the_server_exactly_once_after_kills(
    anna: Profile, boris: Profile, server: Server, tmp_path: Path, edits: int, kills: int
):
    names = queue_edits(anna, tmp_path, edits)
    dice = random.Random(edits)
    hits = sync_and_kill(anna, server, 1.0, dice)
    edit_all(anna, tmp_path, "measured")
    seconds = seconds_of_a_sync(anna)
    for round_ in range(1, kills):
        edit_all(anna, tmp_path, f"round {round_}")
        hits += sync_and_kill(anna, server, seconds, dice)

    last = anna.sync()
    assert (last["pending"], last["quarantined"], last["conflicts"]) == (0, 0, 0)
    assert hits > kills // 2, "most kills met a sync at work"
    boris.sync()
    there = boris.fields("contact")
    assert there == anna.fields("contact")
    assert sorted(fields["last_name"] for fields in there.values()) == sorted(names)
    for fields in there.values():
        assert fields["source"] == f"round {kills - 1}"
        assert fields["job_title"] == (f"Changed {fields['last_name']}" if "Known" in fields["last_name"] else None)
    assert anna("conflicts", "--json").json == []
