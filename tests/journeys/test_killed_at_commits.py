"""SIGKILL just before and just after each commit of real commands (F01-F05, F73)."""

import itertools
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.places import Profile, environment

BEFORE_AND_AFTER = ("before", "after")


def killed_at(profile: Profile, when: str, number: int, *arguments: str) -> bool:
    """Whether the command came so far, and was killed there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.killing", when, str(number), *arguments],
        env=environment(profile.home),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode != 0


def every_commit() -> Iterator[tuple[int, str]]:
    for number in itertools.count(1):
        for when in BEFORE_AND_AFTER:
            yield number, when


def import_contacts(profile: Profile, folder: Path, count: int, column: str = "last_name") -> None:
    rows = folder / f"{column}.csv"
    rows.write_text(f"{column}\n" + "".join(f"{column} {n}\n" for n in range(count)), encoding="utf-8")
    profile("import", "contact", str(rows)).expect(0)


def job_titles(profile: Profile) -> dict[str, str]:
    return {id_: fields["job_title"] for id_, fields in profile.fields("contact").items()}


@pytest.mark.parametrize("when", BEFORE_AND_AFTER)
def test_an_edit_is_there_with_its_entry_or_not_at_all(anna: Profile, when: str):
    """F04, F05."""
    id_ = anna("add", "contact", "last_name=Иванов").expect(0).out.strip()
    anna.sync()
    assert killed_at(anna, when, 1, "set", "contact", id_, "job_title=директор")
    shown = anna("show", "contact", id_, "--json").expect(0).json
    assert shown["pending"] == (when == "after")
    assert shown["fields"]["job_title"] == ("директор" if when == "after" else None)
    assert len(anna("outbox", "--json").json) == (when == "after")
    anna("set", "contact", id_, "job_title=бухгалтер").expect(0)
    assert anna.sync()["pending"] == 0


@pytest.mark.slow
def test_a_sync_that_is_killed_sends_everything_exactly_once(anna: Profile, boris: Profile, tmp_path: Path):
    """F01: the server has it, the answer is lost. F02: the answer came and was not stored. F03: rows and cursor."""
    import_contacts(anna, tmp_path, 5)
    anna.sync()
    boris.sync()
    contacts = sorted(anna.fields("contact"))
    for number, when in every_commit():
        title = f"{when} {number}"
        for id_ in contacts[:2]:
            anna("set", "contact", id_, f"job_title={title}").expect(0)
        boris("set", "contact", contacts[4], f"job_title={title}").expect(0)
        boris.sync()
        came_so_far = killed_at(anna, when, number, "sync")
        last = anna.sync()
        assert (last["pending"], last["quarantined"], last["conflicts"]) == (0, 0, 0)
        boris.sync()
        assert job_titles(boris) == job_titles(anna)
        assert [job_titles(boris)[id_] for id_ in (contacts[0], contacts[1], contacts[4])] == [title] * 3
        if not came_so_far:
            break
    assert number > 3
    assert anna("conflicts", "--json").json == []


def begin_anew(profile: Profile) -> None:
    """As on a computer where this person has just signed in, with one edit made before the first download."""
    for file in (profile.home / "profiles" / "default").glob("replica.sqlite*"):
        file.unlink()
    profile("add", "contact", "last_name=Typed").expect(0)


@pytest.mark.slow
def test_a_first_download_that_is_killed_goes_on_at_its_last_page(anna: Profile, boris: Profile, tmp_path: Path):
    """F03, F73: no page is asked for twice, and what was queued is untouched."""
    import_contacts(anna, tmp_path, 2_500)
    anna.sync()
    most_left = 0
    for number, when in every_commit():
        begin_anew(boris)
        came_so_far = killed_at(boris, when, number, "sync")
        here = len(boris.fields("contact"))
        last = boris.sync()
        assert last["pending"] == 0
        contacts = boris.fields("contact")
        assert last["pulled"] <= len(contacts) - here + 20, "and what is of other kinds"
        assert "Typed" in {fields["last_name"] for fields in contacts.values()}
        most_left = max(most_left, here)
        if not came_so_far:
            break
    assert most_left > 1_000, "some page had come"
    anna.sync()
    assert boris.fields("contact") == anna.fields("contact")
