"""A list with its card, driven through its widgets."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from crmdesk.domain.errors import FieldError
from crmdesk.domain.ids import uuid7
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Record
from crmdesk.operations.records import set_fields
from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.row_delegate import CELL_ROLE
from crmdesk.ui.records.columns import COLUMNS
from crmdesk.ui.records.value_label import ValueLabel
from tests.ui.contacts import names_in, people
from tests.ui.places import ANNA
from tests.ui.waiting import turns, until


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


async def test_deleting_can_be_undone(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    await window.card.delete()
    await until(lambda: window.page.model.rowCount() == 0)
    verb = window.findChild(QPushButton, "toast.verb")
    await until(verb.isVisible)
    verb.click()
    await until(lambda: window.page.model.rowCount() == 1)


async def test_a_refused_record_says_why_in_its_card(window, place):
    ref = (await people(place, 1))[0]
    await set_fields(place.desk, ref, {"job_title": "boss"})
    await place.refused(ref, FieldError("phones[0].value", "not_unique", "x"))
    await window.start()
    await window.select_record(ref)
    expected = "Not accepted by the server: Phones: This value is taken by another record"
    assert window.card.state_bar.text() == expected


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
    assert model.index(0, 1).data(CELL_ROLE).strong == len("Петров")
    assert model.index(0, 2).data(CELL_ROLE).strong == 0


async def test_a_search_that_leaves_the_chosen_record_out_keeps_its_card(window, place):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])
    window.page.search.setText("Ivanov0002")
    await until(lambda: window.page.model.rowCount() == 1)
    await turns()
    assert window.card.isVisible()
    assert window.card.ref == refs[1]


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


async def test_a_contact_without_a_name_is_called_by_what_else_is_known_of_it(window, place):
    company = await place.synced("company", 900, name="Vector")
    refs = [
        await place.synced("contact", 1, emails=[{"value": "a@example.com", "label": None}], company_id=company.id),
        await place.synced("contact", 2, company_id=company.id),
        await place.synced("contact", 3),
    ]
    await window.start()
    names = ["a@example.com", "Vector", "No name"]
    model = window.page.model
    await until(lambda: all(model.data(model.index(row, 1)) for row in range(3)))
    for ref, name in zip(refs, names, strict=True):
        await window.select_record(ref)
        row = await model.row_of(ref)
        cell = model.data(model.index(row, 1), CELL_ROLE)
        assert (cell.text, cell.tone) == (name, "muted" if name == "No name" else None)
        assert window.card.findChild(QLabel, "card.title").text() == name


async def test_a_long_word_goes_on_in_the_next_line(window, place):
    surname = "Константинопольская-Преображенская-Воскресенская"
    address = "г.Санкт-Петербург,ул.Промышленная,д.14/2,литераА,офис305,помещение12Н"
    ref = await place.synced("contact", 1, last_name=surname, address=address, source="x" * 80, first_name="Anna")
    await window.start()
    await window.select_record(ref)
    one_line = window.card.field("first_name").height()
    await until(lambda: all(window.card.field(name).height() > one_line for name in ("last_name", "address", "source")))
    for name in ("last_name", "address", "source"):
        label = window.card.field(name).findChild(ValueLabel)
        wrapped = label.fontMetrics().boundingRect(label.rect(), int(Qt.TextFlag.TextWordWrap), label.text())
        assert wrapped.width() <= label.width()


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        ("company", "inn", "780412345678"),
        ("company", "phones", "+7 912 204-18-90"),
        ("contact", "phones", "+7 912 204-18-90"),
        ("deal", "expected_close", "23.11.2026"),
        ("deal", "amount", "12 500 000,50 ₽"),
        ("task", "due_at", "23.11.2026 14:05"),
        ("communication", "happened_at", "23.11.2026 14:05"),
        ("product", "price", "12 500 000,50 ₽"),
    ],
)
async def test_what_is_short_is_never_cut_in_its_column(look, kind, field, text):
    column = next(column for column in COLUMNS[kind] if column.field == field)
    needed = QFontMetrics(font(look.family)).horizontalAdvance(text) + 12
    assert column.size.width >= needed
