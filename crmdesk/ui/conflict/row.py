"""One field of a conflict: its versions side by side and what comes of them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.domain.errors import Refused
from crmdesk.domain.kinds import DELETED, KINDS, FieldType
from crmdesk.domain.records import FieldConflict, Fields, Value
from crmdesk.ui.conflict.cells import TALL, Cell
from crmdesk.ui.conflict.choices import Choices, Pick
from crmdesk.ui.conflict.unlike import unlike
from crmdesk.ui.kit.editors import ChoiceEditor, Editor, LineEditor, LinesEditor, is_many_lines, lines_editor
from crmdesk.ui.kit.fonts import tight
from crmdesk.ui.kit.labels import choice_name, error_sentence, field_label
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.values import Names, read, shown, typed
from crmdesk.ui.kit.widgets import label

FIELD_WIDTH = 144
BASE_WIDTH = 168
BAR_WIDTH = 3
LEAST_HEIGHT = 41
LEAST_TO_DECIDE = 65
_NOT_TYPED = frozenset({FieldType.REFERENCE, FieldType.REFERENCES, FieldType.ROWS, FieldType.CUSTOM})


class ConflictRow(QWidget):
    picked = Signal(str, str)
    """Field and Pick."""
    typed_in = Signal(str, object)
    """Field and the value that was typed as its result."""
    refused = Signal(str)
    """Why what was typed is no value."""
    entered = Signal(str)
    """The field whose row the person works in."""

    def __init__(
        self, kind: str, name: str, versions: FieldConflict, record: Fields, names: Names, look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"conflict.row.{name}")
        self.name = name
        self._kind = kind
        self._declared = KINDS[kind].fields.get(name)
        self._versions = versions
        self._record = record
        self._names = names
        self._look = look
        self._editor: Editor | None = None
        self._is_current = False
        self._shown: tuple[Pick | None, Value] | None = None
        """What was chosen when it was shown last, and what came of it."""
        self._sign = QLabel(self)
        self._sign.setFixedWidth(18)
        self._note = label("", "small", self)
        self._note.setWordWrap(True)
        self._note.hide()
        self._before = Cell(look, f"conflict.before.{name}", self.tr("Before"), self)
        self.mine = self._cell(f"conflict.mine.{name}", self.tr("Mine"), Pick.MINE)
        self.theirs = self._cell(f"conflict.theirs.{name}", self.tr("Server"), Pick.THEIRS)
        self.result = Cell(look, f"conflict.result.{name}", self.tr("Result"), self)
        self.result.become_clickable()
        self.result.clicked.connect(self.edit)
        self.result.entered.connect(lambda: self.entered.emit(self.name))
        before, mine, theirs = (self.text_of(one) for one in (versions.base, versions.mine, versions.theirs))
        compared = before if versions.base else ""
        self._before.show_text(before, "before")
        self._offers = [
            (self.mine, Pick.MINE, mine, unlike(compared, mine)),
            (self.theirs, Pick.THEIRS, theirs, unlike(compared, theirs)),
        ]
        self._lay_out(field_label(kind, name))

    def _cell(self, name: str, spoken: str, pick: Pick) -> Cell:
        cell = Cell(self._look, name, spoken, self)
        cell.become_clickable()
        cell.clicked.connect(lambda: self.picked.emit(self.name, pick.value))
        cell.entered.connect(lambda: self.entered.emit(self.name))
        return cell

    def _lay_out(self, title: str) -> None:
        head = QWidget(self)
        head.setFixedWidth(FIELD_WIDTH - BAR_WIDTH)
        heading = self._heading = QVBoxLayout(head)
        heading.setContentsMargins(17, 0, 4, 0)
        heading.setSpacing(0)
        named = QHBoxLayout()
        named.setSpacing(6)
        name = label(title, "strong", head)
        name.setWordWrap(True)
        named.addWidget(self._sign)
        named.addWidget(name, 1)
        self._note.setIndent(24)
        heading.addStretch(1)
        heading.addLayout(named)
        heading.addWidget(self._note)
        heading.addStretch(1)
        self._before.setFixedWidth(BASE_WIDTH)
        line = QHBoxLayout(self)
        line.setContentsMargins(BAR_WIDTH, 4, 4, 5)
        line.setSpacing(8)
        self._line = line
        line.addWidget(head)
        line.addWidget(self._before)
        for cell in (self.mine, self.theirs, self.result):
            line.addWidget(cell, 1)

    def show_group(self, others: Sequence[str]) -> None:
        """The other fields that travel with this one."""
        if others:
            named = ", ".join(field_label(self._kind, name) for name in others)
            self._note.setText(self.tr("together with: {0}").format(named))
            self._note.show()

    def text_of(self, value: Value) -> str:
        if self.name == DELETED:
            return self.tr("deleted") if value else self.tr("kept")
        if self._declared is None:
            return str(value)
        text = shown(self._declared, value, self._names, self._record, self._look.locale) or "—"
        # a number is never broken across lines
        return tight(text).replace(" ", "\u00a0") if self._declared.type is FieldType.PHONES else text

    def show_choice(self, choices: Choices, *, current: bool) -> None:
        if current != self._is_current:
            self._is_current = current
            self.update()
        pick = choices.pick_of(self.name)
        now = (pick, choices.result(self.name))
        if now == self._shown:
            return
        self._shown = now
        is_merged = self.name in choices.conflict.merged
        for cell, side, text, marks in self._offers:
            if is_merged and pick is None:
                cell.show_text(text, "offered", marks=marks, sign="gap")
            else:
                is_chosen = pick in (side, Pick.BOTH)
                sign = "both" if pick is Pick.BOTH else "on" if is_chosen else "radio"
                cell.show_text(text, "chosen" if is_chosen else "choice", marks=marks, sign=sign)
        if pick is None and not is_merged:
            self.result.show_text(self.tr("choose"), "undecided", caps=self._keys(choices))
        else:
            tone = "merged" if pick is None else "decided"
            self.result.show_text(self.text_of(now[1]), tone, beside=self._source(pick))
        self._show_sign(pick, is_merged=is_merged)

    def _keys(self, choices: Choices) -> list[str]:
        keep = ["B"] if choices.can_keep_both(self.name) else []
        return ["1", "2", *keep, *([] if self._is_typed_not() else ["E"])]

    def _source(self, pick: Pick | None) -> str:
        if pick is None:
            return self.tr("auto")
        return {
            Pick.MINE: self.tr("mine"),
            Pick.THEIRS: self.tr("server"),
            Pick.BASE: self.tr("before"),
            Pick.BOTH: self.tr("both"),
            Pick.OWN: self.tr("own"),
        }[pick]

    def _show_sign(self, pick: Pick | None, *, is_merged: bool) -> None:
        name, role = ("check-circle-fill", "success")
        if pick is None:
            name, role = ("git-merge", "muted") if is_merged else ("warning-fill", "warning_glyph")
        self._sign.setPixmap(self._look.icons.pixmap(name, 16, role))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_tall = event.size().height() > TALL
        self._heading.setStretch(0, 0 if is_tall else 1)
        self._heading.setContentsMargins(17, 8 if is_tall else 0, 4, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Its ground and line, by hand: the style sheet would dress each row anew at every step."""
        painter = QPainter(self)
        colour = self._look.theme.colour
        if self._is_current:
            painter.fillRect(self.rect(), colour("accent_soft"))
            painter.fillRect(0, 0, BAR_WIDTH, self.height(), colour("accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        painter.end()

    # -- typing the result
    def _is_typed_not(self) -> bool:
        return self._declared is None or self._declared.type in _NOT_TYPED

    @property
    def is_editing(self) -> bool:
        return self._editor is not None

    def edit(self) -> None:
        """Type the result, starting with what stands there, or with one's own."""
        self.entered.emit(self.name)
        if self._declared is None or self._is_typed_not() or self._editor is not None:
            return
        self._editor = self._make_editor()
        self._editor.setObjectName(f"conflict.editor.{self.name}")
        self._editor.installEventFilter(self)
        self.result.hide()
        self._line.addWidget(self._editor, 1)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_editor(self) -> Editor:
        declared = self._declared
        assert declared is not None
        if declared.type in (FieldType.CHOICE, FieldType.YES_NO):
            values: tuple[object, ...] = declared.choices or (True, False)
            chosen = ChoiceEditor(
                [(value, choice_name(value) if isinstance(value, str) else self.text_of(value)) for value in values],
                self,
            )
            chosen.choose(self._versions.mine)
            return chosen
        made: LineEditor | LinesEditor = lines_editor(declared, self) if is_many_lines(declared) else LineEditor(self)
        made.type_in(typed(declared, self._versions.mine, self._record, self._look.locale))
        return made

    def submit(self) -> None:
        """Take what was typed as the result; it stays in the editor if it is no value."""
        editor = self._editor
        if editor is None or self._declared is None:
            return
        try:
            value = (
                editor.chosen()
                if isinstance(editor, ChoiceEditor)
                else read(self._declared, editor.typed(), self._versions.mine, self._record)
            )
        except Refused as refused:
            self.refused.emit(error_sentence(refused.errors[0]))
            return
        self.stop_editing()
        self.typed_in.emit(self.name, value)

    def stop_editing(self) -> None:
        if self._editor is not None:
            editor, self._editor = self._editor, None
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()
            self.result.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._editor and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() == Qt.Key.Key_Escape:
                self.stop_editing()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
                control or not isinstance(self._editor, LinesEditor)
            ):
                self.submit()
                return True
        if watched is self._editor and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._on_focus_out(event.reason())
        return super().eventFilter(watched, event)

    def _on_focus_out(self, reason: Qt.FocusReason) -> None:
        if reason in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason):
            self.submit()
