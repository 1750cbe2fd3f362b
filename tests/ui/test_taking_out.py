"""Rows that a person takes out of a list, one after the other, by the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from crmdesk.domain.errors import DiskFull
from crmdesk.ui.toast import Toast
from tests.ui.contacts import names_in, people, writes_take_time
from tests.ui.waiting import turns, until


async def tasks(place, number):
    return [await place.synced("task", at, title=f"Task {at:04}", done=False) for at in range(number)]


async def is_deleted(place, ref):
    return (await place.store.read(lambda tx: tx.record(ref))).deleted


def press(window, *keys):
    for key in keys:
        QTest.keyClick(window.page.table, key)


async def test_after_a_deletion_the_next_row_is_chosen_and_stays_in_sight(window, place):
    refs = await people(place, 300)
    await window.start()
    await window.select_record(refs[200])
    press(window, Qt.Key.Key_Delete)
    await until(lambda: window.page.model.rowCount() == 299)
    table = window.page.table
    assert table.chosen_index().row() == 200
    assert 200 in table.rows_in_sight()
    await until(lambda: window.card.ref == refs[201])
    assert window.card.isVisible()


@pytest.mark.parametrize("gap", [0, 1, 30])
async def test_delete_takes_the_row_that_is_lit_however_fast_the_keys_come(window, place, monkeypatch, gap):
    refs = await people(place, 60)
    writes_take_time(place, monkeypatch)
    await window.start()
    window.page.choosing.choose(20)
    for _ in range(5):
        press(window, Qt.Key.Key_Down)
        await turns(gap)
        press(window, Qt.Key.Key_Delete)
        await turns(gap)
    await until(lambda: window.page.model.rowCount() == 55)
    assert [at for at, ref in enumerate(refs) if await is_deleted(place, ref)] == [21, 23, 25, 27, 29]


async def test_going_back_to_a_row_that_is_being_deleted_is_never_chosen_after_a_deletion(window, place, monkeypatch):
    refs = await people(place, 5)
    writes_take_time(place, monkeypatch)
    await window.start()
    window.page.choosing.choose(2)
    press(window, Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Delete)
    await until(lambda: window.page.model.rowCount() == 3)
    assert [await is_deleted(place, ref) for ref in refs] == [False, True, True, False, False]
    assert window.page.table.chosen_index().row() == 1


async def test_the_card_stays_closed_when_a_row_is_deleted_beside_it(window, place):
    refs = await people(place, 3)
    await window.start()
    window.page.choosing.choose(0)
    press(window, Qt.Key.Key_Delete)
    await until(lambda: names_in(window) == ["Ivanov0001 Pyotr", "Ivanov0002 Pyotr"])
    await turns()
    assert window.card.isHidden()
    assert window.page.table.chosen_index().row() == 0
    assert await is_deleted(place, refs[0])


async def test_the_last_row_gives_the_choice_to_the_one_before_and_the_only_one_closes_the_card(window, place):
    refs = await people(place, 2)
    await window.start()
    await window.select_record(refs[1])
    press(window, Qt.Key.Key_Delete)
    await until(lambda: window.card.ref == refs[0])
    press(window, Qt.Key.Key_Delete)
    await until(window.card.isHidden)
    assert not window.page.table.selectionModel().hasSelection()


async def test_the_card_s_own_delete_goes_on_to_the_next_and_the_list_has_the_focus(window, place):
    refs = await people(place, 3)
    await window.start()
    window.activateWindow()
    await window.select_record(refs[0])
    delete = window.card.findChild(QPushButton, "card.delete")
    delete.setFocus()
    delete.click()
    await until(lambda: window.card.ref == refs[1])
    await until(lambda: window.page.model.rowCount() == 2)
    await turns()
    assert window.card.isVisible()
    assert window.page.table.chosen_index().row() == 0
    assert QApplication.focusWidget() is window.page.table


async def test_space_takes_tasks_out_of_their_view_one_after_the_other(window, place):
    refs = await tasks(place, 40)
    await window.start()
    await window.show_section("tasks")
    await window.select_record(refs[20])
    press(window, Qt.Key.Key_Space, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    await until(lambda: window.page.model.rowCount() == 37)
    done = [at for at, ref in enumerate(refs) if (await place.fields(ref))["done"]]
    assert done == [20, 21, 23]
    await until(lambda: window.card.ref == refs[24])
    assert window.page.table.chosen_index().row() == 21


async def test_a_row_that_cannot_be_deleted_is_chosen_again(window, place, monkeypatch):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])

    async def full(work):
        raise DiskFull("full")

    monkeypatch.setattr(place.store, "write", full)
    press(window, Qt.Key.Key_Delete)
    await until(lambda: "disk is full" in window.findChild(Toast, "toast").text())
    assert window.page.table.chosen_index().row() == 1
    assert window.card.ref == refs[1]


async def test_the_toast_names_what_was_deleted_and_what_was_done(window, place):
    task = (await tasks(place, 2))[0]
    await window.start()
    await window.show_section("tasks")
    toast = window.findChild(Toast, "toast")
    await window.page.set_done(task, done=True)
    await until(lambda: toast.text() == "Done: Task “Task 0000”")
    window.page.choosing.choose(0)
    press(window, Qt.Key.Key_Delete)
    await until(lambda: toast.text() == "Task “Task 0001” deleted")
