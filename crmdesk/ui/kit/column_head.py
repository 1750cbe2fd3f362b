"""The head of a list: muted names, and a small caret at the column it is sorted by."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look

_HEIGHT = 32
_GAP = 6
_CARET = 4
"""Half its width."""


class ColumnHead(QHeaderView):
    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._sorted: int | None = None
        self._descending = False
        self._plain = font(look.family, "small")
        self._strong = font(look.family, "small", QFont.Weight.Medium)
        self.setFixedHeight(_HEIGHT)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)

    def show_sorted(self, section: int | None, *, descending: bool = False) -> None:
        """The column of the caret; None for the natural order."""
        self._sorted, self._descending = section, descending
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's signature
        theme = self._look.theme
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        name = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or ""
        is_sorted = logicalIndex == self._sorted
        painter.setFont(self._strong if is_sorted else self._plain)
        painter.setPen(theme.colour("text_2" if is_sorted else "muted"))
        side = Qt.AlignmentFlag(
            self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) or 0
        )
        inside = rect.adjusted(_GAP, 0, -_GAP - (3 * _CARET if is_sorted else 0), 0)
        metrics = QFontMetrics(painter.font())
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, text)
        if is_sorted:
            right = bool(side & Qt.AlignmentFlag.AlignRight)
            end = inside.right() if right else inside.left() + metrics.horizontalAdvance(text)
            self._paint_caret(painter, QPointF(end + 2 * _CARET, rect.center().y()))
        painter.restore()

    def _paint_caret(self, painter: QPainter, centre: QPointF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.theme.colour("text_2"), 1.5))
        lean = _CARET / 2 if self._descending else -_CARET / 2
        ends = ((-_CARET + 1, -lean), (0, lean), (_CARET - 1, -lean))
        painter.drawPolyline([centre + QPointF(x, y) for x, y in ends])
