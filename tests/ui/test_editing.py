"""The fields of a card, edited in place: saved, refused, put back."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.domain.errors import DiskFull
from crmdesk.domain.ids import uuid7
from tests.ui.contacts import people, writes_take_time
from tests.ui.waiting import turns, until


async def test_enter_saves_a_field_and_says_what_waits(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    row = window.card.field("job_title")
    row.edit("head of supply")
    QTest.keyClick(row.editor, Qt.Key.Key_Return)
    await until(lambda: not row.is_editing)
    assert (await place.fields(ref))["job_title"] == "head of supply"
    await until(lambda: window.card.state_bar.text() == "Saved on this computer, will be sent")
    await until(lambda: window.status_text() == "1 change waiting to be sent")
    assert place.syncer.nudges == [True]


async def test_escape_puts_back_what_was_there(window, place):
    ref = (await people(place, 1, job_title="engineer"))[0]
    await window.start()
    await window.select_record(ref)
    row = window.card.field("job_title")
    row.edit("boss")
    QTest.keyClick(row.editor, Qt.Key.Key_Escape)
    await turns()
    assert not row.is_editing
    assert row.value_text() == "engineer"
    assert (await place.fields(ref))["job_title"] == "engineer"


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("first_name", "  Anna ", "Anna"),
        ("phones", "+7 912 204-18-90\n8 812 320 44 05", None),
        ("tags", "boilers, tender", ["boilers", "tender"]),
        ("birthday", "14.03.1985", "1985-03-14"),
        ("notes", "one\ntwo", "one\ntwo"),
        ("company_id", "Vector", "the company"),
    ],
)
async def test_every_type_of_field_is_edited_in_place(window, place, name, typed, stored):
    company = await place.synced("company", 900, name="Vector")
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    assert await window.card.edit_field(name, typed)
    value = (await place.fields(ref))[name]
    if name == "phones":
        assert [phone["value"] for phone in value] == ["+7 912 204-18-90", "8 812 320 44 05"]
    else:
        assert value == (company.id if stored == "the company" else stored)
    assert window.card.field(name).value_text()


async def test_a_choice_and_a_sum_are_edited_in_place(window, place):
    deal = await place.synced("deal", 1, title="Pumps")
    await window.start()
    await window.select_record(deal)
    assert await window.card.edit_field("vat", "VAT on top")
    assert await window.card.edit_field("amount", "12 500,5")
    fields = await place.fields(deal)
    assert (fields["vat"], fields["amount"], fields["currency"]) == ("on_top", "12500.50", "RUB")
    assert window.card.field("amount").value_text() == "12\u202f500.50\u00a0₽"


async def test_a_stage_is_chosen_by_its_name_and_closes_the_deal(window, place):
    talks, won = uuid7(4, 1), uuid7(4, 2)
    stages = [
        {"id": talks, "name": "Talks", "outcome": "open", "position": 1},
        {"id": won, "name": "Signed", "outcome": "won", "position": 2},
    ]
    pipeline = await place.synced("pipeline", 1, name="Sales", stages=stages)
    deal = await place.synced("deal", 2, title="Pumps", pipeline_id=pipeline.id, stage_id=talks)
    await window.start()
    await window.select_record(deal)
    assert window.card.field("stage_id").value_text() == "Talks"
    assert await window.card.edit_field("stage_id", "Signed")
    fields = await place.fields(deal)
    assert fields["stage_id"] == won
    assert fields["closed_at"] is not None
    assert window.card.field("stage_id").value_text() == "Signed"
    assert not await window.card.edit_field("stage_id", "No such stage")
    assert window.card.field("stage_id").error_text() == "Nothing is called that: choose one from the list"


async def test_a_refused_value_stays_with_the_reason_at_its_field(window, place):
    ref = (await people(place, 2))[0]
    await window.start()
    await window.select_record(ref)
    assert not await window.card.edit_field("emails", "no address")
    row = window.card.field("emails")
    assert row.is_editing
    assert row.error_text() == "This is no e-mail address: write it as name@example.com"
    assert row.typed_text() == "no address"
    assert (await place.fields(ref))["emails"] == []


async def test_leaving_a_record_saves_what_is_typed_and_stays_if_it_is_refused(window, place):
    refs = await people(place, 2)
    await window.start()
    await window.select_record(refs[0])
    window.card.field("job_title").edit("boss")
    window.page.table.selectRow(1)
    await until(lambda: window.card.ref == refs[1])
    assert (await place.fields(refs[0]))["job_title"] == "boss"
    window.card.field("birthday").edit("32.13.")
    window.page.table.selectRow(0)
    await until(lambda: window.card.field("birthday").error_text() != "")
    await until(lambda: window.page.table.currentIndex().row() == 1)
    assert window.card.ref == refs[1]


async def test_a_full_disk_is_said_at_the_field_and_the_text_stays(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)

    def full():
        raise DiskFull("no space")

    place.store.before_commit = full
    assert not await window.card.edit_field("job_title", "boss")
    assert window.card.field("job_title").error_text().startswith("The disk is full.")
    assert window.card.field("job_title").typed_text() == "boss"


async def test_a_phone_is_shown_with_its_spaces_and_edited_as_it_was_typed(window, place):
    ref = await place.synced(
        "contact", 1, last_name="Zimin", phones=[{"value": "8(812)3204405 доб 214", "label": None}]
    )
    await window.start()
    await window.select_record(ref)
    row = window.card.field("phones")
    assert row.value_text() == "+7 812 320-44-05 ext. 214"
    row.open()
    assert row.typed_text() == "8(812)3204405 доб 214"


async def test_going_to_the_same_record_keeps_what_it_refuses(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    assert not await window.card.edit_field("birthday", "32.13")
    await window.select_record(ref)
    assert window.card.field("birthday").is_editing
    assert window.card.field("birthday").typed_text() == "32.13"


async def test_what_is_typed_while_a_save_runs_stays(window, place, monkeypatch):
    ref = (await people(place, 1))[0]
    writes_take_time(place, monkeypatch)
    await window.start()
    await window.select_record(ref)
    row = window.card.field("job_title")
    row.edit("head")
    row.submit()
    await asyncio.sleep(0)
    row.edit("head of supply")
    await until(lambda: row.value == "head")
    assert row.typed_text() == "head of supply"
    assert row.is_editing
