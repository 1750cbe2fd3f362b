"""An on and off with its words beside it (tokens 7)."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from crmdesk.ui.kit.look import Look

_TRACK = QSize(28, 16)
_GAP = 8
_HEIGHT = 28


class Switch(QCheckBox):
    def __init__(self, text: str, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = look
        self.setObjectName(name)

    def sizeHint(self) -> QSize:
        return QSize(_TRACK.width() + _GAP + self.fontMetrics().horizontalAdvance(self.text()) + 4, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        colour = self._look.theme.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(1, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        half = track.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill" if self.isChecked() else "control"))
        painter.drawRoundedRect(track, half, half)
        painter.setBrush(colour("on_accent"))
        left = track.right() - track.height() + 2 if self.isChecked() else track.left() + 2
        painter.drawEllipse(QRectF(left, track.top() + 2, track.height() - 4, track.height() - 4))
        painter.setPen(colour("text"))
        words = self.rect().adjusted(_TRACK.width() + _GAP + 1, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(-1, 1, 1, -1), 6, 6)
        painter.end()
