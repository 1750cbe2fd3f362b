import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QWidget

from crmdesk.ui.kit.doorbell import Doorbell, _name, bring_forward, ring
from tests.ui.waiting import until


async def test_who_rings_is_answered_and_the_window_hears_it(qapp, tmp_path):
    rung = []
    bell = Doorbell(tmp_path)
    bell.rung.connect(lambda: rung.append(True))
    assert await asyncio.to_thread(ring, tmp_path)
    assert rung == [True]


async def test_where_nobody_listens_the_ring_gives_up(qapp, tmp_path):
    assert not await asyncio.to_thread(ring, tmp_path, 0.1)


async def test_a_process_that_hangs_does_not_answer(qapp, tmp_path):
    silent = QLocalServer()
    silent.listen(_name(tmp_path))
    assert not await asyncio.to_thread(ring, tmp_path, 0.1)
    silent.close()


async def test_the_socket_of_a_killed_process_is_no_hindrance(qapp, tmp_path):
    before = QLocalServer()
    before.listen(_name(tmp_path))
    bell = Doorbell(tmp_path)
    assert await asyncio.to_thread(ring, tmp_path)
    bell.deleteLater()
    before.close()


async def test_each_profile_has_a_bell_of_its_own(qapp, tmp_path):
    bell = Doorbell(tmp_path / "anna")
    assert not await asyncio.to_thread(ring, tmp_path / "boris", 0.1)
    bell.deleteLater()


# the platform without a screen says that it cannot raise
@pytest.mark.qt_log_ignore("does not support raise")
async def test_a_minimised_or_hidden_window_comes_forward(qapp):
    window = QWidget()
    window.showMinimized()
    bring_forward(window)
    await until(lambda: window.isVisible() and not window.windowState() & Qt.WindowState.WindowMinimized)
    window.hide()
    bring_forward(window)
    assert window.isVisible()
    window.deleteLater()
