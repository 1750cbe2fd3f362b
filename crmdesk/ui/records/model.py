"""The list of one kind: the keys of the whole list, and rows by windows of 100 as they are looked at.

Nothing is filtered or sorted here. A refresh moves, adds and removes rows where they changed and never resets the
model: selection and scroll survive a sync.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Hindrance
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import key_of, list_keys, rows_of
from crmdesk.operations.tasks import is_overdue
from crmdesk.ui.kit.labels import field_label
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.row_delegate import CELL_ROLE, STATE_ROLE, Cell
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.values import no_name
from crmdesk.ui.kit.widgets import initials_of
from crmdesk.ui.records.columns import COLUMNS, WITH_AVATAR, Column, Seen, strong_letters
from crmdesk.ui.records.row_order import KeyedModel

WINDOW = 100
_KEPT = 20_000
"""Rows; beyond them what was looked at is forgotten."""
_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class RecordsModel(KeyedModel):
    """Column 0 is the state's glyph, then the kind's columns."""

    refreshed = Signal()
    """The list stands as the replica has it."""
    failed = Signal(object)
    """Hindrance: rows could not be fetched; those that were stay on show."""

    def __init__(self, kind: str, desk: Desk, look: Look, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._desk = desk
        self._look = look
        self._tasks = tasks
        self._lookup = Lookup(desk)
        self._query = Query(kind)
        self._rows: dict[int, Seen] = {}
        self._cells: dict[int, list[Cell]] = {}
        """Of fetched rows that were painted."""
        self._stale: set[int] = set()
        self._generation = 0
        """Counts refreshes: tells a window that was fetched before the last one."""
        self._asked: set[int] = set()
        self._columns = COLUMNS[kind]
        self._refreshing = asyncio.Lock()
        self._in_sight: Callable[[], Iterable[int]] = lambda: ()

    def watch(self, in_sight: Callable[[], Iterable[int]]) -> None:
        """Which rows are in sight, which a refresh fetches anew."""
        self._in_sight = in_sight

    # -- Qt's questions
    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section == 0:
            return None
        column = self._columns[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Name") if column.main and self.kind == "contact" else field_label(self.kind, column.field)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key = self.keys[index.row()]
        seen = self._rows.get(key)
        if seen is None or key in self._stale:
            self._ask_for(index.row() // WINDOW)
        if seen is None:
            return None
        if index.column() == 0:
            return self._state_data(seen, role)
        return self._cell_data(key, index.column() - 1, role)

    def _state_data(self, seen: Seen, role: int) -> Any:
        if role == STATE_ROLE:
            return seen.row.state
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._say_state(seen.row.state)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(seen)
        return None

    def _say_state(self, state: str) -> str:
        """In the tooltip and to a screen reader."""
        return {
            "conflict": self.tr("Changed in two places"),
            "blocked": self.tr("Not accepted by the server"),
            "failed": self.tr("Not sent yet, it is tried again by itself"),
            "sending": self.tr("Sending…"),
            "pending": self.tr("Saved on this computer, will be sent"),
        }.get(state, "")

    def _sentence(self, seen: Seen) -> str:
        """The whole row, for who cannot see it."""
        texts = [column.text(seen, self._look.locale) for column in self._columns]
        done = self.tr("done") if seen.fields.get("done") else ""
        return ", ".join(text for text in (*texts, done, self._say_state(seen.row.state)) if text)

    def _cell_data(self, key: int, column: int, role: int) -> Any:
        """A cell is put together once for every time its row was fetched: painting asks again and again."""
        cells = self._cells.get(key)
        if cells is None:
            seen = self._rows[key]
            cells = self._cells[key] = self._cells_of(seen)
        if role == CELL_ROLE:
            return cells[column]
        return cells[column].text if role == Qt.ItemDataRole.DisplayRole else None

    def _cells_of(self, seen: Seen) -> list[Cell]:
        return [self._cell(seen, column) for column in self._columns]

    def _cell(self, seen: Seen, column: Column) -> Cell:
        text = column.text(seen, self._look.locale)
        if column.main and not text:
            return Cell(no_name(), tone="muted", avatar=("", seen.row.record.id) if self.kind in WITH_AVATAR else None)
        is_task = self.kind == "task"
        done = is_task and bool(seen.fields.get("done"))
        tone = "muted" if done else None
        if is_task and not done and column.field == "due_at" and is_overdue(seen.fields, self._desk.clock.now_ms()):
            tone = "danger"
        return Cell(
            text,
            strong_letters(column, seen, text),
            column.right,
            (initials_of(text), seen.row.record.id) if column.main and self.kind in WITH_AVATAR else None,
            done if is_task and column.main else None,
            tone,
        )

    # -- what it holds
    def ref_at(self, row: int) -> Ref | None:
        """None while the row was not fetched yet."""
        seen = self._rows.get(self.keys[row])
        return seen.row.record.ref if seen is not None else None

    def is_done(self, row: int) -> bool:
        seen = self._rows.get(self.keys[row])
        return bool(seen is not None and seen.fields.get("done"))

    async def ref_of_key(self, key: int) -> Ref | None:
        """The record of a key, fetched if need be; None if it is gone."""
        row = self.row_of_key(key)
        if key not in self._rows and row is not None:
            await self._fetch(row // WINDOW)
        seen = self._rows.get(key)
        return seen.row.record.ref if seen is not None else None

    async def row_of(self, ref: Ref) -> int | None:
        key = await key_of(self._desk, ref)
        return self.row_of_key(key) if key is not None else None

    # -- what it fetches
    async def open(self, query: Query) -> None:
        """Show another list."""
        self._query = query
        await self.refresh(Changes(kinds=frozenset({self.kind})))

    async def refresh(self, changes: Changes) -> None:
        """Take up what changed: the order of the list, and the rows in sight that it touches."""
        async with self._refreshing:
            self._generation += 1
            keys = await list_keys(self._desk, self._query) if changes.touches(self.kind) else self.keys
            self._outdate(changes)
            self.become(keys)
            self._fetch_sight()
            self.refreshed.emit()

    def _outdate(self, changes: Changes) -> None:
        """Fetched rows stay on show until they were fetched anew, which happens only for those in sight."""
        own = frozenset(ref for ref in changes.refs if ref.kind == self.kind)
        if changes.kinds or own != changes.refs or not own:
            # another kind's record may be named in any row
            self._stale.update(self._rows)
        else:
            self._stale.update(key for key, seen in self._rows.items() if seen.row.record.ref in own)
        self._asked.clear()

    def _fetch_sight(self) -> None:
        """Rows in sight that are not there, or not as they are now; others are asked for when they are painted."""
        keys = self.keys
        wanted = {row // WINDOW for row in self._in_sight() if keys[row] in self._stale or keys[row] not in self._rows}
        for window in wanted:
            self._ask_for(window)

    def _ask_for(self, window: int) -> None:
        if window not in self._asked:
            self._asked.add(window)
            self._tasks.start(self._fetch_in_sight(window))

    async def _fetch_in_sight(self, window: int) -> None:
        """A window that failed is not asked for again by itself: each paint would."""
        try:
            await self._fetch(window)
        except Hindrance as hindrance:
            self.failed.emit(hindrance)

    async def _fetch(self, window: int) -> None:
        first = window * WINDOW
        keys = self.keys[first : first + WINDOW]
        generation = self._generation
        rows = await rows_of(self._desk, self.kind, keys)
        if len(rows) != len(keys):
            # a row went between the list and its window
            await self._refetch_keys()
            return
        names = await self._lookup.names(self.kind, [row.record.fields for row in rows])
        if len(self._rows) > _KEPT:
            self._rows.clear()
            self._cells.clear()
            self._asked = {window}
        seen = [Seen(row, names) for row in rows]
        changed = [at for at, (key, one) in enumerate(zip(keys, seen, strict=True)) if self._looks_other(key, one)]
        self._rows.update(zip(keys, seen, strict=True))
        for key in keys:
            self._cells.pop(key, None)
        if generation == self._generation:
            # else something changed meanwhile: these rows are shown, and fetched once more
            self._stale.difference_update(keys)
        if self.keys[first : first + WINDOW] == keys:
            self._tell(first + at for at in changed)
        else:
            # the rows have moved meanwhile
            self._tell(row for row in self._in_sight() if self.keys[row] in keys)

    async def _refetch_keys(self) -> None:
        async with self._refreshing:
            if self.become(await list_keys(self._desk, self._query)):
                self._asked.clear()

    def _looks_other(self, key: int, seen: Seen) -> bool:
        """Whether the row is to be painted anew. Most of those that were fetched again did not change at all."""
        before = self._rows.get(key)
        if before is None or before == seen:
            return before is None
        return self._look_of(before) != self._look_of(seen)

    def _look_of(self, seen: Seen) -> tuple[str, list[Cell]]:
        return seen.row.state, self._cells_of(seen)

    def _tell(self, rows: Iterable[int]) -> None:
        """These are to be painted anew."""
        last = self.columnCount() - 1
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))
