"""The card beside a list: where one is in it, what is folded away, its edge."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.ui.records.done_check import DoneCheck
from tests.ui.waiting import until


async def people(place, *names, **more):
    return [await place.synced("contact", at, last_name=name, **more) for at, name in enumerate(names)]


async def test_the_card_says_which_record_it_is_and_steps_to_the_next(window, place):
    refs = await people(place, "Arno", "Berg", "Cole")
    await window.start()
    await window.select_record(refs[1])
    position = window.card.findChild(QLabel, "card.position")
    assert position.text() == "2 of 3"
    window.card.findChild(QPushButton, "card.after").click()
    await until(lambda: window.card.ref == refs[2])
    assert position.text() == "3 of 3"
    window.card.findChild(QPushButton, "card.after").click()
    window.card.findChild(QPushButton, "card.before").click()
    await until(lambda: window.card.ref == refs[1])


async def test_empty_fields_are_folded_until_they_are_asked_for(window, place):
    ref = (await people(place, "Arno", job_title="boss"))[0]
    await window.start()
    await window.select_record(ref)
    assert not window.card.field("job_title").isHidden()
    assert window.card.field("address").isHidden()
    window.card.findChild(QPushButton, "card.more").click()
    assert not window.card.field("address").isHidden()
    assert window.card.findChild(QPushButton, "card.more").isHidden()


async def test_escape_closes_the_card_and_the_list_has_the_focus(window, place):
    ref = (await people(place, "Arno"))[0]
    await window.start()
    await window.select_record(ref)
    QTest.keyClick(window.card, Qt.Key.Key_Escape)
    await until(window.card.isHidden)


async def test_a_task_is_done_from_its_card(window, place):
    task = await place.synced("task", 1, title="Call", done=False)
    await window.start()
    await window.select_record(task)
    done = window.card.findChild(DoneCheck, "card.done")
    assert done.text() == "Mark as done"
    done.click()
    await until(lambda: done.text() == "Not done after all")
    assert (await place.fields(task))["done"] is True


async def test_the_card_is_drawn_wider_by_its_edge_within_limits(window, place):
    ref = (await people(place, "Arno"))[0]
    await window.start()
    await window.select_record(ref)
    grip = window.card.findChild(QWidget, "card.grip")
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=QPoint(3, 50))
    QTest.mouseMove(grip, QPoint(-37, 50))
    await until(lambda: window.card.width() == 456)
    QTest.mouseMove(grip, QPoint(-500, 50))
    await until(lambda: window.card.width() == 560)


async def test_a_value_that_arrives_draws_the_eye_and_one_saved_here_does_not(window, place):
    ref = (await people(place, "Arno", job_title="clerk", source="fair"))[0]
    await window.start()
    await window.select_record(ref)
    assert not window.card.field("job_title").is_highlighted
    assert await window.card.edit_field("source", "web")
    await place.store.write(lambda tx: tx.put_records([tx.record(ref).with_fields({"job_title": "boss"})]))
    place.feed.announce(Changes.of([ref]))
    await until(lambda: window.card.field("job_title").value_text() == "boss")
    assert window.card.field("job_title").is_highlighted
    assert not window.card.field("source").is_highlighted


async def test_tags_that_do_not_fit_go_to_the_next_line(window, place):
    ref = (await people(place, "Arno", tags=["a long tag of many letters", *(f"tag {at}" for at in range(20))]))[0]
    await window.start()
    await window.select_record(ref)
    row = window.card.field("tags")
    assert row.value_text().startswith("a long tag of many letters, tag 0")
    await until(lambda: row.height() > 60)


async def test_deleting_a_record_with_something_typed_does_not_hold_the_card(window, place):
    refs = await people(place, "Arno", "Berg")
    await window.start()
    await window.select_record(refs[0])
    window.card.field("job_title").edit("boss")
    await window.card.delete()
    await window.select_record(refs[1])
    assert window.card.ref == refs[1]


async def test_what_is_typed_in_a_record_that_is_deleted_comes_back_with_it(window, place):
    ref = (await people(place, "Arno"))[0]
    await window.start()
    await window.select_record(ref)
    window.card.field("job_title").edit("boss")
    await window.card.delete()
    await window.undo()
    assert (await place.fields(ref))["job_title"] == "boss"


async def test_how_many_fields_are_empty_is_said(window, place):
    ref = (await people(place, "Arno"))[0]
    await window.start()
    await window.select_record(ref)
    folded = sum(row.is_editable and row.isHidden() for row in window.card._fields)
    assert window.card.findChild(QPushButton, "card.more").text().startswith(f"Show {folded} empty field")
    assert await window.card.edit_field("source", "fair")
    assert window.card.findChild(QPushButton, "card.more").text().startswith(f"Show {folded - 1} empty field")


async def test_who_changed_a_field_that_is_being_edited_is_said_beside_it(window, place):
    olga = await place.synced("user", 50, name="Olga Panova")
    ref = (await people(place, "Arno", job_title="clerk"))[0]
    await window.start()
    await window.select_record(ref)
    row = window.card.field("job_title")
    row.edit("boss")

    def arrive(tx):
        there = replace(tx.record(ref), updated_by=olga.id, updated_at="2020-02-03T10:00:00Z")
        tx.put_records([there.with_fields({"job_title": "head"})])

    await place.store.write(arrive)
    place.feed.announce(Changes(kinds=frozenset({"contact"}), sync=True))
    await until(lambda: row.value == "head")
    note = row.findChild(QLabel, "card.note")
    assert note.text().startswith("Meanwhile changed elsewhere (Olga Panova, 03.02.2020, ")
    assert note.text().endswith("): head\nEnter keeps yours, Esc takes theirs")
    assert row.typed_text() == "boss"
