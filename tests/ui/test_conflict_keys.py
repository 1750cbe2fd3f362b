"""The keys of the conflict dialog, in both layouts, and those of the window behind it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.domain.records import FieldConflict
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.conflict.keys import Act, act_of
from tests.ui.disputes import TAGS, cell, opened
from tests.ui.waiting import turns, until

_CONTROL = Qt.KeyboardModifier.ControlModifier


def pressed(text, key=Qt.Key.Key_unknown, modifiers=Qt.KeyboardModifier.NoModifier):
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


@pytest.mark.parametrize(
    ("latin", "cyrillic", "act"),
    [
        ("b", "и", Act.BOTH),
        ("e", "у", Act.EDIT),
        ("s", "ы", Act.ACCEPT),
        ("a", "ф", Act.ACCEPT_ALL),
        ("m", "ь", Act.ALL_MINE),
        ("t", "е", Act.ALL_THEIRS),
    ],
)
def test_a_key_does_the_same_in_both_layouts(qapp, latin, cyrillic, act):
    assert act_of(pressed(latin)) is act
    assert act_of(pressed(cyrillic)) is act
    assert act_of(pressed(cyrillic.upper())) is act
    assert act_of(pressed(latin, modifiers=_CONTROL)) is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Z, 0x042F])
async def test_control_z_takes_the_last_choice_back_in_both_layouts(window, place, key):
    _, dialog = await opened(window, place)
    QTest.keyClicks(dialog, "12")
    QApplication.sendEvent(dialog, QKeyEvent(QEvent.Type.KeyPress, key, _CONTROL))
    assert dialog.choices.picks == {"job_title": Pick.MINE}


@pytest.mark.parametrize(("key", "expected"), [("m", "director"), ("ь", "director"), ("t", "head of supply")])
async def test_one_key_takes_one_side_for_all(window, place, key, expected):
    ref, dialog = await opened(window, place)
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, key)
    QApplication.sendEvent(dialog, pressed)
    assert await dialog.save()
    assert (await place.fields(ref))["job_title"] == expected


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


@pytest.mark.parametrize("key", ["e", "у"])
async def test_a_key_opens_the_editor_of_the_result(window, place, key):
    _, dialog = await opened(window, place)
    QApplication.sendEvent(dialog, pressed(key))
    assert cell(dialog, "conflict.editor.job_title") is not None


@pytest.mark.parametrize("key", ["s", "ы", "a", "ф"])
async def test_a_key_accepts_what_is_suggested(window, place, key):
    _, dialog = await opened(window, place, address=FieldConflict("Perm", "Perm, Mira 4", "Perm", None))
    QApplication.sendEvent(dialog, pressed(key))
    assert dialog.choices.picks == {"address": Pick.MINE}


async def test_the_row_follows_the_focus(window, place):
    _, dialog = await opened(window, place)
    cell(dialog, "conflict.theirs.address").setFocus()
    QTest.keyClicks(dialog, "2")
    assert dialog.choices.picks == {"address": Pick.THEIRS}


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


async def test_no_draft_is_started_behind_the_dialog(window, place):
    _, dialog = await opened(window, place)
    for shown in (dialog, window):
        QTest.keyClick(shown, Qt.Key.Key_N, _CONTROL)
    await turns()
    assert window.card is None or not window.card.is_draft
    dialog.reject()
    await dialog.decided()
    QTest.keyClick(window, Qt.Key.Key_N, _CONTROL)
    await until(lambda: window.card is not None and window.card.is_draft)
