"""Qt's part of the tests: no screen, and one loop for Qt and asyncio where a test asks for Qt (STYLE 3.10)."""

import asyncio
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"


def _qt_loop() -> asyncio.AbstractEventLoop:
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    return QEventLoop(QApplication.instance() or QApplication([]))


def pytest_asyncio_loop_factories(config, item):
    if {"qapp", "qtbot"} & set(item.fixturenames):
        return {"qt": _qt_loop}
    return {"stock": asyncio.new_event_loop}
