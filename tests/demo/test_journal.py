import json
from pathlib import Path

import pytest

from crmdesk.demo.journal import Journal, TourBroken
from crmdesk.demo.until import until


class Told:
    """What the journal was asked to photograph and what it said."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[str] = []
        self.pictures: list[str] = []
        self.folder = folder
        self.journal = Journal(folder, self._picture, self.lines.append)

    async def _picture(self, path: Path) -> None:
        self.pictures.append(path.name)

    @property
    def written(self) -> list[dict[str, object]]:
        return json.loads((self.folder / "tour.json").read_text(encoding="utf-8"))


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path / "tour")


async def test_a_step_is_written_with_its_checks_and_its_picture(told: Told):
    async with told.journal.step("desk", "The desk opens") as step:
        step.check("there are contacts", ok=True)
    assert told.written == [
        {
            "step": "1. The desk opens",
            "checks": [{"what": "there are contacts", "ok": True}],
            "screenshot": "01-desk.png",
        }
    ]
    assert told.pictures == ["01-desk.png"]
    assert told.journal.holds


async def test_one_check_that_fails_spoils_the_tour_and_is_named(told: Told):
    async with told.journal.step("one", "One") as step:
        step.check("this holds", ok=True)
        step.check("this does not", ok=False)
    async with told.journal.step("two", "Two") as step:
        step.check("this holds", ok=True)
    assert not told.journal.holds
    assert any("this does not" in line for line in told.lines)
    assert told.lines[0].startswith("FAIL 1. One (1 of 2")
    assert told.lines[-1].startswith("ok   2. Two (1 of 1")


async def test_a_step_that_breaks_keeps_its_picture_and_fails(told: Told):
    with pytest.raises(TourBroken):
        async with told.journal.step("desk", "The desk opens"):
            raise LookupError("no such card")
    assert not told.journal.holds
    assert "LookupError: no such card" in str(told.written[0]["checks"])
    assert told.pictures == ["01-desk.png"]


async def test_a_tour_without_steps_does_not_hold(told: Told):
    assert not told.journal.holds


def test_what_an_earlier_tour_left_goes_and_nothing_else(tmp_path: Path):
    for name in ("09-old.png", "tour.json", "mine.png"):
        (tmp_path / name).touch()
    Told(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.png"]


async def test_what_comes_true_by_itself_is_waited_for():
    looks = iter([False, False, True])
    assert await until(lambda: next(looks), within=5)


async def test_what_never_comes_true_is_told_at_the_deadline():
    async def never() -> bool:
        return False

    assert not await until(never, within=0)
