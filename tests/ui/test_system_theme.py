"""The system goes dark by itself, in the evening: that takes nothing out of anybody's hands."""

import asyncio

import pytest
from PySide6.QtWidgets import QPushButton

from crmdesk.domain.errors import StorageFault, Wiped
from crmdesk.ui.shell import Shell
from tests.ui.disputes import opened
from tests.ui.waiting import turns, until


@pytest.fixture
def turned(window, appearance, monkeypatch):
    """Turns the system's theme."""
    monkeypatch.setattr("crmdesk.ui.window._LOOK_AGAIN_S", 0.002)
    monkeypatch.setattr(appearance, "theme", None)
    return appearance._on_system_turned


async def built_anew(window, built):
    """To its end: between a test and its teardown Qt gives a task its turns where no loop runs."""
    await until(lambda: window.findChild(Shell) is not built and not window._dressing.locked())


async def test_a_field_being_typed_in_stays_open_until_it_is_left(window, place, turned):
    ref = await place.synced("contact", 1, last_name="Petrov")
    await window.start()
    await window.select_record(ref)
    built = window.findChild(Shell)
    row = window.card.field("job_title")
    row.edit("Dir")
    turned()
    await turns(20)
    assert row.is_editing
    assert window.findChild(Shell) is built
    assert await window.card.edit_field("job_title", "Director")
    await built_anew(window, built)
    assert (await place.fields(ref))["job_title"] == "Director"


@pytest.mark.parametrize("after", range(0, 16, 2))
async def test_a_system_that_turns_twice_leaves_the_person_where_they_were(window, place, turned, after):
    deal = await place.synced("deal", 1, title="Pumps")
    await window.start()
    await window.select_record(deal)
    turned()
    for _ in range(after):
        await asyncio.sleep(0)
    turned()
    await turns(20)
    await until(lambda: not window._dressing.locked())
    assert (window.section, window.card.ref, window.card.isVisibleTo(window)) == ("deals", deal, True)
    assert len(window.findChildren(Shell)) == 1


async def test_a_search_keeps_the_focus(window, place, turned):
    await place.synced("contact", 1, last_name="Petrov")
    await window.start()
    window.activateWindow()
    window.page.search.setFocus()
    turned()
    await turns(20)
    assert window.page.search.hasFocus()


async def test_a_draft_stays_open(window, turned):
    await window.start()
    await window.page.start_draft()
    built = window.findChild(Shell)
    turned()
    await turns(20)
    assert window.findChild(Shell) is built
    assert window.card.is_draft


async def test_a_conflict_being_decided_stays_open(window, place, turned):
    _, dialog = await opened(window, place)
    turned()
    await turns(20)
    assert not dialog.is_over
    built = window.findChild(Shell)
    dialog.reject()
    await built_anew(window, built)


async def test_the_example_runs_on_and_the_window_comes_back(window, place, turned):
    place.signed_in = False
    await window.start()
    window.findChild(QPushButton, "welcome.demo").click()
    place.demo_ready.set()
    await until(lambda: window.isHidden() and place.demos)
    turned()
    await turns(20)
    assert place.demos
    built = window.findChild(Shell)
    place.demo_over.set()
    await until(window.isVisible)
    assert not place.demos
    await built_anew(window, built)


async def test_after_the_end_nothing_is_built_anew(window, place, turned, monkeypatch):
    await window.start()
    window.show_end(Wiped(None))
    built = window.findChild(Shell)

    async def gone(_work):
        raise StorageFault("closed")

    monkeypatch.setattr(place.store, "read", gone)
    turned()
    await turns(20)
    assert window.findChild(Shell) is built
    assert not window._whole.currentWidget().isEnabled()
