"""What one can start with: the example, or one's own server."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.errors import Hindrance
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.welcome.tile import LetterTile, PlayTile

StartDemo = Callable[[str, Callable[[], None]], Awaitable[None]]
_MINUTE = 60


class StartChoices(QWidget):
    connect_asked = Signal()
    demo_opened = Signal()
    demo_closed = Signal()
    busy_changed = Signal(bool)

    def __init__(self, start_demo: StartDemo, language: str, look: Look, errors: Errors, parent: QWidget) -> None:
        super().__init__(parent)
        self._start_demo = start_demo
        self._language = language
        self._look = look
        self._tasks = Tasks(self, errors.present)
        self._seconds = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(self.tr("What shall we start with?"), "display"))
        column.addWidget(label(self.tr("You can choose anew on any day: each profile has its own data."), "second"))
        column.addSpacing(16)
        column.addWidget(self._example())
        column.addSpacing(16)
        column.addWidget(label(self.tr("Connect your own"), "caption"))
        column.addWidget(self._server())
        column.addStretch(1)
        for key, act in (("Return", self.open_demo), ("Enter", self.open_demo), ("Esc", self.stop_demo)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _example(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("part", "offer")
        line = QHBoxLayout(card)
        line.setContentsMargins(20, 20, 20, 20)
        line.setSpacing(16)
        line.addWidget(PlayTile(self._look), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(self.tr("Try the example"), "lead"))
        about = label(
            self.tr(
                "Contacts, deals, tasks for the week and a colleague who edits the same as you. It needs no network, "
                "and closing its window removes it."
            ),
            "second",
        )
        about.setWordWrap(True)
        words.addWidget(about)
        self._said = label("", "error")
        self._said.setObjectName("welcome.demo.error")
        self._said.setWordWrap(True)
        self._said.hide()
        words.addWidget(self._said)
        line.addLayout(words, 1)
        self._open = KeyButton(self.tr("Open the example"), "Return", self._look, "welcome.demo")
        self._open.clicked.connect(self.open_demo)
        self._stop = button(self.tr("Stop"), "", "welcome.demo.stop")
        self._stop.clicked.connect(self.stop_demo)
        self._stop.hide()
        line.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _server(self) -> QFrame:
        row = QFrame(self)
        row.setProperty("part", "choice")
        line = QHBoxLayout(row)
        line.setContentsMargins(20, 14, 20, 14)
        line.setSpacing(16)
        line.addWidget(LetterTile("cd", self._look))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("crmdesk server"), "strong"))
        words.addWidget(
            label(self.tr("Your team, your server. It takes an address, an e-mail and a password."), "small")
        )
        line.addLayout(words, 1)
        self._connect = button(self.tr("Connect"), "", "welcome.server", small=True)
        self._connect.clicked.connect(self.connect_asked)
        line.addWidget(self._connect)
        return row

    def open_demo(self) -> None:
        if self._connect.hasFocus():
            self._connect.click()
        elif self._open.isEnabled():
            self._tasks.start(self._run_demo())

    def stop_demo(self) -> None:
        self._tasks.cancel()

    async def close_tasks(self) -> None:
        await self._tasks.close()

    async def _run_demo(self) -> None:
        self._said.hide()
        self._set_busy(busy=True)
        try:
            await self._start_demo(self._language, self._on_ready)
        except Hindrance as hindrance:
            self._said.setText(self._why(hindrance))
            self._said.show()
        finally:
            self._set_busy(busy=False)
            self.demo_closed.emit()

    def _why(self, hindrance: Hindrance) -> str:
        """What to do is said in the person's language; the program's own last line, as it is."""
        said = self.tr("The example did not start. Look whether the disk has room, then try again. It said: {0}")
        return said.format(str(hindrance) or self.tr("nothing"))

    def _on_ready(self) -> None:
        self._clock.stop()
        self.demo_opened.emit()

    def _set_busy(self, *, busy: bool) -> None:
        self._seconds = 0
        self._clock.start() if busy else self._clock.stop()
        self._open.setEnabled(not busy)
        self._open.setText(self.tr("Preparing the example…") if busy else self.tr("Open the example"))
        self._stop.setVisible(busy)
        self._connect.setEnabled(not busy)
        self.busy_changed.emit(busy)

    def _tick(self) -> None:
        self._seconds += 1
        minutes, seconds = divmod(self._seconds, _MINUTE)
        self._open.setText(self.tr("Preparing the example… {0}").format(f"{minutes}:{seconds:02}"))
