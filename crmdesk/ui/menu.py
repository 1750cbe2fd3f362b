"""The menu under the workspace's name: language, theme, and the way out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from crmdesk.ui.kit.appearance import Appearance

LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}
"""Each in its own words: whoever cannot read the present one finds theirs."""

T = TypeVar("T", str, str | None)


class DeskMenu(QMenu):
    """Object names: menu.language.LANGUAGE, menu.theme.system, menu.theme.light, menu.theme.dark, menu.quit."""

    language_chosen = Signal(str)
    theme_chosen = Signal(object)
    """light, dark, or None for the system's."""
    quit_chosen = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("menu")
        themes = {None: self.tr("Theme of the system"), "light": self.tr("Light theme"), "dark": self.tr("Dark theme")}
        self._offer("language", LANGUAGE_NAMES, appearance.language, self.language_chosen.emit)
        self.addSeparator()
        self._offer("theme", themes, appearance.theme, self.theme_chosen.emit)
        self.addSeparator()
        leaving = QAction(self.tr("Quit"), self)
        leaving.setObjectName("menu.quit")
        leaving.triggered.connect(self.quit_chosen)
        self.addAction(leaving)

    def _offer(self, name: str, choices: Mapping[T, str], chosen: T, choose: Callable[[T], object]) -> None:
        group = QActionGroup(self)
        for value, words in choices.items():
            action = QAction(words, self, checkable=True, checked=value == chosen)
            action.setObjectName(f"menu.{name}.{value or 'system'}")
            action.triggered.connect(partial(choose, value))
            group.addAction(action)
            self.addAction(action)
