"""Phosphor icons as pixmaps, tinted by a role of the theme, kept by (name, size, colour, ratio)."""

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap

from crmdesk.ui.kit.theme import Theme

SECTION_ICONS = {
    "contact": "address-book",
    "company": "buildings",
    "deal": "handshake",
    "task": "check-circle",
    "communication": "chat-circle-dots",
    "product": "package",
    "sync": "arrows-clockwise",
}
STATE_ICONS = {
    "conflict": ("warning-fill", "warning_glyph"),
    "blocked": ("prohibit-bold", "danger"),
    "failed": ("arrow-clockwise-bold", "warning_glyph"),
    "sending": ("arrow-up-bold", "accent"),
}
"""Glyph and colour of a record state; `pending` is a painted dot, `synced` nothing (tokens 4)."""


class Icons:
    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._made: dict[tuple[str, int, str, float], QPixmap] = {}

    def pixmap(self, name: str, size: int = 16, role: str = "muted") -> QPixmap:
        screen = QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen is not None else 1.0
        key = (name, size, role, ratio)
        if key not in self._made:
            tinted = qtawesome.icon(f"ph.{name}", color=self._theme.colour(role))
            self._made[key] = tinted.pixmap(QSize(size, size), ratio)
        return self._made[key]

    def icon(self, name: str, size: int = 16, role: str = "muted") -> QIcon:
        return QIcon(self.pixmap(name, size, role))
