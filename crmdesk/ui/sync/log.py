"""The log of the sync page: what each line says, and the list with its filters."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.errors import FieldError
from crmdesk.domain.ports import LogLine
from crmdesk.domain.records import Ref
from crmdesk.operations.overview import SHOWN_KINDS, Today
from crmdesk.ui.kit.labels import KIND_NAMES, kind_name, section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.sync.connection import ConnectionWords
from crmdesk.ui.sync.contents import Contents
from crmdesk.ui.sync.row import Line, LowRow, Verb
from crmdesk.ui.sync.telling import Acts, Telling

FILTERS: dict[str, Collection[str]] = {
    "all": (),
    "errors": ("refused", "failed", "hindered"),
    "decisions": ("conflict",),
    "settled": ("settled",),
}
"""Name of a filter to the sorts of lines that it lets through; all if empty."""
_MINUTE_MS = 60_000
_SIGNS = {
    "received": ("arrow-down-bold", "muted"),
    "sent": ("arrow-up-bold", "muted"),
    "conflict": ("warning-fill", "warning_glyph"),
    "settled": ("git-merge", "success"),
    "refused": ("prohibit-bold", "danger"),
    "failed": ("prohibit-bold", "danger"),
    "back": ("check-bold", "success"),
    "paused": ("pause-fill", "muted"),
    "offline": ("wifi-slash", "muted"),
    "resumed": ("play-fill", "muted"),
}


class LogWords(QObject):
    def __init__(self, look: Look, telling: Telling, acts: Acts, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._telling = telling
        self._acts = acts
        self._connection = ConnectionWords(look.locale, self)

    def line(self, at: int, logged: LogLine, contents: Contents) -> Line:
        said, sign, aside = self._said(logged, contents)
        return Line(
            f"sync.log.{at}",
            self._telling.words.moment(logged.at),
            "",
            said,
            aside,
            sign=self._look.icons.pixmap(sign[0], 14, sign[1]),
            verbs=self._verbs(logged),
        )

    def _said(self, logged: LogLine, contents: Contents) -> tuple[str, tuple[str, str], str]:
        """The sentence, its sign, and what stands at the right."""
        if logged.what == "hindered":
            said, sign = self._connection.hindrance(
                str(logged.detail.get("state", "")), str(logged.detail.get("reason", ""))
            )
            return said, sign, ""
        sign = _SIGNS.get(logged.what, ("dot", "muted"))
        if logged.what in ("received", "sent"):
            return *self._moved(logged, sign), self._kinds(logged)
        if logged.ref is not None:
            return self._of_record(logged, logged.ref, contents), sign, ""
        return self._of_connection(logged), sign, self._since(logged)

    def _moved(self, logged: LogLine, sign: tuple[str, str]) -> tuple[str, tuple[str, str]]:
        number = sum(logged.detail.get("kinds", {}).values())
        words = self._telling.words
        return (words.received(number) if logged.what == "received" else words.sent(number)), sign

    def _kinds(self, logged: LogLine) -> str:
        kinds = logged.detail.get("kinds", {})
        named = [(self._plural_name(kind), kinds[kind]) for kind in KIND_NAMES if kind in kinds]
        return ", ".join(f"{name.lower()} {self._look.locale.toString(number)}" for name, number in named)

    def _plural_name(self, kind: str) -> str:
        return section_name(kind) if kind in SHOWN_KINDS else kind_name(kind)

    def _of_record(self, logged: LogLine, ref: Ref, contents: Contents) -> str:
        about = self.tr("{0} “{1}”").format(kind_name(ref.kind), self._telling.name(ref, contents))
        match logged.what:
            case "conflict":
                said = self.tr("Needs your decision: {0}, {1}")
                return said.format(about, self._telling.fields(ref.kind, logged.detail.get("fields", ())))
            case "settled":
                said = self.tr("Settled by itself: {0}, {1}")
                return said.format(about, self._telling.fields(ref.kind, logged.detail.get("fields", ())))
            case "refused":
                errors = [FieldError(**error) for error in logged.detail.get("errors", ())]
                reasons = self._telling.reasons(ref.kind, errors)
                return self.tr("Not accepted by the server: {0}").format(f"{about}. {reasons}" if reasons else about)
            case _:
                return self.tr("Given up after the last try: {0}").format(about)

    def _of_connection(self, logged: LogLine) -> str:
        match logged.what:
            case "back":
                return self.tr("Connected again")
            case "paused":
                return self.tr("Paused by you")
            case "offline":
                return self.tr("Working offline, by your choice")
            case _:
                return self.tr("Synchronising goes on")

    def _since(self, logged: LogLine) -> str:
        after, until = logged.detail.get("after_ms"), logged.detail.get("until")
        if after is not None:
            return self._telling.words.after_minutes(max(1, round(after / _MINUTE_MS)))
        return self.tr("until {0}").format(self._telling.words.time(until)) if until is not None else ""

    def _verbs(self, logged: LogLine) -> list[Verb]:
        ref, conflict = logged.ref, logged.detail.get("conflict")
        if ref is None:
            return []
        if logged.what == "settled" and conflict:
            return [Verb(self.tr("View"), "sync.log.view", lambda: self._acts.resolve(conflict), "link")]
        if logged.what == "conflict" and conflict:
            return [Verb(self.tr("Open"), "sync.log.open", lambda: self._acts.resolve(conflict), "link")]
        if ref.kind not in SHOWN_KINDS:
            return []
        return [Verb(self.tr("Open record"), "sync.log.record", lambda: self._acts.record(ref), "link")]


class LogList(QWidget):
    """Object names: sync.log, sync.log.filter.NAME, sync.log.today, sync.log.more, sync.log.NUMBER for the lines."""

    filtered = Signal(str)
    """A key of FILTERS."""
    more_asked = Signal()

    def __init__(self, lines: list[Line], day: Today, chosen: str, look: Look, *, more: bool) -> None:
        super().__init__()
        self.setObjectName("sync.log")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(day, chosen, look))
        for line in lines:
            column.addWidget(LowRow(line))
        if not lines:
            column.addWidget(label(self.tr("Nothing of this in the last 30 days."), "small"))
        if more:
            asking = button(self.tr("Show more"), "link", "sync.log.more")
            asking.clicked.connect(self.more_asked)
            foot = QHBoxLayout()
            foot.addWidget(asking)
            foot.addStretch(1)
            column.addLayout(foot)

    def _head(self, day: Today, chosen: str, look: Look) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(0, 8, 0, 6)
        head.setSpacing(4)
        head.addWidget(label(self.tr("Log"), "strong"))
        head.addSpacing(8)
        words = {
            "all": self.tr("All"),
            "errors": self.tr("Errors"),
            "decisions": self.tr("Decisions"),
            "settled": self.tr("Settled by itself"),
        }
        chips = QButtonGroup(self)
        for name, text in words.items():
            chip = button(text, "chip", f"sync.log.filter.{name}")
            chip.setCheckable(True)
            chip.setChecked(name == chosen)
            chip.clicked.connect(lambda _checked, name=name: self.filtered.emit(name))
            chips.addButton(chip)
            head.addWidget(chip)
        head.addStretch(1)
        number = look.locale.toString
        said = self.tr("today: received {0}, sent {1}, settled {2} · kept 30 days")
        told = label(said.format(number(day.received), number(day.sent), number(day.settled)), "small")
        told.setObjectName("sync.log.today")
        head.addWidget(told)
        return head
