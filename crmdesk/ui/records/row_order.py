"""A table of keys that becomes another list in at most three steps that Qt can follow: rows are added at the end, all
are put in order, rows that are gone leave the end. Persistent indexes (selection, current row) move with their rows."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject


class KeyedModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keys: Sequence[int] = ()
        """Of every row, in order; only `become` sets it."""
        self._places: dict[int, int] = {}

    def row_of_key(self, key: int) -> int | None:
        return self._places.get(key)

    def become(self, keys: Sequence[int]) -> bool:
        """Whether anything moved, came or went."""
        before = self.keys
        if len(before) == len(keys) and list(before) == list(keys):
            return False
        wanted = {key: row for row, key in enumerate(keys)}
        added = [key for key in keys if key not in self._places]
        gone = [key for key in before if key not in wanted]
        if added:
            self.beginInsertRows(QModelIndex(), len(before), len(before) + len(added) - 1)
            self.keys = [*before, *added]
            self.endInsertRows()
        ordered = [*keys, *gone]
        if list(self.keys) != ordered:
            self._reorder(ordered)
        if gone:
            self.beginRemoveRows(QModelIndex(), len(keys), len(ordered) - 1)
            self.keys = keys
            self.endRemoveRows()
        self.keys = keys
        self._places = wanted
        return True

    def _reorder(self, ordered: Sequence[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {key: row for row, key in enumerate(ordered)}
        before = self.persistentIndexList()
        after = [self.index(places[self.keys[index.row()]], index.column()) for index in before]
        self.keys = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
