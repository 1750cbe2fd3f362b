"""The conflict dialog: choices, keys, result."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from crmdesk.domain.records import ConflictState, FieldConflict
from crmdesk.operations.conflicts import show_conflict
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.conflict.unlike import unlike
from tests.ui.disputes import JOB, cell, opened
from tests.ui.waiting import turns, until


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


async def test_a_short_conflict_needs_no_scrolling(window, place):
    long = FieldConflict("technical director for the east", "director of supply", "deputy director", None)
    _, dialog = await opened(window, place, job_title=long)
    await turns()
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() == 0


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


async def test_equal_fields_are_shown_when_asked(window, place):
    _, dialog = await opened(window, place)
    assert cell(dialog, "conflict.same.last_name") is None
    cell(dialog, "conflict.same").click()
    assert cell(dialog, "conflict.same.last_name").text() == "Petrov"
