"""The conflict dialog is left while something is being typed in it, or while nothing can be stored."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import StorageFault
from crmdesk.domain.records import ConflictState, FieldConflict
from crmdesk.operations.conflicts import show_conflict
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.conflict.dialog import ConflictDialog
from tests.ui.contacts import writes_take_time
from tests.ui.disputes import CITY, JOB, cell, opened
from tests.ui.waiting import turns, until

_WORDS = "head of both"
_BIRTHDAY = FieldConflict("1985-03-14", "1985-03-15", "1985-03-16", None)


def type_result(dialog, words, name="job_title"):
    QTest.keyClicks(dialog, "e")
    cell(dialog, f"conflict.editor.{name}").type_in(words)


async def kept(place, dialog):
    return (await show_conflict(place.desk, dialog.choices.conflict.id)).picks


async def test_a_result_being_typed_is_kept_when_the_window_closes(window, place):
    _, dialog = await opened(window, place)
    type_result(dialog, _WORDS)
    assert await window.leave()
    assert (await kept(place, dialog))["job_title"]["value"] == _WORDS


async def test_a_result_being_typed_is_kept_in_another_theme(window, place):
    _, dialog = await opened(window, place)
    type_result(dialog, _WORDS)
    await window.wear("dark")
    again = window.findChild(ConflictDialog)
    assert cell(again, "conflict.result.job_title").text() == _WORDS
    again.reject()
    assert not await again.decided()


async def test_a_result_being_typed_is_kept_when_another_conflict_is_shown(window, place):
    _, dialog = await opened(window, place)
    first = dialog.choices.conflict.id
    await place.conflict(await place.synced("contact", 2, last_name="Lee", job_title="clerk"), job_title=JOB)
    dialog.reject()
    await dialog.decided()
    dialog = await window.open_conflict(first)
    type_result(dialog, _WORDS)
    await dialog.turn(1)
    assert dialog.choices.conflict.id != first
    assert (await show_conflict(place.desk, first)).picks["job_title"]["value"] == _WORDS


@pytest.mark.parametrize("leave", ["close", "theme"])
async def test_the_dialog_stays_while_the_result_typed_is_no_value(window, place, leave):
    _, dialog = await opened(window, place, birthday=_BIRTHDAY)
    type_result(dialog, "32.13.1985", "birthday")
    if leave == "close":
        assert not await window.leave()
    else:
        await window.wear("dark")
    assert not dialog.is_over
    assert cell(dialog, "conflict.editor.birthday") is not None
    assert cell(dialog, "conflict.error").text().startswith("This is no date")


async def test_a_disk_that_takes_nothing_keeps_nobody_in(window, place, monkeypatch):
    _, dialog = await opened(window, place)
    dialog.choose("job_title", Pick.MINE)
    await turns()

    async def full(_work):
        raise StorageFault("the disk is full")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(place.store, "write", full)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: dialog.is_over)
    await window.wear("dark")
    assert not window._dressing.locked()


async def test_leaving_and_saving_at_once_is_one_of_the_two(window, place, monkeypatch):
    _, dialog = await opened(window, place)
    dialog.choose_all(Pick.MINE)
    await turns()
    writes_take_time(place, monkeypatch)
    dialog.reject()
    await asyncio.sleep(0.001)
    assert not await dialog.save()
    assert not await dialog.decided()
    assert (await show_conflict(place.desk, dialog.choices.conflict.id)).state is ConflictState.OPEN


@pytest.mark.parametrize("after", range(0, 24, 3))
async def test_news_that_come_while_another_is_shown_bring_no_choice_to_it(window, place, after):
    one, other = [await place.synced("contact", number, last_name="Petrov") for number in (1, 2)]
    first = await place.conflict(one, job_title=JOB)
    second = await place.conflict(other, job_title=replace(JOB, mine="chair"), address=CITY)
    await window.start()
    dialog = await window.open_conflict(second.id)
    dialog.choose("job_title", Pick.MINE)
    await dialog.put_away()
    dialog = await window.open_conflict(first.id)
    await place.store.write(
        lambda tx: tx.put_conflict(replace(first, fields={"job_title": replace(JOB, theirs="boss")}))
    )
    turning = asyncio.ensure_future(dialog.turn(1))
    for _ in range(after):
        await asyncio.sleep(0)
    place.feed.announce(Changes.of([one]))
    await turning
    await turns(10)
    assert dialog.choices.conflict.id == second.id
    assert not (await show_conflict(place.desk, first.id)).picks
