"""The head of a list in little room."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from crmdesk.ui.kit.chips import Chip
from crmdesk.ui.records.head import ListHead


@pytest.fixture
def head(appearance, qtbot):
    appearance.choose_language("ru")
    window = QWidget()
    qtbot.addWidget(window)
    made = ListHead("task", appearance.look, window)
    made.show_counts([5700, 47, 75_000, 18_000])
    window.show()
    yield made
    window.hide()  # till then nothing else holds it


def give(head, width):
    head.resize(width, 100)
    QCoreApplication.sendPostedEvents()


def is_apart(head):
    parts = [*head.findChildren(Chip), head.findChild(QPushButton, "list.new")]
    gaps = [right.x() - (left.x() + left.width()) for left, right in pairwise(parts)]
    return min(gaps) >= 0 and parts[-1].x() + parts[-1].width() <= head.width()


@pytest.mark.parametrize("width", [1000, 700, 612, 560, 480])
def test_nothing_runs_into_anything(head, width):
    give(head, width)
    assert is_apart(head)
    new = head.findChild(QPushButton, "list.new")
    assert new.width() >= new.sizeHint().width()
    assert new.accessibleName() == "Новая задача"
    for chip in head.findChildren(Chip):
        assert chip.width() >= chip.sizeHint().width()


def test_what_was_left_out_comes_back_with_the_room(head):
    give(head, 480)
    assert not head.findChild(QPushButton, "list.new").text()
    give(head, 1000)
    assert head.findChild(QPushButton, "list.new").text() == "Новая задача"
