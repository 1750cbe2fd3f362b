"""The left side of the first page: what the desk promises, and a drawing of it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.mark import Mark
from crmdesk.ui.kit.widgets import label
from crmdesk.ui.kit.words import Words

_ROWS = ((94, False), (72, True), (106, False), (81, True))
"""How long each drawn line is, and whether it waits to be sent."""
_WAITING = 3
"""What the chip counts: the drawn list goes on below its edge."""
_CHIP_HEIGHT = 26
_SOFTER = 0.65


class Drawing(QWidget):
    """A list with edits that wait, a line that is cut, and the server behind it. Decoration: no reader is told."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._said = Words(look.locale, self).offline_waiting(_WAITING)
        self.setFixedSize(360, 188)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_list(painter)
        self._paint_line(painter)
        self._paint_server(painter)
        self._paint_chip(painter)
        painter.end()

    def _box(self, painter: QPainter, box: QRectF, fill: str, line: str) -> None:
        painter.setPen(QPen(self._look.theme.colour(line), 1))
        painter.setBrush(self._look.theme.colour(fill))
        painter.drawRoundedRect(box, 10, 10)
        painter.setPen(Qt.PenStyle.NoPen)

    def _bar(self, painter: QPainter, bar: QRectF, role: str) -> None:
        painter.setBrush(self._look.theme.colour(role))
        painter.drawRoundedRect(bar, 4, 4)

    def _paint_list(self, painter: QPainter) -> None:
        self._box(painter, QRectF(0.5, 0.5, 213, 149), "surface", "line_strong")
        self._bar(painter, QRectF(13, 11, 8, 8), "line_strong")
        self._bar(painter, QRectF(29, 11, 64, 8), "line_strong")
        painter.fillRect(QRectF(1, 29, 212, 1), self._look.theme.colour("line"))
        for at, (length, waits) in enumerate(_ROWS):
            middle = 46 + 24 * at
            painter.setBrush(QColor(self._look.theme.avatars[at][0]))
            painter.drawEllipse(QPointF(23, middle), 7, 7)
            self._bar(painter, QRectF(39, middle - 4, length, 8), "line_strong")
            self._bar(painter, QRectF(162, middle - 4, 36, 8), "line")
            if waits:
                self._bar(painter, QRectF(146, middle - 4, 8, 8), "accent")

    def _paint_line(self, painter: QPainter) -> None:
        dashes = QPen(self._look.theme.colour("accent"), 2, Qt.PenStyle.DotLine)
        painter.setPen(dashes)
        for left in (220, 260):
            painter.drawLine(QPointF(left, 75), QPointF(left + 14, 75))
        painter.setPen(QPen(self._look.theme.colour("muted"), 1.5))
        painter.drawLine(QPointF(242, 70), QPointF(252, 80))
        painter.drawLine(QPointF(252, 70), QPointF(242, 80))

    def _paint_server(self, painter: QPainter) -> None:
        self._box(painter, QRectF(281.5, 38.5, 76, 72), "accent_soft", "accent")
        painter.setOpacity(_SOFTER)
        for top, length in ((54, 48), (70, 48), (86, 32)):
            self._bar(painter, QRectF(295, top, length, 8), "accent")
        painter.setOpacity(1)

    def _paint_chip(self, painter: QPainter) -> None:
        painter.setFont(font(self._look.family, "small"))
        width = 40 + painter.fontMetrics().horizontalAdvance(self._said)
        whole = QRectF(0.5, self.height() - _CHIP_HEIGHT - 0.5, width, _CHIP_HEIGHT)
        painter.setPen(QPen(self._look.theme.colour("line_strong"), 1))
        painter.setBrush(self._look.theme.colour("surface"))
        painter.drawRoundedRect(whole, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        self._bar(painter, QRectF(whole.left() + 12, whole.center().y() - 4, 8, 8), "accent")
        painter.setPen(self._look.theme.colour("text_2"))
        painter.drawText(whole.adjusted(28, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._said)


class Promise(QFrame):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "window")
        self.setProperty("line", "right")
        column = QVBoxLayout(self)
        column.setContentsMargins(64, 56, 40, 40)
        column.setSpacing(16)
        name = QHBoxLayout()
        name.setSpacing(12)
        name.addWidget(Mark(look, 28))
        name.addWidget(label("crmdesk", "title"), 1)
        column.addLayout(name)
        column.addSpacing(56)
        column.addWidget(Drawing(look, self))
        column.addSpacing(24)
        promise = label(self.tr("Works where\nthere is no network"), "display")
        promise.setWordWrap(True)
        column.addWidget(promise)
        column.addSpacing(8)
        for icon, text in (
            ("laptop", self.tr("Everything lies on this computer and opens at once")),
            ("arrows-clockwise", self.tr("Edits go out by themselves when the network is back")),
            ("shield-check", self.tr("Nothing you typed is lost or silently overwritten")),
        ):
            line = QHBoxLayout()
            line.setSpacing(12)
            glyph = QLabel()
            glyph.setPixmap(look.icons.pixmap(icon, 18, "accent"))
            said = label(text, "second")
            said.setWordWrap(True)
            line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(said, 1)
            column.addLayout(line)
        column.addStretch(1)
