"""A list of records: no grid, no zebra; the chosen row is a rounded fill, text never turns white (tokens 7, Table)."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import state_pixmap

ROW_HEIGHT = 36
_PADDING = 12
"""Above and below a line of text that is taller than the token allows for."""
_HEAD_HEIGHT = 32
_RADIUS = 6
_AVATAR = 24
_GAP = 6
STATE_WIDTH = 36

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ColumnSize:
    width: int
    """Pixels, the least."""
    share: int = 0
    """Of what is left when every column has its least."""
    from_width: int = 0
    """Left out while the table is narrower, so that names and numbers are not cut."""


class RecordTable(QTableView):
    opened = Signal(QModelIndex)
    """Enter or a double click."""

    def __init__(self, look: Look, roles: tuple[int, int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        body = font(look.family)
        self.setFont(body)
        self.setItemDelegate(RowDelegate(look, self, roles))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(ROW_HEIGHT, QFontMetrics(body).height() + _PADDING))
        head = self.horizontalHeader()
        head.setFixedHeight(_HEAD_HEIGHT)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(STATE_WIDTH)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.column_sizes: tuple[ColumnSize, ...] = ()
        """Of every column, the state's included; set once, before the table is shown."""
        self.hovered_row = -1
        self.by_keyboard = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_columns(self.viewport().width())

    def _size_columns(self, whole: int) -> None:
        seen = [(at, size) for at, size in enumerate(self.column_sizes) if size.from_width <= whole]
        left = whole - sum(size.width for _, size in seen)
        shares = sum(size.share for _, size in seen)
        for at in range(len(self.column_sizes)):
            self.setColumnHidden(at, all(at != one for one, _ in seen))
        for at, size in seen:
            self.setColumnWidth(at, max(size.width + (left * size.share // shares if shares else 0), STATE_WIDTH))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keyboard = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keyboard = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()


class RowDelegate(QStyledItemDelegate):
    """Each cell paints its slice of the row's fill. `roles`: the model's roles for state, avatar, and how many letters
    of the text are stronger than the rest."""

    def __init__(self, look: Look, table: RecordTable, roles: tuple[int, int, int]) -> None:
        super().__init__(table)
        self._look = look
        self._table = table
        self._state_role, self._avatar_role, self._strong_role = roles
        self._plain = font(look.family)
        self._strong = font(look.family, weight=QFont.Weight.Medium)
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
            self._paint_text(painter, self._paint_avatar(painter, cell, index), index)
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
        glyph = state_pixmap(str(index.data(self._state_role) or ""), self._look)
        if not glyph.isNull():
            size = glyph.deviceIndependentSize().toSize()
            painter.drawPixmap(cell.center().x() - size.width() // 2, cell.center().y() - size.height() // 2 + 1, glyph)

    def _paint_avatar(self, painter: QPainter, cell: QRect, index: _Index) -> QRect:
        """The rest of the cell, for the text."""
        avatar = index.data(self._avatar_role)
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
        if not text:
            return
        strong = int(index.data(self._strong_role) or 0)
        painter.setPen(self._look.theme.colour("text" if strong else "text_2"))
        inside = cell.adjusted(_GAP, 0, -_GAP, 0)
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        for font_of_part, part in ((self._strong, text[:strong]), (self._plain, text[strong:])):
            if part:
                painter.setFont(font_of_part)
                elided = painter.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, inside.width())
                painter.drawText(inside, side, elided)
                inside.setLeft(inside.left() + painter.fontMetrics().horizontalAdvance(part))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002 - Qt's signature
        return QSize(STATE_WIDTH, ROW_HEIGHT)
