"""How this computer is connected: with whom, since when, what hinders and what helps; and working offline."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.pausing import WORK_OFFLINE
from crmdesk.ui.kit.remedies import Remedy, RemedyButton
from crmdesk.ui.kit.switch import Switch
from crmdesk.ui.kit.widgets import ElidedLabel, label
from crmdesk.ui.kit.words import Words

_MUTED = ("wifi-slash", "muted")
_AGAIN = ("arrow-clockwise-bold", "warning_glyph")


@dataclass(frozen=True, slots=True)
class Connection:
    head: str
    rest: str
    sign: tuple[str, str]
    """Icon and colour role."""
    aside: str = ""
    remedy: Remedy | None = None


class ConnectionWords(QObject):
    def __init__(self, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self._words = Words(locale, self)

    def said(self, status: Status, name: str, address: str) -> Connection:
        """`name`: of the person who is signed in at `address`."""
        host = urlsplit(address).netloc
        return self._stopped(status) or self._failing(status, host) or self._going(status, name, host)

    def hindrance(self, state: str, reason: str) -> tuple[str, tuple[str, str]]:
        """In a few words, as the log tells it, with its sign."""
        status = Status(state, reason=reason)
        said = self._stopped(status) or self._failing(status, "")
        return (said.head, said.sign) if said is not None else (self.tr("The last sync did not finish"), _AGAIN)

    def _stopped(self, status: Status) -> Connection | None:
        danger = ("prohibit-bold", "danger")
        match status.state:
            case states.DEVICE_REVOKED:
                return Connection(self.tr("An administrator signed this computer out"), "", danger)
            case states.SIGN_IN_REQUIRED:
                kept = self.tr("Data and changes stay on this computer.")
                return Connection(self.tr("The sign-in has expired"), kept, danger, remedy=Remedy.SIGN_IN)
            case states.WORK_OFFLINE:
                kept = self.tr("Nothing is sent or received until you go on.")
                return Connection(self.tr("Working offline"), kept, _MUTED, remedy=Remedy.GO_ON)
            case states.PAUSED:
                until = self.tr("until you go on")
                if status.next_try_at is not None:
                    until = self.tr("until {0}").format(self._words.time(status.next_try_at))
                return Connection(self.tr("Paused by you"), until, ("pause-fill", "muted"), remedy=Remedy.GO_ON)
            case _:
                return None

    def _failing(self, status: Status, host: str) -> Connection | None:
        next_try = self._at(self.tr("next try at {0}"), status.next_try_at)
        match status.state:
            case states.OFFLINE:
                head, rest = self._unreached(status.reason, host)
                sign = _AGAIN if status.reason not in ("", "no_network") else _MUTED
                return Connection(head, rest, sign, next_try, Remedy.TRY_NOW)
            case states.SLOW_DOWN:
                resumes = self._at(self.tr("resumes at {0}"), status.next_try_at)
                head = self.tr("The server asks to slow down")
                return Connection(head, host, ("clock", "muted"), resumes, Remedy.TRY_NOW)
            case states.FAILED:
                head = self.tr("The last sync did not finish")
                return Connection(head, self._fault(status.reason), _AGAIN, next_try, Remedy.TRY_NOW)
            case _:
                return None

    def _fault(self, reason: str) -> str:
        match reason:
            case "disk_full":
                return self.tr("The disk of this computer is full: free some space.")
            case "database_broken":
                return self.tr("The database file is damaged. Do not delete it: run crmdesk doctor.")
            case "storage":
                return self.tr("The disk of this computer could not be read or written.")
            case "forbidden":
                return self.tr("The server allows this person nothing: ask the administrator.")
            case _:
                return self.tr("It is tried again by itself. Nothing on this computer is lost.")

    def _unreached(self, reason: str, host: str) -> tuple[str, str]:
        match reason:
            case "no_answer":
                return self.tr("The server does not answer"), host
            case "not_our_server":
                rest = self.tr("{0} is something else: check the address.").format(host)
                return self.tr("No crmdesk server answers"), rest
            case "not_trusted":
                rest = self.tr(
                    "Nothing is sent to {0} until it is: check this computer's date, or ask the administrator."
                ).format(host)
                return self.tr("The server's certificate is not trusted"), rest
            case "server_fault":
                return self.tr("The server reports a fault of its own"), host
            case _:
                return self.tr("No network"), self.tr("Changes are kept on this computer and sent when it is back.")

    def _going(self, status: Status, name: str, host: str) -> Connection:
        if status.state == states.SYNCING:
            return Connection(self.tr("Synchronising"), host, ("arrows-clockwise", "accent"))
        if status.synced_at is None:
            return Connection(self.tr("Not synchronised yet"), host, ("clock", "muted"))
        checked = self._at(self.tr("checked at {0}"), status.synced_at)
        following = self._at(self.tr("next check at {0}"), status.next_try_at)
        return Connection(
            self.tr("Connected"),
            self.tr("to {0} as {1}").format(host, name),
            ("check-circle-fill", "success"),
            ", ".join(filter(None, (checked, following))),
        )

    def _at(self, text: str, ms: int | None) -> str:
        return text.format(self._words.time(ms)) if ms is not None else ""


class ConnectionBox(QFrame):
    """Object names: sync.connection, .sentence, .aside, .verb, and sync.offline for the switch."""

    pause_asked = Signal(object)
    """Pause, or None to go on."""
    sign_in_asked = Signal()
    sync_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = ConnectionWords(look.locale, self)
        self._status = Status()
        self._name = ""
        self._address = ""
        self.setObjectName("sync.connection")
        self.setProperty("part", "box")
        self._lay_out()
        self._say()

    def _lay_out(self) -> None:
        self._glyph = QLabel(self)
        self._head = label("", "strong", self)
        self._head.setObjectName("sync.connection.sentence")
        self._rest = ElidedLabel("", "second", self)
        self._aside = label("", "small", self)
        self._aside.setObjectName("sync.connection.aside")
        self._remedy = RemedyButton("link", "sync.connection.verb", self)
        self._remedy.sign_in_asked.connect(self.sign_in_asked)
        self._remedy.sync_asked.connect(self.sync_asked)
        self._remedy.go_on_asked.connect(lambda: self.pause_asked.emit(None))
        self._offline = Switch(self.tr("Work offline"), self._look, "sync.offline", self)
        self._offline.clicked.connect(lambda on: self.pause_asked.emit(WORK_OFFLINE if on else None))
        hairline = QFrame(self)
        hairline.setProperty("line", "right")
        hairline.setFixedSize(1, 20)
        line = QHBoxLayout()
        line.setContentsMargins(16, 9, 16, 9)
        line.setSpacing(8)
        line.addWidget(self._glyph)
        line.addWidget(self._head)
        line.addWidget(self._rest, 1)
        for part in (self._aside, self._remedy, hairline, self._offline):
            line.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(line)

    def show_status(self, status: Status) -> None:
        self._status = status
        self._say()

    def show_account(self, name: str, address: str) -> None:
        self._name, self._address = name, address
        self._say()

    def _say(self) -> None:
        said = self._words.said(self._status, self._name, self._address)
        self._glyph.setPixmap(self._look.icons.pixmap(said.sign[0], 16, said.sign[1]))
        self._head.setText(said.head)
        self._rest.setText(said.rest)
        self._rest.setToolTip(said.rest)
        self._aside.setText(said.aside)
        self._remedy.offer(said.remedy)
        self._offline.setChecked(self._status.state == states.WORK_OFFLINE)
        self.setAccessibleName(" ".join(filter(None, (said.head, said.rest, said.aside))))
