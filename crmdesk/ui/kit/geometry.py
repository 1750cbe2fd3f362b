"""Where the window stood when it was closed, as text that can be kept.

Qt itself refuses what is damaged, and moves and shrinks what does not fit the screens that there are now.
"""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget


def saved_geometry(window: QWidget) -> str:
    return window.saveGeometry().toBase64().toStdString()


def restore_geometry(window: QWidget, saved: str) -> bool:
    """False, with the window as it was, for what Qt did not save."""
    return window.restoreGeometry(QByteArray.fromBase64(saved.encode()))
