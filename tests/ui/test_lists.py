"""What a list offers: views, sorting, keys, tasks done, and what it says when it has nothing to show."""

import asyncio

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import DatabaseLocked
from crmdesk.domain.records import FieldConflict
from crmdesk.operations.lists import list_keys
from crmdesk.ui.kit.chips import Chip
from crmdesk.ui.kit.row_delegate import CELL_ROLE, Cell, check_place
from crmdesk.ui.kit.theme import LIGHT
from crmdesk.ui.kit.widgets import StateBar
from crmdesk.ui.records.notes import EmptyNote
from tests.ui.contacts import writes_take_time
from tests.ui.places import ANNA
from tests.ui.waiting import turns, until


def painted(model, column):
    """A cell of the first row."""
    return model.index(0, column).data(CELL_ROLE) or Cell("")


async def people(place, *names, **more):
    return [await place.synced("contact", at, last_name=name, **more) for at, name in enumerate(names)]


def names_in(window):
    model = window.page.model
    return [model.data(model.index(row, 1)) for row in range(model.rowCount())]


async def shows(window, *names):
    await until(lambda: names_in(window) == list(names))


def click_head(window, column):
    window.page.table.head.sectionClicked.emit(column)


async def test_a_view_shows_what_belongs_to_it_and_says_how_many(window, place):
    await place.synced("contact", 1, last_name="Arno", owner_id=ANNA.user_id)
    theirs = await place.synced("contact", 2, last_name="Berg")
    await window.start()
    mine = window.page.findChild(Chip, "list.view.mine")
    assert mine.accessibleName() == "Mine 1"
    mine.click()
    await shows(window, "Arno")
    await window.select_record(theirs)
    await shows(window, "Arno", "Berg")
    assert not mine.isChecked()


@pytest.mark.parametrize(("view", "titles"), [("todo", ["Call"]), ("done", ["Mail"]), ("mine", [])])
async def test_tasks_are_seen_by_whether_they_are_done(window, place, view, titles):
    await place.synced("task", 1, title="Call", done=False)
    await place.synced("task", 2, title="Mail", done=True)
    await window.start()
    await window.show_section("tasks")
    window.page.findChild(Chip, f"list.view.{view}").click()
    await shows(window, *titles)


async def test_tasks_open_on_those_to_do_the_oldest_first(window, place):
    await place.synced("task", 1, title="Later", due_at="2026-01-02T10:00:00Z")
    await place.synced("task", 2, title="Done", done=True)
    await place.synced("task", 3, title="Sooner", due_at="2026-01-01T10:00:00Z", done=False)
    await window.start()
    await window.show_section("tasks")
    await shows(window, "Sooner", "Later")
    chips = [chip.text() for chip in window.page.findChildren(Chip)]
    assert chips == ["To do", "Mine", "All", "Done"]


async def test_a_deal_without_an_end_is_open(window, place):
    await place.synced("deal", 1, title="Pumps")
    await place.synced("deal", 2, title="Valves", closed_at="2026-01-01T00:00:00Z")
    await window.start()
    await window.show_section("deals")
    window.page.findChild(Chip, "list.view.open").click()
    await shows(window, "Pumps")


async def test_a_click_on_a_head_sorts_by_it_then_the_other_way_then_not(window, place):
    refs = await people(place, "Arno", "Berg", "Cole")
    for ref, job in zip(refs, ("boss", "clerk", "agent"), strict=True):
        await place.store.write(
            lambda tx, ref=ref, job=job: tx.put_records([tx.record(ref).with_fields({"job_title": job})])
        )
    await window.start()
    await shows(window, "Arno", "Berg", "Cole")
    await window.select_record(refs[1])
    click_head(window, 4)
    await shows(window, "Cole", "Arno", "Berg")
    assert window.page.table.currentIndex().row() == 2
    click_head(window, 4)
    await shows(window, "Berg", "Arno", "Cole")
    click_head(window, 4)
    await shows(window, "Arno", "Berg", "Cole")
    assert window.card.ref == refs[1]


async def test_keys_of_both_layouts_move_through_the_list(window, place):
    refs = await people(place, "Arno", "Berg", "Cole")
    await window.start()
    table = window.page.table
    for key, row in (("j", 0), ("о", 1), ("J", 2), ("k", 1), ("л", 0)):
        QTest.sendKeyEvent(QTest.KeyAction.Click, table, Qt.Key.Key_unknown, key, Qt.KeyboardModifier.NoModifier)
        assert table.currentIndex().row() == row
    QTest.keyClick(table, Qt.Key.Key_End)
    await until(lambda: window.card.ref == refs[2])
    QTest.keyClick(table, Qt.Key.Key_Home)
    await until(lambda: window.card.ref == refs[0])
    window.page.choosing.step(1)
    await until(lambda: window.card.ref == refs[1])
    QTest.keyClick(table, Qt.Key.Key_Escape)
    await until(window.card.isHidden)


