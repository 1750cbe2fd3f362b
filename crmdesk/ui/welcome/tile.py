"""The square before a choice: a sign, or a few letters."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look

_SIDE = 40
_GLYPH = 22
_RADIUS = 8


class PlayTile(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        _paint_square(painter, self._look.theme.colour("accent_fill"))
        at = (_SIDE - _GLYPH) // 2
        painter.drawPixmap(at, at, self._look.icons.pixmap("play-fill", _GLYPH, "on_accent"))
        painter.end()


class LetterTile(QWidget):
    def __init__(self, letters: str, look: Look) -> None:
        super().__init__()
        self._letters = letters
        self._back, self._front = (QColor(one) for one in look.theme.avatars[0])
        self._font = font(look.family, weight=QFont.Weight.DemiBold)
        self.setFixedSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        _paint_square(painter, self._back)
        painter.setPen(self._front)
        painter.setFont(self._font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


def _paint_square(painter: QPainter, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(0, 0, _SIDE, _SIDE), _RADIUS, _RADIUS)
