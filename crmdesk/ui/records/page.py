"""The page of one kind: head with search and new, the list, and the card beside it."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Hindrance, NotFound
from crmdesk.domain.ports import Query, SortOrder
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import counts_of, my_id
from crmdesk.operations.records import delete_record
from crmdesk.operations.tasks import complete_task
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.icons import SECTION_ICONS
from crmdesk.ui.kit.labels import new_name, section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.row_delegate import STATE_WIDTH
from crmdesk.ui.kit.table import ColumnSize, RecordTable
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import StateBar
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.columns import COLUMNS
from crmdesk.ui.records.head import ListHead
from crmdesk.ui.records.model import RecordsModel
from crmdesk.ui.records.notes import EmptyNote
from crmdesk.ui.records.views import VIEWS

_INSET = 12
_OVER_BELOW = 1080
"""Width of a window in which the card lies over the list."""


class RecordsPage(QWidget):
    resolve_asked = Signal(object)
    """Ref"""
    sync_asked = Signal()
    record_deleted = Signal(object)
    """Ref"""
    task_done = Signal(object, bool)
    """Ref, and whether it is done now."""
    counted = Signal(int)
    """Records in the list."""

    def __init__(
        self, kind: str, desk: Desk, look: Look, errors: Errors, feed: Feed, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setProperty("ground", "surface")
        self._tasks = Tasks(self, errors.present)
        self._desk = desk
        self._look = look
        self._errors = errors
        self._me: str | None = None
        self._sort: tuple[str, SortOrder] | None = None
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
        self.head = ListHead(self.kind, look, self)
        self.search, self.new_button = self.head.search, self.head.new_button
        self._trouble = StateBar(look, "list.trouble", self)
        self._trouble.hide()
        trouble = QHBoxLayout()
        trouble.setContentsMargins(20, 0, 20, 0)
        trouble.addWidget(self._trouble)
        column.addWidget(self.head)
        column.addLayout(trouble)
        column.addLayout(inset, 1)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addLayout(column, 1)
        self._across.addWidget(self.card)

    def _table(self, look: Look) -> RecordTable:
        self.table = RecordTable(look, self)
        self.table.setObjectName("list.table")
        self.table.setAccessibleName(section_name(self.kind))
        self.table.setModel(self.model)
        self.table.column_sizes = (ColumnSize(STATE_WIDTH), *(column.size for column in COLUMNS[self.kind]))
        self._empty = EmptyNote(look, self.table.viewport())
        return self.table

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._tasks.restart("search", self._search()))
        self.search.left.connect(self.table.setFocus)
        self.head.view_chosen.connect(lambda: self._tasks.restart("search", self._search()))
        self.table.head.sectionClicked.connect(self._on_head)
        self.table.search_asked.connect(self.search.setFocus)
        self.table.left.connect(lambda: self._tasks.start(self.close_card()))
        self.table.edit_asked.connect(lambda index: self._tasks.start(self._edit_at(index)))
        self.table.delete_asked.connect(lambda index: self._tasks.start(self._delete_at(index)))
        self.table.toggled.connect(lambda index: self._tasks.start(self._toggle_at(index)))
        self.table.state_asked.connect(self._on_state)
        self._empty.clicked.connect(self._on_empty_verb)
        self._trouble.clicked.connect(lambda: self._tasks.restart("search", self.open()))
        for key, by in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            step = QShortcut(QKeySequence(key), self)
            step.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            step.activated.connect(partial(self.step, by))
        self.new_button.clicked.connect(lambda: self._tasks.start(self.start_draft()))
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.opened.connect(self._on_opened)
        self.card.created.connect(lambda ref: self._tasks.start(self.select(ref)))
        self.card.closed.connect(lambda: self._tasks.start(self.close_card()))
        self.card.deleted.connect(self._on_deleted)
        self.card.resolve_asked.connect(self.resolve_asked)
        self.card.sync_asked.connect(self.sync_asked)
        self.card.step_asked.connect(self.step)
        self.card.done_asked.connect(lambda ref, done: self._tasks.start(self.set_done(ref, done=done)))
        self.card.resized.connect(self._place_card)
        self.model.refreshed.connect(self._on_refreshed)
        self.model.failed.connect(self._show_trouble)

    # -- what it does
    async def open(self) -> None:
        """Fetch the list; where it cannot be, what was there stays, with the reason."""
        try:
            self._me = await my_id(self._desk)
            await self.model.open(self._query(VIEWS[self.kind].index(self.head.view)))
            await self._count_views()
        except Hindrance as hindrance:
            self._show_trouble(hindrance)

    def _query(self, view: int) -> Query:
        where = VIEWS[self.kind][view].conditions(self._me)
        sort, order = self._sort or (None, SortOrder.ASCENDING)
        return Query(self.kind, self.search.text().strip(), where, sort, order)

    async def _count_views(self) -> None:
        every = [Query(self.kind, where=view.conditions(self._me)) for view in VIEWS[self.kind]]
        self.head.show_counts(await counts_of(self._desk, every))

    def _show_trouble(self, hindrance: Hindrance) -> None:
        self._trouble.say("blocked", self._errors.sentence(hindrance), self.tr("Try again"))

    async def _search(self) -> None:
        await self.open()
        self.table.scrollToTop()

    async def select(self, ref: Ref) -> None:
        """Choose a record's row and show its card; a record outside the search and the view ends both."""
        if not await self.card.finish():
            # what is refused stays in sight, to be corrected
            self.card.show()
            return
        row = await self.model.row_of(ref)
        if row is None:
            self._show_everything()
            await self.open()
            row = await self.model.row_of(ref)
        if row is None:
            raise NotFound(f"no {ref.kind} {ref.id} in the list")
        if await self.card.show_ref(ref):
            self._choose(row)
            self.card.show()

    def _show_everything(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.head.show_view(VIEWS[self.kind][0])

    def step(self, by: int) -> None:
        """To the next record of the list, or the one before."""
        row = self.table.chosen_index().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)

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
        self._say_position()
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
        self.card.drop_typed()
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
                try:
                    await self.model.refresh(changes)
                    await self._count_views()
                except Hindrance as hindrance:
                    self._show_trouble(hindrance)
                await self.card.reload()
        finally:
            self._taking_up = False

    def _on_refreshed(self) -> None:
        count = self.model.rowCount()
        self._trouble.hide()
        self._say_position()
        if count:
            self._empty.hide()
        else:
            self._say_empty()
        self.counted.emit(count)

    def _say_position(self) -> None:
        self.card.show_position(self.table.chosen_index().row(), self.model.rowCount())

    def _say_empty(self) -> None:
        searched = self.search.text().strip()
        if searched:
            helping = self.tr("Nothing here holds “{0}”. Try a part of it.").format(searched)
            self._empty.say("magnifying-glass", self.tr("Nothing found"), helping, self.tr("Clear the search"))
        elif self.head.view is not VIEWS[self.kind][0]:
            helping = self.tr("No record belongs to this view now.")
            self._empty.say(SECTION_ICONS[self.kind], self.tr("Nothing here yet"), helping, self.tr("Show all"))
        else:
            helping = self.tr("What you make here is kept on this computer and sent when there is a network.")
            self._empty.say(SECTION_ICONS[self.kind], self.tr("Nothing here yet"), helping, new_name(self.kind))

    def _on_empty_verb(self) -> None:
        if self.search.text().strip():
            self.search.clear()
        elif self.head.view is not VIEWS[self.kind][0]:
            self._show_everything()
            self._tasks.restart("search", self._search())
        else:
            self._tasks.start(self.start_draft())

    def _on_head(self, section: int) -> None:
        """By this column; again: the other way round; a third time: the natural order."""
        if section == 0:
            return
        field = COLUMNS[self.kind][section - 1].field
        before, order = self._sort or (None, SortOrder.ASCENDING)
        if before != field:
            self._sort = (field, SortOrder.ASCENDING)
        elif order is SortOrder.ASCENDING:
            self._sort = (field, SortOrder.DESCENDING)
        else:
            self._sort = None
        descending = self._sort is not None and self._sort[1] is SortOrder.DESCENDING
        self.table.head.show_sorted(section if self._sort else None, descending=descending)
        self._tasks.restart("search", self.open())

    def _on_state(self, index: QModelIndex) -> None:
        ref = self.model.ref_at(index.row())
        if ref is not None:
            self.resolve_asked.emit(ref)

    async def _edit_at(self, index: QModelIndex) -> None:
        ref = await self.model.ref_of_key(self.model.keys[index.row()])
        if ref is not None and (ref == self.card.ref or await self.card.show_ref(ref)):
            self.card.show()
            self.card.edit_first()

    async def _delete_at(self, index: QModelIndex) -> None:
        ref = await self.model.ref_of_key(self.model.keys[index.row()])
        if ref is not None:
            await delete_record(self._desk, ref)
            self._on_deleted(ref)

    async def _toggle_at(self, index: QModelIndex) -> None:
        ref = self.model.ref_at(index.row())
        if ref is not None and ref.kind == "task":
            await self.set_done(ref, done=not self.model.is_done(index.row()))

    async def set_done(self, ref: Ref, *, done: bool) -> None:
        await complete_task(self._desk, ref.id, done=done)
        self.task_done.emit(ref, done)

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
        self._place_card()

    def _place_card(self) -> None:
        """Beside the list, or over its right where there is no room for both."""
        if self.window().width() >= _OVER_BELOW:
            self._across.addWidget(self.card)
            return
        self._across.removeWidget(self.card)
        width = self.card.maximumWidth()
        self.card.setGeometry(self.width() - width, 0, width, self.height())
        self.card.raise_()
