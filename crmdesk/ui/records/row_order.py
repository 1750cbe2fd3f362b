"""A table of keys that becomes another list by what Qt can follow: rows come, are put in order, rows go. Persistent
indexes (selection, current row) move with their rows.

The window's thread does this, also for a list of a million: so whole lists are only compared and cut as arrays, and
Python looks at single keys only between the first and the last difference.
"""

from array import array
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject


class KeyedModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keys = array("q")
        """Of every row, in order; only `become` sets it."""

    def row_of_key(self, key: int) -> int | None:
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def become(self, wanted: Sequence[int]) -> bool:
        """Whether anything moved, came or went."""
        keys = wanted if isinstance(wanted, array) else array("q", wanted)
        before = self.keys
        head = _same_head(before, keys)
        tail = _same_head(before[head:][::-1], keys[head:][::-1])
        old, new = before[head : len(before) - tail], keys[head : len(keys) - tail]
        if not old and not new:
            return False
        if not old:
            self._insert(head, len(new), keys)
        elif not new:
            self._remove(head, len(old), keys)
        else:
            self._replace(old, new, keys)
        return True

    def _replace(self, old: "array[int]", new: "array[int]", keys: "array[int]") -> None:
        """Rows that came are added at the end, all are put in order, rows that are gone leave the end."""
        known, kept = set(old), set(new)
        added = array("q", (key for key in new if key not in known))
        gone = array("q", (key for key in old if key not in kept))
        if added:
            self._insert(len(self.keys), len(added), self.keys + added)
        ordered = keys + gone
        if self.keys != ordered:
            self._reorder(ordered)
        if gone:
            self._remove(len(keys), len(gone), keys)

    def _insert(self, row: int, count: int, keys: "array[int]") -> None:
        self.beginInsertRows(QModelIndex(), row, row + count - 1)
        self.keys = keys
        self.endInsertRows()

    def _remove(self, row: int, count: int, keys: "array[int]") -> None:
        self.beginRemoveRows(QModelIndex(), row, row + count - 1)
        self.keys = keys
        self.endRemoveRows()

    def _reorder(self, ordered: "array[int]") -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = _places(ordered, {self.keys[index.row()] for index in before})
        after = [self.index(places[self.keys[index.row()]], index.column()) for index in before]
        self.keys = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _same_head(one: "array[int]", other: "array[int]") -> int:
    """How many keys stand alike at the start of both: halving, as comparing whole pieces is cheap."""
    alike, unknown = 0, min(len(one), len(other))
    left, right = one.tobytes(), other.tobytes()
    size = one.itemsize
    while alike < unknown:
        middle = (alike + unknown + 1) // 2
        if left[alike * size : middle * size] == right[alike * size : middle * size]:
            alike = middle
        else:
            unknown = middle - 1
    return alike


def _places(keys: "array[int]", of: Iterable[int]) -> dict[int, int]:
    return {key: keys.index(key) for key in of}