async def test_f2_edits_the_first_field_and_delete_deletes(window, place):
    refs = await people(place, "Arno", "Berg")
    await window.start()
    await window.select_record(refs[0])
    QTest.keyClick(window.page.table, Qt.Key.Key_F2)
    await until(lambda: window.card.field("last_name").is_editing)
    window.card.field("last_name").close_editor()
    QTest.keyClick(window.page.table, Qt.Key.Key_Delete)
    await shows(window, "Berg")
    verb = window.findChild(QPushButton, "toast.verb")
    await until(verb.isVisible)
    verb.click()
    await shows(window, "Arno", "Berg")


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_F2, Qt.Key.Key_Return])
async def test_a_key_means_the_row_that_was_chosen_when_it_was_pressed(window, place, key):
    refs = [await place.synced("task", at, title=title, done=False) for at, title in enumerate(("Call", "Mail", "Nap"))]
    await window.start()
    await window.show_section("tasks")
    await shows(window, "Call", "Mail", "Nap")
    await window.select_record(refs[1])
    if key == Qt.Key.Key_Return:
        window.card.hide()
    newcomer = await place.synced("task", 90, title="Arrived", done=False)
    keys = await list_keys(place.desk, window.page.model._query)
    # the refresh that brings it ends in the same turn of the loop
    asyncio.get_running_loop().call_soon(window.page.model.become, [keys[-1], *keys[:-1]])
    QTest.keyClick(window.page.table, key)
    await turns(20)
    records = await place.store.read(lambda tx: tx.records([newcomer, *refs]))
    touched = [ref for ref, record in records.items() if record.deleted or record.fields["done"]]
    assert touched == ([refs[1]] if key in (Qt.Key.Key_Delete, Qt.Key.Key_Space) else [])
    if key in (Qt.Key.Key_F2, Qt.Key.Key_Return):
        assert window.card.ref == refs[1]
        assert window.card.isVisible()
        assert window.card.field("title").is_editing == (key == Qt.Key.Key_F2)


async def test_a_deletion_that_takes_its_time_leaves_the_record_that_is_begun_meanwhile(window, place, monkeypatch):
    refs = await people(place, "Arno", "Berg")
    await window.start()
    await window.select_record(refs[0])
    writes_take_time(place, monkeypatch)
    deleting = asyncio.ensure_future(window.card.delete())
    await asyncio.sleep(0)
    await window.page.start_draft()
    row = window.card.field("last_name")
    row.edit("Zimin")
    await deleting
    await shows(window, "Berg")
    assert window.card.isVisible()
    assert (row.is_editing, row.typed_text()) == (True, "Zimin")


async def test_a_slash_goes_to_the_search_and_escape_comes_back_with_all(window, place):
    await people(place, "Arno", "Berg")
    await window.start()
    window.page.search.setText("berg")
    await shows(window, "Berg")
    QTest.keyClick(window.page.search, Qt.Key.Key_Escape)
    await shows(window, "Arno", "Berg")
    asked = []
    window.page.table.search_asked.connect(lambda: asked.append(1))
    QTest.keyClick(window.page.table, Qt.Key.Key_Slash)
    assert asked == [1]


async def test_a_task_is_done_by_its_check_and_open_again_by_space(window, place):
    task = await place.synced("task", 1, title="Call", done=False, due_at="2020-01-01T10:00:00Z")
    await window.start()
    await window.show_section("tasks")
    window.page.findChild(Chip, "list.view.all").click()
    told = []
    window.page.task_done.connect(lambda ref, done: told.append((ref, done)))
    model, table = window.page.model, window.page.table
    await until(lambda: painted(model, 1).check is False)
    due = next(at for at in range(model.columnCount()) if model.headerData(at, Qt.Orientation.Horizontal) == "Due")
    assert painted(model, due).tone == "danger"
    place_of_check: QPoint = check_place(table.visualRect(model.index(0, 1))).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place_of_check)
    await until(lambda: painted(model, 1).check is True)
    assert painted(model, due).tone == "muted"
    assert window.card.isHidden()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Space)
    await until(lambda: painted(model, 1).check is False)
    assert told == [(task, True), (task, False)]


