"""The dialog that decides a conflict, or turns a settled one round.

Keys, the same in the Russian layout: arrows go from field to field, 1 mine, 2 server, 0 before, B both, E or F2 types
the result, S accepts the suggestion, A all of them, M all mine, T all server, Ctrl+Z takes the last choice back,
Alt+Left and Alt+Right show another open conflict, Ctrl+Enter saves, Esc decides later and loses nothing: the choices so
far are kept, and the record stays usable with the person's own values.
Object names: conflict.dialog, conflict.mine.FIELD, conflict.theirs.FIELD, conflict.result.FIELD, conflict.editor.FIELD,
conflict.keep_mine, conflict.keep_theirs, conflict.keep_suggested, conflict.two_records, conflict.later, conflict.save,
conflict.previous, conflict.next, conflict.place, conflict.suggestion, conflict.accept, conflict.same, conflict.left,
conflict.error.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.errors import Hindrance
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.merge import value_of
from crmdesk.domain.moments import instant
from crmdesk.domain.records import Conflict, ConflictState, Fields, Ref
from crmdesk.operations.conflicts import Dispute, keep_picks, keep_two_records, open_dispute, resolve_conflict
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.ui.conflict.choices import Choices, Pick
from crmdesk.ui.conflict.row import ConflictRow
from crmdesk.ui.conflict.suggestion import SuggestionLine
from crmdesk.ui.conflict.table import ColumnsHead, RowsArea, SameFields, same_names
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.labels import kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.overlay import OverlayDialog
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.values import Names, shown
from crmdesk.ui.kit.widgets import ElidedLabel, button, label
from crmdesk.ui.kit.words import Words

_WIDTH = 1120
_EDGE = 64
_AROUND = 300
"""The height of all but the rows."""
_LEAST_TABLE = 160
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_Z = (Qt.Key.Key_Z, 0x042F)
"""The second is what the same key says with a Russian layout."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the dialog shows of a conflict, fetched."""

    dispute: Dispute
    names: Names
    title: str
    by: str
    """The person on the other side, or ""."""


async def known_of(conflict_id: str, desk: Desk) -> Known:
    dispute = await open_dispute(desk, conflict_id)
    conflict = dispute.conflict
    apart = {**conflict.fields, **conflict.merged}
    versions: list[Fields] = [
        {name: getattr(one, side) for name, one in apart.items()} for side in ("base", "mine", "theirs", "result")
    ]
    names = await Lookup(desk).names(conflict.kind, [*versions, dispute.record.fields])
    by = Ref("user", conflict.by or "")
    found = await names_of(desk, [conflict.ref, by])
    return Known(dispute, names, found.get(conflict.ref, ""), found.get(by, ""))


