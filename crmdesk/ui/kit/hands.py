"""What a person does to a window with pointer and keyboard, done by the program: for the demo's tour.

The events are handed to the widgets and not to the screen: that needs none, and leaves the person's pointer alone.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QKeyCombination, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QScrollArea, QTableView, QWidget

from crmdesk.ui.kit.row_delegate import check_place

_LEFT = Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier


class OutOfReach(Exception):  # noqa: N818 - said as it is
    """A person could not do this: it is not in sight, or something lies over it."""


# -- what is seen
def named(within: QWidget, name: str) -> QWidget:
    """The widget of this object name that is in sight. Raises OutOfReach."""
    for found in within.findChildren(QWidget, name):
        if found.isVisible():
            return found
    raise OutOfReach(f"no {name} is in sight")


def is_in_sight(within: QWidget, name: str) -> bool:
    return any(found.isVisible() for found in within.findChildren(QWidget, name))


def text_of(within: QWidget, name: str) -> str:
    """What a label or a button says. Raises OutOfReach."""
    found = named(within, name)
    assert isinstance(found, QLabel | QAbstractButton)
    return found.text()


def is_checked(within: QWidget, name: str) -> bool:
    """Of a button that stays down. Raises OutOfReach."""
    found = named(within, name)
    return isinstance(found, QAbstractButton) and found.isChecked()


# -- what is done
def click(widget: QWidget, at: QPoint | None = None) -> None:
    """In its middle, or `at` a place in it; scrolled to if need be. Raises OutOfReach."""
    _scroll_to(widget)
    at = at or widget.rect().center()
    reached = widget.window().childAt(widget.mapTo(widget.window(), at))
    if reached is None or not (reached is widget or widget.isAncestorOf(reached)) or not widget.isEnabled():
        raise OutOfReach(f"{widget.objectName()} cannot be clicked")
    taking = next((one for one in _upwards(widget) if one.focusPolicy() & Qt.FocusPolicy.ClickFocus), None)
    if taking is not None:
        taking.setFocus(Qt.FocusReason.MouseFocusReason)
    there = QPointF(widget.mapToGlobal(at))
    for kind, held in (
        (QEvent.Type.MouseButtonPress, _LEFT),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(at), there, _LEFT, held, _PLAIN))


def click_row(table: QTableView, row: int) -> None:
    """On the name in it."""
    index = table.model().index(row, 1)
    table.scrollTo(index)
    click(table.viewport(), table.visualRect(index).center())


def click_check(table: QTableView, row: int) -> None:
    """On the check before the name."""
    index = table.model().index(row, 1)
    table.scrollTo(index)
    click(table.viewport(), check_place(table.visualRect(index)).center())


def press(window: QWidget, key: str) -> None:
    """A key as Qt writes it (Esc, Ctrl+Return, B), to what has the focus in the window."""
    pressed: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index] # missing in the stubs
    text = key.lower() if len(key) == 1 else ""
    _press(window, pressed.key(), pressed.keyboardModifiers(), text)


def write(field: QWidget, text: str) -> None:
    """Letter by letter, in place of what stands there."""
    assert isinstance(field, QLineEdit)
    click(field)
    field.selectAll()
    for letter in text:
        _press(field.window(), Qt.Key.Key_unknown, _PLAIN, letter)


def choose(menu: QMenu, name: str) -> None:
    """An entry of a menu that is not shown: without a screen Qt complains of every menu that pops up."""
    entry = next((one for one in menu.actions() if one.objectName() == name and one.isEnabled()), None)
    menu.deleteLater()
    if entry is None:
        raise OutOfReach(f"the menu offers no {name}")
    entry.trigger()


def lay_in(window: QWidget, menu: QMenu, under: QWidget) -> None:
    """Show a menu as a part of the window, for a picture of it."""
    menu.setParent(window, Qt.WindowType.Widget)
    menu.resize(menu.sizeHint())
    menu.move(under.mapTo(window, QPoint(0, under.height())))
    menu.show()
    menu.raise_()


def _press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(window.focusWidget() or window, QKeyEvent(kind, key, modifiers, text))


def _scroll_to(widget: QWidget) -> None:
    for around in _upwards(widget):
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)


def _upwards(widget: QWidget) -> Iterator[QWidget]:
    """The widget, then what it stands in."""
    around: QWidget | None = widget
    while around is not None:
        yield around
        around = around.parentWidget()