async def test_a_click_on_the_sign_of_a_conflict_asks_to_resolve_it(window, place):
    ref = (await people(place, "Arno"))[0]
    await place.conflict(ref, job_title=FieldConflict("a", "b", "c", None))
    await window.start()
    asked = []
    window.page.resolve_asked.connect(asked.append)
    table = window.page.table
    await shows(window, "Arno")
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(0, 0)).center()
    )
    assert asked == [ref]


async def test_the_first_cell_says_the_whole_row(window, place):
    await people(place, "Arno", job_title="boss")
    await window.start()
    await shows(window, "Arno")
    index = window.page.model.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Arno, boss"


async def test_a_list_that_cannot_be_fetched_keeps_its_rows_and_offers_to_try_again(window, place):
    await people(place, "Arno")
    await window.start()
    await shows(window, "Arno")
    whole = place.store.read

    async def locked(work):
        raise DatabaseLocked("locked")

    place.store.read = locked
    click_head(window, 4)
    trouble = window.page.findChild(StateBar, "list.trouble")
    await until(lambda: not trouble.isHidden())
    assert trouble.text().startswith("Another program holds the database.")
    assert names_in(window) == ["Arno"]
    place.store.read = whole
    trouble.clicked.emit()
    await until(trouble.isHidden)


async def test_an_empty_list_says_why_and_what_helps(window, place):
    await window.start()
    note = window.page.findChild(EmptyNote, "list.empty")
    assert (note.text(), note.isHidden()) == ("Nothing here yet", False)
    assert note.size() == window.page.table.viewport().size()
    await people(place, "Arno")
    window.page.search.setText("nobody")
    await until(lambda: note.text() == "Nothing found")
    note.findChild(QPushButton, "list.empty.verb").click()
    await shows(window, "Arno")
    assert note.isHidden()
    await turns()


async def test_rows_that_cannot_be_read_are_told_and_come_when_tried_again(window, place):
    await people(place, *(f"P{at:03}" for at in range(300)))
    await window.start()
    window.grab()
    model = window.page.model
    await until(lambda: model.ref_at(0) is not None)
    whole = place.store.read

    async def locked(work):
        raise DatabaseLocked("locked")

    place.store.read = locked
    window.page.table.scrollToBottom()
    window.grab()
    trouble = window.page.findChild(StateBar, "list.trouble")
    await until(lambda: not trouble.isHidden())
    assert model.ref_at(299) is None
    place.store.read = whole
    trouble.clicked.emit()
    await until(trouble.isHidden)
    window.grab()
    await until(lambda: model.ref_at(299) is not None)


async def test_bars_stand_for_rows_that_take_long(window, place):
    await people(place, *(f"P{at:03}" for at in range(300)))
    await window.start()
    window.grab()
    model, table = window.page.model, window.page.table
    await until(lambda: model.ref_at(0) is not None)
    whole, gate = place.store.read, asyncio.Event()

    async def slow(work):
        await gate.wait()
        return await whole(work)

    place.store.read = slow
    table.scrollToBottom()
    window.grab()
    assert table.patience.isActive()
    assert not table.shows_bars
    table.patience.timeout.emit()
    picture = table.viewport().grab().toImage()
    cell = table.visualRect(model.index(299, 1))
    assert picture.pixelColor(cell.x() + 20, cell.center().y()) == LIGHT.colour("line")
    gate.set()
    await until(lambda: model.ref_at(299) is not None)
    window.grab()
    assert not table.shows_bars
    assert not table.patience.isActive()


async def test_only_rows_that_look_other_than_before_are_painted_anew(window, place):
    refs = await people(place, *(f"P{at:03}" for at in range(150)))
    await window.start()
    window.grab()
    model = window.page.model
    await until(lambda: model.ref_at(5) is not None)
    painted = []
    model.dataChanged.connect(lambda first, last: painted.append((first.row(), last.row())))
    rows_read = place.store.rows_read

    def change(tx):
        tx.put_records([tx.record(refs[5]).with_fields({"job_title": "boss"})])
        tx.put_records([tx.record(refs[7]).with_fields({"notes": "seen nowhere in the list"})])

    await place.store.write(change)
    place.feed.announce(Changes(kinds=frozenset({"contact"}), sync=True))
    await until(lambda: model.index(5, 4).data() == "boss")
    await turns()
    assert painted == [(5, 5)]
    assert place.store.rows_read == rows_read + 100
