"""The sync page: how this computer is connected, then worst first what asks for the person, each row with the verb
that ends it; what is where, and what happened (ux.md 3.5). Sections without rows vanish."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import Ref
from crmdesk.operations.conflicts import resolve_conflict
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.operations.outbox import drop_entry, retry_entry
from crmdesk.operations.policy import set_policy
from crmdesk.sync.status import Status
from crmdesk.ui.kit.editors import ChoiceEditor
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import hairline, label, state_pixmap
from crmdesk.ui.sync.connection import ConnectionBox
from crmdesk.ui.sync.contents import STEP, Contents, Wanted, read_contents
from crmdesk.ui.sync.head import PageHead
from crmdesk.ui.sync.kinds_table import KindsTable
from crmdesk.ui.sync.log import FILTERS, LogList, LogWords
from crmdesk.ui.sync.row import Line, Row, Verb
from crmdesk.ui.sync.section import Heading, Section
from crmdesk.ui.sync.telling import Acts, Telling


def _place_of(widget: QWidget | None, area: QScrollArea) -> tuple[str, str] | None:
    """Names of what has the focus and of what it stands in."""
    if widget is None or not area.isAncestorOf(widget):
        return None
    within = widget.parentWidget()
    return (within.objectName(), widget.objectName()) if within is not None else None


class SyncPage(QWidget):
    resolve_asked = Signal(str)
    """Id of a conflict."""
    record_asked = Signal(object)
    """Ref"""
    sync_asked = Signal()
    pause_asked = Signal(object)
    """Pause, or None to go on."""
    sign_in_asked = Signal()
    dropped = Signal(object, str)
    """Ref, and the name it had: a record that was never sent is gone."""

    def __init__(self, desk: Desk, look: Look, errors: Errors, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync.page")
        self.setProperty("ground", "surface")
        self._desk = desk
        self._look = look
        self._lookup = Lookup(desk)
        self._tasks = Tasks(self, errors.present)
        self._wanted = Wanted()
        self._filter = "all"
        self._contents: Contents | None = None
        acts = Acts(
            self.resolve_asked.emit,
            self.record_asked.emit,
            lambda ref: self._tasks.start(retry_entry(desk, ref)),
            lambda ref: self._tasks.start(self._drop(ref)),
            lambda conflict, side: self._tasks.start(resolve_conflict(desk, conflict, side, {})),
        )
        self._telling = Telling(look, acts, self)
        self._log_words = LogWords(look, self._telling, acts, self)
        self._lay_out()
        feed.changed.connect(self._on_changes)

    # -- the frame
    def _lay_out(self) -> None:
        self._head = PageHead(self._look, self._desk.clock.now_ms, self)
        self._connection = ConnectionBox(self._look, self)
        self._connection.sign_in_asked.connect(self.sign_in_asked)
        for part in (self._head, self._connection):
            part.pause_asked.connect(self.pause_asked)
            part.sync_asked.connect(self.sync_asked)
        around = QHBoxLayout()
        around.setContentsMargins(20, 0, 20, 8)
        around.addWidget(self._connection)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._head)
        page.addLayout(around)
        page.addLayout(self._rule())
        page.addWidget(self._area, 1)

    def _rule(self) -> QHBoxLayout:
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
        rule.setContentsMargins(20, 0, 20, 4)
        rule.setSpacing(10)
        rule.addWidget(label(self.tr("When a field changed in two places:"), "label", self))
        rule.addWidget(self._policy)
        rule.addStretch(1)
        return rule

    # -- what it is told
    def show_status(self, status: Status) -> None:
        self._head.show_status(status)
        self._connection.show_status(status)

    def show_account(self, name: str, address: str) -> None:
        """Who is signed in, at which server."""
        self._connection.show_account(name, address)

    async def open(self) -> None:
        """Fetch everything anew."""
        contents = await read_contents(self._desk, self._lookup, self._wanted)
        self._policy.choose(contents.policy)
        if contents != self._contents:
            self._contents = contents
            self._show(contents)

    def _on_changes(self, changes: Changes) -> None:
        if self.isVisible() and changes:
            self._look_again()

    def _look_again(self) -> None:
        self._tasks.restart("open", self.open())

    # -- what stands in it
    def _show(self, contents: Contents) -> None:
        inside = QWidget()
        inside.setProperty("ground", "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 0, 20, 20)
        column.setSpacing(4)
        for heading, lines in self._sections(contents):
            if lines:
                more = Verb(self.tr("Show more"), "", partial(self._show_more, heading.name))
                column.addWidget(Section(heading, lines, more, self._telling.words))
        if not column.count():
            column.addWidget(label(self.tr("Nothing waits here: everything was sent and accepted."), "label"))
        for part in (KindsTable(contents.kinds, self._look, self._telling.words), self._log(contents)):
            column.addSpacing(12)
            column.addWidget(hairline())
            column.addWidget(part)
        column.addStretch(1)
        self._put_in_place(inside)

    def _sections(self, contents: Contents) -> list[tuple[Heading, list[Line]]]:
        outbox, told, merged = contents.outbox, self._telling, self._look.icons.pixmap("git-merge", role="success")
        oldest = self.tr("oldest: {0}").format(told.words.moment(outbox.oldest_at)) if outbox.oldest_at else ""
        first = contents.decisions[0].id if contents.decisions else ""
        resolve = Verb(self.tr("Resolve in order"), "sync.resolve", lambda: self.resolve_asked.emit(first), "link")
        send = Verb(self.tr("Send now"), "sync.send", self.sync_asked.emit)
        sign = partial(state_pixmap, look=self._look)
        decide, refused = self.tr("Needs your decision"), self.tr("Not accepted by the server")
        waiting, settled = self.tr("Waiting to be sent"), self.tr("Settled for you")
        lost = self.tr("Known here, lost on the server")
        return [
            (
                Heading("conflict", decide, "warning", sign("conflict"), contents.decisions_in_all, verb=resolve),
                [told.decision(one, contents) for one in contents.decisions],
            ),
            (
                Heading("lost", lost, "warning", sign("conflict"), contents.lost_in_all),
                [told.lost(one, contents) for one in contents.lost],
            ),
            (
                Heading("blocked", refused, "danger", sign("blocked"), outbox.refused_in_all),
                [told.refusal(one, contents) for one in outbox.refused],
            ),
            (
                Heading("pending", waiting, "info", sign("pending"), outbox.waiting_in_all, oldest, send),
                [told.waiting(one, contents) for one in outbox.waiting],
            ),
            (
                Heading("synced", settled, "info", merged, contents.settled_in_all),
                [told.settled(one, contents) for one in contents.settled],
            ),
        ]

    def _log(self, contents: Contents) -> LogList:
        lines = [self._log_words.line(at, one, contents) for at, one in enumerate(contents.log)]
        more = len(contents.log) == self._wanted.lines
        made = LogList(lines, contents.today, self._filter, self._look, more=more)
        made.filtered.connect(self._filter_log)
        made.more_asked.connect(self._show_more_log)
        return made

    def _filter_log(self, name: str) -> None:
        self._filter = name
        self._wanted.whats = FILTERS[name]
        self._wanted.lines = STEP
        self._contents = None
        self._look_again()

    def _show_more_log(self) -> None:
        self._wanted.lines += STEP
        self._look_again()

    def _show_more(self, section: str) -> None:
        self._wanted.rows[section] += STEP
        self._look_again()

    def show_log(self) -> None:
        """Scroll to the log."""
        log = self.findChild(LogList)
        if log is not None:
            self._area.verticalScrollBar().setValue(log.y())

    def _put_in_place(self, inside: QWidget) -> None:
        """Where the person was reading and what has the focus stays so."""
        rows = inside.findChildren(Row)
        for at, row in enumerate(rows):
            row.moved.connect(partial(self._move_focus, rows, at))
        bar = self._area.verticalScrollBar()
        before, focused = bar.value(), _place_of(QApplication.focusWidget(), self._area)
        self._area.setWidget(inside)
        inside.adjustSize()
        bar.setValue(before)
        if focused is not None:
            within = inside.findChild(QWidget, focused[0]) if focused[0] else inside
            found = (within or inside).findChild(QWidget, focused[1])
            (found or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _move_focus(self, rows: list[Row], at: int, step: int) -> None:
        following = rows[min(max(at + step, 0), len(rows) - 1)]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(following, 0, 36)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the page into its rows."""
        first = self._area.findChild(Row)
        if event.key() == Qt.Key.Key_Down and first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    async def _drop(self, ref: Ref) -> None:
        name = (await names_of(self._desk, [ref])).get(ref, "")
        await drop_entry(self._desk, ref)
        self.dropped.emit(ref, name)

    async def _set_policy(self) -> None:
        await set_policy(self._desk, Policy(str(self._policy.chosen())))

    async def close_tasks(self) -> None:
        await self._tasks.close()
