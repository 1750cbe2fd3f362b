"""The stages of a deal's pipeline in its card."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from crmdesk.domain.ids import uuid7
from crmdesk.ui.records.stage_line import StageLine
from tests.ui.waiting import until

NAMES = ("New", "Talks", "Offer", "Signed", "Lost")
IDS = [uuid7(4, at) for at in range(len(NAMES))]
OUTCOMES = ("open", "open", "open", "won", "lost")


@pytest.fixture
async def line(window, place):
    """The line of a deal in Talks, in the open window."""
    rows = [
        {"id": identity, "name": name, "outcome": outcome, "position": at}
        for at, (identity, name, outcome) in enumerate(zip(IDS, NAMES, OUTCOMES, strict=True))
    ]
    pipeline = await place.synced("pipeline", 1, name="Sales", stages=rows)
    deal = await place.synced("deal", 2, title="Pumps", pipeline_id=pipeline.id, stage_id=IDS[1])
    await window.start()
    await window.select_record(deal)
    return window.card.findChild(StageLine, "card.stages")


def middle(line, at) -> QPoint:
    return line.segment(at).center()


async def test_a_click_on_a_segment_moves_the_deal_there_and_can_be_taken_back(window, place, line):
    assert (line.isVisible(), line.stage) == (True, "Talks")
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=middle(line, 3))
    await until(lambda: line.stage == "Signed")
    fields = await place.fields(window.card.ref)
    assert (fields["stage_id"], fields["closed_at"] is not None) == (IDS[3], True)
    window.findChild(QPushButton, "toast.verb").click()
    await until(lambda: line.stage == "Talks")
    assert (await place.fields(window.card.ref))["closed_at"] is None


async def test_arrows_go_along_the_line_and_enter_chooses(window, line):
    line.setFocus()
    for _ in range(2):
        QTest.keyClick(line, Qt.Key.Key_Right)
    assert line.stage == "Talks"
    QTest.keyClick(line, Qt.Key.Key_Left)
    QTest.keyClick(line, Qt.Key.Key_Return)
    await until(lambda: line.stage == "Offer")
    assert line.accessibleName() == "Stage: Offer"


async def test_the_stage_where_the_deal_stands_is_not_chosen_again(window, line):
    told = []
    line.chosen.connect(told.append)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=middle(line, 1))
    assert told == []


async def test_a_deal_of_an_unknown_pipeline_shows_no_line(window, place, line):
    other = await place.synced("deal", 3, title="Valves", pipeline_id=uuid7(5, 5), stage_id=IDS[0])
    await window.select_record(other)
    assert not line.isVisible()


async def test_stages_left_behind_are_tinted_unless_the_deal_is_lost(window, line, appearance):
    theme = appearance.look.theme

    def colour(at):
        place = line.segment(at)
        return line.grab().toImage().pixelColor(place.center().x(), 8)

    assert colour(1) == theme.colour("accent")
    assert colour(0) not in (theme.colour("accent"), theme.colour("line"))
    assert colour(2) == theme.colour("line")
    await window.card.move_to_stage(IDS[4])
    await until(lambda: line.stage == "Lost")
    assert colour(4) == theme.colour("danger")
    assert colour(0) == theme.colour("line")
