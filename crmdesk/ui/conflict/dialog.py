"""The dialog that decides a conflict, or turns a settled one round.

Keys, the same in the Russian layout: arrows go from field to field, 1 mine, 2 server, 0 before, B both, E or F2 types
the result, S accepts the suggestion, A all of them, M all mine, T all server, Ctrl+Z takes the last choice back,
Alt+Left and Alt+Right show another open conflict, Ctrl+Enter saves, Esc decides later and loses nothing: the choices so
far are kept, and the record stays usable with the person's own values.
Object names: conflict.dialog, conflict.mine.FIELD, conflict.theirs.FIELD, conflict.result.FIELD, conflict.editor.FIELD,
conflict.keep_mine, conflict.keep_theirs, conflict.keep_suggested, conflict.two_records, conflict.later, conflict.save,
conflict.previous, conflict.next, conflict.place, conflict.news, conflict.suggestion, conflict.accept, conflict.same,
conflict.left, conflict.error.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import Hindrance, Outdated, StorageFault
from crmdesk.domain.records import Conflict, ConflictState
from crmdesk.operations.conflicts import keep_picks, keep_two_records, resolve_conflict
from crmdesk.operations.desk import Desk
from crmdesk.ui.conflict.choices import Choices, Pick
from crmdesk.ui.conflict.foot import DialogFoot
from crmdesk.ui.conflict.head import DialogHead
from crmdesk.ui.conflict.keys import Act, act_of
from crmdesk.ui.conflict.known import Known, known_of
from crmdesk.ui.conflict.rows import ConflictRows
from crmdesk.ui.conflict.suggestion import SuggestionLine
from crmdesk.ui.conflict.table import ColumnsHead
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.labels import kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.overlay import OverlayDialog
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.words import Words

_WIDTH = 1120
_EDGE = 64
_LEAST_TABLE = 160
_SETTLED_S = 0.05
_CHOICES = {Act.MINE: Pick.MINE, Act.THEIRS: Pick.THEIRS, Act.BASE: Pick.BASE, Act.BOTH: Pick.BOTH}


class ConflictDialog(OverlayDialog):
    def __init__(self, known: Known, desk: Desk, look: Look, errors: Errors, over: QWidget) -> None:
        super().__init__(over, look)
        self.setObjectName("conflict.dialog")
        self._desk = desk
        self._look = look
        self._errors = errors
        self._words = Words(look.locale, self)
        self._tasks = Tasks(self, errors.present)
        self._saving = self._leaving = False
        self._take_room(over.size())
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._panel: QFrame | None = None
        self._fill(known)

    @classmethod
    async def of(cls, conflict: Conflict, desk: Desk, look: Look, errors: Errors, over: QWidget) -> "ConflictDialog":
        """The dialog with everything that it shows fetched; not opened yet."""
        return cls(await known_of(conflict.id, desk), desk, look, errors, over)

    # -- its parts
    def _take_room(self, window: QSize) -> None:
        self._room = window - QSize(_EDGE, _EDGE)
        self.setFixedWidth(min(_WIDTH, self._room.width()))
        self.setMaximumHeight(max(self._room.height(), 1))

    def fit(self, room: QSize) -> None:
        """Laid out anew when the window's size has settled; what is being typed stays as it is."""
        self._take_room(room)
        self._tasks.restart("fit", self._fit())

    async def _fit(self) -> None:
        await asyncio.sleep(_SETTLED_S)
        if not self._is_busy and not self._rows.is_editing:
            self._refill(self._known)

    def _fill(self, known: Known) -> None:
        """Show this conflict, in place of the one before."""
        conflict = known.dispute.conflict
        self._known = known
        whose = self.tr("{0}, {1}:").format(known.by or self.tr("Server"), self._words.moment(conflict.at))
        self.choices = Choices(conflict, whose, known.dispute.suggested)
        self.setAccessibleName(self.tr("Resolve: {0} “{1}”").format(kind_name(conflict.kind), known.title))
        if self._panel is not None:
            self._panel.setParent(None)
            self._panel.deleteLater()
        self._panel = QFrame(self)
        self._panel.setObjectName("conflict.panel")
        self._put_together(self._panel)
        self._page.addWidget(self._panel)
        self._panel.show()
        self._show()
        self._tasks.restart("rows", self._rows.make_rest())

    def _put_together(self, panel: QFrame) -> None:
        width = self.width() - 2
        self._head = DialogHead(self._known, self._look, self._words, panel)
        self._head.turned.connect(lambda step: self._tasks.restart("turn", self.turn(step)))
        self._rows = ConflictRows(self._known, self.choices, self._look, self._words, width, panel)
        self._rows.picked.connect(lambda name, pick: self.choose(name, Pick(pick)))
        self._rows.typed_in.connect(self.set_result)
        self._rows.entered.connect(self._go_to)
        self._suggestion = SuggestionLine(self._look, self._words, panel)
        self._suggestion.accepted.connect(lambda: self._do(Act.ACCEPT))
        self._suggestion.keep_room(kept=bool(self.choices.suggested))
        self._foot = DialogFoot(self._known.dispute, self._look, self._words, width, panel)
        self._foot.asked.connect(self._do)
        self._foot.parted.connect(lambda: self._tasks.start(self.keep_two()))
        self._foot.put_off.connect(self.reject)
        self._rows.refused.connect(self._foot.say_error)
        column = QVBoxLayout(panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for part in (self._head, ColumnsHead(self._look, panel), self._suggestion, self._foot):
            column.addWidget(part)
        self._rows.make_first(max(self._room.height() - column.totalHeightForWidth(width), _LEAST_TABLE))
        column.insertWidget(2, self._rows, 1)

    def _show(self) -> None:
        self._rows.show_choices()
        self._foot.show_left(len(self.choices.undecided), saving=self._saving)
        current = self._rows.current
        self._suggestion.say(self.choices.conflict.kind, current, self.choices.suggested.get(current))

    # -- what a person does
    def choose(self, name: str, pick: Pick) -> None:
        self._rows.row(name).stop_editing()
        self.choices.choose(name, pick)
        self._rows.go_to(name)
        self._chosen()

    def choose_all(self, pick: Pick) -> None:
        self._rows.stop_editing()
        self.choices.choose_all(pick)
        self._chosen()

    def accept_suggestion(self, name: str | None = None) -> None:
        """For one field, or for all that have one."""
        self._rows.stop_editing()
        self.choices.accept(name)
        self._chosen()

    def take_back(self) -> None:
        self._rows.stop_editing()
        self.choices.take_back()
        self._chosen()

    def set_result(self, name: str, value: object) -> None:
        """Take a value of one's own as the result of a field."""
        self.choices.set_own(name, value)
        self._chosen()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> None:
        self._foot.say_error("")
        self._show()
        if self.choices.conflict.state is ConflictState.OPEN:
            self._tasks.start(self._keep(self.choices))

    async def _keep(self, choices: Choices) -> None:
        """Kept with the conflict at every choice, so that no way of closing loses one."""
        await keep_picks(self._desk, choices.conflict.id, choices.kept())

    def _go_to(self, name: str) -> None:
        self._rows.go_to(name)
        self._show()

    async def turn(self, step: int) -> None:
        """To the next open conflict, or back to the one before."""
        waiting = self._known.dispute.waiting
        here = self.choices.conflict.id
        self._rows.submit()
        if here not in waiting or len(waiting) == 1 or self._is_busy or self._rows.is_editing:
            return
        await self._keep(self.choices)
        known = await known_of(waiting[(waiting.index(here) + step) % len(waiting)], self._desk)
        if self._is_busy or self._rows.is_editing:
            return
        self._fill(known)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Later: when what was chosen so far is kept."""
        self._tasks.start(self.put_away())

    async def put_away(self) -> bool:
        """Decide later; False, staying open, while it is saved or a result is typed that is no value. A disk that takes
        no choices keeps nobody in."""
        if self._leaving:
            return True
        self._rows.submit()
        if self._saving or self._rows.is_editing:
            return False
        self._leaving = True
        if self.choices.conflict.state is ConflictState.OPEN:
            try:
                await self._keep(self.choices)
            except StorageFault as fault:
                self._errors.present(fault)
        super().reject()
        return True

    @property
    def _is_busy(self) -> bool:
        """It is being saved or left."""
        return self._saving or self._leaving

    # -- saving
    async def save(self) -> bool:
        """Settle the conflict and close; False, with the reason shown, if something is undecided or refused."""
        self._rows.submit()
        if self.choices.undecided or self._is_busy or self._rows.is_editing:
            return False
        side, values = self.choices.answer()
        seen = self.choices.conflict
        return await self._settle(resolve_conflict(self._desk, seen.id, side, values, seen=seen))

    async def keep_two(self) -> bool:
        """My values as a new record, theirs in this one."""
        if self._is_busy:
            return False
        seen = self.choices.conflict
        return await self._settle(keep_two_records(self._desk, seen.id, seen=seen))

    async def _settle(self, work: Awaitable[object]) -> bool:
        self._saving = True
        try:
            await work
        except Hindrance as hindrance:
            self._foot.say_error(self._errors.sentence(hindrance))
            outdated = isinstance(hindrance, Outdated)
        else:
            self.accept()
            return True
        finally:
            self._saving = False
            self._show()
        if outdated:
            await self._look_again()
        return False

    # -- what others do meanwhile
    def on_changed(self, changes: Changes) -> None:
        """The record may have changed while its conflict is looked at."""
        ref = self.choices.conflict.ref
        if not self._saving and not self.is_over and (ref in changes.refs or ref.kind in changes.kinds):
            self._tasks.restart("look", self._look_again())

    async def _look_again(self) -> None:
        """Show the versions as they are now, with what was chosen of those before; nothing while a result is being
        typed, for saving looks again."""
        looked_at = self.choices.conflict.id
        known = await known_of(looked_at, self._desk)
        now, seen = known.dispute.conflict, self.choices.conflict
        if seen.id != looked_at or self._is_busy or self._rows.is_editing:
            return
        if replace(now, picks={}) == replace(seen, picks={}):
            return
        self._refill(known)
        self._head.say_news()

    def _refill(self, known: Known) -> None:
        """With what was chosen so far, and where one was."""
        current = self._rows.current
        conflict = replace(known.dispute.conflict, picks=self.choices.kept())
        self._fill(replace(known, dispute=replace(known.dispute, conflict=conflict)))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if current in self._rows.names:
            self._page.activate()
            self._go_to(current)

    # -- keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event)
        if act is not None:
            self._do(act)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _do(self, act: Act) -> None:
        match act:
            case Act.MINE | Act.THEIRS | Act.BASE | Act.BOTH:
                self.choose(self._rows.current, _CHOICES[act])
            case Act.EDIT:
                self._rows.row(self._rows.current).edit()
            case Act.ACCEPT:
                self.accept_suggestion(self._rows.current)
            case Act.ACCEPT_ALL:
                self.accept_suggestion()
            case Act.ALL_MINE | Act.ALL_THEIRS:
                self.choose_all(Pick.MINE if act is Act.ALL_MINE else Pick.THEIRS)
            case Act.TAKE_BACK:
                self.take_back()
            case Act.UP | Act.DOWN:
                self._go_to(self._rows.after(1 if act is Act.DOWN else -1))
            case Act.PREVIOUS | Act.NEXT:
                self._tasks.restart("turn", self.turn(1 if act is Act.NEXT else -1))
            case Act.SAVE:
                self._tasks.start(self.save())
