"""What a field is edited in, by its type. Every editor has `typed` and `type_in`; keys are the field row's business."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import QPointF, QStringListModel, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from crmdesk.domain.kinds import Field, FieldType
from crmdesk.ui.kit.lookup import Candidate
from crmdesk.ui.kit.tasks import Tasks

_LINES = frozenset({FieldType.NOTE, FieldType.PHONES, FieldType.EMAILS, FieldType.REFERENCES})
_HEIGHTS = {FieldType.NOTE: 112}
_LINES_HEIGHT = 64


class LineEditor(QLineEdit):
    def typed(self) -> str:
        return self.text()

    def type_in(self, text: str) -> None:
        self.setText(text)
        self.selectAll()


class LinesEditor(QPlainTextEdit):
    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(height)
        self.setTabChangesFocus(True)

    def typed(self) -> str:
        return self.toPlainText()

    def type_in(self, text: str) -> None:
        self.setPlainText(text)
        self.selectAll()


class ChoiceEditor(QComboBox):
    """One of named values; typing picks by the name or by the value itself."""

    def __init__(self, choices: Sequence[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, name in choices:
            self.addItem(name, value)

    def paintEvent(self, event: QPaintEvent) -> None:
        """With the arrow that the style sheet takes away."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.5))
        centre = QPointF(self.width() - 14, self.height() / 2)
        painter.drawPolyline([centre + QPointF(x, y) for x, y in ((-4, -2), (0, 2), (4, -2))])
        painter.end()

    def typed(self) -> str:
        return self.currentText()

    def type_in(self, text: str) -> None:
        for at in range(self.count()):
            if text.strip().casefold() in (self.itemText(at).casefold(), str(self.itemData(at)).casefold()):
                self.setCurrentIndex(at)
                return
        self.setCurrentIndex(0)

    def choose(self, value: object) -> None:
        at = self.findData(value)
        self.setCurrentIndex(max(at, 0))

    def chosen(self) -> object:
        return self.currentData()


class ReferenceEditor(LineEditor):
    """A name with what it may be offered below; `known` says which records a shown or chosen name means."""

    offered = Signal()

    def __init__(
        self, candidates: Callable[[str], Awaitable[list[Candidate]]], tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.known: dict[str, Sequence[str]] = {}
        self._candidates = candidates
        self._tasks = tasks
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.textEdited.connect(self._ask)

    def _ask(self, text: str) -> None:
        self._tasks.restart("candidates", self._offer(text))

    async def _offer(self, text: str) -> None:
        found = await self._candidates(text)
        for identity, name in found:
            self.known.setdefault(name, [identity])
        self._names.setStringList([name for _, name in found])
        if self.hasFocus() and found:
            self.completer().complete()
        self.offered.emit()


Editor = LineEditor | LinesEditor | ChoiceEditor


def is_many_lines(declared: Field) -> bool:
    return declared.type in _LINES


def lines_editor(declared: Field, parent: QWidget | None = None) -> LinesEditor:
    return LinesEditor(_HEIGHTS.get(declared.type, _LINES_HEIGHT), parent)
