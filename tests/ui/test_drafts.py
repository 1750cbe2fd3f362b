"""A record that is typed into the card before it is made."""

import asyncio

from PySide6.QtWidgets import QPushButton

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
