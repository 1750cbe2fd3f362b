"""By what a list is sorted: chosen by clicks on the heads of its columns."""

from PySide6.QtCore import QObject, Signal

from crmdesk.domain.ports import SortOrder
from crmdesk.ui.kit.column_head import ColumnHead
from crmdesk.ui.records.columns import COLUMNS
from crmdesk.ui.records.place import Sort


class Sorting(QObject):
    changed = Signal()

    def __init__(self, kind: str, head: ColumnHead, parent: QObject) -> None:
        super().__init__(parent)
        self.by: Sort | None = None
        """None: the natural order."""
        self._fields = [column.field for column in COLUMNS[kind]]
        self._head = head
        head.sectionClicked.connect(self._on_click)

    def show(self, by: Sort | None) -> None:
        """Without telling of it."""
        self.by = by
        if by is None:
            self._head.show_sorted(None)
        else:
            # the first section is the state's
            self._head.show_sorted(self._fields.index(by[0]) + 1, descending=by[1] is SortOrder.DESCENDING)

    def _on_click(self, section: int) -> None:
        """By this column; again: the other way round; a third time: the natural order."""
        if section == 0:
            return
        field = self._fields[section - 1]
        if self.by is None or self.by[0] != field:
            self.show((field, SortOrder.ASCENDING))
        else:
            self.show((field, SortOrder.DESCENDING) if self.by[1] is SortOrder.ASCENDING else None)
        self.changed.emit()
