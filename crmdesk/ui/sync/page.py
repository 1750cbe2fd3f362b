"""The sync page: worst first, each row with the verb that ends it, sections without rows vanish (ux.md 3.5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import Conflict, ConflictState, EntryState, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.operations.outbox import OutboxItem, drop_entry, list_outbox, retry_entry
from crmdesk.operations.policy import read_policy, set_policy
from crmdesk.ui.kit.editors import ChoiceEditor
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.labels import error_sentence, field_label, kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import ElidedLabel, button, label, state_pixmap
from crmdesk.ui.kit.words import Words

_BADGE = 18
_SHOWN = 50
"""Rows of a section; the rest is counted."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what it is about, what is said of it, and its verbs (words, object name, what they do)."""

    ref: Ref
    said: str
    aside: str = ""
    wrong: bool = False
    verbs: Sequence[tuple[str, str, Callable[[], object]]] = field(default=())


def _place_of(widget: QWidget | None, area: QScrollArea) -> tuple[str, str] | None:
    """Names of the row and the verb, if it is a verb of a row."""
    if widget is None or not area.isAncestorOf(widget):
        return None
    row = widget.parentWidget()
    return (row.objectName(), widget.objectName()) if row is not None else None


class SyncPage(QWidget):
    resolve_asked = Signal(str)
    """Id of a conflict."""
    record_asked = Signal(object)
    """Ref"""
    sync_asked = Signal()

    def __init__(self, desk: Desk, look: Look, errors: Errors, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync.page")
        self.setProperty("ground", "surface")
        self._desk = desk
        self._look = look
        self._words = Words(look.locale, self)
        self._tasks = Tasks(self, errors.present)
        self._names: dict[Ref, str] = {}
        self._shown: tuple[list[OutboxItem], list[Conflict], dict[Ref, str]] | None = None
        self._lay_out()
        feed.changed.connect(self._on_changes)

    def _lay_out(self) -> None:
        sync = button(self.tr("Synchronise · F9"), "primary", "sync.now")
        sync.setIcon(self._look.icons.icon("arrows-clockwise", 16, "on_accent"))
        sync.clicked.connect(self.sync_asked)
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 20, 8)
        head.addWidget(label(self.tr("Synchronisation"), "title", self), 1)
        head.addWidget(sync)
        self._policy = ChoiceEditor(
            [
                (Policy.LAST_WRITE_WINS, self.tr("the later edit wins, the other is kept here")),
                (Policy.ASK, self.tr("ask me")),
            ],
            self,
        )
        self._policy.setObjectName("sync.policy")
        self._policy.setAccessibleName(self.tr("When a field changed in two places"))
        self._policy.activated.connect(lambda _: self._tasks.start(self._set_policy()))
        rule = QHBoxLayout()
        rule.setContentsMargins(20, 0, 20, 8)
        rule.setSpacing(10)
        rule.addWidget(label(self.tr("When a field changed in two places:"), "label", self))
        rule.addWidget(self._policy)
        rule.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addLayout(rule)
        page.addWidget(self._area, 1)

    async def open(self) -> None:
        """Fetch everything anew."""
        self._policy.choose(await read_policy(self._desk))
        items = await list_outbox(self._desk)
        conflicts = await list_conflicts(self._desk)
        shown = {*(item.ref for item in items), *(conflict.ref for conflict in conflicts)}
        users = {Ref("user", conflict.by) for conflict in conflicts if conflict.by}
        self._names = await names_of(self._desk, shown | users)
        if self._shown != (items, conflicts, self._names):
            self._shown = items, conflicts, self._names
            self._show(items, conflicts)

    def _show(self, items: Sequence[OutboxItem], conflicts: Sequence[Conflict]) -> None:
        refused = [item for item in items if item.state is EntryState.QUARANTINED]
        waiting = [item for item in items if item.state is not EntryState.QUARANTINED]
        inside = QWidget()
        inside.setProperty("ground", "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 4, 20, 20)
        column.setSpacing(4)
        open_ones = [one for one in conflicts if one.state is ConflictState.OPEN]
        settled = [one for one in conflicts if one.state is ConflictState.SETTLED]
        self._add(column, "conflict", self.tr("Needs your decision"), "warning", [self._decision(o) for o in open_ones])
        self._add(
            column, "blocked", self.tr("Not accepted by the server"), "danger", [self._refusal(i) for i in refused]
        )
        self._add(column, "pending", self.tr("Waiting to be sent"), "info", [self._waiting(i) for i in waiting])
        self._add(column, "synced", self.tr("Settled by itself or by you"), "info", [self._settled(o) for o in settled])
        if not items and not conflicts:
            column.addWidget(label(self.tr("Nothing waits here: everything was sent and accepted."), "label"))
        column.addStretch(1)
        self._put_in_place(inside)

    def _put_in_place(self, inside: QWidget) -> None:
        """Where the person was reading and which verb has the focus stays so."""
        bar = self._area.verticalScrollBar()
        before, focused = bar.value(), _place_of(QApplication.focusWidget(), self._area)
        self._area.setWidget(inside)
        inside.adjustSize()
        bar.setValue(before)
        if focused is not None:
            row = inside.findChild(QWidget, focused[0])
            verb = row.findChild(QPushButton, focused[1]) if row is not None else None
            (verb or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, column: QVBoxLayout, state: str, title: str, badge: str, lines: Sequence[_Line]) -> None:
        if not lines:
            return
        head = QHBoxLayout()
        head.setContentsMargins(0, 12, 0, 4)
        head.setSpacing(8)
        glyph = QLabel()
        settled = self._look.icons.pixmap("git-merge", role="success")
        glyph.setPixmap(settled if state == "synced" else state_pixmap(state, self._look))
        head.addWidget(glyph)
        head.addWidget(label(title, "strong"))
        count = QLabel(str(len(lines)))
        count.setProperty("badge", badge)
        count.setFixedHeight(_BADGE)
        count.setObjectName(f"sync.count.{state}")
        head.addWidget(count)
        head.addStretch(1)
        column.addLayout(head)
        for line in lines[:_SHOWN]:
            column.addWidget(self._row(line))
        if len(lines) > _SHOWN:
            column.addWidget(label(self._words.more(len(lines) - _SHOWN), "small"))

    def _row(self, line: _Line) -> QWidget:
        row = QWidget()
        row.setObjectName(f"sync.row.{line.ref.kind}.{line.ref.id}")
        layout = QHBoxLayout(row)
        layout.setContentsMargins(24, 0, 0, 0)
        layout.setSpacing(12)
        kind = label(kind_name(line.ref.kind), "label")
        kind.setFixedWidth(84)
        name = ElidedLabel(self._name(line.ref), "strong")
        name.setFixedWidth(220)
        said = label(line.said, "error" if line.wrong else "second")
        said.setWordWrap(True)
        for part, stretch in ((kind, 0), (name, 0), (said, 1), (label(line.aside, "small"), 0)):
            layout.addWidget(part, stretch)
        for words, object_name, act in line.verbs:
            layout.addWidget(self._verb(words, object_name, act))
        row.setMinimumHeight(36)
        return row

    def _verb(self, words: str, name: str, act: Callable[[], object]) -> QPushButton:
        made = button(words, "", name, small=True)
        made.clicked.connect(lambda _checked: act())
        return made

    def _name(self, ref: Ref) -> str:
        return self._names.get(ref) or self.tr("not on this computer")

    # -- what each row says
    def _decision(self, conflict: Conflict) -> _Line:
        return _Line(
            conflict.ref,
            self._fields_said(conflict.kind, conflict.fields),
            self._who(conflict),
            verbs=[(self.tr("Open"), "sync.open", lambda: self.resolve_asked.emit(conflict.id))],
        )

    def _settled(self, conflict: Conflict) -> _Line:
        return _Line(
            conflict.ref,
            self._fields_said(conflict.kind, conflict.fields),
            self._who(conflict),
            verbs=[(self.tr("View"), "sync.open", lambda: self.resolve_asked.emit(conflict.id))],
        )

    def _refusal(self, item: OutboxItem) -> _Line:
        reasons = "; ".join(f"{field_label(item.kind, e.field)}: {error_sentence(e)}" for e in item.errors)
        return _Line(
            item.ref,
            reasons or self._fields_said(item.kind, item.fields),
            wrong=True,
            verbs=[
                (self.tr("Fix"), "sync.fix", lambda: self.record_asked.emit(item.ref)),
                (self.tr("Retry"), "sync.retry", lambda: self._tasks.start(retry_entry(self._desk, item.ref))),
                (self.tr("Drop"), "sync.drop", lambda: self._tasks.start(drop_entry(self._desk, item.ref))),
            ],
        )

    def _waiting(self, item: OutboxItem) -> _Line:
        said = {
            EntryState.SENT: self.tr("Sending…"),
            EntryState.HELD: self.tr("waits for your decision"),
            EntryState.PARKED: self.tr("not sent yet, it is tried again by itself"),
        }.get(item.state, "")
        return _Line(
            item.ref,
            self._fields_said(item.kind, item.fields),
            said,
            verbs=[(self.tr("View"), "sync.view", lambda: self.record_asked.emit(item.ref))],
        )

    def _fields_said(self, kind: str, fields: Iterable[str]) -> str:
        names = list(fields)
        if names == [DELETED]:
            return self.tr("the whole record")
        said = [field_label(kind, name) for name in names]
        return ", ".join(said[:4]) + (f" · {self._words.more(len(said) - 4)}" if len(said) > 4 else "")  # noqa: PLR2004 - as many as fit

    def _who(self, conflict: Conflict) -> str:
        at = self._words.moment(conflict.at)
        who = self._names.get(Ref("user", conflict.by)) if conflict.by else None
        return f"{who}, {at}" if who else at

    async def _set_policy(self) -> None:
        await set_policy(self._desk, Policy(str(self._policy.chosen())))

    def _on_changes(self, changes: Changes) -> None:
        if self.isVisible() and changes:
            self._tasks.restart("open", self.open())

    async def close_tasks(self) -> None:
        await self._tasks.close()
