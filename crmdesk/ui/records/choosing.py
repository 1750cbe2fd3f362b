"""The chosen row of a list and the card beside it, kept together: the card turns to the row that is chosen, and where
the card cannot leave its record, the choice goes back to that one's row. Gives the table its model."""

from itertools import chain

from PySide6.QtCore import QModelIndex, QObject, Signal

from crmdesk.domain.records import Ref
from crmdesk.ui.kit.table import RecordTable
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.model import RecordsModel


class Choosing(QObject):
    moved = Signal()
    """Another row is chosen, or none."""

    def __init__(
        self, table: RecordTable, model: RecordsModel, card: RecordCard, tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._model = model
        self._card = card
        self._tasks = tasks
        self._by_itself = False
        self._chosen: int | None = None
        """Key of the chosen row."""
        self._leaving: set[int] = set()
        """Keys of rows that the person has taken out of the list, until they are gone."""
        self._wanted: int | None = None
        self._is_showing = False
        # before the table hears of it
        model.rowsAboutToBeRemoved.connect(self._on_rows_going)
        table.setModel(model)
        table.selectionModel().selectionChanged.connect(self._on_selection)
        table.opened.connect(self._on_opened)

    def choose(self, row: int) -> None:
        """Put the selection there without taking it for the person's move."""
        self._by_itself = True
        self._table.selectRow(row)
        self._table.scrollTo(self._model.index(row, 0))
        self._by_itself = False

    def drop(self) -> None:
        """Choose nothing."""
        self._by_itself = True
        self._table.clearSelection()
        self._table.setCurrentIndex(QModelIndex())
        self._by_itself = False

    def pass_on(self, key: int) -> None:
        """The person takes this row out of the list: the choice goes to its neighbour at once, and not when the row is
        gone, so that the next key means the row that is lit when it is pressed."""
        self._leaving.add(key)
        row = self._model.row_of_key(key)
        if row is None or key != self._chosen:
            return
        neighbours = chain(range(row + 1, self._model.rowCount()), range(row - 1, -1, -1))
        neighbour = next((one for one in neighbours if self._model.keys[one] not in self._leaving), None)
        if neighbour is None:
            self.drop()
        else:
            self.choose(neighbour)

    def bring_back(self, key: int) -> None:
        """The row stays after all."""
        self._leaving.discard(key)
        row = self._model.row_of_key(key)
        if row is not None:
            self.choose(row)
            self.turn_card()

    def turn_card(self) -> bool:
        """The card that is open, to the chosen row; False if none is chosen."""
        if self._chosen is not None and self._card.isVisible():
            self._ask_for(self._chosen)
        return self._chosen is not None

    @property
    def is_in_sight(self) -> bool:
        return self._table.chosen_index().row() in self._table.rows_in_sight()

    def follow(self) -> None:
        """Scroll to where the chosen row stands now."""
        self._table.scrollTo(self._model.index(self._table.chosen_index().row(), 0))

    def step(self, by: int) -> None:
        """To the next record of the list, or the one before."""
        row = self._table.chosen_index().row() + by
        if 0 <= row < self._model.rowCount():
            self._table.selectRow(row)

    async def show(self, ref: Ref) -> None:
        """A record's card, and its row if the list has it."""
        if await self._card.show_ref(ref):
            row = await self._model.row_of(ref)
            if row is None:
                self.drop()
            else:
                self.choose(row)
            self._card.show()

    # -- what it is told
    def _on_rows_going(self, _parent: QModelIndex, first: int, last: int) -> None:
        """The view would choose the next row, and the card would turn to a record nobody asked for."""
        self._leaving.difference_update(self._model.keys[first : last + 1])
        if first <= self._table.currentIndex().row() <= last:
            self.drop()

    def _on_selection(self) -> None:
        """Qt tells of the same row again when others come: that must not save what is half typed in its card."""
        self.moved.emit()
        row = self._table.chosen_index().row()
        before, self._chosen = self._chosen, self._model.keys[row] if row >= 0 else None
        if not self._by_itself and self._chosen not in (None, before):
            self._ask_for(self._chosen)

    def _on_opened(self, index: QModelIndex) -> None:
        if not self._card.isVisible():
            self._ask_for(self._model.keys[index.row()])

    def _ask_for(self, key: int) -> None:
        """The newest wish counts; a save that has begun for an earlier one is never broken off."""
        self._wanted = key
        if not self._is_showing:
            self._is_showing = True
            self._tasks.start(self._show_wanted())

    async def _show_wanted(self) -> None:
        try:
            while self._wanted is not None:
                key, self._wanted = self._wanted, None
                await self._show_key(key)
        finally:
            self._is_showing = False

    async def _show_key(self, key: int) -> None:
        """By key, not by row: until the card has saved what was typed, rows may have moved."""
        ref = await self._model.ref_of_key(key)
        if ref is None:
            return
        if await self._card.show_ref(ref):
            self._card.show()
            return
        before = await self._model.row_of(self._card.ref) if self._card.ref else None
        if before is None:
            self.drop()
        else:
            self.choose(before)
