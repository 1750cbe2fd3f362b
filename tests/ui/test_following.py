"""A list and its card follow what changes elsewhere."""

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel

from crmdesk.domain.changes import Changes
from crmdesk.domain.records import Ref
from crmdesk.operations.records import set_fields
from tests.ui.contacts import people
from tests.ui.waiting import turns, until


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


async def test_a_record_that_comes_to_the_list_leaves_what_is_half_typed_as_it_is(window, place):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])
    row = window.card.field("job_title")
    row.edit("bo")
    await place.synced("contact", 5000, last_name="Aaronov")
    place.feed.announce(Changes(kinds=frozenset({"contact"}), sync=True))
    await until(lambda: window.page.model.rowCount() == 4)
    await turns()
    assert (row.is_editing, row.typed_text()) == (True, "bo")
    assert (await place.fields(refs[1]))["job_title"] is None


async def test_a_record_that_is_deleted_elsewhere_does_not_take_the_focus_from_a_search(window, place):
    refs = await people(place, 3)
    await window.start()
    window.activateWindow()
    await window.select_record(refs[0])
    search = window.page.search
    search.setFocus()
    search.setText("Iva")

    def go(tx):
        tx.put_records(
            [replace(tx.record(refs[0]), deleted=True), tx.record(refs[1]).with_fields({"job_title": "boss"})]
        )

    await place.store.write(go)
    place.feed.announce(Changes.of(refs[:2]))
    await until(lambda: window.page.model.rowCount() == 2)
    await turns()
    assert window.card.isHidden()
    assert window.card.ref is None
    assert QApplication.focusWidget() is search


async def test_a_record_that_is_deleted_here_does_not_take_the_focus_from_a_search(window, place):
    refs = await people(place, 3)
    await window.start()
    window.activateWindow()
    await window.select_record(refs[0])
    deleting = asyncio.ensure_future(window.card.delete())
    window.page.search.setFocus()
    await deleting
    await until(lambda: window.card.ref == refs[1])
    assert QApplication.focusWidget() is window.page.search


async def test_the_first_arrow_begins_where_the_person_looks(window, place):
    refs = await people(place, 300)
    await window.start()
    table = window.page.table
    await window.select_record(refs[200])

    def go(tx):
        tx.put_records([replace(tx.record(refs[200]), deleted=True)])

    await place.store.write(go)
    place.feed.announce(Changes.of([refs[200]]))
    await until(lambda: not table.selectionModel().hasSelection())
    in_sight = table.rows_in_sight()
    assert in_sight.start > 100
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen_index().row() == in_sight.start


async def test_a_row_that_a_new_name_moves_away_stays_in_sight(window, place):
    refs = await people(place, 300)
    await window.start()
    table = window.page.table
    await window.select_record(refs[5])
    assert await window.card.edit_field("last_name", "Zimin")
    await until(lambda: table.chosen_index().row() == 299)
    await turns()
    assert 299 in table.rows_in_sight()


async def test_a_row_that_was_out_of_sight_leaves_the_list_where_it_is(window, place):
    refs = await people(place, 300)
    await window.start()
    table = window.page.table
    await window.select_record(refs[5])
    table.scrollTo(window.page.model.index(150, 0))
    seen = table.rows_in_sight()
    assert await window.card.edit_field("last_name", "Zimin")
    await until(lambda: table.chosen_index().row() == 299)
    await turns()
    assert table.rows_in_sight() == seen


async def test_a_record_that_leaves_the_search_has_no_place_in_the_list(window, place):
    refs = await people(place, 3)
    await window.start()
    await window.select_record(refs[1])
    window.page.search.setText("Ivanov0001")
    await until(lambda: window.page.model.rowCount() == 1)
    assert await window.card.edit_field("last_name", "Zimin")
    await until(lambda: window.page.model.rowCount() == 0)
    assert window.card.ref == refs[1]
    assert window.card.findChild(QLabel, "card.position").text() == ""
