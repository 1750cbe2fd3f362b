"""The window: sidebar, one page a section, status line.

It is driven through its own widgets, by people, tests and the demo's tour alike:
    await window.start()                      fetch and show; before it the window is empty
    await window.show_section("contacts")     companies, deals, tasks, communications, products, sync
    await window.select_record(ref)           section, row and card; window.card is the card then
    await window.card.edit_field(name, text)  opens the editor, types, saves; False if it was refused
    await window.sync_now()                   the Sync button; the engine's Report
    dialog = await window.open_conflict(id)   opened: dialog.choose(field, Pick), dialog.choose_all(Pick), then
                                              await dialog.save(), which is True if it was settled
    window.status_text()                      the sentence of the status line
    window.grab().save(path)                  a picture, the open dialog included
    await window.leave()                      save what is typed and close

Object names, unique in the window but for `list.*` and `card.*`, which each page of records has (`window.page`):
    sidebar.contacts ... sidebar.products, sidebar.sync
    list.table, list.search, list.new
    card, card.title, card.state, card.state.verb, card.create, card.delete, card.close
    card.field.NAME (a FieldRow: edit, submit, close_editor, value_text, error_text), card.editor.NAME
    status.sentence, status.sync, status.result
    sync.page, sync.now, sync.policy, sync.row.KIND.ID, sync.open, sync.fix, sync.retry, sync.drop, sync.view
    conflict.dialog and its parts: see ui/conflict/dialog.py;  welcome.*: see ui/welcome/page.py;  toast, toast.verb
"""

import asyncio
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Query
from crmdesk.domain.records import ConflictState, Ref
from crmdesk.operations.conflicts import list_conflicts, show_conflict
from crmdesk.operations.lists import count_rows
from crmdesk.operations.outbox import count_outbox
from crmdesk.operations.records import restore_record
from crmdesk.sync import status as states
from crmdesk.sync.status import Report, Status
from crmdesk.ui.conflict.dialog import ConflictDialog
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.labels import kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.page import RecordsPage
from crmdesk.ui.sidebar import SECTIONS, SYNC, Sidebar
from crmdesk.ui.status_line import StatusLine
from crmdesk.ui.sync.page import SyncPage
from crmdesk.ui.toast import Toast
from crmdesk.ui.welcome.page import WelcomePage
from crmdesk.ui.workplace import Syncer, Workplace

_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (960, 600)
_RAIL_BELOW = 1180


