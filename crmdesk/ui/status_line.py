"""The status line: one sentence of how this computer stands with the server (ux.md 3.4), and the Sync button."""

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from crmdesk.domain.ports import Counts
from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, dot, label
from crmdesk.ui.kit.words import Words

_HEIGHT = 32
_GLYPH = 14


class StatusWords(QObject):
    """Which sentence, and which sign before it: (icon, colour role), or ("dot", role)."""

    def __init__(self, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self._words = Words(locale, self)

    def sentence(self, status: Status, counts: Counts) -> tuple[str, tuple[str, str]]:
        blocked = self._blocked(status, counts) or self._waits_for_person(status, counts)
        if blocked is not None:
            return blocked
        moving = self._moving(status)
        if moving is not None:
            return moving
        if counts.pending:
            return self._words.waiting_to_be_sent(counts.pending), ("dot", "accent")
        if status.synced_at is None:
            return self.tr("Not synchronised yet"), ("dot", "muted")
        return self.tr("Up to date · {0}").format(self._words.time(status.synced_at)), ("check-bold", "success")

    def _moving(self, status: Status) -> tuple[str, tuple[str, str]] | None:
        if status.state != states.SYNCING:
            return None
        if status.to_send:
            done = self.tr("Sending {0} of {1}").format(min(status.sent + 1, status.to_send), status.to_send)
            return done, ("arrow-up-bold", "accent")
        if status.received:
            total = f" / {status.to_receive}" if status.to_receive else ""
            return self.tr("Receiving {0}").format(f"{status.received}{total}"), ("arrow-down-bold", "accent")
        return None

    def _blocked(self, status: Status, counts: Counts) -> tuple[str, tuple[str, str]] | None:  # noqa: PLR0911 - a table
        """What keeps everything from being sent."""
        match status.state:
            case states.DEVICE_REVOKED:
                return self.tr("An administrator signed this computer out"), ("prohibit-bold", "danger")
            case states.SIGN_IN_REQUIRED:
                return self._with_waiting(self.tr("Sign-in expired"), counts), ("prohibit-bold", "danger")
            case states.PAUSED:
                return self._with_waiting(self.tr("Sync paused by you"), counts), ("pause-fill", "muted")
            case states.OFFLINE:
                text = self._words.offline_waiting(counts.pending) if counts.pending else self.tr("No network")
                return self._with_decisions(text, counts), ("dot", "accent" if counts.pending else "muted")
            case states.SLOW_DOWN:
                return self._with_waiting(self._again(self.tr("The server asks to wait"), status), counts), (
                    "clock",
                    "muted",
                )
            case states.FAILED:
                return self._with_waiting(self._again(self.tr("Sync did not finish"), status), counts), (
                    "arrow-clockwise-bold",
                    "warning_glyph",
                )
            case _:
                return None

    def _waits_for_person(self, status: Status, counts: Counts) -> tuple[str, tuple[str, str]] | None:
        if counts.open_conflicts:
            return self._with_waiting(self._words.decisions(counts.open_conflicts), counts), (
                "warning-fill",
                "warning_glyph",
            )
        if counts.quarantined and status.state != states.SYNCING:
            return self._with_waiting(self._words.refusals(counts.quarantined), counts), ("prohibit-bold", "danger")
        return None

    def _with_waiting(self, text: str, counts: Counts) -> str:
        return f"{text} · {self._words.waiting(counts.pending)}" if counts.pending else text

    def _with_decisions(self, text: str, counts: Counts) -> str:
        return f"{text} · {self._words.decisions(counts.open_conflicts)}" if counts.open_conflicts else text

    def _again(self, text: str, status: Status) -> str:
        if status.next_try_at is None:
            return text
        return self.tr("{0}, next try at {1}").format(text, self._words.time(status.next_try_at))


class StatusLine(QFrame):
    clicked = Signal()
    sync_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = StatusWords(look.locale, self)
        self._status = Status()
        self._counts = Counts()
        self.setProperty("ground", "window")
        self.setProperty("line", "top")
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._glyph = QLabel(self)
        self._sentence = label("", "small", self)
        self._sentence.setObjectName("status.sentence")
        self._result = label("", "small", self)
        self._result.setObjectName("status.result")
        self._sync = button(self.tr("Sync"), "link", "status.sync")
        self._sync.setIcon(look.icons.icon("arrows-clockwise", _GLYPH, "accent"))
        self._sync.setToolTip(self.tr("Synchronise now (F9)"))
        self._sync.clicked.connect(self.sync_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(8)
        line.addWidget(self._glyph)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._result)
        line.addWidget(self._sync)
        self._say()

    def show_status(self, status: Status) -> None:
        self._status = status
        self._say()

    def show_counts(self, counts: Counts) -> None:
        self._counts = counts
        self._say()

    def show_result(self, text: str) -> None:
        """What the last asked-for sync brought."""
        self._result.setText(text)

    def text(self) -> str:
        return self._sentence.text()

    def _say(self) -> None:
        text, (icon, role) = self._words.sentence(self._status, self._counts)
        self._sentence.setText(text)
        self.setAccessibleName(text)
        self._glyph.setPixmap(self._sign(icon, role))
        self._sync.setEnabled(self._status.state not in (states.SYNCING, states.DEVICE_REVOKED))

    def _sign(self, icon: str, role: str) -> QPixmap:
        if icon == "dot":
            return dot(self._look.theme.colour(role), _GLYPH)
        return self._look.icons.pixmap(icon, _GLYPH, role)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
