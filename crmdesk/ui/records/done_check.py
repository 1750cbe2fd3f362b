"""The round check beside a task's title."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.row_delegate import paint_check

_SIZE, _CHECK = 28, 16
_LEFT = 3
"""From its left border to the ring: room for the focus."""


class DoneCheck(QAbstractButton):
    """Its text is what a click does; it is said, not painted."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card.done")
        self._look = look
        self.is_done = False
        self.setFixedSize(_SIZE, _SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_done(self, *, done: bool) -> None:
        self.is_done = done
        words = self.tr("Not done after all") if done else self.tr("Mark as done")
        self.setText(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIZE, _SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRect(_LEFT, (_SIZE - _CHECK) // 2, _CHECK, _CHECK)
        paint_check(painter, ring, done=self.is_done, theme=self._look.theme)
        if self.hasFocus():
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(ring).adjusted(-_LEFT + 1, -_LEFT + 1, _LEFT - 1, _LEFT - 1))
        painter.end()
