"""What stands inside the window while somebody is signed in: sidebar, one page a section, status line.

It belongs to one look: for another language or theme a new one is built, where the person was (`Whereabouts`).
"""

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Ref
from crmdesk.operations.lists import count_rows
from crmdesk.operations.outbox import count_outbox
from crmdesk.operations.tasks import count_overdue
from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.intake import Intake
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.words import Words
from crmdesk.ui.records.card import RecordCard
from crmdesk.ui.records.page import RecordsPage
from crmdesk.ui.records.place import ListPlace
from crmdesk.ui.sidebar import SECTIONS, SYNC, Sidebar
from crmdesk.ui.status_line import StatusLine
from crmdesk.ui.sync.page import SyncPage
from crmdesk.ui.workplace import Account, Workplace

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person is: the section, and the place in each list they opened."""

    section: str = "contacts"
    collapsed: bool = False
    """The sidebar, to a rail."""
    lists: dict[str, ListPlace] = field(default_factory=dict)


class Shell(QWidget):
    sync_asked = Signal()
    conflict_asked = Signal(str)
    """Id of a conflict."""
    resolve_asked = Signal(object)
    """Ref of a record whose open conflict is to be decided."""
    record_deleted = Signal(object)
    """Ref"""
    task_done = Signal(object, bool)
    """Ref, whether it is done now."""
    stage_moved = Signal(object)
    """Ref of a deal that stands in another stage now."""
    pause_asked = Signal(object)
    """Pause, or None to go on."""
    sign_in_asked = Signal()
    menu_asked = Signal(QPoint)
    """Where it is to open, on the screen."""

    def __init__(self, workplace: Workplace, look: Look, errors: Errors, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._look = look
        self._errors = errors
        self._tasks = Tasks(self, errors.present)
        self._words = Words(look.locale, self)
        self._pages: dict[str, RecordsPage] = {}
        self._lists: dict[str, ListPlace] = {}
        self.section = "contacts"
        self._lay_out()
        self.minutes = QTimer(self, interval=_MINUTE_MS)
        """A task becomes overdue by itself."""
        self.minutes.timeout.connect(lambda: self._tasks.start(self._count_overdue()))
        self.intake = Intake(workplace.feed, self._take_up, self._tasks, self)

    def _lay_out(self) -> None:
        self.sidebar = Sidebar(self._look, self)
        self._stack = QStackedWidget(self)
        self.sync_page = SyncPage(self._desk, self._look, self._errors, self._workplace.feed, self)
        self._stack.addWidget(self.sync_page)
        self.status_line = StatusLine(self._look, self._desk.clock.now_ms, self)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addWidget(self._stack, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addLayout(across, 1)
        down.addWidget(self.status_line)
        self.sidebar.chosen.connect(self.go_to)
        self.sidebar.menu_asked.connect(self.menu_asked)
        self.status_line.clicked.connect(partial(self.go_to, SYNC))
        self.status_line.log_asked.connect(lambda: self._tasks.start(self._show_log()))
        for part in (self.status_line, self.sync_page):
            part.sync_asked.connect(self.sync_asked)
            part.pause_asked.connect(self.pause_asked)
            part.sign_in_asked.connect(self.sign_in_asked)
        self.sync_page.resolve_asked.connect(self.conflict_asked)
        self.sync_page.record_asked.connect(lambda ref: self._tasks.start(self.select_record(ref)))

    # -- where one is
    @property
    def page(self) -> RecordsPage | None:
        """The page of records in sight; None on the sync page."""
        return self._pages.get(self.section)

    @property
    def card(self) -> RecordCard:
        page = self.page
        if page is None:
            raise LookupError("the sync page has no card")
        return page.card

    def whereabouts(self) -> Whereabouts:
        seen = {section: page.place() for section, page in self._pages.items()}
        return Whereabouts(self.section, self.sidebar.collapsed, {**self._lists, **seen})

    async def open(self, account: Account, there: Whereabouts) -> None:
        self.sidebar.show_person(account.person)
        self.sync_page.show_account(account.person.name, account.address)
        self._lists = dict(there.lists)
        self.sidebar.collapse(there.collapsed)
        await self.show_section(there.section)
        await self._take_up_drafts()
        await self.count(frozenset(SECTIONS.values()))
        self.minutes.start()

    async def _take_up_drafts(self) -> None:
        """Also in a list that nobody looks at again: a draft that no card holds would be lost with the window."""
        for section, place in tuple(self._lists.items()):
            if place.draft is not None and section not in self._pages:
                await self._make_page(section).restore(self._lists.pop(section))

    def go_to(self, section: str) -> None:
        self._tasks.start(self.show_section(section))

    async def show_section(self, section: str) -> None:
        """Fetching is never broken off: a list that was left before it came is there when one returns."""
        self.section = section
        self.sidebar.show_chosen(section)
        if section == SYNC:
            self.status_line.show_fact("")
            await self.sync_page.open()
            if self.section == SYNC:
                self._stack.setCurrentWidget(self.sync_page)
                self.sync_page.setFocus()
            return
        page = self._pages.get(section)
        if page is None:
            page = self._make_page(section)
            self._stack.setCurrentWidget(page)
            await page.restore(self._lists.pop(section, ListPlace()))
            is_typed_on = page.card.is_draft
        else:
            is_typed_on = False
        if self.section == section:
            self._stack.setCurrentWidget(page)
            if not is_typed_on:
                page.table.setFocus()
            self._say_fact()

    def _say_fact(self) -> None:
        """How long the list in sight is."""
        if self.page is not None:
            self.status_line.show_fact(self._words.records(self.page.kind, self.page.model.rowCount()))

    async def _show_log(self) -> None:
        await self.show_section(SYNC)
        self.sync_page.show_log()

    def _make_page(self, section: str) -> RecordsPage:
        page = RecordsPage(SECTIONS[section], self._desk, self._look, self._errors, self._workplace.feed, self)
        self._pages[section] = page
        page.resolve_asked.connect(self.resolve_asked)
        page.sync_asked.connect(partial(self.go_to, SYNC))
        page.record_deleted.connect(self.record_deleted)
        page.task_done.connect(self.task_done)
        page.stage_moved.connect(self.stage_moved)
        page.counted.connect(lambda _: self._say_fact())
        self._stack.addWidget(page)
        return page

    async def select_record(self, ref: Ref) -> None:
        section = next(name for name, kind in SECTIONS.items() if kind == ref.kind)
        await self.show_section(section)
        await self._pages[section].select(ref)

    # -- what it is told
    def show_status(self, status: Status) -> None:
        self.status_line.show_status(status)
        self.sync_page.show_status(status)
        if status.state != states.SYNCING:
            self._tasks.restart("counts", self.count(frozenset()))

    async def _take_up(self, changes: Changes) -> None:
        await self.count(frozenset(kind for kind in SECTIONS.values() if changes.touches(kind)))

    async def count(self, kinds: frozenset[str]) -> None:
        """Look again at what waits, and how many records of these kinds there are."""
        counts = await count_outbox(self._desk)
        self.status_line.show_counts(counts)
        self.sidebar.show_asking(counts)
        for section, kind in SECTIONS.items():
            if kind in kinds:
                self.sidebar.show_count(section, await count_rows(self._desk, Query(kind)))
        if "task" in kinds:
            await self._count_overdue()

    async def _count_overdue(self) -> None:
        self.sidebar.show_overdue(await count_overdue(self._desk))

    @property
    def is_typing(self) -> bool:
        """Something is being typed in a card or looked for, or a record is being made."""
        return any(
            page.search.hasFocus()
            or page.card.is_draft
            or any(page.card.field(name).is_editing for name in KINDS[page.kind].fields)
            for page in self._pages.values()
        )

    # -- its end
    async def finish(self) -> bool:
        """Save what is being typed; False if something of it is refused and still stands."""
        finished = [await page.card.finish() for page in tuple(self._pages.values())]
        return all(finished)

    async def finish_records(self) -> bool:
        """As `finish`, but drafts are left as they are."""
        finished = [await page.card.finish_record() for page in tuple(self._pages.values())]
        return all(finished)

    def hand_over(self) -> Whereabouts:
        """Where the person is; the drafts are another shell's from here on."""
        there = self.whereabouts()
        for page in self._pages.values():
            if page.card.is_draft:
                page.card.put_away()
        return there

    async def close_tasks(self) -> None:
        """Leave nothing running behind."""
        self.intake.close()
        self.minutes.stop()
        for page in self._pages.values():
            await page.close_tasks()
        await self.sync_page.close_tasks()
        await self._tasks.close()
