"""The status line: one sentence of how this computer stands with the server (ux.md 3.4), the verb that helps where
there is one, and one fact of the page in sight."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from crmdesk.domain.ports import Counts
from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.announcer import Announcer
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.pausing import WORK_OFFLINE, for_an_hour
from crmdesk.ui.kit.remedies import Remedy, RemedyButton
from crmdesk.ui.kit.widgets import dot, label
from crmdesk.ui.kit.words import Words

_HEIGHT = 28
_GLYPH = 14
_AGAIN = ("arrow-clockwise-bold", "warning_glyph")


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    """At most 60 characters."""
    sign: tuple[str, str]
    """Icon and colour role, or ("dot", role)."""
    remedy: Remedy | None = None


class StatusWords(QObject):
    """Which sentence, with which sign before it and which verb after it."""

    def __init__(self, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self._words = Words(locale, self)

    def said(self, status: Status, counts: Counts) -> Said:
        return (
            self._stopped(status, counts)
            or self._failing(status, counts)
            or self._waits_for_person(status, counts)
            or self._moving(status)
            or self._resting(status, counts)
        )

    def _stopped(self, status: Status, counts: Counts) -> Said | None:
        """Nothing is sent before a person does something about it, or the pause is over."""
        match status.state:
            case states.DEVICE_REVOKED:
                return Said(self.tr("An administrator signed this computer out"), ("prohibit-bold", "danger"))
            case states.SIGN_IN_REQUIRED:
                text = self._with_waiting(self.tr("Sign-in expired"), counts)
                return Said(text, ("prohibit-bold", "danger"), Remedy.SIGN_IN)
            case states.WORK_OFFLINE:
                text = self._with_waiting(self.tr("Working offline"), counts)
                return Said(text, ("wifi-slash", "muted"), Remedy.GO_ON)
            case states.PAUSED:
                text = self.tr("Sync paused by you")
                if status.next_try_at is not None:
                    text = self.tr("Sync paused by you until {0}").format(self._words.time(status.next_try_at))
                return Said(self._with_waiting(text, counts), ("pause-fill", "muted"), Remedy.GO_ON)
            case _:
                return None

    def _failing(self, status: Status, counts: Counts) -> Said | None:
        """Tried again by itself."""
        match status.state:
            case states.OFFLINE:
                return self._offline(status, counts)
            case states.SLOW_DOWN:
                text = self.tr("Server asks to wait")
                if status.next_try_at is not None:
                    text = self.tr("Server asks to wait until {0}").format(self._words.time(status.next_try_at))
                return Said(self._with_waiting(text, counts), ("clock", "muted"), Remedy.TRY_NOW)
            case states.FAILED:
                text = self._with_waiting(self.tr("Sync did not finish"), counts)
                return Said(self._with_next_try(text, status), _AGAIN, Remedy.TRY_NOW)
            case _:
                return None

    def _offline(self, status: Status, counts: Counts) -> Said:
        answered = {
            "no_answer": self.tr("Server does not answer"),
            "not_our_server": self.tr("Not a crmdesk server"),
            "not_trusted": self.tr("Certificate not trusted"),
            "server_fault": self.tr("Server error"),
        }.get(status.reason)
        if answered is not None:
            return Said(self._with_next_try(self._with_waiting(answered, counts), status), _AGAIN, Remedy.TRY_NOW)
        text = self._words.offline_waiting(counts.pending) if counts.pending else self.tr("No network")
        sign = ("dot", "accent" if counts.pending else "muted")
        return Said(self._with_next_try(text, status), sign, Remedy.TRY_NOW)

    def _waits_for_person(self, status: Status, counts: Counts) -> Said | None:
        if counts.open_conflicts:
            text = self._with_waiting(self._words.decisions(counts.open_conflicts), counts)
            return Said(text, ("warning-fill", "warning_glyph"))
        if counts.quarantined and status.state != states.SYNCING:
            text = self._with_waiting(self._words.refusals(counts.quarantined), counts)
            return Said(text, ("prohibit-bold", "danger"))
        return None

    def _moving(self, status: Status) -> Said | None:
        if status.state != states.SYNCING:
            return None
        if status.to_send:
            text = self.tr("Sending {0} of {1}").format(min(status.sent + 1, status.to_send), status.to_send)
            return Said(text, ("arrow-up-bold", "accent"))
        if status.received:
            total = f" / {status.to_receive}" if status.to_receive else ""
            return Said(self.tr("Receiving {0}").format(f"{status.received}{total}"), ("arrow-down-bold", "accent"))
        return None

    def _resting(self, status: Status, counts: Counts) -> Said:
        if counts.pending:
            return Said(self._words.waiting_to_be_sent(counts.pending), ("dot", "accent"))
        if status.synced_at is None:
            return Said(self.tr("Not synchronised yet"), ("dot", "muted"))
        return Said(self.tr("Up to date · {0}").format(self._words.time(status.synced_at)), ("check-bold", "success"))

    def _with_waiting(self, text: str, counts: Counts) -> str:
        return f"{text} · {self._words.waiting(counts.pending)}" if counts.pending else text

    def _with_next_try(self, text: str, status: Status) -> str:
        if status.next_try_at is None:
            return text
        return self.tr("{0} · next try {1}").format(text, self._words.time(status.next_try_at))


class StatusLine(QFrame):
    """Object names: status.sentence, status.verb, status.fact; in its menu status.menu.sync, .pause, .go_on, .offline
    and .log."""

    clicked = Signal()
    sync_asked = Signal()
    pause_asked = Signal(object)
    """Pause, or None to go on."""
    sign_in_asked = Signal()
    log_asked = Signal()

    def __init__(self, look: Look, now_ms: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._now_ms = now_ms
        self._words = StatusWords(look.locale, self)
        self._announcer = Announcer(self)
        self._status = Status()
        self._counts = Counts()
        self._said = Said("", ("dot", "muted"))
        self.setProperty("ground", "window")
        self.setProperty("line", "top")
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()
        self._say()

    def _lay_out(self) -> None:
        self._glyph = QLabel(self)
        self._sentence = label("", "small", self)
        self._sentence.setObjectName("status.sentence")
        self._fact = label("", "small", self)
        self._fact.setObjectName("status.fact")
        self._remedy = RemedyButton("link", "status.verb", self)
        self._remedy.sign_in_asked.connect(self.sign_in_asked)
        self._remedy.go_on_asked.connect(lambda: self.pause_asked.emit(None))
        self._remedy.sync_asked.connect(self.sync_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 16, 0)
        line.setSpacing(8)
        line.addWidget(self._glyph)
        line.addWidget(self._sentence)
        line.addWidget(self._remedy)
        line.addStretch(1)
        line.addWidget(self._fact)

    def show_status(self, status: Status) -> None:
        self._status = status
        self._say()

    def show_counts(self, counts: Counts) -> None:
        self._counts = counts
        self._say()

    def show_fact(self, text: str) -> None:
        """Of the page in sight, at the right."""
        self._fact.setText(text)

    def text(self) -> str:
        return self._sentence.text()

    def _say(self) -> None:
        said = self._words.said(self._status, self._counts)
        if said == self._said:
            return
        self._said = said
        self._sentence.setText(said.text)
        self._remedy.offer(said.remedy)
        self._glyph.setPixmap(self._sign(*said.sign))
        self.setAccessibleName(said.text)
        self._announcer.tell(said.text)

    def _sign(self, icon: str, role: str) -> QPixmap:
        if icon == "dot":
            return dot(self._look.theme.colour(role), _GLYPH)
        return self._look.icons.pixmap(icon, _GLYPH, role)

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        offline = self._status.state == states.WORK_OFFLINE

        def offer(name: str, text: str, act: Callable[[], object]) -> None:
            action = menu.addAction(text)
            action.setObjectName(f"status.menu.{name}")
            action.triggered.connect(lambda _checked: act())

        offer("sync", self.tr("Synchronise now"), self.sync_asked.emit)
        if offline or self._status.state == states.PAUSED:
            offer("go_on", self.tr("Go on"), lambda: self.pause_asked.emit(None))
        else:
            offer("pause", self.tr("Pause for an hour"), lambda: self.pause_asked.emit(for_an_hour(self._now_ms())))
        if not offline:
            offer("offline", self.tr("Work offline"), lambda: self.pause_asked.emit(WORK_OFFLINE))
        menu.addSeparator()
        offer("log", self.tr("Log"), self.log_asked.emit)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu().popup(self.mapToGlobal(QPoint(12, 0)) if by_key else at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
