"""The rows of a conflict: what is to be decided first, then what was merged by itself, then, when asked for, what is
the same on both sides."""

import asyncio

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from crmdesk.ui.conflict.choices import Choices
from crmdesk.ui.conflict.known import Known
from crmdesk.ui.conflict.row import LEAST_HEIGHT, LEAST_TO_DECIDE, ConflictRow
from crmdesk.ui.conflict.table import SameFields
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.words import Words


class ConflictRows(QScrollArea):
    """As high as its rows are in its width, and lower where there is no room: then they scroll. Rows out of sight are
    made when the first ones are seen, or asked for."""

    picked = Signal(str, str)
    typed_in = Signal(str, object)
    refused = Signal(str)
    entered = Signal(str)
    """As those of a row."""

    def __init__(self, known: Known, choices: Choices, look: Look, words: Words, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._known = known
        self._choices = choices
        self._look = look
        self._versions = {**choices.conflict.fields, **choices.conflict.merged}
        self.names = list(self._versions)
        self.current = self.names[0]
        self._rows: dict[str, ConflictRow] = {}
        self._most = QSize(width, 0)
        # rows are made inside it: a change of parents would dress each of them twice
        self._inside = QWidget(self)
        self._inside.setProperty("ground", "raised")
        # its height follows from its width: without this, from the narrowest width it could have
        self._inside.setMinimumHeight(1)
        self._stack = QVBoxLayout()
        self._stack.setSpacing(0)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._stack)
        self._column.addWidget(SameFields(choices.conflict.kind, known.same_texts(look), look, words, self._inside))
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)

    # -- its rows
    def make_first(self, height: int) -> None:
        """The rows that can be seen in the room that there is."""
        self._most.setHeight(height)
        left = height
        for name in self.names:
            if left > 0:
                self._make(name)
                left -= LEAST_HEIGHT if name in self._choices.conflict.merged else LEAST_TO_DECIDE

    async def make_rest(self) -> None:
        for name in self.names:
            if name not in self._rows:
                await asyncio.sleep(0)
                self.row(name)

    def row(self, name: str) -> ConflictRow:
        for one in self.names:
            if name in self._rows:
                break
            if one not in self._rows:
                self._make(one)
        return self._rows[name]

    def _make(self, name: str) -> None:
        record = self._known.dispute.record.fields
        kind, versions = self._choices.conflict.kind, self._versions[name]
        row = ConflictRow(kind, name, versions, record, self._known.names, self._look, self._inside)
        row.show_group([one for one in self._choices.unit(name) if one != name])
        row.show_choice(self._choices, current=name == self.current)
        row.picked.connect(self.picked)
        row.typed_in.connect(self.typed_in)
        row.refused.connect(self.refused)
        row.entered.connect(self.entered)
        self._stack.addWidget(row)
        row.show()  # at once, so that it has its place: the layout would do it later
        self._rows[name] = row

    def show_choices(self) -> None:
        for name, row in self._rows.items():
            row.show_choice(self._choices, current=name == self.current)

    def after(self, by: int) -> str:
        """The field so many rows further, round the ends."""
        return self.names[(self.names.index(self.current) + by) % len(self.names)]

    def go_to(self, name: str) -> None:
        self.current = name
        row = self.row(name)
        # a row that was just made has no place yet
        width = self.viewport().width()
        self._inside.resize(width, max(self._column.totalHeightForWidth(width), self.viewport().height()))
        self._column.activate()
        self.ensureWidgetVisible(row, 0, 0)

    # -- typing results
    @property
    def is_editing(self) -> bool:
        return any(row.is_editing for row in self._rows.values())

    def submit(self) -> None:
        for row in self._rows.values():
            row.submit()

    def stop_editing(self) -> None:
        for row in self._rows.values():
            row.stop_editing()

    # -- size
    def sizeHint(self) -> QSize:
        most = self._most
        if self._stack.count() * LEAST_HEIGHT > most.height():
            return most
        return QSize(most.width(), min(self._column.totalHeightForWidth(most.width()), most.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.setMaximumHeight(self.sizeHint().height())
            self.updateGeometry()
        return handled
