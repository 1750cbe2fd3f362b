"""The page of one kind: head with views, search and new, the list, and the card beside it."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Hindrance, NotFound
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import counts_of, my_id
from crmdesk.operations.records import delete_record
from crmdesk.operations.tasks import complete_task
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.intake import Intake
from crmdesk.ui.kit.labels import section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.row_delegate import STATE_WIDTH
from crmdesk.ui.kit.table import ColumnSize, RecordTable
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import StateBar
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.choosing import Choosing
from crmdesk.ui.records.columns import COLUMNS
from crmdesk.ui.records.head import ListHead
from crmdesk.ui.records.model import RecordsModel
from crmdesk.ui.records.notes import EmptyNote
from crmdesk.ui.records.place import ListPlace
from crmdesk.ui.records.sorting import Sorting
from crmdesk.ui.records.views import ALL, VIEWS

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
    stage_moved = Signal(object)
    """Ref of a deal that stands in another stage now."""
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
        self._errors = errors
        self._me: str | None = None
        self.card = RecordCard(kind, desk, look, errors, self)
        self.card.hide()
        self.model = RecordsModel(kind, desk, look, self._tasks, self)
        self.table = RecordTable(look, self)
        self.choosing = Choosing(self.table, self.model, self.card, self._tasks, self)
        self._lay_out(look)
        self._connect()
        self._connect_card()
        self.intake = Intake(feed, self._take_up, self._tasks, self)

    def _lay_out(self, look: Look) -> None:
        self._set_table()
        inset = QHBoxLayout()
        inset.setContentsMargins(_INSET, 0, _INSET, 0)
        inset.addWidget(self.table)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = ListHead(self.kind, look, self)
        self.search, self.new_button = self.head.search, self.head.new_button
        self._empty = EmptyNote(self.kind, look, self.table.viewport())
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

    def _set_table(self) -> None:
        self.table.setObjectName("list.table")
        self.table.setAccessibleName(section_name(self.kind))
        self.table.column_sizes = (ColumnSize(STATE_WIDTH), *(column.size for column in COLUMNS[self.kind]))
        self.model.watch(self.table.rows_in_sight)
        self._sorting = Sorting(self.kind, self.table.head, self)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._start_search)
        self.search.left.connect(self.table.setFocus)
        self.head.view_chosen.connect(self._start_search)
        self._sorting.changed.connect(lambda: self._tasks.restart("search", self.open()))
        self.table.search_asked.connect(self.search.setFocus)
        self.table.left.connect(lambda: self._tasks.start(self.close_card()))
        self.table.edit_asked.connect(lambda index: self._tasks.start(self._edit(self._key_at(index))))
        self.table.delete_asked.connect(self._on_delete)
        self.table.toggled.connect(self._on_toggled)
        self.table.state_asked.connect(self._on_state)
        self._empty.clear_asked.connect(self.search.clear)
        self._empty.all_asked.connect(self._show_all)
        for asked in (self._empty.new_asked, self.new_button.clicked):
            asked.connect(lambda: self._tasks.start(self.start_draft()))
        self._trouble.clicked.connect(lambda: self._tasks.restart("search", self.open()))
        for key, by in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            step = QShortcut(QKeySequence(key), self)
            step.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            step.activated.connect(partial(self.choosing.step, by))
        self.choosing.moved.connect(self._say_position)
        self.model.refreshed.connect(self._on_refreshed)
        self.model.failed.connect(self._show_trouble)

    def _connect_card(self) -> None:
        self.card.created.connect(lambda ref: self._tasks.start(self._choose_created(ref)))
        self.card.closed.connect(lambda: self._tasks.start(self.close_card()))
        self.card.deleted.connect(self._on_deleted)
        self.card.resolve_asked.connect(self.resolve_asked)
        self.card.sync_asked.connect(self.sync_asked)
        self.card.stage_moved.connect(self.stage_moved)
        self.card.step_asked.connect(self.choosing.step)
        self.card.done_asked.connect(lambda ref, done: self._tasks.start(self.set_done(ref, done=done)))
        self.card.resized.connect(self._place_card)

    # -- where one is
    def place(self) -> ListPlace:
        chosen = self.card.ref if self.card.isVisibleTo(self) else None
        return ListPlace(
            self.search.text(),
            self.head.view.name,
            self._sorting.by,
            chosen,
            self.card.draft(),
            self.card.maximumWidth(),
        )

    async def restore(self, place: ListPlace) -> None:
        """Fetch the list and be there again; the card also where its record is outside what is searched for."""
        self.head.show_place(place.search, place.view)
        self._sorting.show(place.sort)
        if place.card_width is not None:
            self.card.setFixedWidth(place.card_width)
        await self.open()
        if place.draft is not None:
            await self.card.resume_draft(place.draft)
            self.card.show()
        elif place.chosen is not None:
            await self.choosing.show(place.chosen)

    # -- what it does
    async def open(self) -> None:
        """Fetch the list; where it cannot be, what was there stays, with the reason."""
        try:
            self._me = await my_id(self._desk)
            await self.model.open(self.head.query(self._me, self._sorting.by))
            await self._count_views()
        except Hindrance as hindrance:
            self._show_trouble(hindrance)

    async def _count_views(self) -> None:
        every = [view.query(self.kind, self._me) for view in VIEWS[self.kind]]
        self.head.show_counts(await counts_of(self._desk, every))

    def _show_trouble(self, hindrance: Hindrance) -> None:
        self._trouble.say("blocked", self._errors.sentence(hindrance), self.tr("Try again"))

    def _start_search(self) -> None:
        self._tasks.restart("search", self._search())

    async def _search(self) -> None:
        await self.open()
        self.table.scrollToTop()

    def _show_all(self) -> None:
        self.head.show_place("", ALL)
        self._start_search()

    async def select(self, ref: Ref) -> None:
        """Choose a record's row and show its card; a record outside the search and the view ends both."""
        if not await self.card.finish():
            # what is refused stays in sight, to be corrected
            self.card.show()
            return
        await self._have_in_list(ref)
        await self.choosing.show(ref)

    async def _choose_created(self, ref: Ref) -> None:
        """The row of the record that the card has made, unless it is another's by then."""
        if ref == self.card.ref:
            row = await self._have_in_list(ref)
            if ref == self.card.ref:
                self.choosing.choose(row)

    async def _have_in_list(self, ref: Ref) -> int:
        row = await self.model.row_of(ref)
        if row is None:
            self.head.show_place("", ALL)
            await self.open()
            row = await self.model.row_of(ref)
        if row is None:
            raise NotFound(f"no {ref.kind} {ref.id} in the list")
        return row

    async def start_draft(self) -> None:
        if await self.card.finish():
            self.choosing.drop()
            self.card.start_draft()
            self.card.show()

    async def close_card(self) -> None:
        if await self.card.may_close():
            self._put_card_away()

    def _put_card_away(self) -> None:
        """The list has the focus then, if the card had it."""
        self._focus_list()
        self.card.put_away()
        self.choosing.drop()

    def _focus_list(self) -> None:
        """If the card has the focus."""
        focus = self.window().focusWidget()
        if focus is not None and self.card.isAncestorOf(focus):
            self.table.setFocus()

    async def set_done(self, ref: Ref, *, done: bool) -> None:
        await complete_task(self._desk, ref.id, done=done)
        self.task_done.emit(ref, done)

    async def close_tasks(self) -> None:
        """Save what is being typed if it can be, and leave nothing running behind."""
        self.intake.close()
        self.table.patience.stop()
        self._tasks.start(self.card.finish())
        await self._tasks.settle()
        await self.card.close_tasks()

    # -- what it is told
    async def _take_up(self, changes: Changes) -> None:
        """A hidden page takes up changes as well: showing it again is instant."""
        follows = self.card.ref in changes.refs and self.choosing.is_in_sight
        try:
            await self.model.refresh(changes)
            if follows:
                self.choosing.follow()
            if changes.touches(self.kind):
                await self._count_views()
        except Hindrance as hindrance:
            self._show_trouble(hindrance)
        await self.card.reload()

    def _on_refreshed(self) -> None:
        count = self.model.rowCount()
        self._trouble.hide()
        self._say_position()
        if count:
            self._empty.hide()
        else:
            self._empty.explain(self.search.text().strip(), narrowed=self.head.view is not VIEWS[self.kind][0])
        self.counted.emit(count)

    def _say_position(self) -> None:
        self.card.show_position(self.table.chosen_index().row(), self.model.rowCount())

    def _on_deleted(self, ref: Ref) -> None:
        """The card may be another record's by now. The list is still as it was."""
        row = self.table.chosen_index().row()
        if row >= 0 and self.model.ref_at(row) == ref:
            self.choosing.pass_on(self.model.keys[row])
        if ref == self.card.ref:
            self._leave_card()
        self.record_deleted.emit(ref)

    def _leave_card(self) -> None:
        """Its record has left the list by the person's own hand: the card goes on to the one that is chosen now."""
        if self.choosing.turn_card():
            self._focus_list()
        else:
            self._put_card_away()

    # -- what is asked of a row, which may have moved before the answer is there: its key has not
    def _key_at(self, index: QModelIndex) -> int:
        return self.model.keys[index.row()]

    def _on_state(self, index: QModelIndex) -> None:
        ref = self.model.ref_at(index.row())
        if ref is not None:
            self.resolve_asked.emit(ref)

    def _on_toggled(self, index: QModelIndex) -> None:
        ref = self.model.ref_at(index.row())
        if ref is None or ref.kind != "task":
            return
        done, key = not self.model.is_done(index.row()), self._key_at(index)
        if self.head.view.depends_on("done"):
            self.choosing.pass_on(key)
            self._tasks.start(self._take_out(key, ref, done=done))
        else:
            self._tasks.start(self.set_done(ref, done=done))

    async def _take_out(self, key: int, ref: Ref, *, done: bool) -> None:
        """Out of a view of what is done, or is not."""
        try:
            await self.set_done(ref, done=done)
        except Hindrance:
            self.choosing.bring_back(key)
            raise
        if ref == self.card.ref:
            self._leave_card()

    def _on_delete(self, index: QModelIndex) -> None:
        key = self._key_at(index)
        self.choosing.pass_on(key)
        self._tasks.start(self._delete(key))

    async def _edit(self, key: int) -> None:
        ref = await self.model.ref_of_key(key)
        if ref is not None and (ref == self.card.ref or await self.card.show_ref(ref)):
            self.card.show()
            self.card.edit_first()

    async def _delete(self, key: int) -> None:
        ref = await self.model.ref_of_key(key)
        if ref is None:
            return
        try:
            if ref == self.card.ref:
                await self.card.delete()
            else:
                await delete_record(self._desk, ref)
                self._on_deleted(ref)
        except Hindrance:
            self.choosing.bring_back(key)
            raise

    # -- where the card lies
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
