"""A list with its card, driven through its widgets."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import DiskFull, FieldError
from crmdesk.domain.ids import uuid7
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Record, Ref
from crmdesk.operations.records import set_fields
from crmdesk.ui.kit.row_delegate import STRONG_ROLE
from tests.ui.places import ANNA
from tests.ui.waiting import turns, until


async def people(place, number, **more):
    return [
        await place.synced("contact", at, last_name=f"Ivanov{at:04}", first_name="Pyotr", **more)
        for at in range(number)
    ]


def names_in(window):
    model = window.page.model
    return [model.data(model.index(row, 1)) for row in range(model.rowCount())]


async def test_a_list_shows_its_records_and_the_card_the_chosen_one(window, place):
    company = await place.synced("company", 900, name="Vector")
    refs = await people(place, 3, company_id=company.id, phones=[{"value": "+79122041890", "label": None}])
    await window.start()
    window.grab()
    await until(lambda: all(names_in(window)))
    assert names_in(window)[0].startswith("Ivanov0000 P")
    assert window.page.model.data(window.page.model.index(0, 2)) == "Vector"
    await window.select_record(refs[1])
    assert window.card.findChild(QLabel, "card.title").text() == "Ivanov0001 Pyotr"
    assert window.card.field("company_id").value_text() == "Vector"
    assert window.page.table.currentIndex().row() == 1


async def test_choosing_a_row_shows_its_card(window, place):
    refs = await people(place, 3)
    await window.start()
    window.page.table.selectRow(2)
    await until(lambda: window.card.ref == refs[2])
    assert not window.card.isHidden()


async def test_a_list_of_100_000_opens_by_reading_only_what_is_in_sight(window, place):
    record = Record("contact", ANNA.user_id, 1, {**KINDS["contact"].empty_fields(), "last_name": "Ivanov"})

    def fill(tx):
        tx.put_records(replace(record, id=uuid7(2, at)) for at in range(100_000))

    await place.store.write(fill)
    await window.start()
    window.grab()
    await turns()
    assert window.page.model.rowCount() == 100_000
    assert 0 < place.store.rows_read <= 200
    window.page.table.scrollToBottom()
    window.grab()
    await until(lambda: window.page.model.ref_at(99_999) is not None)
    assert place.store.rows_read <= 500


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


async def test_a_change_that_arrives_is_shown_and_keeps_selection_and_scroll(window, place):
    refs = await people(place, 300)
    await window.start()
    await window.select_record(refs[200])
    scroll = window.page.table.verticalScrollBar().value()
    resets = []
    window.page.model.modelReset.connect(lambda: resets.append(1))
    newcomer = await place.synced("contact", 5000, last_name="Aaronov", first_name="Ilya")
    await place.synced("contact", 200, last_name="Ivanov0200", first_name="Pyotr", job_title="director")
    place.feed.announce(Changes(kinds=frozenset({"contact"}), sync=True))
    await until(lambda: window.page.model.rowCount() == 301)
    await until(lambda: window.card.field("job_title").value_text() == "director")
    assert window.page.table.currentIndex().row() == 201
    assert window.page.model.ref_at(201) == refs[200]
    assert window.page.table.verticalScrollBar().value() == scroll
    assert resets == []
    assert await window.page.model.row_of(newcomer) == 0


async def test_a_record_that_goes_leaves_the_list_and_closes_its_card(window, place):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])
    await place.store.write(lambda tx: tx.drop_records([refs[1]]))
    place.feed.announce(Changes.of([refs[1]]))
    await until(lambda: window.page.model.rowCount() == 2)
    await until(window.card.isHidden)


async def test_what_is_typed_survives_a_change_of_the_same_field_from_elsewhere(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    row = window.card.field("job_title")
    row.edit("boss")
    await set_fields(place.desk, ref, {"job_title": "clerk"})
    await until(lambda: row.value == "clerk")
    assert row.typed_text() == "boss"
    assert row.is_editing


async def test_search_asks_the_replica_and_clearing_it_brings_all_back(window, place):
    await people(place, 5)
    await place.synced("contact", 77, last_name="Ёлкин", first_name="Артём")
    await window.start()
    search = window.page.findChild(QLineEdit, "list.search")
    search.setText("елкин")
    await until(lambda: window.page.model.rowCount() == 1)
    search.setText("nobody at all")
    await until(lambda: window.page.model.rowCount() == 0)
    search.clear()
    await until(lambda: window.page.model.rowCount() == 6)


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


async def test_deleting_can_be_undone(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    await window.card.delete()
    await until(lambda: window.page.model.rowCount() == 0)
    window.findChild(QPushButton, "toast.verb").click()
    await until(lambda: window.page.model.rowCount() == 1)


async def test_a_refused_record_says_why_in_its_card(window, place):
    ref = (await people(place, 1))[0]
    await set_fields(place.desk, ref, {"job_title": "boss"})
    await place.refused(ref, FieldError("phones[0].value", "not_unique", "x"))
    await window.start()
    await window.select_record(ref)
    expected = "Not accepted by the server: Phones: This value is taken by another record"
    assert window.card.state_bar.text() == expected


async def test_the_model_keeps_qts_rules_through_every_kind_of_refresh(window, place):
    refs = await people(place, 250)
    await window.start()
    tester = QAbstractItemModelTester(window.page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await place.store.write(lambda tx: tx.drop_records(refs[10:40]))
    await place.synced("contact", 900, last_name="Aaron")
    await place.synced("contact", 100, last_name="Zzz")
    place.feed.announce(Changes(kinds=frozenset({"contact"})))
    await until(lambda: window.page.model.rowCount() == 221)
    assert await window.page.model.row_of(Ref("contact", refs[100].id)) == 220
    tester.deleteLater()


async def test_a_narrow_list_leaves_out_what_can_be_spared(window, place):
    refs = await people(place, 1)
    await window.start()
    table = window.page.table
    name, company, phone, job = 1, 2, 3, 4
    assert not any(table.isColumnHidden(column) for column in (name, company, phone, job))
    assert table.columnWidth(name) == max(table.columnWidth(column) for column in range(5))
    await window.select_record(refs[0])
    await until(lambda: table.isColumnHidden(job))
    assert table.columnWidth(name) > table.columnWidth(company) > 0
    window.resize(960, 600)
    # the card lies over the list, which has the whole width
    await until(lambda: not table.isColumnHidden(job))
    assert window.card.geometry().right() == window.page.rect().right()
    await until(lambda: table.columnWidth(name) > 200)


async def test_the_last_name_is_what_is_strong_in_a_contact_s_row(window, place):
    await place.synced("contact", 1, last_name="Петров", first_name="Пётр", middle_name="Ильич")
    await window.start()
    model = window.page.model
    await until(lambda: model.index(0, 1).data() == "Петров Пётр И.")
    assert model.index(0, 1).data(STRONG_ROLE) == len("Петров")
    assert model.index(0, 2).data(STRONG_ROLE) == 0


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


async def test_a_record_that_goes_does_not_turn_the_card_to_its_neighbour(window, place):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])

    def go(tx):
        tx.put_records([replace(tx.record(refs[1]), deleted=True)])

    await place.store.write(go)
    place.feed.announce(Changes(refs=frozenset({refs[1]})))
    await until(lambda: window.page.model.rowCount() == 2)
    await until(window.card.isHidden)
    assert not window.page.table.selectionModel().hasSelection()


async def test_a_search_that_leaves_the_chosen_record_out_keeps_its_card(window, place):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])
    window.page.search.setText("Ivanov0002")
    await until(lambda: window.page.model.rowCount() == 1)
    await turns()
    assert window.card.isVisible()
    assert window.card.ref == refs[1]


def writes_take_time(place, monkeypatch):
    """As on a disk: others have their turn before a write is over."""
    write = place.store.write

    async def slow(work):
        await turns(2)
        written = await write(work)
        await turns(2)
        return written

    monkeypatch.setattr(place.store, "write", slow)


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


async def test_one_long_word_does_not_widen_the_card(window, place):
    address = f"{'long' * 20}@example.com"
    ref = (await people(place, 1, emails=[{"value": address, "label": None}]))[0]
    await window.start()
    await window.select_record(ref)
    await until(lambda: window.card.field("emails").width() > 0)
    assert window.card.field("emails").width() <= window.card.width()


async def test_what_is_empty_and_cannot_be_typed_here_is_left_out(window, place):
    plain = (await people(place, 1))[0]
    filled = await place.synced("contact", 7, last_name="Zimin", custom={"size": "XL"})
    await window.start()
    await window.select_record(plain)
    assert window.card.field("custom").isHidden()
    await window.select_record(filled)
    assert not window.card.field("custom").isHidden()
