"""The language and the theme that the application wears: the person's choice, else the system's; changed while it
runs. Whoever shows something is told nothing here: it changes the look, then builds itself anew."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crmdesk.ui.kit.language import choose_language, install_language
from crmdesk.ui.kit.look import Look, dress
from crmdesk.ui.kit.theme import DARK, LIGHT, Theme

Remember = Callable[[str | None, str | None], None]
"""Keeps the chosen language and theme for the next start."""


def remember_nothing(_language: str | None, _theme: str | None) -> None:
    """For tests, the tour and pictures."""


class Appearance(QObject):
    system_turned = Signal()
    """The system went from light to dark or back, and its theme is the one to wear: `wear_system` does so."""

    def __init__(
        self,
        application: QApplication,
        translations: Path,
        language: str | None = None,
        theme: str | None = None,
        remember: Remember = remember_nothing,
    ) -> None:
        """`language`: ru or en; `theme`: light or dark; None: the system's."""
        super().__init__(application)
        self._application = application
        self._translations = translations
        self._remember = remember
        self._chosen_language = language
        self.theme = theme
        self.look = self._dressed()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_turned)

    @property
    def language(self) -> str:
        """The one that is spoken."""
        return choose_language(self._chosen_language)

    def choose_language(self, language: str) -> None:
        self._chosen_language = language
        self._choose()

    def choose_theme(self, theme: str | None) -> None:
        self.theme = theme
        self._choose()

    def wear_system(self) -> None:
        self.look = self._dressed()

    def _choose(self) -> None:
        self.look = self._dressed()
        self._remember(self._chosen_language, self.theme)

    def _dressed(self) -> Look:
        locale = install_language(self._application, self.language, self._translations)
        return dress(self._application, self._theme_to_wear(), locale)

    def _theme_to_wear(self) -> Theme:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return {"light": LIGHT, "dark": DARK}.get(self.theme or "", DARK if dark else LIGHT)

    def _on_system_turned(self) -> None:
        if self.theme is None:
            self.system_turned.emit()
