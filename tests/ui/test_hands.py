"""The tour's hands do only what a person could do."""

import pytest
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPushButton, QWidget

from crmdesk.ui.kit.hands import OutOfReach, choose, click, is_checked, is_in_sight, named, press, text_of, write


class Desk(QWidget):
    """A field and a button, and what keys came."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(300, 200)
        self.button = QPushButton("Go", self, objectName="go", checkable=True)
        self.button.setGeometry(10, 10, 100, 30)
        self.field = QLineEdit("before", self, objectName="field")
        self.field.setGeometry(10, 60, 200, 30)
        self.keys: list[tuple[str, str]] = []
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self.keys.append((event.keyCombination().key().name, event.text()))


@pytest.fixture
def desk(qapp):
    made = Desk()
    yield made
    made.deleteLater()


def test_a_click_reaches_the_button_in_sight_and_gives_it_the_focus(desk):
    click(named(desk, "go"))
    assert is_checked(desk, "go")
    assert desk.focusWidget() is desk.button
    assert text_of(desk, "go") == "Go"


def test_what_lies_under_something_else_cannot_be_clicked(desk):
    over = QFrame(desk)
    over.setGeometry(desk.rect())
    over.show()
    with pytest.raises(OutOfReach, match="go"):
        click(desk.button)
    assert not desk.button.isChecked()


def test_what_is_disabled_cannot_be_clicked(desk):
    desk.button.setEnabled(False)
    with pytest.raises(OutOfReach):
        click(desk.button)


def test_what_is_hidden_is_not_in_sight(desk):
    desk.button.hide()
    assert not is_in_sight(desk, "go")
    with pytest.raises(OutOfReach, match="no go"):
        named(desk, "go")


def test_what_is_written_takes_the_place_of_what_stood_there(desk):
    write(desk.field, "Ёжикова 1")
    assert desk.field.text() == "Ёжикова 1"


def test_keys_go_to_what_has_the_focus_with_their_letter(desk):
    desk.setFocus()
    press(desk, "B")
    press(desk, "Ctrl+Return")
    assert desk.keys == [("Key_B", "b"), ("Key_Return", "")]
    click(desk.field)
    press(desk, "End")
    press(desk, "Backspace")
    assert desk.field.text() == "befor"


def test_a_menu_gives_only_what_it_offers(desk):
    chosen = []
    menu = QMenu(desk)
    for name in ("red", "green"):
        entry = menu.addAction(name)
        entry.setObjectName(name)
        entry.triggered.connect(lambda _checked, name=name: chosen.append(name))
    entry.setEnabled(False)
    choose(menu, "red")
    assert chosen == ["red"]
    with pytest.raises(OutOfReach, match="green"):
        choose(menu, "green")
