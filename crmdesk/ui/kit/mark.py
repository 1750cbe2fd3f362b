"""The mark of crmdesk: a card with two holes and the one behind it, on the accent."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crmdesk.ui.kit.look import Look

_GRID = 28.0
"""What the drawing is measured in."""


class Mark(QWidget):
    def __init__(self, look: Look, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        colour = self._look.theme.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _GRID, self.height() / _GRID)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill"))
        painter.drawRoundedRect(QRectF(0, 0, _GRID, _GRID), 7, 7)
        painter.setBrush(colour("on_accent"))
        painter.setOpacity(0.6)
        painter.drawRoundedRect(QRectF(7, 7.5, 14, 4.5), 2, 2)
        painter.setOpacity(1)
        painter.drawRoundedRect(QRectF(6, 13, 16, 8.5), 2.5, 2.5)
        painter.setBrush(colour("accent_fill"))
        painter.drawRoundedRect(QRectF(8.5, 16, 2.5, 2.5), 0.8, 0.8)
        painter.drawRoundedRect(QRectF(13, 16.2, 6.5, 2), 1, 1)
        painter.end()