class ConflictDialog(OverlayDialog):
    def __init__(self, known: Known, desk: Desk, look: Look, errors: Errors, over: QWidget) -> None:
        super().__init__(over, look)
        self.setObjectName("conflict.dialog")
        self._desk = desk
        self._look = look
        self._errors = errors
        self._words = Words(look.locale, self)
        self._tasks = Tasks(self, errors.present)
        self._saving = False
        room = over.size() - QSize(_EDGE, _EDGE)
        self.setFixedWidth(min(_WIDTH, room.width()))
        self.setMaximumHeight(max(room.height(), 1))
        self._table_size = QSize(self.width() - 2, max(room.height() - _AROUND, _LEAST_TABLE))
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._panel: QFrame | None = None
        self._fill(known)

    @classmethod
    async def of(cls, conflict: Conflict, desk: Desk, look: Look, errors: Errors, over: QWidget) -> "ConflictDialog":
        """The dialog with everything that it shows fetched; not opened yet."""
        return cls(await known_of(conflict.id, desk), desk, look, errors, over)

    def _fill(self, known: Known) -> None:
        """Show this conflict, in place of the one before."""
        dispute = known.dispute
        conflict = dispute.conflict
        self._known = known
        whose = self.tr("{0}, {1}:").format(known.by or self.tr("Server"), self._words.moment(conflict.at))
        self.choices = Choices(conflict, whose, dispute.suggested)
        self.setAccessibleName(self.tr("Resolve: {0} “{1}”").format(kind_name(conflict.kind), known.title))
        if self._panel is not None:
            self._page.removeWidget(self._panel)
            self._panel.deleteLater()
        self._panel = QFrame(self)
        self._panel.setObjectName("conflict.panel")
        self._area = RowsArea(self._table_size, self._panel)
        self._rows = {
            name: ConflictRow(
                conflict.kind, name, versions, dispute.record.fields, known.names, self._look, self._area.inside
            )
            for name, versions in {**conflict.fields, **conflict.merged}.items()
        }
        self._current = next(iter(self._rows))
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(ColumnsHead(self._look, self._panel))
        self._area.fill(list(self._rows.values()), self._same_fields())
        column.addWidget(self._area, 1)
        column.addLayout(self._suggestion_line())
        column.addWidget(self._foot())
        self._page.addWidget(self._panel)
        for name, row in self._rows.items():
            row.show_group([one for one in self.choices.unit(name) if one != name])
            row.picked.connect(lambda name, pick: self.choose(name, Pick(pick)))
            row.typed_in.connect(self.set_result)
            row.refused.connect(self._error.setText)
            row.entered.connect(self._go_to)
        self._show()

    # -- its parts
    def _head(self) -> QVBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(label(self.tr("Resolve:"), "title-muted"))
        kind = kind_name(self.choices.conflict.kind)
        line.addWidget(ElidedLabel(self.tr("{0} “{1}”").format(kind, self._known.title or "—"), "title"), 1)
        self._add_places(line)
        said = label(self._story(), "second")
        said.setWordWrap(True)
        head = QVBoxLayout()
        head.setContentsMargins(20, 16, 20, 16)
        head.setSpacing(10)
        head.addLayout(line)
        head.addWidget(said)
        return head

    def _add_places(self, line: QHBoxLayout) -> None:
        """Which of the open conflicts this is, and the way to the others."""
        waiting = self._known.dispute.waiting
        if self.choices.conflict.id not in waiting or len(waiting) == 1:
            return
        at = waiting.index(self.choices.conflict.id) + 1
        place = label(self.tr("{0} of {1}").format(at, len(waiting)), "small")
        place.setObjectName("conflict.place")
        line.addWidget(place)
        for step, name, sign, tip in (
            (-1, "conflict.previous", "caret-left", self.tr("Previous (Alt+Left)")),
            (1, "conflict.next", "caret-right", self.tr("Next (Alt+Right)")),
        ):
            turn = button("", "quiet", name, small=True)
            turn.setIcon(self._look.icons.icon(sign, 16, "text_2"))
            turn.setToolTip(tip)
            turn.setAccessibleName(tip)
            turn.setAutoDefault(False)
            turn.clicked.connect(lambda _=False, step=step: self._tasks.restart("turn", self.turn(step)))
            line.addWidget(turn)

    def _story(self) -> str:
        """Who changed what when."""
        conflict, entry = self.choices.conflict, self._known.dispute.entry
        other = self._known.by or self.tr("somebody else")
        found = self._words.moment(conflict.at)
        if conflict.state is not ConflictState.OPEN:
            return self.tr("You and {0} changed it; settled {1}. It can be turned round at any time.").format(
                other, found
            )
        mine = [entry.edited[name].wall_ms for name in conflict.fields if name in entry.edited] if entry else []
        there = instant(entry.base.updated_at) if entry and entry.base and entry.base.updated_at else None
        at_here = self._words.moment(max(mine)) if mine else found
        at_there = self._words.moment(int(there.timestamp() * 1000)) if there else found
        return self.tr("Changed here by you: {0}. Changed on the server by {1}: {2}.").format(at_here, other, at_there)

    def _same_fields(self) -> SameFields:
        dispute = self._known.dispute
        kind = self.choices.conflict.kind
        values = []
        for name in same_names(kind, list(self._rows)):
            declared, value = KINDS[kind].fields[name], value_of(KINDS[kind], dispute.record.fields, name)
            text = shown(declared, value, self._known.names, dispute.record.fields, self._look.locale)
            if text:
                values.append((name, text))
        return SameFields(kind, values, self._look, self._words, self._area.inside)

    def _suggestion_line(self) -> QVBoxLayout:
        self._suggestion = SuggestionLine(self._look, self._words, self)
        self._suggestion.accepted.connect(lambda: self.accept_suggestion(self._current))
        column = QVBoxLayout()
        column.setContentsMargins(20, 4, 20, 12)
        column.addWidget(self._suggestion)
        return column

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setObjectName("conflict.foot")
        is_open = self.choices.conflict.state is ConflictState.OPEN
        self._save = KeyButton(self.tr("Save"), "Ctrl+Return", self._look, "conflict.save", foot)
        self._save.clicked.connect(self.start_saving)
        self._left = label("", "warning", foot)
        self._left.setObjectName("conflict.left")
        self._error = label("", "error", foot)
        self._error.setObjectName("conflict.error")
        self._error.setWordWrap(True)
        line = QHBoxLayout(foot)
        line.setContentsMargins(20, 14, 20, 14)
        line.setSpacing(8)
        for text, key, name, act in self._verbs():
            verb = KeyButton(text, key, self._look, name, foot, kind="")
            verb.clicked.connect(lambda _=False, act=act: act())
            line.addWidget(verb)
        line.addWidget(self._two_records(foot))
        line.addWidget(self._error, 1)
        line.addWidget(self._left)
        later = KeyButton(
            self.tr("Decide later") if is_open else self.tr("Close"), "Esc", self._look, "conflict.later", foot, kind=""
        )
        later.clicked.connect(self.reject)
        line.addWidget(later)
        line.addWidget(self._save)
        for made in foot.findChildren(KeyButton):
            made.setAutoDefault(False)
        return foot

    def _verbs(self) -> list[tuple[str, str, str, Callable[[], None]]]:
        verbs: list[tuple[str, str, str, Callable[[], None]]] = [
            (self.tr("All mine"), "M", "conflict.keep_mine", lambda: self.choose_all(Pick.MINE)),
            (self.tr("All server"), "T", "conflict.keep_theirs", lambda: self.choose_all(Pick.THEIRS)),
        ]
        if self.choices.suggested:
            verbs.append((self.tr("All suggestions"), "A", "conflict.keep_suggested", self.accept_suggestion))
        return verbs

    def _two_records(self, foot: QFrame) -> QWidget:
        made = button(self.tr("Keep both as two records"), "quiet", "conflict.two_records")
        made.setAutoDefault(False)
        made.clicked.connect(lambda: self._tasks.start(self.keep_two()))
        made.setParent(foot)
        is_open = self.choices.conflict.state is ConflictState.OPEN
        made.setVisible(is_open and not self._known.dispute.record.deleted)
        return made

    def _show(self) -> None:
        for name, row in self._rows.items():
            row.show_choice(self.choices, current=name == self._current)
        left = len(self.choices.undecided)
        self._left.setText(self._words.left_to_choose(left) if left else "")
        self._left.setVisible(bool(left))
        self._save.setEnabled(not left and not self._saving)
        suggested = self.choices.suggested.get(self._current)
        self._suggestion.say(self.choices.conflict.kind, self._current, suggested)

    # -- what a person does
    def choose(self, name: str, pick: Pick) -> None:
        self._rows[name].stop_editing()
        self.choices.choose(name, pick)
        self._current = name
        self._chosen()

    def choose_all(self, pick: Pick) -> None:
        self._stop_editing()
        self.choices.choose_all(pick)
        self._chosen()

    def accept_suggestion(self, name: str | None = None) -> None:
        """For one field, or for all that have one."""
        self._stop_editing()
        self.choices.accept(name or None)
        self._chosen()

    def take_back(self) -> None:
        self._stop_editing()
        self.choices.take_back()
        self._chosen()

    def set_result(self, name: str, value: object) -> None:
        """Take a value of one's own as the result of a field."""
        self.choices.set_own(name, value)
        self._chosen()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_editing(self) -> None:
        for row in self._rows.values():
            row.stop_editing()

    def _chosen(self) -> None:
        self._error.clear()
        self._show()
        if self.choices.conflict.state is ConflictState.OPEN:
            self._tasks.start(self._keep())

    async def _keep(self) -> None:
        """Kept with the conflict at every choice, so that no way of closing loses one."""
        await keep_picks(self._desk, self.choices.conflict.id, self.choices.kept())

    def _go_to(self, name: str) -> None:
        self._current = name
        self._show()
        self._area.ensureWidgetVisible(self._rows[name], 0, 0)

    async def turn(self, step: int) -> None:
        """To the next open conflict, or back to the one before."""
        waiting = self._known.dispute.waiting
        here = self.choices.conflict.id
        if here not in waiting or len(waiting) == 1 or self._saving:
            return
        await self._keep()
        other = waiting[(waiting.index(here) + step) % len(waiting)]
        self._fill(await known_of(other, self._desk))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_saving(self) -> None:
        self._tasks.start(self.save())

    async def save(self) -> bool:
        """Settle the conflict and close; False, with the reason shown, if something is undecided or refused."""
        for row in self._rows.values():
            row.submit()
        if self.choices.undecided or self._saving or any(row.is_editing for row in self._rows.values()):
            return False
        side, values = self.choices.answer()
        return await self._settle(resolve_conflict(self._desk, self.choices.conflict.id, side, values))

    async def keep_two(self) -> bool:
        """My values as a new record, theirs in this one."""
        if self._saving:
            return False
        return await self._settle(keep_two_records(self._desk, self.choices.conflict.id))

    async def _settle(self, work: Awaitable[object]) -> bool:
        self._saving = True
        try:
            await work
        except Hindrance as hindrance:
            self._error.setText(self._errors.sentence(hindrance))
            return False
        finally:
            self._saving = False
            self._show()
        self.accept()
        return True

    def reject(self) -> None:
        """Later: when what was chosen so far is kept."""
        if self.choices.conflict.state is not ConflictState.OPEN:
            super().reject()
        elif not self._saving:
            self._tasks.restart("leave", self._leave())

    async def _leave(self) -> None:
        await self._keep()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & _CONTROL)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                self.start_saving()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.modifiers() & _ALT and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._tasks.restart("turn", self.turn(1 if event.key() == Qt.Key.Key_Right else -1))
        elif control and event.key() in _Z:
            self.take_back()
        elif event.key() == Qt.Key.Key_F2:
            self._rows[self._current].edit()
        elif control or not self._act_on(event.text().lower()):
            super().keyPressEvent(event)

    def _act_on(self, typed: str) -> bool:
        """Whether this is a key; the second letter is what the same key types with a Russian layout."""
        match typed:
            case "1":
                self.choose(self._current, Pick.MINE)
            case "2":
                self.choose(self._current, Pick.THEIRS)
            case "0":
                self.choose(self._current, Pick.BASE)
            case "b" | "и":
                self.choose(self._current, Pick.BOTH)
            case "e" | "у":
                self._rows[self._current].edit()
            case "s" | "ы":
                self.accept_suggestion(self._current)
            case "a" | "ф":
                self.accept_suggestion()
            case "m" | "ь":
                self.choose_all(Pick.MINE)
            case "t" | "е":
                self.choose_all(Pick.THEIRS)
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        names = list(self._rows)
        self._go_to(names[(names.index(self._current) + by) % len(names)])
