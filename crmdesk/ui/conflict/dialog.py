"""The dialog that decides a conflict, or turns a settled one round.

Keys: arrows go from field to field, 1 mine, 2 server, 0 before, E types the result, M all mine, T all server,
Ctrl+Enter saves, Esc decides later and loses nothing: the record stays usable with the person's own values.
Object names: conflict.dialog, conflict.mine.FIELD, conflict.theirs.FIELD, conflict.result.FIELD, conflict.editor.FIELD,
conflict.keep_mine, conflict.keep_theirs, conflict.later, conflict.save, conflict.error.
"""

import contextlib

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crmdesk.domain.errors import Hindrance, NotFound
from crmdesk.domain.records import Conflict, ConflictState, Fields, Ref
from crmdesk.operations.conflicts import resolve_conflict
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.operations.records import show_record
from crmdesk.ui.conflict.choices import Choices, Pick
from crmdesk.ui.conflict.row import BASE_WIDTH, FIELD_WIDTH, ConflictRow
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.labels import kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.overlay import OverlayDialog
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.values import Names
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.kit.words import Words

_WIDTH = 1080
_EDGE = 64
_TABLE_HEIGHT = 420
"""At first; more rows scroll."""


class _RowsArea(QScrollArea):
    """As high as its rows are in its width, and lower where there is no room: then they scroll."""

    def __init__(self, rows: QWidget, layout: QVBoxLayout, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._layout = layout
        self._width = width
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(rows)

    def sizeHint(self) -> QSize:
        return QSize(self._width, min(self._layout.totalHeightForWidth(self._width), _TABLE_HEIGHT))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.setMaximumHeight(self.sizeHint().height())
            self.updateGeometry()
        return handled


class ConflictDialog(OverlayDialog):
    def __init__(
        self,
        conflict: Conflict,
        record: Fields,
        names: Names,
        who: tuple[str, str],
        desk: Desk,
        look: Look,
        errors: Errors,
        over: QWidget,
    ) -> None:
        """`who`: the record's name, and the name of the person on the other side or ""."""
        super().__init__(over, look)
        self.setObjectName("conflict.dialog")
        self.setAccessibleName(self.tr("Resolve: {0} “{1}”").format(kind_name(conflict.kind), who[0]))
        self.choices = Choices(conflict)
        self._desk = desk
        self._errors = errors
        self._words = Words(look.locale, self)
        self._tasks = Tasks(self, errors.present)
        self._saving = False
        self._rows = {
            name: ConflictRow(conflict.kind, name, versions, record, names, look, self)
            for name, versions in conflict.fields.items()
        }
        self._current = next(iter(self._rows))
        self._lay_out(who, over)
        for row in self._rows.values():
            row.picked.connect(lambda name, pick: self.choose(name, Pick(pick)))
            row.typed_in.connect(self.set_result)
            row.refused.connect(self._error.setText)
            row.entered.connect(self._go_to)
        self._show()

    @classmethod
    async def of(cls, conflict: Conflict, desk: Desk, look: Look, errors: Errors, over: QWidget) -> "ConflictDialog":
        """The dialog with everything that it shows fetched; not opened yet."""
        versions: list[Fields] = [
            {name: getattr(one, side) for name, one in conflict.fields.items()} for side in ("base", "mine", "theirs")
        ]
        record: Fields = versions[1]
        # a record that one side deleted has no card to read
        with contextlib.suppress(NotFound):
            record = (await show_record(desk, conflict.ref)).record.fields
        names = await Lookup(desk).names(conflict.kind, versions)
        by = Ref("user", conflict.by or "")
        found = await names_of(desk, [conflict.ref, by])
        return cls(conflict, record, names, (found.get(conflict.ref, ""), found.get(by, "")), desk, look, errors, over)

    # -- what is shown
    def _lay_out(self, who: tuple[str, str], over: QWidget) -> None:
        self.setFixedWidth(min(_WIDTH, over.width() - _EDGE))
        self.setMaximumHeight(max(over.height() - _EDGE, 0))
        panel = QFrame(self)
        panel.setObjectName("conflict.panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(self._head(who))
        column.addWidget(self._columns_head())
        column.addWidget(self._table(), 1)
        column.addWidget(self._foot())
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(panel)

    def _head(self, who: tuple[str, str]) -> QVBoxLayout:
        conflict = self.choices.conflict
        head = QVBoxLayout()
        head.setContentsMargins(20, 18, 20, 14)
        head.setSpacing(8)
        title = self.tr("Resolve: {0} “{1}”").format(kind_name(conflict.kind), who[0] or "—")
        head.addWidget(label(title, "title"))
        at = self._words.moment(conflict.at)
        other = who[1] or self.tr("somebody else")
        if conflict.state is ConflictState.OPEN:
            told = self.tr("You changed it here, {0} changed it on the server. Found {1}.").format(other, at)
        else:
            told = self.tr("You and {0} changed it; settled {1}. It can be turned round at any time.").format(other, at)
        said = label(told, "second")
        said.setWordWrap(True)
        head.addWidget(said)
        return head

    def _columns_head(self) -> QFrame:
        head = QFrame(self)
        head.setProperty("ground", "sunken")
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        field = label(self.tr("Field"), "label")
        field.setFixedWidth(FIELD_WIDTH - 12)
        before = label(self.tr("Before  0"), "strong")
        before.setFixedWidth(BASE_WIDTH)
        line.addWidget(field)
        line.addWidget(before)
        for text in (self.tr("Mine  1"), self.tr("Server  2"), self.tr("Result  E")):
            line.addWidget(label(text, "strong"), 1)
        return head

    def _table(self) -> "_RowsArea":
        inside = QWidget()
        inside.setProperty("ground", "raised")
        # its height follows from its width: without this, from the narrowest width it could have
        inside.setMinimumHeight(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        for row in self._rows.values():
            column.addWidget(row)
        column.addStretch(1)
        return _RowsArea(inside, column, self.width() - 2, self)

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setObjectName("conflict.foot")
        mine = button(self.tr("All mine · M"), "", "conflict.keep_mine")
        mine.clicked.connect(lambda: self.choose_all(Pick.MINE))
        theirs = button(self.tr("All server · T"), "", "conflict.keep_theirs")
        theirs.clicked.connect(lambda: self.choose_all(Pick.THEIRS))
        is_open = self.choices.conflict.state is ConflictState.OPEN
        later = button(self.tr("Decide later · Esc") if is_open else self.tr("Close · Esc"), "", "conflict.later")
        later.clicked.connect(self.reject)
        self._save = button(self.tr("Save · Ctrl+Enter"), "primary", "conflict.save")
        self._save.clicked.connect(self.start_saving)
        self._left = label("", "warning", foot)
        self._left.setObjectName("conflict.left")
        self._error = label("", "error", foot)
        self._error.setObjectName("conflict.error")
        self._error.setWordWrap(True)
        for made in (mine, theirs, later, self._save):
            made.setAutoDefault(False)
        line = QHBoxLayout(foot)
        line.setContentsMargins(20, 14, 20, 14)
        line.setSpacing(8)
        line.addWidget(mine)
        line.addWidget(theirs)
        line.addWidget(self._error, 1)
        line.addWidget(self._left)
        line.addWidget(later)
        line.addWidget(self._save)
        return foot

    def _show(self) -> None:
        for name, row in self._rows.items():
            row.show_choice(self.choices, current=name == self._current)
        left = len(self.choices.undecided)
        self._left.setText(self._words.left_to_choose(left) if left else "")
        self._save.setEnabled(not left and not self._saving)

    # -- what a person does
    def choose(self, name: str, pick: Pick) -> None:
        self._rows[name].stop_editing()
        self.choices.choose(name, pick)
        self._error.clear()
        self._go_to(name)

    def choose_all(self, pick: Pick) -> None:
        for row in self._rows.values():
            row.stop_editing()
        self.choices.choose_all(pick)
        self._error.clear()
        self._show()

    def set_result(self, name: str, value: object) -> None:
        """Take a value of one's own as the result of a field."""
        self.choices.set_own(name, value)
        self._error.clear()
        self._show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, name: str) -> None:
        self._current = name
        self._show()

    def start_saving(self) -> None:
        self._tasks.start(self.save())

    async def save(self) -> bool:
        """Settle the conflict and close; False, with the reason shown, if something is undecided or refused."""
        for row in self._rows.values():
            row.submit()
        if self.choices.undecided or self._saving or any(row.is_editing for row in self._rows.values()):
            return False
        self._saving = True
        side, values = self.choices.answer()
        try:
            await resolve_conflict(self._desk, self.choices.conflict.id, side, values)
        except Hindrance as hindrance:
            self._error.setText(self._errors.sentence(hindrance))
            return False
        finally:
            self._saving = False
            self._show()
        self.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                self.start_saving()
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        # the second letter is what the same key types with a Russian layout
        match event.text().lower():
            case "1":
                self.choose(self._current, Pick.MINE)
            case "2":
                self.choose(self._current, Pick.THEIRS)
            case "0":
                self.choose(self._current, Pick.BASE)
            case "e" | "у":
                self._rows[self._current].edit()
            case "m" | "ь":
                self.choose_all(Pick.MINE)
            case "t" | "е":
                self.choose_all(Pick.THEIRS)
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        names = list(self._rows)
        self._go_to(names[(names.index(self._current) + by) % len(names)])