class DeskWindow(QWidget):
    def __init__(self, workplace: Workplace, look: Look) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("crmdesk")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(*_FIRST_SIZE)
        self.setMinimumSize(*_LEAST_SIZE)
        self.closed = asyncio.Event()
        self.signed_in = asyncio.Event()
        self._workplace = workplace
        self._desk = workplace.desk
        self._look = look
        self._errors = Errors(self)
        self._tasks = Tasks(self, self._errors.present)
        self._pages: dict[str, RecordsPage] = {}
        self._section = "contacts"
        self._syncer: Syncer | None = None
        self._ended = False
        self._status = Status()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._sidebar = Sidebar(self._look, self)
        self._stack = QStackedWidget(self)
        self._sync_page = SyncPage(self._desk, self._look, self._errors, self._workplace.feed, self)
        self._stack.addWidget(self._sync_page)
        self._status_line = StatusLine(self._look, self)
        inside = QWidget(self)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._sidebar)
        across.addWidget(self._stack, 1)
        down = QVBoxLayout(inside)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addLayout(across, 1)
        down.addWidget(self._status_line)
        self._inside = inside
        self._welcome = WelcomePage(self._workplace.sign_in, self._look, self._errors, self)
        self._whole = QStackedWidget(self)
        self._whole.addWidget(inside)
        self._whole.addWidget(self._welcome)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._whole)
        self._toast = Toast(self)

    def _connect(self) -> None:
        feed = self._workplace.feed
        feed.changed.connect(self._on_changes)
        feed.edited.connect(self._on_edited)
        self._errors.presented.connect(self._toast.say_error)
        self._sidebar.chosen.connect(self._go_to)
        self._status_line.clicked.connect(partial(self._go_to, SYNC))
        self._status_line.sync_asked.connect(self._start_sync)
        self._sync_page.sync_asked.connect(self._start_sync)
        self._sync_page.resolve_asked.connect(
            lambda conflict: self._tasks.restart("conflict", self.open_conflict(conflict))
        )
        self._sync_page.record_asked.connect(lambda ref: self._tasks.start(self.select_record(ref)))
        self._welcome.signed_in.connect(lambda: self._tasks.start(self.start()))
        for at, section in enumerate([*SECTIONS, SYNC], start=1):
            self._key(f"Ctrl+{at}", partial(self._go_to, section))
        # the second key of each pair is the same key with a Russian layout
        self._key("F9", self._start_sync)
        self._key("Ctrl+Shift+S", partial(self._go_to, SYNC), "Ctrl+Shift+Ы")
        self._key("Ctrl+N", self._start_draft, "Ctrl+Т")
        self._key("Ctrl+F", lambda: self.page.search.setFocus() if self.page else None, "Ctrl+А")

    def _key(self, key: str, act: Callable[[], object], twin: str | None = None) -> None:
        shortcut = QShortcut(self)
        shortcut.setKeys([QKeySequence(one) for one in (key, twin) if one])
        shortcut.activated.connect(act)
        shortcut.activatedAmbiguously.connect(act)

    def _go_to(self, section: str) -> None:
        self._tasks.start(self.show_section(section))

    # -- what it is driven by
    async def start(self) -> None:
        """Show the desk of whoever is signed in, or the page that connects to a server."""
        account = await self._workplace.account()
        if account is None:
            self._whole.setCurrentWidget(self._welcome)
            return
        self._sidebar.show_person(account.person)
        self._whole.setCurrentWidget(self._inside)
        await self.show_section(self._section)
        await self._count(frozenset(SECTIONS.values()))
        if self._syncer is None:
            self._syncer = self._workplace.syncer(self._on_status)
        else:
            self._syncer.nudge()
        self.signed_in.set()

    async def sync_for_ever(self) -> None:
        """Runs the engine once somebody is signed in; ends by being cancelled."""
        await self.signed_in.wait()
        assert self._syncer is not None
        await self._syncer.run()

    @property
    def section(self) -> str:
        return self._section

    @property
    def page(self) -> RecordsPage | None:
        """The page of records in sight; None on the sync page."""
        return self._pages.get(self._section)

    @property
    def card(self) -> RecordCard:
        page = self.page
        if page is None:
            raise LookupError("the sync page has no card")
        return page.card

    async def show_section(self, section: str) -> None:
        """Fetching is never broken off: a list that was left before it came is there when one returns."""
        self._section = section
        self._sidebar.show_chosen(section)
        if section == SYNC:
            await self._sync_page.open()
            if self._section == SYNC:
                self._stack.setCurrentWidget(self._sync_page)
                self._sync_page.setFocus()
            return
        page = self._pages.get(section)
        if page is None:
            page = self._pages[section] = self._make_page(section)
            self._stack.setCurrentWidget(page)
            await page.open()
        if self._section == section:
            self._stack.setCurrentWidget(page)
            page.table.setFocus()

    def _make_page(self, section: str) -> RecordsPage:
        page = RecordsPage(SECTIONS[section], self._desk, self._look, self._errors, self._workplace.feed, self)
        page.resolve_asked.connect(lambda ref: self._tasks.restart("conflict", self._resolve(ref)))
        page.sync_asked.connect(partial(self._go_to, SYNC))
        page.record_deleted.connect(self._offer_undo)
        self._stack.addWidget(page)
        return page

    async def select_record(self, ref: Ref) -> None:
        section = next(name for name, kind in SECTIONS.items() if kind == ref.kind)
        await self.show_section(section)
        await self._pages[section].select(ref)

    async def sync_now(self) -> Report | None:
        """One cycle, as by the button; None while nobody is signed in."""
        if self._syncer is None:
            return None
        report = await self._syncer.cycle()
        if report.state == states.IDLE:
            said = self.tr("Sent: {0} · received: {1}").format(report.pushed, report.pulled)
        else:
            said = ""
        self._status_line.show_result(said)
        await self._count(frozenset())
        return report

    async def open_conflict(self, conflict_id: str) -> ConflictDialog:
        """The dialog, opened."""
        conflict = await show_conflict(self._desk, conflict_id)
        dialog = await ConflictDialog.of(conflict, self._desk, self._look, self._errors, self)
        dialog.accepted.connect(lambda: self._toast.say(self.tr("Decided. Both versions stay on the sync page.")))
        dialog.open()
        return dialog

    def status_text(self) -> str:
        return self._status_line.text()

    async def leave(self) -> bool:
        """Save what is being typed, then close; False, staying open, if something typed is refused."""
        if self._ended:
            self.closed.set()
            return True
        finished = [await page.card.finish() for page in tuple(self._pages.values())]
        if not all(finished):
            self._toast.say_error(
                self.tr("Something typed is not saved: correct it, or press Esc there and close again.")
            )
            return False
        self.closed.set()
        return True

    async def close_tasks(self) -> None:
        """Leave nothing running behind."""
        for page in self._pages.values():
            await page.close_tasks()
        await self._sync_page.close_tasks()
        await self._welcome.close_tasks()
        await self._tasks.close()

    # -- what it is told
    def _on_status(self, status: Status) -> None:
        self._status = status
        self._status_line.show_status(status)
        if status.state != states.SYNCING:
            self._tasks.restart("counts", self._count(frozenset()))
        if status.state == states.SIGN_IN_REQUIRED:
            self._tasks.restart("sign in again", self._ask_to_sign_in())

    async def _ask_to_sign_in(self) -> None:
        account = await self._workplace.account()
        if account is not None:
            self._welcome.fill(account.address, account.person.email)
        self._toast.say(self.tr("Sign-in expired. Your data stays here."), self.tr("Sign in"), self._show_welcome)

    def _show_welcome(self) -> None:
        self._whole.setCurrentWidget(self._welcome)

    def show_error(self, error: Exception) -> None:
        """What ended the syncing; one can go on working here."""
        self._errors.present(error)

    def show_end(self, sentence: str) -> None:
        """Nothing is left to show or to save here: the device was revoked."""
        self._ended = True
        self._whole.setCurrentWidget(self._welcome)
        self._welcome.setEnabled(False)
        self._toast.say_error(sentence)

    def _on_changes(self, changes: Changes) -> None:
        touched = frozenset(kind for kind in SECTIONS.values() if changes.touches(kind))
        self._tasks.start(self._count(touched))

    def _on_edited(self) -> None:
        if self._syncer is not None:
            self._syncer.nudge(soon=True)

    async def _count(self, kinds: frozenset[str]) -> None:
        counts = await count_outbox(self._desk)
        self._status_line.show_counts(counts)
        self._sidebar.show_asking(counts)
        for section, kind in SECTIONS.items():
            if kind in kinds:
                self._sidebar.show_count(section, await count_rows(self._desk, Query(kind)))

    def _start_sync(self) -> None:
        self._tasks.start(self.sync_now())

    def _start_draft(self) -> None:
        if self.page is not None:
            self._tasks.start(self.page.start_draft())

    async def _resolve(self, ref: Ref) -> None:
        for conflict in await list_conflicts(self._desk):
            if conflict.ref == ref and conflict.state is ConflictState.OPEN:
                await self.open_conflict(conflict.id)
                return

    def _offer_undo(self, ref: Ref) -> None:
        said = self.tr("{0} deleted").format(kind_name(ref.kind))
        self._toast.say(said, self.tr("Undo"), lambda: self._tasks.start(restore_record(self._desk, ref)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sidebar.become_rail(self.width() < _RAIL_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window stays until what is typed is saved; whoever runs it hides it then."""
        if self.closed.is_set():
            event.accept()
            return
        event.ignore()
        self._tasks.start(self.leave())
