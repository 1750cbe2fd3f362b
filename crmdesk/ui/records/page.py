"""The page of one kind: head with search and new, the list, and the card beside it."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import NotFound
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.labels import new_name, section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.table import STATE_WIDTH, ColumnSize, RecordTable
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.columns import COLUMNS
from crmdesk.ui.records.model import AVATAR_ROLE, STATE_ROLE, STRONG_ROLE, RecordsModel

_INSET = 12


class RecordsPage(QWidget):
    resolve_asked = Signal(object)
    """Ref"""
    sync_asked = Signal()
    record_deleted = Signal(object)
    """Ref"""
    counted = Signal(int)
    """Records in the list."""

    def __init__(
        self, kind: str, desk: Desk, look: Look, errors: Errors, feed: Feed, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setProperty("ground", "surface")
        self._tasks = Tasks(self, errors.present)
        self._look = look
        self._moving_back = False
        self._due = Changes()
        self._taking_up = False
        self._wanted: int | None = None
        self._showing = False
        self.model = RecordsModel(kind, desk, look, self._tasks, self)
        self.model.say_states_with(self._say_state)
        # before the view hears of it
        self.model.rowsAboutToBeRemoved.connect(self._on_rows_going)
        self.card = RecordCard(kind, desk, look, errors, self)
        self.card.hide()
        self._lay_out(look)
        self._connect()
        feed.changed.connect(self._on_changes)

    def _lay_out(self, look: Look) -> None:
        inset = QHBoxLayout()
        inset.setContentsMargins(_INSET, 0, _INSET, 0)
        inset.addWidget(self._table(look))
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(look))
        column.addLayout(self._tools(look))
        column.addLayout(inset, 1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(column, 1)
        page.addWidget(self.card)

    def _head(self, look: Look) -> QHBoxLayout:
        self._count = label("", "label", self)
        self.new_button = button(new_name(self.kind), "primary", "list.new")
        self.new_button.setIcon(look.icons.icon("plus", 16, "on_accent"))
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 20, 0)
        head.setSpacing(10)
        head.addWidget(label(section_name(self.kind), "title", self))
        head.addWidget(self._count, 1)
        head.addWidget(self.new_button)
        return head

    def _tools(self, look: Look) -> QHBoxLayout:
        self.search = QLineEdit(self)
        self.search.setObjectName("list.search")
        known_by_number = self.kind in ("contact", "company")
        self.search.setPlaceholderText(self.tr("Name, phone, INN") if known_by_number else self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.addAction(look.icons.icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(False)
        self.search.setMaximumWidth(320)
        tools = QHBoxLayout()
        tools.setContentsMargins(20, 12, 20, 8)
        tools.addWidget(self.search, 1)
        tools.addStretch(1)
        return tools

    def _table(self, look: Look) -> RecordTable:
        self.table = RecordTable(look, (STATE_ROLE, AVATAR_ROLE, STRONG_ROLE), self)
        self.table.setObjectName("list.table")
        self.table.setAccessibleName(section_name(self.kind))
        self.table.setModel(self.model)
        self.table.column_sizes = (ColumnSize(STATE_WIDTH), *(column.size for column in COLUMNS[self.kind]))
        self._empty = QLabel(self.table)
        self._empty.setProperty("type", "label")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        return self.table

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._tasks.restart("search", self._search()))
        self.new_button.clicked.connect(lambda: self._tasks.start(self.start_draft()))
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.opened.connect(self._on_opened)
        self.card.created.connect(lambda ref: self._tasks.start(self.select(ref)))
        self.card.closed.connect(lambda: self._tasks.start(self.close_card()))
        self.card.deleted.connect(self._on_deleted)
        self.card.resolve_asked.connect(self.resolve_asked)
        self.card.sync_asked.connect(self.sync_asked)
        self.model.refreshed.connect(self._on_refreshed)

    # -- what it does
    async def open(self) -> None:
        """Fetch the list."""
        await self.model.open(Query(self.kind, search=self.search.text().strip()))

    async def _search(self) -> None:
        await self.open()
        self.table.scrollToTop()

    async def select(self, ref: Ref) -> None:
        """Choose a record's row and show its card; a record outside the search ends the search."""
        if not await self.card.finish():
            # what is refused stays in sight, to be corrected
            self.card.show()
            return
        row = await self.model.row_of(ref)
        if row is None and self.search.text():
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
        if row is None:
            await self.open()
            row = await self.model.row_of(ref)
        if row is None:
            raise NotFound(f"no {ref.kind} {ref.id} in the list")
        if await self.card.show_ref(ref):
            self._choose(row)
            self.card.show()

    def _choose(self, row: int) -> None:
        """Put the selection there without taking it for the person's move."""
        self._moving_back = True
        self.table.selectRow(row)
        self.table.scrollTo(self.model.index(row, 0))
        self._moving_back = False

    async def start_draft(self) -> None:
        if await self.card.finish():
            self._unchoose()
            self.card.start_draft()
            self.card.show()

    async def close_card(self) -> None:
        if await self.card.finish():
            self.card.hide()
            self._unchoose()
            self.table.setFocus()

    def _unchoose(self) -> None:
        self._moving_back = True
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self._moving_back = False

    async def close_tasks(self) -> None:
        """Save what is being typed if it can be, and leave nothing running behind."""
        self._tasks.start(self.card.finish())
        await self._tasks.settle()
        await self.card.close_tasks()

    # -- what it is told
    def _on_selection(self) -> None:
        chosen = self.table.selectionModel().selectedRows()
        if not self._moving_back and chosen:
            self._ask_for(self.model.keys[chosen[0].row()])

    def _on_opened(self, index: QModelIndex) -> None:
        if not self.card.isVisible():
            self._ask_for(self.model.keys[index.row()])

    def _ask_for(self, key: int) -> None:
        """The newest wish counts; a save that has begun for an earlier one is never broken off."""
        self._wanted = key
        if not self._showing:
            self._showing = True
            self._tasks.start(self._show_wanted())

    async def _show_wanted(self) -> None:
        try:
            while self._wanted is not None:
                key, self._wanted = self._wanted, None
                await self._show_key(key)
        finally:
            self._showing = False

    async def _show_key(self, key: int) -> None:
        """By key, not by row: until the card has saved what was typed, rows may have moved."""
        ref = await self.model.ref_of_key(key)
        if ref is None:
            return
        if await self.card.show_ref(ref):
            self.card.show()
            return
        before = await self.model.row_of(self.card.ref) if self.card.ref else None
        if before is None:
            self._unchoose()
        else:
            self._choose(before)

    def _on_rows_going(self, _parent: QModelIndex, first: int, last: int) -> None:
        """The view would choose the next row, and the card would turn to a record nobody asked for."""
        if first <= self.table.currentIndex().row() <= last:
            self._unchoose()

    def _on_deleted(self, ref: Ref) -> None:
        self.card.hide()
        self._unchoose()
        self.record_deleted.emit(ref)

    def _on_changes(self, changes: Changes) -> None:
        """A hidden page takes up changes as well: showing it again is instant."""
        self._due |= changes
        if not self._taking_up:
            self._taking_up = True
            self._tasks.start(self._take_up())

    async def _take_up(self) -> None:
        """What comes meanwhile is taken up together: a download announces many pages."""
        try:
            while self._due:
                changes, self._due = self._due, Changes()
                await self.model.refresh(changes)
                await self.card.reload()
        finally:
            self._taking_up = False

    def _on_refreshed(self) -> None:
        count = self.model.rowCount()
        self._count.setText(self._look.locale.toString(count))
        searching = bool(self.search.text().strip())
        self._empty.setText(self.tr("Nothing found") if searching else self.tr("Nothing here yet"))
        self._empty.setVisible(count == 0)
        self.counted.emit(count)

    def _say_state(self, state: str) -> str:
        return {
            "conflict": self.tr("Changed in two places"),
            "blocked": self.tr("Not accepted by the server"),
            "failed": self.tr("Not sent yet, it is tried again by itself"),
            "sending": self.tr("Sending…"),
            "pending": self.tr("Saved on this computer, will be sent"),
        }.get(state, "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.table.viewport().geometry())
