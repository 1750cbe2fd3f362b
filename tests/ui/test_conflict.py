"""The conflict dialog: choices, keys, result."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from crmdesk.domain.conflicts import Side
from crmdesk.domain.records import Conflict, ConflictState, FieldConflict
from crmdesk.domain.suggestions import Reason, Suggestion
from crmdesk.operations.conflicts import show_conflict
from crmdesk.ui.conflict.choices import Choices, Pick
from crmdesk.ui.conflict.unlike import unlike
from tests.ui.waiting import turns, until

JOB = FieldConflict("manager", "director", "head of supply", None)
CITY = FieldConflict("Perm", "Perm, Mira 4", "Omsk", None)
FIRST = FieldConflict("Pyotr", "Petr", "Peter", None)
LAST = FieldConflict("Petrov", "Petroff", "Petrow", None)


async def opened(window, place, **fields):
    ref = await place.synced("contact", 1, last_name="Petrov", first_name="Pyotr")
    conflict = await place.conflict(ref, **(fields or {"job_title": JOB, "address": CITY}))
    await window.start()
    return ref, await window.open_conflict(conflict.id)


def cell(dialog, name):
    return dialog.findChild(QWidget, name)


def save_button(dialog):
    return dialog.findChild(QPushButton, "conflict.save")


async def test_nothing_is_chosen_for_the_person(window, place):
    _, dialog = await opened(window, place)
    assert not save_button(dialog).isEnabled()
    assert cell(dialog, "conflict.left").text() == "2 left to choose"
    assert cell(dialog, "conflict.mine.job_title").text() == "director"
    assert cell(dialog, "conflict.theirs.job_title").text() == "head of supply"
    assert cell(dialog, "conflict.result.job_title").text().startswith("choose")


async def test_a_side_for_each_field_is_saved(window, place):
    ref, dialog = await opened(window, place)
    QTest.mouseClick(cell(dialog, "conflict.theirs.job_title"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(cell(dialog, "conflict.mine.address"), Qt.MouseButton.LeftButton)
    assert cell(dialog, "conflict.result.job_title").text() == "head of supply"
    save_button(dialog).click()
    assert await dialog.decided()
    fields = await place.fields(ref)
    assert (fields["job_title"], fields["address"]) == ("head of supply", "Perm, Mira 4")
    settled = await show_conflict(place.desk, dialog.choices.conflict.id)
    assert settled.state is ConflictState.SETTLED


async def test_the_keys_choose_type_and_save(window, place):
    ref, dialog = await opened(window, place)
    QTest.keyClicks(dialog, "1")
    assert dialog.choices.picks == {"job_title": Pick.MINE}
    QTest.keyClicks(dialog, "0")
    assert dialog.choices.picks == {"job_title": Pick.BASE}
    QTest.keyClick(dialog, Qt.Key.Key_Down)
    QTest.keyClicks(dialog, "2")
    assert dialog.choices.picks["address"] is Pick.THEIRS
    QTest.keyClicks(dialog, "e")
    editor = cell(dialog, "conflict.editor.address")
    editor.type_in("Tomsk")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert cell(dialog, "conflict.result.address").text() == "Tomsk"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert await dialog.decided()
    fields = await place.fields(ref)
    assert (fields["job_title"], fields["address"]) == ("manager", "Tomsk")


@pytest.mark.parametrize(("key", "expected"), [("m", "director"), ("ь", "director"), ("t", "head of supply")])
async def test_one_key_takes_one_side_for_all(window, place, key, expected):
    ref, dialog = await opened(window, place)
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, key)
    QApplication.sendEvent(dialog, pressed)
    assert await dialog.save()
    assert (await place.fields(ref))["job_title"] == expected


async def test_escape_decides_later_and_loses_nothing(window, place):
    ref, dialog = await opened(window, place)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not await dialog.decided()
    assert (await place.fields(ref))["job_title"] == "director"
    assert (await show_conflict(place.desk, dialog.choices.conflict.id)).state is ConflictState.OPEN


async def test_a_refused_result_is_said_and_the_dialog_stays(window, place):
    bad = FieldConflict("1985-03-14", "1985-03-15", "1985-03-16", None)
    _, dialog = await opened(window, place, birthday=bad)
    QTest.keyClicks(dialog, "e")
    cell(dialog, "conflict.editor.birthday").type_in("32.13.1985")
    assert not await dialog.save()
    assert cell(dialog, "conflict.error").text().startswith("This is no date")
    assert dialog.isVisible()


async def test_the_card_and_the_sync_page_open_the_dialog(window, place):
    ref = await place.synced("contact", 1, last_name="Petrov")
    await place.conflict(ref, job_title=JOB)
    await window.start()
    await window.select_record(ref)
    assert window.card.state_bar.text() == "Changed in two places: 1 field"
    window.card.findChild(QPushButton, "card.state.verb").click()
    await until(lambda: window.findChild(QWidget, "conflict.dialog") is not None)
    window.findChild(QPushButton, "conflict.later").click()
    await until(lambda: window.findChild(QWidget, "conflict.dialog") is None)
    await window.show_section("sync")
    window.findChild(QPushButton, "sync.open").click()
    await until(lambda: window.findChild(QWidget, "conflict.dialog") is not None)


async def test_a_settled_conflict_is_turned_round(window, place):
    ref = await place.synced("contact", 1, last_name="Petrov", job_title="head of supply")
    settled = FieldConflict("manager", "director", "head of supply", "head of supply")
    conflict = await place.conflict(ref, ConflictState.SETTLED, job_title=settled)
    await window.start()
    dialog = await window.open_conflict(conflict.id)
    assert dialog.choices.picks == {"job_title": Pick.THEIRS}
    dialog.choose("job_title", Pick.MINE)
    assert await dialog.save()
    assert (await place.fields(ref))["job_title"] == "director"


def make(**fields):
    return Choices(Conflict("c", "contact", "r", ConflictState.OPEN, 0, None, fields))


def test_fields_of_one_group_go_together():
    choices = make(first_name=FIRST, last_name=LAST, job_title=JOB)
    choices.choose("first_name", Pick.THEIRS)
    assert choices.picks == {"first_name": Pick.THEIRS, "last_name": Pick.THEIRS}
    assert choices.undecided == ["job_title"]


def test_the_answer_is_a_side_and_what_differs_from_it():
    choices = make(address=CITY, job_title=JOB)
    choices.choose("address", Pick.MINE)
    choices.choose("job_title", Pick.THEIRS)
    assert choices.answer() == ("mine", {"job_title": "head of supply"})
    choices.set_own("address", "Tomsk")
    assert choices.answer() == ("theirs", {"address": "Tomsk"})
    choices.choose("job_title", Pick.BASE)
    assert choices.answer() == (None, {"address": "Tomsk", "job_title": "manager"})


async def test_a_short_conflict_needs_no_scrolling(window, place):
    long = FieldConflict("technical director for the east", "director of supply", "deputy director", None)
    _, dialog = await opened(window, place, job_title=long)
    await turns()
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() == 0


NOTES = FieldConflict("Call.", "Call at nine.", "Call Boris.", None)
TAGS = FieldConflict(["a"], ["a", "mine"], ["theirs"], None)


def test_items_that_conflict_with_the_currency_go_with_it():
    fields = {name: FieldConflict(None, 1, 2, None) for name in ("items", "currency", "vat")}
    choices = Choices(Conflict("c", "deal", "r", ConflictState.OPEN, 0, None, fields))
    choices.choose("items", Pick.THEIRS)
    assert set(choices.picks) == {"items", "currency"}


def test_lists_and_texts_are_kept_both_and_nothing_else():
    choices = replace(make(notes=NOTES, tags=TAGS, job_title=JOB), heading="Boris, 19 Nov:")
    for name in ("notes", "tags", "job_title"):
        choices.choose(name, Pick.BOTH)
    assert choices.result("notes") == "Call at nine.\n\nBoris, 19 Nov:\nCall Boris."
    assert choices.result("tags") == ["a", "mine", "theirs"]
    assert choices.undecided == ["job_title"]


def test_what_was_merged_by_itself_is_sent_only_where_the_person_chose_otherwise():
    merged = {name: FieldConflict(None, None, "Omsk", "Omsk") for name in ("address", "source")}
    conflict = Conflict("c", "contact", "r", ConflictState.OPEN, 0, None, {"job_title": JOB}, merged)
    choices = Choices(conflict)
    choices.choose("job_title", Pick.THEIRS)
    assert choices.answer() == ("theirs", {})
    choices.choose("address", Pick.MINE)
    assert choices.answer() == ("theirs", {"address": None})


def test_choices_are_kept_taken_up_and_taken_back():
    choices = make(job_title=JOB, address=CITY)
    choices.choose("job_title", Pick.BASE)
    choices.set_own("address", "Tomsk")
    again = Choices(replace(choices.conflict, picks=choices.kept()))
    assert (again.picks, again.own) == (choices.picks, choices.own)
    choices.take_back()
    assert choices.undecided == ["address"]
    choices.take_back()
    choices.take_back()
    assert choices.picks == {}


def test_all_suggestions_choose_nothing_without_a_reason():
    choices = make(job_title=JOB, address=CITY)
    choices.suggested = {"address": Suggestion(Side.MINE, Reason.FULLER)}
    choices.accept()
    assert choices.picks == {"address": Pick.MINE}


def test_unequal_words_are_marked_and_a_single_word_is_not():
    assert unlike("Perm, Lenin 12", "Perm, Mira 4") == [(6, 6)]
    assert unlike("Call after 11.", "Call after 11.\nWants a quote.") == [(15, 14)]
    assert unlike("manager", "director") == []
    assert unlike("", "head of supply") == []


async def two_open(window, place):
    """Both of one computer; the dialog shows the older one."""
    ref, dialog = await opened(window, place)
    dialog.reject()
    await dialog.decided()
    other = await place.synced("contact", 2, last_name="Lee", job_title="clerk")
    await place.conflict(other, job_title=JOB)
    return ref, await window.open_conflict(dialog.choices.conflict.id)


async def test_escape_keeps_the_choices_for_the_next_time(window, place):
    _, dialog = await opened(window, place)
    QTest.keyClicks(dialog, "2")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not await dialog.decided()
    again = await window.open_conflict(dialog.choices.conflict.id)
    assert again.choices.picks == {"job_title": Pick.THEIRS}
    assert cell(again, "conflict.result.job_title").text() == "head of supply"


async def test_a_choice_is_stored_without_closing(window, place):
    _, dialog = await opened(window, place)
    dialog.choose("job_title", Pick.MINE)
    await turns()
    kept = await show_conflict(place.desk, dialog.choices.conflict.id)
    assert kept.picks == {"job_title": {"pick": "mine", "value": "director"}}


async def test_the_next_open_conflict_is_shown_in_place_and_the_choices_stay(window, place):
    _, dialog = await two_open(window, place)
    first = dialog.choices.conflict.id
    QTest.keyClicks(dialog, "1")
    QTest.keyClick(dialog, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    await until(lambda: dialog.choices.conflict.id != first)
    assert cell(dialog, "conflict.place").text() in ("1 of 2", "2 of 2")
    assert dialog.choices.picks == {}
    QTest.keyClick(dialog, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    await until(lambda: dialog.choices.conflict.id == first)
    assert dialog.choices.picks == {"job_title": Pick.MINE}


@pytest.mark.parametrize(("key", "expected"), [("b", Pick.BOTH), ("и", Pick.BOTH)])
async def test_a_key_keeps_both_and_control_z_takes_it_back(window, place, key, expected):
    _, dialog = await opened(window, place, tags=TAGS)
    QApplication.sendEvent(
        dialog, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, key)
    )
    assert dialog.choices.picks == {"tags": expected}
    assert cell(dialog, "conflict.result.tags").text() == "a, mine, theirs"
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert dialog.choices.picks == {}


async def test_a_suggestion_says_why_and_waits_to_be_accepted(window, place):
    fuller = FieldConflict("Perm", "Perm, Mira 4", "Perm", None)
    _, dialog = await opened(window, place, address=fuller)
    assert cell(dialog, "conflict.suggestion").text() == "Suggested for “Address”: mine, it is fuller"
    assert dialog.choices.picks == {}
    QTest.keyClicks(dialog, "s")
    assert dialog.choices.picks == {"address": Pick.MINE}


async def test_both_become_two_records_by_one_button(window, place):
    ref, dialog = await opened(window, place)
    QTest.mouseClick(cell(dialog, "conflict.two_records"), Qt.MouseButton.LeftButton)
    assert await dialog.decided()
    assert (await place.fields(ref))["job_title"] == "head of supply"
    made = [one for one in await place.store.read(lambda tx: tx.all_entries()) if one.is_create]
    assert (await place.fields(made[0].ref))["job_title"] == "director"


async def test_the_windows_keys_are_silent_behind_the_dialog_and_speak_after_it(window, place):
    _, dialog = await opened(window, place)
    section = window.section
    QTest.keyClick(dialog, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    await turns()
    assert window.section == section
    assert dialog.choices.picks == {}
    dialog.reject()
    await dialog.decided()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: window.section != section)


async def test_equal_fields_are_shown_when_asked(window, place):
    _, dialog = await opened(window, place)
    assert cell(dialog, "conflict.same.last_name") is None
    cell(dialog, "conflict.same").click()
    assert cell(dialog, "conflict.same.last_name").text() == "Petrov"
