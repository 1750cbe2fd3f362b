"""The window: the shell with its pages, or the welcome page; dialogs and toasts over them.

It is driven through its own widgets, by people, tests and the demo's tour alike:
    await window.start()                      fetch and show; before it the window is empty
    await window.show_section("contacts")     companies, deals, tasks, communications, products, sync
    await window.select_record(ref)           section, row and card; window.card is the card then
    await window.card.edit_field(name, text)  opens the editor, types, saves; False if it was refused
    await window.sync_now()                   the Sync button; the engine's Report
    dialog = await window.open_conflict(id)   opened: dialog.choose(field, Pick), dialog.choose_all(Pick), then
                                              await dialog.save(), which is True if it was settled
    await window.speak("en"), .wear("dark")   another language or theme, where one was
    window.status_text()                      the sentence of the status line
    window.grab().save(path)                  a picture, the open dialog included
    await window.leave()                      save what is typed and close

Object names, unique in the window but for `list.*` and `card.*`, which each page of records has (`window.page`):
    sidebar.contacts ... sidebar.products, sidebar.sync, sidebar.menu
    list.table, list.search, list.new
    card, card.title, card.state, card.state.verb, card.create, card.discard, card.restore, card.delete, card.close
    card.field.NAME (a FieldRow: edit, submit, close_editor, value_text, error_text), card.editor.NAME
    status.sentence, status.verb, status.fact
    sync.page, sync.now, sync.policy, sync.row.KIND.ID, sync.conflict.ID, sync.open, sync.fix, sync.retry, sync.drop,
    sync.view
    conflict.dialog and its parts: see ui/conflict/dialog.py;  welcome.*: see ui/welcome/page.py;  toast, toast.verb
    menu, menu.language.LANGUAGE, menu.theme.THEME, menu.quit
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crmdesk.domain.errors import DatabaseMended, Wiped
from crmdesk.domain.ports import Pause
from crmdesk.domain.records import ConflictState, Ref
from crmdesk.operations.conflicts import list_conflicts, show_conflict
from crmdesk.operations.undo import Undone
from crmdesk.sync import status as states
from crmdesk.sync.status import Report, Status
from crmdesk.ui.conflict.dialog import ConflictDialog
from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.network import Network
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.menu import DeskMenu
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.page import RecordsPage
from crmdesk.ui.shell import Shell, Whereabouts
from crmdesk.ui.sidebar import SECTIONS, SYNC
from crmdesk.ui.toast import Toast
from crmdesk.ui.undoing import Undoing
from crmdesk.ui.welcome.page import WelcomePage
from crmdesk.ui.workplace import Syncer, Workplace

_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (960, 600)
_RAIL_BELOW = 1180
_LOOK_AGAIN_S = 1.0


class DeskWindow(QWidget):
    def __init__(self, workplace: Workplace, appearance: Appearance) -> None:
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
        self._appearance = appearance
        self._errors = Errors(self)
        self._tasks = Tasks(self, self._errors.present)
        self._dressing = asyncio.Lock()
        self._dialog: ConflictDialog | None = None
        """The newest, open or not."""
        self._syncer: Syncer | None = None
        self._ended = False
        self._status = Status()
        self._server_is_local = False
        self._network = Network(lambda: self._server_is_local, self)
        self._network.reachable_changed.connect(self._on_network)
        self._whole = QStackedWidget(self)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._whole)
        self._toast = Toast(self)
        self._undoing = Undoing(self._desk, self._toast, self._tasks, self)
        self._furnish()
        self._errors.presented.connect(self._toast.say_error)
        workplace.feed.edited.connect(self._on_edited)
        appearance.system_turned.connect(lambda: self._tasks.restart("system", self._follow_system()))
        self._set_keys()

    def _furnish(self) -> None:
        """Everything that wears the look."""
        look = self._appearance.look
        self._shell = Shell(self._workplace, look, self._errors, self)
        self._shell.sync_asked.connect(self._start_sync)
        self._shell.conflict_asked.connect(lambda one: self._tasks.restart("conflict", self.open_conflict(one)))
        self._shell.resolve_asked.connect(lambda ref: self._tasks.restart("conflict", self._resolve(ref)))
        self._shell.record_deleted.connect(self._undoing.offer_deleted)
        self._shell.task_done.connect(self._undoing.offer_task_done)
        self._shell.stage_moved.connect(self._undoing.offer_stage_moved)
        self._shell.sync_page.dropped.connect(self._undoing.offer_dropped)
        self._shell.pause_asked.connect(lambda pause: self._tasks.start(self.pause(pause)))
        self._shell.sign_in_asked.connect(lambda: self._tasks.start(self.ask_to_sign_in()))
        self._shell.menu_asked.connect(self.show_menu)
        self._shell.sidebar.become_rail(self.width() < _RAIL_BELOW)
        self._shell.show_status(self._status)
        work = self._workplace
        self._welcome = WelcomePage(work.sign_in, work.start_demo, self._appearance, self._errors, self)
        self._welcome.language_chosen.connect(lambda language: self._tasks.start(self.speak(language)))
        self._welcome.theme_chosen.connect(lambda theme: self._tasks.start(self.wear(theme)))
        self._welcome.demo_opened.connect(self.hide)
        self._welcome.demo_closed.connect(self._on_demo_closed)
        self._welcome.wiped.connect(self.show_end)
        self._welcome.signed_in.connect(lambda: self._tasks.start(self.start()))
        for part in (self._shell, self._welcome):
            self._whole.addWidget(part)

    def _set_keys(self) -> None:
        for at, section in enumerate([*SECTIONS, SYNC], start=1):
            self._key(f"Ctrl+{at}", partial(self._go_to, section))
        # the second key of each pair is the same key with a Russian layout
        self._key("F9", self._start_sync)
        self._key("Ctrl+Shift+S", partial(self._go_to, SYNC), "Ctrl+Shift+Ы")
        self._key("Ctrl+Shift+R", lambda: self._tasks.restart("conflict", self._resolve(None)), "Ctrl+Shift+К")
        self._key("Ctrl+N", self._start_draft, "Ctrl+Т")
        self._key("Ctrl+Shift+C", partial(self._start_draft, "contacts"), "Ctrl+Shift+С")
        self._key("Ctrl+Shift+D", partial(self._start_draft, "deals"), "Ctrl+Shift+В")
        self._key("Ctrl+Shift+T", partial(self._start_draft, "tasks"), "Ctrl+Shift+Е")
        self._key("Ctrl+F", lambda: self.page.search.setFocus() if self.page else None, "Ctrl+А")
        self._key("Ctrl+Z", lambda: self._tasks.start(self.undo()), "Ctrl+Я")
        self._key("Ctrl+\\", self._toggle_rail)
        self._key("Ctrl+Q", self.close, "Ctrl+Й")

    def _key(self, key: str, act: Callable[[], object], twin: str | None = None) -> None:
        shortcut = QShortcut(self)
        shortcut.setKeys([QKeySequence(one) for one in (key, twin) if one])
        shortcut.activated.connect(act)
        shortcut.activatedAmbiguously.connect(act)

    def _toggle_rail(self) -> None:
        self._shell.sidebar.toggle_rail()

    def _go_to(self, section: str) -> None:
        self._tasks.start(self.show_section(section))

    # -- what it is driven by
    async def start(self) -> None:
        """Show the desk of whoever is signed in, or the page that connects to a server."""
        account = await self._workplace.account()
        if account is None:
            self._whole.setCurrentWidget(self._welcome)
            return
        self._server_is_local = account.server_is_local
        self._whole.setCurrentWidget(self._shell)
        await self._shell.open(account, self._shell.whereabouts())
        if self._syncer is None:
            self._syncer = self._workplace.syncer(self._on_status)
            if not self._network.reachable:
                self._on_network(reachable=False)
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
        return self._shell.section

    @property
    def page(self) -> RecordsPage | None:
        """The page of records in sight; None on the sync page."""
        return self._shell.page

    @property
    def card(self) -> RecordCard:
        return self._shell.card

    async def show_section(self, section: str) -> None:
        await self._shell.show_section(section)

    async def select_record(self, ref: Ref) -> None:
        await self._shell.select_record(ref)

    async def sync_now(self) -> Report | None:
        """One cycle, as by the button; None while nobody is signed in."""
        if self._syncer is None:
            return None
        report = await self._syncer.cycle()
        if report.state == states.IDLE:
            said = self.tr("Sent: {0} · received: {1}").format(report.pushed, report.pulled)
        else:
            said = ""
        self._shell.status_line.show_fact(said)
        await self._shell.count(frozenset())
        return report

    async def pause(self, pause: Pause | None) -> None:
        """Stop syncing, or go on; nothing while nobody is signed in."""
        if self._syncer is not None:
            await self._syncer.pause(pause)

    async def undo(self) -> Undone | None:
        """Take back the newest thing done here; None if there is nothing."""
        return await self._undoing.undo()

    async def open_conflict(self, conflict_id: str) -> ConflictDialog:
        """The dialog, opened."""
        conflict = await show_conflict(self._desk, conflict_id)
        dialog = await ConflictDialog.of(conflict, self._desk, self._appearance.look, self._errors, self)
        dialog.accepted.connect(lambda: self._undoing.offer_decided(dialog.choices.conflict.ref))
        self._workplace.feed.changed.connect(dialog.on_changed)
        dialog.open()
        self._dialog = dialog
        return dialog

    def status_text(self) -> str:
        return self._shell.status_line.text()

    async def speak(self, language: str) -> None:
        """Another language, where one was."""
        await self._dress_anew(partial(self._appearance.choose_language, language))
        self._toast.pass_by()

    async def wear(self, theme: str | None) -> None:
        """Another theme (light, dark, None for the system's), where one was."""
        await self._dress_anew(partial(self._appearance.choose_theme, theme))

    async def leave(self) -> bool:
        """Save what is being typed, then close; False, staying open, if something typed is refused."""
        if not self._ended and not await self._finish(self._shell.finish):
            return False
        self.closed.set()
        return True

    async def _finish(self, finish: Callable[[], Awaitable[bool]]) -> bool:
        """`finish`: the shell's way."""
        finished = await finish()
        if finished and self._is_deciding and self._dialog is not None:
            finished = await self._dialog.put_away()
        if not finished:
            self._toast.say_error(self.tr("Something typed is not saved: correct it, or press Esc there, then go on."))
        return finished

    async def close_tasks(self) -> None:
        """Leave nothing running behind."""
        await self._shell.close_tasks()
        await self._welcome.close_tasks()
        await self._tasks.close()

    # -- another look
    async def _dress_anew(self, choose: Callable[[], None]) -> None:
        """Everything that wears the look is built again, what is typed is saved or stays in its draft, and the person
        is where they were."""
        async with self._dressing:
            deciding = self._dialog.choices.conflict.id if self._is_deciding and self._dialog is not None else None
            if self._ended or not await self._finish(self._shell.finish_records):
                return
            there, at_welcome = self._shell.hand_over(), self._whole.currentWidget() is self._welcome
            typed = self._welcome.typed()
            self.setUpdatesEnabled(False)
            try:
                await self._clear_out()
                choose()
                self._furnish()
                self._welcome.write(*typed)
                await self._return_to(there, at_welcome=at_welcome)
            finally:
                self.setUpdatesEnabled(True)
            if deciding is not None:
                await self.open_conflict(deciding)

    async def _follow_system(self) -> None:
        """Nobody asked for it: so it waits until nothing is under way that it would break off."""
        while self._is_occupied:  # noqa: ASYNC110 - many things end without telling
            await asyncio.sleep(_LOOK_AGAIN_S)
        # a task of its own: a system that turns again breaks off the waiting, never the building
        self._tasks.start(self._dress_anew(self._appearance.wear_system))

    @property
    def _is_occupied(self) -> bool:
        return self._is_deciding or self._shell.is_typing or self._welcome.is_busy or self.isHidden()

    @property
    def _is_deciding(self) -> bool:
        return self._dialog is not None and not self._dialog.is_over

    async def _clear_out(self) -> None:
        for part in (self._shell, self._welcome):
            await part.close_tasks()
            self._whole.removeWidget(part)
            part.deleteLater()
        await asyncio.sleep(0)  # they are gone before the style sheet looks for whom it concerns

    async def _return_to(self, there: Whereabouts, *, at_welcome: bool) -> None:
        account = await self._workplace.account()
        if account is not None:
            await self._shell.open(account, there)
        self._whole.setCurrentWidget(self._welcome if at_welcome or account is None else self._shell)

    def show_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def menu(self) -> DeskMenu:
        menu = DeskMenu(self._appearance, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.language_chosen.connect(lambda language: self._tasks.start(self.speak(language)))
        menu.theme_chosen.connect(lambda theme: self._tasks.start(self.wear(theme)))
        menu.quit_chosen.connect(self.close)
        return menu

    # -- what it is told
    def _on_status(self, status: Status) -> None:
        self._status = status
        self._shell.show_status(status)
        if status.state == states.SIGN_IN_REQUIRED:
            said = self.tr("Sign-in expired. Your data stays here.")
            self._toast.say(said, self.tr("Sign in"), lambda: self._tasks.start(self.ask_to_sign_in()))

    async def ask_to_sign_in(self) -> None:
        account = await self._workplace.account()
        if account is not None:
            self._welcome.fill(account.address, account.person.email)
        self.show_welcome()

    def _on_demo_closed(self) -> None:
        if not self.closed.is_set():
            self.show()

    def show_welcome(self) -> None:
        self._whole.setCurrentWidget(self._welcome)

    def show_desk(self) -> None:
        self._whole.setCurrentWidget(self._shell)

    def show_error(self, error: Exception) -> None:
        """What ended the syncing for now; one can go on working here. After the end it is a mere consequence."""
        if not self._ended:
            reason = states.fault_reason(error)
            self._on_status(replace(self._status, state=states.FAILED, reason=reason, next_try_at=None))
            self._errors.present(error)

    def show_mended(self, mended: DatabaseMended) -> None:
        """The database was built anew, at the start or just now."""
        self._errors.present(mended)

    def show_end(self, wiped: Wiped) -> None:
        """Nothing is left to show or to save here: the device was revoked."""
        self._ended = True
        self._whole.setCurrentWidget(self._welcome)
        self._welcome.setEnabled(False)
        self._errors.present(wiped)

    def _on_network(self, reachable: bool) -> None:
        if self._syncer is not None:
            self._syncer.network(reachable=reachable)

    def _on_edited(self) -> None:
        if self._syncer is not None:
            self._syncer.nudge(soon=True)

    def _start_sync(self) -> None:
        self._tasks.start(self.sync_now())

    def _start_draft(self, section: str | None = None) -> None:
        self._tasks.start(self._draft_in(section or self.section))

    async def _draft_in(self, section: str) -> None:
        if section != self.section:
            await self.show_section(section)
        if self.page is not None:
            await self.page.start_draft()

    async def _resolve(self, ref: Ref | None) -> None:
        """The oldest open conflict: of this record, or of all."""
        for conflict in reversed(await list_conflicts(self._desk)):
            if ref in (None, conflict.ref) and conflict.state is ConflictState.OPEN:
                await self.open_conflict(conflict.id)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shell.sidebar.become_rail(self.width() < _RAIL_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window stays until what is typed is saved; whoever runs it hides it then."""
        if self.closed.is_set():
            event.accept()
            return
        event.ignore()
        self._tasks.start(self.leave())
