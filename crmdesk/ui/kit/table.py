"""A list of records: no grid, no zebra; the chosen row is a rounded fill, text never turns white (tokens 7, Table)."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from crmdesk.ui.kit.column_head import ColumnHead
from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.row_delegate import (
    CELL_ROLE,
    ROW_HEIGHT,
    STATE_ROLE,
    STATE_WIDTH,
    RowDelegate,
    RowsInSight,
    check_place,
)

_PADDING = 12
"""Above and below a line of text that is taller than the token allows for."""
_PATIENCE_MS = 400

# the second letter is on the same key with a Russian layout
_DOWN, _UP, _EDIT, _SEARCH = "jо", "kл", "eу", "/."


@dataclass(frozen=True, slots=True)
class ColumnSize:
    width: int
    """Pixels, the least."""
    share: int = 0
    """Of what is left when every column has its least."""
    from_width: int = 0
    """Left out while the table is narrower, so that names and numbers are not cut."""


class RecordTable(RowsInSight):
    opened = Signal(QModelIndex)
    """Enter or a double click."""
    edit_asked = Signal(QModelIndex)
    """E or F2."""
    delete_asked = Signal(QModelIndex)
    toggled = Signal(QModelIndex)
    """A click on the check of this cell, or Space in its row."""
    state_asked = Signal(QModelIndex)
    """A click on the sign of a state."""
    left = Signal()
    """Esc."""
    search_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
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
        self.setItemDelegate(RowDelegate(look, self))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(ROW_HEIGHT, QFontMetrics(body).height() + _PADDING))
        self.head = ColumnHead(look, self)
        self.setHorizontalHeader(self.head)
        self.head.setMinimumSectionSize(STATE_WIDTH)
        self.head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        """Runs while rows are awaited; then bars stand for them."""
        self.patience.timeout.connect(self._show_bars)
        self.column_sizes: tuple[ColumnSize, ...] = ()
        """Of every column, the state's included; set once, before the table is shown."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called through Python, so that the interpreter is held for all cells together: let go and asked for again at
        every cell, it would be with the thread that stores a download most of the time."""
        self.is_missing = False
        super().paintEvent(event)
        if self.is_missing and not self.shows_bars and not self.patience.isActive():
            self.patience.start()
        elif not self.is_missing and event.rect() == self.viewport().rect():
            self.patience.stop()
            self.shows_bars = False

    def _show_bars(self) -> None:
        self.shows_bars = True
        self.viewport().update()

    def rows_in_sight(self) -> range:
        """None while the list itself is out of sight."""
        if not self.isVisible():
            return range(0)
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(max(first, 0), (last if last >= 0 else self.model().rowCount() - 1) + 1)

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

    def chosen_index(self) -> QModelIndex:
        """Of the chosen row; the current one may be a row that Qt made so unseen, when the focus came."""
        chosen = self.selectionModel().selectedRows()
        return chosen[0] if chosen else QModelIndex()

    # -- the pointer
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keyboard = False
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_sign(index, event):
            return
        super().mousePressEvent(event)

    def _is_sign(self, index: QModelIndex, event: QMouseEvent) -> bool:
        """Whether the click was meant for a sign in the row, not for the row."""
        if not index.isValid():
            return False
        if index.data(STATE_ROLE) == "conflict":
            self.state_asked.emit(index)
            return True
        around: QRect = check_place(self.visualRect(index)).adjusted(-6, -6, 6, 6)
        shown = index.data(CELL_ROLE)
        if shown is not None and shown.check is not None and around.contains(event.position().toPoint()):
            self.toggled.emit(index)
            return True
        return False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    # -- the keyboard
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keyboard = True
        typed = event.text().lower() if event.modifiers() == Qt.KeyboardModifier.NoModifier else ""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif typed and typed in _SEARCH:
            self.search_asked.emit()
        elif not self._moved(event.key(), typed) and not self._acted(event.key(), typed):
            super().keyPressEvent(event)

    def _moved(self, key: int, typed: str) -> bool:
        last = self.model().rowCount() - 1
        row = self.chosen_index().row()
        steps = key in (Qt.Key.Key_Down, Qt.Key.Key_Up) or (typed and typed in _DOWN + _UP)
        if row < 0 and steps:
            # begins where the person looks
            row = self.rows_in_sight().start
        elif key == Qt.Key.Key_Home:
            row = 0
        elif key == Qt.Key.Key_End:
            row = last
        elif typed and typed in _DOWN:
            row += 1
        elif typed and typed in _UP:
            row -= 1
        else:
            return False
        if 0 <= row <= last:
            self.selectRow(row)
        return True

    def _acted(self, key: int, typed: str) -> bool:
        current = self.chosen_index()
        if not current.isValid():
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(current)
        elif key == Qt.Key.Key_F2 or (typed and typed in _EDIT):
            self.edit_asked.emit(current)
        elif key == Qt.Key.Key_Delete:
            self.delete_asked.emit(current)
        elif key == Qt.Key.Key_Space:
            self.toggled.emit(current)
        else:
            return False
        return True

    def keyboardSearch(self, search: str) -> None:
        """Typed letters look nothing up here: that would ask the model for every row."""
