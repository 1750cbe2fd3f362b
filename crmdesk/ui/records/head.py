"""The head of a list: its name, its views with their counts, the new button, and the search."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.domain.ports import Query, SortOrder
from crmdesk.ui.kit.chips import Chip, SearchField
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.labels import new_name, section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import label
from crmdesk.ui.records.place import Sort
from crmdesk.ui.records.views import VIEWS, View, view_of

_HEIGHT = 56
_SEARCH_WIDTH = 320
_ALL, _WITHOUT_KEY, _WITHOUT_WORDS, _WITHOUT_COUNTS = 4, 3, 2, 1


class ListHead(QWidget):
    view_chosen = Signal(object)
    """View"""

    def __init__(self, kind: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self.view: View = VIEWS[kind][0]
        self.new_button = KeyButton(new_name(kind), "Ctrl+N", look, "list.new", self)
        self.new_button.setAccessibleName(new_name(kind))
        self.new_button.setToolTip(f"{new_name(kind)}, Ctrl+N")
        self.new_button.setIcon(look.icons.icon("plus", 16, "on_accent"))
        self.search = SearchField("/", look, self)
        self.search.setObjectName("list.search")
        known_by_number = kind in ("contact", "company")
        self.search.setPlaceholderText(self.tr("Name, phone, INN") if known_by_number else self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setToolTip(self.tr("Search, key /"))
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self._chips = [self._chip(view) for view in VIEWS[kind]]
        self._group = QButtonGroup(self)
        for chip in self._chips:
            self._group.addButton(chip)
        self._chips[0].setChecked(True)
        self._lay_out()

    def _chip(self, view: View) -> Chip:
        chip = Chip(view.text(), self._look, self)
        chip.setObjectName(f"list.view.{view.name}")
        chip.clicked.connect(lambda: self._choose(view))
        return chip

    def _lay_out(self) -> None:
        head = self._line = QHBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.setSpacing(4)
        self._title = label(section_name(self._kind), "title", self)
        head.addWidget(self._title)
        head.addSpacing(12)
        for chip in self._chips:
            head.addWidget(chip)
        head.addStretch(1)
        head.addWidget(self.new_button)
        above = QWidget(self)
        above.setFixedHeight(_HEIGHT)
        above.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # what does not fit is left out
        above.setLayout(head)
        tools = QHBoxLayout()
        tools.setContentsMargins(20, 0, 20, 8)
        tools.addWidget(self.search, 1)
        tools.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addLayout(tools)

    def _choose(self, view: View) -> None:
        if view is not self.view:
            self.view = view
            self.view_chosen.emit(view)

    def show_place(self, search: str, view: str | None) -> None:
        """What is searched for, and the view of this name (None: the first), without telling of it."""
        self.search.blockSignals(True)
        self.search.setText(search)
        self.search.blockSignals(False)
        self.view = view_of(self._kind, view)
        self._chips[VIEWS[self._kind].index(self.view)].setChecked(True)

    def query(self, me: str | None, sort: Sort | None) -> Query:
        """The list that the head asks for."""
        field, order = sort or (None, SortOrder.ASCENDING)
        return replace(self.view.query(self._kind, me), search=self.search.text().strip(), sort=field, order=order)

    def show_counts(self, counts: Sequence[int]) -> None:
        for chip, count in zip(self._chips, counts, strict=True):
            chip.show_count(self._look.locale.toString(count))
        self._fit()

    def _fit(self) -> None:
        """Nothing runs into anything: where there is no room the new button gives up its key, then its words, then the
        views their counts; the name of the list, which the sidebar says too, goes last."""
        for shown in range(_ALL, -1, -1):
            self.new_button.show_key(shown=shown >= _ALL)
            self.new_button.setText(new_name(self._kind) if shown >= _WITHOUT_KEY else "")
            for chip in self._chips:
                chip.let_count(shown=shown >= _WITHOUT_WORDS)
            self._title.setVisible(shown >= _WITHOUT_COUNTS)
            if self._line.totalSizeHint().width() <= self.width():
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
