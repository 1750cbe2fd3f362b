"""How a row of a list is painted: each cell its slice of the row's fill, then sign, avatar or check, and text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from crmdesk.ui.kit.fonts import font, tight
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.theme import Theme
from crmdesk.ui.kit.widgets import state_pixmap

ROW_HEIGHT = 36
STATE_WIDTH = 36
_RADIUS = 6
_AVATAR = 24
_CHECK = 16
_GAP = 6
_BAR = 8
"""Height."""

STATE_ROLE = Qt.ItemDataRole.UserRole + 1
AVATAR_ROLE = Qt.ItemDataRole.UserRole + 2
"""(initials, record id), or None."""
STRONG_ROLE = Qt.ItemDataRole.UserRole + 3
"""How many letters of the text are stronger."""
CHECK_ROLE = Qt.ItemDataRole.UserRole + 4
"""Whether it is done; None where nothing can be done."""
TONE_ROLE = Qt.ItemDataRole.UserRole + 5
"""The theme's role of the text where it is not the usual one."""

_Index = QModelIndex | QPersistentModelIndex


class RowsInSight(QTableView):
    """What the delegate asks of its table, and tells it."""

    hovered_row = -1
    by_keyboard = False
    is_missing = False
    """A row that was painted is not there yet."""
    shows_bars = False
    """In the place of such rows (tokens 7, Skeleton)."""


def check_place(cell: QRect) -> QRect:
    """Where the check of a cell stands."""
    return QRect(cell.x() + 4, cell.center().y() - _CHECK // 2 + 1, _CHECK, _CHECK)


def paint_check(painter: QPainter, place: QRect, *, done: bool, theme: Theme) -> None:
    if not done:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("control"), 1.5))
        painter.drawEllipse(QRectF(place).adjusted(1, 1, -1, -1))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_fill"))
    painter.drawEllipse(place)
    painter.setPen(QPen(theme.colour("on_accent"), 1.6))
    corner = QPointF(place.topLeft())
    painter.drawPolyline([corner + QPointF(x, y) for x, y in ((4.5, 8.2), (7, 10.7), (11.5, 5.7))])


class RowDelegate(QStyledItemDelegate):
    """Each cell paints its slice of the row's fill."""

    def __init__(self, look: Look, table: RowsInSight) -> None:
        super().__init__(table)
        self._look = look
        self._table = table
        self._plain = font(look.family)
        self._strong = font(look.family, weight=QFont.Weight.Medium)
        self._struck = font(look.family)
        self._struck.setStrikeOut(True)
        self._initials = font(look.family, "caption", QFont.Weight.DemiBold)
        self._initials.setPointSizeF(self._initials.pointSizeF() * 0.85)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell: QRect = option.rect
        self._paint_row(painter, cell, index)
        if index.column() == 0:
            self._paint_state(painter, cell, index)
        else:
            self._paint_text(painter, self._paint_sign(painter, cell, index), index)
        painter.restore()

    def _paint_row(self, painter: QPainter, cell: QRect, index: _Index) -> None:
        selected = self._table.selectionModel().isRowSelected(index.row())
        if not selected and index.row() != self._table.hovered_row:
            return
        painter.setClipRect(cell)
        row = QRectF(0, cell.y(), self._table.viewport().width(), cell.height()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(row, _RADIUS, _RADIUS)
        painter.fillPath(path, self._look.theme.colour("selection" if selected else "hover"))
        if selected and self._table.by_keyboard and self._table.hasFocus():
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawPath(path)

    def _paint_state(self, painter: QPainter, cell: QRect, index: _Index) -> None:
        glyph = state_pixmap(str(index.data(STATE_ROLE) or ""), self._look)
        if not glyph.isNull():
            size = glyph.deviceIndependentSize().toSize()
            painter.drawPixmap(cell.center().x() - size.width() // 2, cell.center().y() - size.height() // 2 + 1, glyph)

    def _paint_sign(self, painter: QPainter, cell: QRect, index: _Index) -> QRect:
        """The avatar or the check before the text; returns the rest of the cell."""
        done = index.data(CHECK_ROLE)
        if done is not None:
            paint_check(painter, check_place(cell), done=bool(done), theme=self._look.theme)
            return cell.adjusted(_AVATAR + 2, 0, 0, 0)
        avatar = index.data(AVATAR_ROLE)
        if avatar is None:
            return cell
        initials, record_id = avatar
        disc = QRect(cell.x() + 2, cell.center().y() - _AVATAR // 2 + 1, _AVATAR, _AVATAR)
        back, front = self._look.theme.avatar(record_id)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawEllipse(disc)
        painter.setPen(front)
        painter.setFont(self._initials)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials)
        return cell.adjusted(_AVATAR + 2, 0, 0, 0)

    def _paint_text(self, painter: QPainter, cell: QRect, index: _Index) -> None:
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text is None:
            self._paint_missing(painter, cell)
        if not text:
            return
        text = tight(text)
        strong = int(index.data(STRONG_ROLE) or 0)
        tone = index.data(TONE_ROLE) or ("text" if strong else "text_2")
        painter.setPen(self._look.theme.colour(tone))
        inside = cell.adjusted(_GAP, 0, -_GAP, 0)
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        first = self._struck if index.data(CHECK_ROLE) else self._strong
        for font_of_part, part in ((first, text[:strong]), (self._plain, text[strong:])):
            if part:
                painter.setFont(font_of_part)
                elided = painter.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, inside.width())
                painter.drawText(inside, side, elided)
                inside.setLeft(inside.left() + painter.fontMetrics().horizontalAdvance(part))

    def _paint_missing(self, painter: QPainter, cell: QRect) -> None:
        self._table.is_missing = True
        if self._table.shows_bars:
            bar = QRect(cell.x() + _GAP, cell.center().y() - _BAR // 2, cell.width() * 3 // 5, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.colour("line"))
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002 - Qt's signature
        return QSize(STATE_WIDTH, ROW_HEIGHT)
