"""One field of a card: plain text that becomes its editor in place. Enter saves, Esc puts back what was there, and so
does nothing else: leaving a changed field saves it, and Tab opens the next one."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.domain.kinds import LISTS, Field, FieldType
from crmdesk.domain.records import Fields, Value
from crmdesk.ui.kit.editors import ChoiceEditor, Editor, LineEditor, LinesEditor, ReferenceEditor
from crmdesk.ui.kit.fonts import tight
from crmdesk.ui.kit.labels import label_of
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.values import Names, known_names, shown, typed
from crmdesk.ui.records.value_label import ValueLabel

LABEL_WIDTH = 112
_LABEL_TOP = 6
"""The padding of a value, so that both stand on one line."""
_EDITOR_TOP = 2
"""By how much an editor is higher, half of it."""
_TICK_MS = 1500


class FieldRow(QWidget):
    submitted = Signal(object)
    """This row: its text is to be saved."""
    typing = Signal()
    """The editor holds another text, or is closed."""
    tabbed = Signal()
    """Its editor was left by Tab or Shift+Tab."""

    def __init__(
        self, declared: Field, make_editor: Callable[["FieldRow"], Editor] | None, look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"card.field.{declared.name}")
        self.declared = declared
        self._make_editor = make_editor
        self._look = look
        self._editor: Editor | None = None
        self._start = ""
        self._value: Value = None
        self._record: Fields = {}
        self._began: Fields = {}
        self._seen: Fields = {}
        self._warned: Fields = {}
        self._known: dict[str, list[str]] = {}
        self._names = Names()
        self._label = QLabel(tight(label_of(declared)), self)
        self._label.setProperty("type", "label")
        self._label.setFixedWidth(LABEL_WIDTH)
        self._label.setContentsMargins(0, _LABEL_TOP, 0, 0)
        self._label.setWordWrap(True)
        self._shown = ValueLabel(look, editable=make_editor is not None, parent=self)
        self._shown.setAccessibleName(label_of(declared))
        if declared.type is FieldType.EMAILS:
            self._shown.setProperty("ink", "accent")
        self._shown.asked.connect(self.open)
        self._tick = QLabel(self)
        self._tick.setFixedWidth(16)
        self._note = QLabel(self)
        self._note.setObjectName("card.note")
        self._note.setProperty("type", "small")
        self._note.setWordWrap(True)
        self._note.hide()
        self._tick_timer = QTimer(self, singleShot=True, interval=_TICK_MS)
        self._tick_timer.timeout.connect(self._tick.clear)
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._place = QVBoxLayout()
        self._place.addWidget(self._shown)
        line.addLayout(self._place, 1)
        line.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(line, 0, 1)
        grid.addWidget(self._note, 1, 1)
        grid.setColumnStretch(1, 1)

    # -- what is shown
    def show_value(self, value: Value, record: Fields, names: Names, *, arrived: bool = False) -> None:
        """An open editor takes up another value, unless something is typed in it: that stays. `arrived`: the record was
        on show before; then a value that nobody saved here draws the eye."""
        is_new = self._value != value
        if arrived and is_new:
            self._shown.highlight()
        is_untouched = self.is_editing and not self.is_changed
        self._value, self._record, self._names = value, record, names
        if not arrived:
            self._began = self._seen = self._warned = record
        if is_new and is_untouched:
            self._begin()
        text = self._text_of(value, record, names)
        self._shown.show_text(text or "—")
        if self.declared.type is FieldType.TAGS and isinstance(value, list):
            self._shown.show_tags([str(tag) for tag in value])
        self._shown.setProperty("empty", not text)
        self._shown.style().polish(self._shown)

    def hold(self, known: Fields) -> None:
        """What was saved here itself: no news to the person, whatever is being typed. It is shown with the next
        `show_value`."""
        self._record, self._began, self._seen, self._warned = (
            {**one, **known} for one in (self._record, self._began, self._seen, self._warned)
        )
        self._value = self._record.get(self.declared.name, self.declared.empty)

    def _text_of(self, value: Value, record: Fields, names: Names) -> str:
        return shown(self.declared, value, names, record, self._look.locale)

    def value_text(self) -> str:
        """What stands in the row; "" for an empty field."""
        return self._text_of(self._value, self._record, self._names)

    @property
    def is_highlighted(self) -> bool:
        return self._shown.is_highlighted

    @property
    def value(self) -> Value:
        return self._value

    @property
    def record(self) -> Fields:
        return self._record

    @property
    def began(self) -> Fields:
        """The record as it was when what is typed was begun."""
        return self._began

    @property
    def seen(self) -> Fields:
        """The record as it was before the person's eyes when they last asked to save."""
        return self._seen

    def mark_seen(self) -> None:
        """The person has been told of all that came. Of a list they were told that both stay: an element of it that
        was changed there as well is seen once it was refused."""
        self._seen = self._warned if self.declared.type in LISTS else self._record

    @property
    def known(self) -> Mapping[str, Sequence[str]]:
        """The records that each name meant when what is typed was begun, in their order."""
        return self._known

    # -- editing
    @property
    def is_editing(self) -> bool:
        return self._editor is not None and not self._editor.isHidden()

    @property
    def is_editable(self) -> bool:
        return self._make_editor is not None

    @property
    def is_changed(self) -> bool:
        return self.is_editing and self.typed_text() != self._start

    @property
    def has_focus(self) -> bool:
        """At rest."""
        return self._shown.hasFocus()

    @property
    def editor(self) -> Editor | None:
        """None while the field was never edited."""
        return self._editor

    def typed_text(self) -> str:
        return self._editor.typed() if self._editor is not None else ""

    def open(self) -> None:
        """Make the value a field in place."""
        if self._make_editor is None or self.is_editing:
            return
        if self._editor is None:
            self._editor = self._make_editor(self)
            self._editor.setObjectName(f"card.editor.{self.declared.name}")
            self._editor.installEventFilter(self)
            self._place.addWidget(self._editor)
            # made late, it would be the last of the window
            QWidget.setTabOrder(self._shown, self._editor)
            if isinstance(self._editor, ChoiceEditor):
                self._editor.currentTextChanged.connect(self.typing)
            else:
                self._editor.textChanged.connect(self.typing)
        self.show()
        self._begin()
        self._shown.hide()
        self._label.setContentsMargins(0, _LABEL_TOP + _EDITOR_TOP, 0, 0)
        self._editor.show()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        many = isinstance(self._editor, LinesEditor)
        self._tell(self.tr("Ctrl+Enter to save · Esc to revert") if many else self.tr("Enter to save · Esc to revert"))

    def _begin(self) -> None:
        """The editor holds what the record holds, nothing is typed yet."""
        assert self._editor is not None
        self._known = known_names(self.declared, self._value, self._names)
        self._fill(self._editor)
        self._start = self._editor.typed()
        self._began = self._seen = self._warned = self._record

    def _fill(self, editor: Editor) -> None:
        if isinstance(editor, ChoiceEditor):
            editor.choose(self._value)
            return
        if self.declared.type.startswith("reference"):
            if isinstance(editor, ReferenceEditor):
                editor.known = dict(self._known)
            editor.type_in(self.value_text())
        else:
            editor.type_in(typed(self.declared, self._value, self._record, self._look.locale))

    def edit(self, text: str) -> None:
        """Open the editor with this text in it; `submit` or Enter saves it."""
        self.open()
        if self._editor is not None:
            self._editor.type_in(text)

    def text_to_type_on(self) -> str:
        """The same in every language."""
        return str(self._editor.chosen()) if isinstance(self._editor, ChoiceEditor) else self.typed_text()

    def type_on(self, text: str) -> None:
        """Open the editor with what stood in another one, to be gone on with."""
        self.edit(text)
        if isinstance(self._editor, LineEditor):
            self._editor.end(False)
        elif isinstance(self._editor, LinesEditor):
            self._editor.moveCursor(QTextCursor.MoveOperation.End)

    def submit(self) -> None:
        if not self.is_editing:
            return
        if self.is_changed:
            self.mark_seen()
            self.submitted.emit(self)
        else:
            self.close_editor()

    def close_editor(self) -> None:
        """Plain text again, with the value that the record holds."""
        if self._editor is None:
            return
        had_focus = self._editor.hasFocus()
        self._mark(wrong=False)
        self._editor.hide()
        self._shown.show()
        self._label.setContentsMargins(0, _LABEL_TOP, 0, 0)
        self._note.hide()
        if had_focus:
            self._shown.setFocus(Qt.FocusReason.OtherFocusReason)
        self.typing.emit()

    def show_error(self, sentence: str) -> None:
        """Say what is wrong with the typed text, which stays."""
        self._mark(wrong=True)
        self._tell(sentence, kind="error")

    def show_saved(self) -> None:
        self._tick.setPixmap(self._look.icons.pixmap("check-bold", 14, "success"))
        self._tick_timer.start()

    def error_text(self) -> str:
        return self._note.text() if self._note.property("type") == "error" and not self._note.isHidden() else ""

    def _tell(self, text: str, kind: str = "small") -> None:
        self._note.setProperty("type", kind)
        self._note.style().polish(self._note)
        self._note.setText(text)
        self._note.show()

    def tell_news(self, text: str, origin: str, *, refused: bool = False) -> None:
        """What has come into the record while the field is open. From now on it is seen: what is typed may be saved
        over it. `refused`: it came before a save that did not know of it."""
        news = self.tr("Meanwhile changed elsewhere: {0}").format(text)
        if origin:
            news = self.tr("Meanwhile changed elsewhere ({0}): {1}").format(origin, text)
        if self.is_changed:
            news = f"{news}\n{self._ways(refused=refused)}"
        if refused:
            self._warned = self._record
            self.show_error(news)
        else:
            self._tell(news)

    def _ways(self, *, refused: bool) -> str:
        key = "Ctrl+Enter" if isinstance(self._editor, LinesEditor) else "Enter"
        if self.declared.type in LISTS and not refused:
            return self.tr("{0} keeps both, Esc takes theirs").format(key)
        return self.tr("{0} keeps yours, Esc takes theirs").format(key)

    def _mark(self, *, wrong: bool) -> None:
        if self._editor is not None:
            self._editor.setProperty("wrong", wrong)
            self._editor.style().polish(self._editor)

    # -- keys of the editor
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._editor:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            left = event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            # an editor that is put away gives the focus on as well
            if left and self.is_editing:
                self.submit()
                if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
                    self.tabbed.emit()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_editor()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            plain_line = not isinstance(self._editor, LinesEditor)
            if plain_line or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submit()
                return True
        return False
