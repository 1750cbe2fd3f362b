"""The head of the sync page: its title, the pauses, and synchronising now."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.pausing import UNTIL_TOLD, for_an_hour
from crmdesk.ui.kit.widgets import button, label


class PageHead(QWidget):
    """Object names: sync.now, sync.pause; in its menu sync.pause.hour, sync.pause.until_told, sync.pause.go_on."""

    pause_asked = Signal(object)
    """Pause, or None to go on."""
    sync_asked = Signal()

    def __init__(self, look: Look, now_ms: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._status = Status()
        pause = button(self.tr("Pause"), "", "sync.pause")
        pause.setIcon(look.icons.icon("pause", 16, "text_2"))
        pause.clicked.connect(lambda: self.menu().popup(pause.mapToGlobal(QPoint(0, pause.height() + 4))))
        sync = KeyButton(self.tr("Synchronise"), "F9", look, "sync.now")
        sync.setIcon(look.icons.icon("arrows-clockwise", 16, "on_accent"))
        sync.clicked.connect(self.sync_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 12, 20, 12)
        line.setSpacing(12)
        line.addWidget(label(self.tr("Synchronisation"), "title", self), 1)
        line.addWidget(pause)
        line.addWidget(sync)

    def show_status(self, status: Status) -> None:
        self._status = status

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def offer(name: str, text: str, act: Callable[[], object], *, enabled: bool = True) -> None:
            action = menu.addAction(text)
            action.setObjectName(f"sync.pause.{name}")
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked: act())

        stopped = self._status.state in (states.PAUSED, states.WORK_OFFLINE)
        offer("hour", self.tr("Pause for an hour"), lambda: self.pause_asked.emit(for_an_hour(self._now_ms())))
        offer("until_told", self.tr("Pause until I go on"), lambda: self.pause_asked.emit(UNTIL_TOLD))
        offer("go_on", self.tr("Go on"), lambda: self.pause_asked.emit(None), enabled=stopped)
        return menu
