"""A record that is typed into the card before it is made."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from crmdesk.domain.errors import DiskFull
from crmdesk.domain.ports import Query
from crmdesk.operations.lists import list_keys
from tests.ui.contacts import people, writes_take_time
from tests.ui.waiting import turns, until


async def test_a_new_record_is_typed_into_the_card_and_created(window, place):
    await window.start()
    await window.show_section("tasks")
    window.page.findChild(QPushButton, "list.new").click()
    await until(lambda: window.card.is_draft)
    assert await window.card.edit_field("type", "Call")
    assert await window.card.create_record() is None
    assert window.card.field("title").error_text() == "Fill this in"
    await window.card.edit_field("title", "Call Anna")
    window.card.findChild(QPushButton, "card.create").click()
    await until(lambda: window.card.ref is not None)
    fields = await place.fields(window.card.ref)
    assert (fields["title"], fields["type"], fields["done"]) == ("Call Anna", "call", False)
    await until(lambda: window.page.table.currentIndex().row() == 0)


async def test_a_draft_is_created_when_it_is_left(window, place):
    refs = await people(place, 1)
    await window.start()
    await window.page.start_draft()
    window.card.field("first_name").edit("Zoya")
    await window.select_record(refs[0])
    assert window.page.model.rowCount() == 2


async def test_a_draft_is_created_once_however_it_is_asked_for(window, place, monkeypatch):
    refs = await people(place, 2)
    writes_take_time(place, monkeypatch)
    await window.start()
    await window.page.start_draft()
    window.card.field("first_name").edit("Nina")
    asked = (window.card.create_record(), window.card.create_record(), window.page.select(refs[0]))
    await asyncio.gather(*asked)
    await until(lambda: window.page.model.rowCount() >= 3)
    await turns(10)
    assert window.page.model.rowCount() == 3


async def test_the_record_one_goes_to_is_shown_also_when_that_saves_a_draft(window, place):
    refs = await people(place, 2)
    await window.start()
    await window.page.start_draft()
    window.card.field("first_name").edit("Nina")
    row = await window.page.model.row_of(refs[1])
    window.page.table.selectRow(row)
    await until(lambda: window.page.model.rowCount() == 3 and window.card.ref == refs[1])
    await turns(10)
    assert window.card.ref == refs[1]


async def test_what_is_typed_while_the_record_is_made_goes_into_it(window, place, monkeypatch):
    await window.start()
    await window.page.start_draft()
    await window.card.edit_field("last_name", "Zimin")
    written, write = asyncio.Event(), place.store.write

    async def slow(work):
        done = await write(work)
        written.set()
        await turns()
        return done

    monkeypatch.setattr(place.store, "write", slow)
    creating = asyncio.ensure_future(window.card.create_record())
    await written.wait()
    assert await window.card.edit_field("job_title", "Director")
    ref = await creating
    await turns(10)
    fields = await place.fields(ref)
    assert (fields["last_name"], fields["job_title"]) == ("Zimin", "Director")
    assert window.page.model.rowCount() == 1


async def test_what_is_half_typed_when_the_record_is_there_stays_to_be_typed_on(window, place, monkeypatch):
    await window.start()
    await window.page.start_draft()
    await window.card.edit_field("last_name", "Zimin")
    writes_take_time(place, monkeypatch)
    creating = asyncio.ensure_future(window.card._writing.create())
    await turns(1)
    row = window.card.field("job_title")
    row.edit("Dir")
    ref = await creating
    await turns(10)
    assert (row.is_editing, row.typed_text()) == (True, "Dir")
    assert await window.card.finish()
    assert (await place.fields(ref))["job_title"] == "Dir"


async def test_a_draft_that_is_saved_where_one_cannot_leave_is_a_record_from_then_on(window, place):
    task = await place.synced("task", 3, title="Call")
    await window.start()
    await window.select_record(task)
    window.card.field("due_at").edit("nonsense")
    await window.show_section("contacts")
    await window.page.start_draft()
    window.card.field("last_name").edit("Zimin")
    assert not await window.leave()
    ref = window.card.ref
    assert ref is not None
    assert window.card.findChild(QLabel, "card.title").text() == "Zimin"
    assert window.card.findChild(QPushButton, "card.create").isHidden()
    assert await window.card.edit_field("job_title", "Director")
    assert (await place.fields(ref))["job_title"] == "Director"


async def test_what_is_begun_in_a_draft_while_another_record_is_fetched_is_made(window, place, monkeypatch):
    refs = await people(place, 1)
    await window.start()
    await window.page.start_draft()
    fetch, begun = window.card._fetch, ["Zimin"]

    async def slow(ref):
        fetched = await fetch(ref)
        if ref == refs[0] and begun:
            await window.card.edit_field("last_name", begun.pop())
        return fetched

    monkeypatch.setattr(window.card, "_fetch", slow)
    assert await window.card.show_ref(refs[0])
    await until(lambda: window.page.model.rowCount() == 2)
    assert window.card.ref == refs[0]


@pytest.mark.parametrize("clicked_before", [0, 1, 4, 8])
async def test_a_draft_begun_right_after_create_is_not_made_half_typed(window, place, monkeypatch, clicked_before):
    await window.start()
    await window.page.start_draft()
    await window.card.edit_field("last_name", "Zimin")
    writes_take_time(place, monkeypatch)
    window.card.findChild(QPushButton, "card.create").click()
    await turns(clicked_before)
    await window.page.start_draft()
    row = window.card.field("last_name")
    row.edit("Orl")
    await until(lambda: window.page.model.rowCount() == 1)
    await turns(20)
    assert window.card.is_draft
    assert (row.is_editing, row.typed_text()) == (True, "Orl")
    assert window.page.model.rowCount() == 1


async def task_draft(window):
    """One that is refused: a task wants a title."""
    await window.start()
    await window.show_section("tasks")
    window.activateWindow()
    await window.page.start_draft()
    assert await window.card.edit_field("type", "Call")
    return window.card


def discard(window):
    window.card.findChild(QPushButton, "card.discard").click()


async def press_escape(window):
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    await turns()


async def test_a_draft_in_which_everything_was_emptied_again_is_none(window, place):
    card = await task_draft(window)
    assert await card.edit_field("type", "—")
    assert await window.leave()


async def test_escape_asks_what_becomes_of_a_draft_and_makes_nothing_of_it(window, place):
    await window.start()
    window.activateWindow()
    await window.page.start_draft()
    card = window.card
    assert await card.edit_field("last_name", "Zimin")
    card.field("first_name").open()
    await press_escape(window)
    assert not card.field("first_name").is_editing
    assert card.state_bar.isHidden()
    await press_escape(window)
    assert card.state_bar.text() == "Not created yet"
    assert QApplication.focusWidget() is card.findChild(QPushButton, "card.create")
    await press_escape(window)
    assert card.is_draft
    assert window.page.model.rowCount() == 0
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    await until(lambda: card.ref is not None)
    assert card.findChild(QPushButton, "card.discard").isHidden()


async def test_a_draft_that_is_discarded_is_gone_with_what_was_typed(window, place):
    card = await task_draft(window)
    assert card.findChild(QPushButton, "card.discard").isHidden()
    card.findChild(QPushButton, "card.close").click()
    await until(lambda: card.state_bar.text() == "Not created yet")
    card.field("title").edit("Call An")
    discard(window)
    await until(card.isHidden)
    assert not card.is_draft
    assert await window.leave()
    assert window.page.model.rowCount() == 0


async def test_a_refused_draft_keeps_the_window_until_it_is_discarded(window, place):
    card = await task_draft(window)
    assert not await window.leave()
    assert card.field("title").error_text() == "Fill this in"
    await press_escape(window)
    await press_escape(window)
    discard(window)
    await until(card.isHidden)
    assert await window.leave()


async def test_a_draft_that_the_disk_does_not_take_says_so_in_its_card(window, place):
    await window.start()
    await window.page.start_draft()
    await window.card.edit_field("last_name", "Zimin")

    def full():
        raise DiskFull("no space")

    place.store.before_commit = full
    assert not await window.leave()
    assert window.card.state_bar.text().startswith("The disk is full.")
    assert window.card.field("last_name").value_text() == "Zimin"
    place.store.before_commit = lambda: None
    assert await window.leave()
    assert window.page.model.rowCount() == 1


async def test_an_empty_draft_that_is_closed_is_nothing_that_is_being_typed(window, place):
    await window.start()
    await window.page.start_draft()
    await window.page.close_card()
    assert window.card.isHidden()
    assert not window.card.is_draft
    assert not window._shell.is_typing


async def test_nothing_is_made_of_a_draft_in_which_nothing_is_typed(window, place):
    await window.start()
    await window.page.start_draft()
    create, row = window.card.findChild(QPushButton, "card.create"), window.card.field("last_name")
    assert not create.isEnabled()
    assert create.toolTip() == "Fill in at least one field"
    row.edit("Zimin")
    assert create.isEnabled()
    assert create.toolTip() == ""
    row.close_editor()
    assert not create.isEnabled()
    await window.card.edit_field("last_name", "Zimin")
    assert create.isEnabled()
    await window.card.edit_field("last_name", "")
    assert not create.isEnabled()


async def test_blanks_are_nothing_typed(window, place):
    await window.start()
    await window.page.start_draft()
    window.card.field("last_name").edit("  ")
    assert await window.card.create_record() is None
    assert window.card.is_draft


async def test_another_language_leaves_a_draft_a_draft_with_all_that_is_typed(window, place):
    company = await place.synced("company", 1, name="Vector")
    await window.start()
    window.activateWindow()
    await window.page.start_draft()
    await window.card.edit_field("last_name", "Zimin")
    await window.card.edit_field("company_id", "Vector")
    window.card.field("phones").edit("no number yet")
    await window.speak("ru")
    card = window.card
    assert card.isVisible()
    assert card.is_draft
    assert window.page.model.rowCount() == 0
    assert (card.field("last_name").value_text(), card.field("company_id").value_text()) == ("Zimin", "Vector")
    row = card.field("phones")
    assert (row.is_editing, row.typed_text(), row.editor.hasFocus()) == (True, "no number yet", True)
    QTest.keyClicks(row.editor, "!")
    assert row.typed_text() == "no number yet!"
    row.edit("+7 912 204-18-90")
    fields = await place.fields(await card.create_record())
    assert (fields["last_name"], fields["company_id"]) == ("Zimin", company.id)


async def test_a_choice_that_is_open_in_a_draft_is_the_same_in_another_language(window, place):
    await window.start()
    await window.show_section("tasks")
    await window.page.start_draft()
    window.card.field("type").edit("Meeting")
    await window.speak("ru")
    row = window.card.field("type")
    assert (row.is_editing, row.editor.chosen()) == (True, "meeting")


async def test_a_draft_of_a_list_that_nobody_looks_at_again_is_there_when_the_window_closes(window, place):
    await window.start()
    await window.show_section("tasks")
    await window.page.start_draft()
    await window.card.edit_field("title", "Call Anna")
    await window.show_section("contacts")
    await window.wear("dark")
    assert window.section == "contacts"
    assert await window.leave()
    assert len(await list_keys(place.desk, Query("task"))) == 1
