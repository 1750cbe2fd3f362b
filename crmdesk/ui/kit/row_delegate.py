"""How a row of a list is painted: each cell its slice of the row's fill, then sign, avatar or check, and text."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPen
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

_KEPT = 4_000
"""Texts whose shape is remembered."""

STATE_ROLE = Qt.ItemDataRole.UserRole + 1
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
"""A `Cell`: all that is painted, asked for once, as each question costs as much as a line of text."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    strong: int = 0
    """How many letters of the text are stronger."""
    right: bool = False
    avatar: tuple[str, str] | None = None
    """Initials, record id."""
    check: bool | None = None
    """Whether it is done; None where nothing can be done."""
    tone: str | None = None
    """The theme's role of the text where it is not the usual one."""


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
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
        self._shapes: dict[tuple[Cell, int], list[tuple[QFont, str, int]]] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell: QRect = option.rect
        self._paint_row(painter, cell, index)
        if index.column() == 0:
            self._paint_state(painter, cell, index)
        else:
            shown = index.data(CELL_ROLE)
            if shown is None:
                self._paint_missing(painter, cell)
            else:
                self._paint_text(painter, self._paint_sign(painter, cell, shown), shown)
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

    def _paint_sign(self, painter: QPainter, cell: QRect, shown: Cell) -> QRect:
        """The avatar or the check before the text; returns the rest of the cell."""
        if shown.check is not None:
            paint_check(painter, check_place(cell), done=shown.check, theme=self._look.theme)
            return cell.adjusted(_AVATAR + 2, 0, 0, 0)
        if shown.avatar is None:
            return cell
        initials, record_id = shown.avatar
        disc = QRect(cell.x() + 2, cell.center().y() - _AVATAR // 2 + 1, _AVATAR, _AVATAR)
        back, front = self._look.theme.avatar(record_id)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawEllipse(disc)
        painter.setPen(front)
        painter.setFont(self._initials)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials)
        return cell.adjusted(_AVATAR + 2, 0, 0, 0)

    def _paint_text(self, painter: QPainter, cell: QRect, shown: Cell) -> None:
        if not shown.text:
            return
        tone = shown.tone or ("text" if shown.strong else "text_2")
        painter.setPen(self._look.theme.colour(tone))
        inside = cell.adjusted(_GAP, 0, -_GAP, 0)
        side = _RIGHT if shown.right else _LEFT
        for font_of_part, part, width in self._shape(shown, inside.width()):
            painter.setFont(font_of_part)
            painter.drawText(inside, side, part)
            inside.setLeft(inside.left() + width)

    def _shape(self, shown: Cell, room: int) -> list[tuple[QFont, str, int]]:
        """The text's parts, each with its font, elided, and how far it reaches."""
        known = self._shapes.get((shown, room))
        if known is not None:
            return known
        if len(self._shapes) > _KEPT:
            self._shapes.clear()
        text = tight(shown.text)
        first = self._struck if shown.check else self._strong
        parts: list[tuple[QFont, str, int]] = []
        left = room
        for font_of_part, part in ((first, text[: shown.strong]), (self._plain, text[shown.strong :])):
            if part:
                metrics = QFontMetrics(font_of_part)
                width = metrics.horizontalAdvance(part)
                parts.append((font_of_part, metrics.elidedText(part, Qt.TextElideMode.ElideRight, left), width))
                left -= width
        self._shapes[shown, room] = parts
        return parts

    def _paint_missing(self, painter: QPainter, cell: QRect) -> None:
        self._table.is_missing = True
        if self._table.shows_bars:
            bar = QRect(cell.x() + _GAP, cell.center().y() - _BAR // 2, cell.width() * 3 // 5, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.colour("line"))
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002 - Qt's signature
        return QSize(STATE_WIDTH, ROW_HEIGHT)
