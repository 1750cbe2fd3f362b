"""The sidebar: numbers, what asks for the person, the rail, and the menu under the workspace's name."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.domain.ports import Counts
from crmdesk.ui.sidebar import Sidebar
from tests.ui.places import ANNA


@pytest.fixture
def sidebar(look):
    window = QWidget()
    made = Sidebar(look)
    whole = QVBoxLayout(window)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(made)
    window.resize(400, 700)
    window.grab()  # lays it out, and needs no screen
    yield made
    window.deleteLater()


def item(sidebar, name):
    return sidebar.findChild(QPushButton, f"sidebar.{name}")


def number(sidebar, name, part):
    return item(sidebar, name).findChild(QLabel, f"sidebar.{part}")


def test_sync_asks_for_decisions_and_refusals_together(sidebar):
    asking = number(sidebar, "sync", "asking")
    sidebar.show_asking(Counts(pending=9))
    assert not asking.isVisibleTo(sidebar)
    sidebar.show_asking(Counts(pending=9, open_conflicts=2, quarantined=1))
    assert (asking.isVisibleTo(sidebar), asking.text()) == (True, "3")
    assert item(sidebar, "sync").accessibleDescription() == "2 need your decision · 1 not accepted by the server"


def test_overdue_tasks_stand_before_how_many_there_are(sidebar):
    sidebar.show_count("tasks", 310)
    sidebar.show_overdue(3)
    overdue, count = number(sidebar, "tasks", "asking"), number(sidebar, "tasks", "count")
    sidebar.window().grab()
    assert (overdue.text(), overdue.property("badge"), count.text()) == ("3", "danger", "310")
    assert overdue.geometry().right() < count.geometry().left()
    sidebar.show_overdue(0)
    assert not overdue.isVisibleTo(sidebar)


def test_the_rail_keeps_what_the_person_chose_and_what_the_width_demands(sidebar):
    sidebar.show_count("deals", 7)
    sidebar.toggle_rail()
    assert (sidebar.collapsed, sidebar.width(), item(sidebar, "deals").text()) == (True, 56, "")
    assert item(sidebar, "deals").toolTip() == "Deals · 7"
    sidebar.become_rail(narrow=True)
    sidebar.toggle_rail()
    assert (sidebar.collapsed, sidebar.width()) == (False, 56)
    sidebar.become_rail(narrow=False)
    assert (sidebar.width(), item(sidebar, "deals").text()) == (216, "Deals")


def test_every_item_is_32_high(sidebar):
    sidebar.show_asking(Counts(open_conflicts=2))
    sidebar.window().grab()
    assert {item(sidebar, name).height() for name in ("contacts", "tasks", "sync")} == {32}


def test_the_workspaces_name_opens_the_menu_below_it(sidebar):
    sidebar.show_person(ANNA)
    asked = []
    sidebar.menu_asked.connect(asked.append)
    head = item(sidebar, "menu")
    assert head.accessibleName() == "Гидроснаб · Анна Белова"
    head.click()
    assert asked[0].y() > head.mapToGlobal(head.rect().center()).y()
