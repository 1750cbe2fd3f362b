"""A dialog inside its window: over a scrim, focus kept in it and given back after. Opened, never executed: a nested
event loop would strand every coroutine (STYLE 3.2)."""

import asyncio

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from crmdesk.ui.kit.look import Look

_EDGE = 32


class Scrim(QWidget):
    """Darkens the whole window and centres what lies on it."""

    resized = Signal()

    def __init__(self, over: QWidget, look: Look) -> None:
        super().__init__(over)
        self._look = look
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self.setGeometry(over.rect())
        over.installEventFilter(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.theme.colour("scrim"))
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self.resized.emit()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside."""
        inside = [child for child in self.findChildren(QWidget) if _takes_focus(child)]
        if not inside:
            return False
        focused = QApplication.focusWidget()
        at = inside.index(focused) if focused in inside else -1
        inside[(at + (1 if forward else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _takes_focus(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


class OverlayDialog(QDialog):
    """A dialog that lies on a scrim. `await decided()` after `open()`: True if it was accepted. While it is open the
    shortcuts of what lies behind it are silent."""

    def __init__(self, over: QWidget, look: Look) -> None:
        self._scrim = Scrim(over, look)
        self._scrim.resized.connect(lambda: self.fit(over.size()))
        self._over = over
        self._silenced: list[QShortcut] = []
        super().__init__(self._scrim)
        self.setWindowFlags(Qt.WindowType.Widget)
        self._scrim.column.addWidget(self, 0, Qt.AlignmentFlag.AlignCenter)
        self._scrim.hide()
        self._focus_before = QApplication.focusWidget()
        self._decided: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.finished.connect(self._on_finished)

    def fit(self, room: QSize) -> None:
        """The window has this size now; for a dialog whose size follows from it."""

    def open(self) -> None:
        self._scrim.show()
        self._scrim.raise_()
        self._silenced = [one for one in self._over.findChildren(QShortcut) if one.isEnabled()]
        for shortcut in self._silenced:
            shortcut.setEnabled(False)
        super().open()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def is_over(self) -> bool:
        return self._decided.done()

    async def decided(self) -> bool:
        return await asyncio.shield(self._decided)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._scrim.focusNextPrevChild(forward)

    def showEvent(self, event: QShowEvent) -> None:
        QWidget.showEvent(self, event)  # QDialog's would move itself as a window does

    def _on_finished(self, result: int) -> None:
        if not self._decided.done():
            self._decided.set_result(result == QDialog.DialogCode.Accepted)
        still_there = self._over.findChildren(QShortcut)
        for shortcut in self._silenced:
            if shortcut in still_there:
                shortcut.setEnabled(True)
        self._scrim.hide()
        before = self._focus_before
        # the window may have been built anew meanwhile, in another language or theme
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scrim.deleteLater()
