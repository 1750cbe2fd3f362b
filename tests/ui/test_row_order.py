"""A list becomes another by steps that Qt can follow, whatever the two are."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from crmdesk.ui.records.row_order import KeyedModel

keys = st.lists(st.integers(0, 30), unique=True, max_size=25)


class Keyed(KeyedModel):
    def rowCount(self, parent=None):  # noqa: N802 - as Qt spells it
        return len(self.keys)

    def columnCount(self, parent=None):  # noqa: N802 - as Qt spells it
        return 1

    def data(self, index, role=0):
        return None


@settings(deadline=None, derandomize=True)
@given(keys, keys)
def test_any_list_becomes_any_other_and_held_rows_move_with_their_keys(before, after):
    model = Keyed()
    model.become(before)
    held = {key: QPersistentModelIndex(model.index(row, 0, QModelIndex())) for row, key in enumerate(before)}
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    assert model.become(after) is (before != after)
    assert list(model.keys) == after
    assert resets == []
    for key, index in held.items():
        assert index.row() == (after.index(key) if key in after else -1)
        assert model.row_of_key(key) == (after.index(key) if key in after else None)


def test_one_row_that_comes_is_one_insertion_where_it_belongs():
    model = Keyed()
    model.become(range(1_000))
    told = []
    model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    model.layoutChanged.connect(lambda: told.append("reordered"))
    model.become([*range(500), 5_000, *range(500, 1_000)])
    assert told == [(500, 500)]
