import asyncio

from PySide6.QtWidgets import QWidget

from crmdesk.ui.app import run_window
from crmdesk.ui.kit.geometry import restore_geometry, saved_geometry


def test_a_window_stands_again_where_it_stood(qtbot):
    before, after = QWidget(), QWidget()
    for widget in (before, after):
        qtbot.addWidget(widget)
    before.setGeometry(120, 90, 340, 260)
    assert restore_geometry(after, saved_geometry(before))
    assert after.geometry() == before.geometry()


def test_a_window_that_stood_where_no_screen_is_any_more_comes_back_into_sight(qtbot):
    before, after = QWidget(), QWidget()
    for widget in (before, after):
        qtbot.addWidget(widget)
    before.setGeometry(-5000, 9000, 340, 260)
    restore_geometry(after, saved_geometry(before))
    assert after.screen().availableGeometry().contains(after.geometry())


def test_a_geometry_that_is_damaged_changes_nothing(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setGeometry(120, 90, 340, 260)
    before = widget.geometry()
    assert not restore_geometry(widget, "ё no geometry")
    assert widget.geometry() == before


async def test_where_the_window_stands_is_remembered_at_its_end_and_taken_up_at_its_next_start(place, appearance, qapp):
    kept, stood = [], []

    def close(window):
        stood.append(window.geometry().top())
        window.setGeometry(0, 41, 960, 600)
        window.closed.set()

    for _ in range(2):
        last = kept[-1] if kept else None
        await asyncio.wait_for(run_window(place.workplace(), appearance, close, last, kept.append), 5)
    assert stood[0] != 41
    assert stood[1] == 41
