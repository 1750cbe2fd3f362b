"""One row of the sync page: what it is about, what is said of it, and its verbs. It takes the focus: arrows go from
row to row, Enter does its first verb, Ctrl+C copies its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from crmdesk.ui.kit.widgets import ElidedLabel, button, label

_HEIGHT = 36
_LOW_HEIGHT = 28
_INSET = 24
_KIND_WIDTH = 84
_NAME_WIDTH = 220
_TIME_WIDTH = 96
_RUSSIAN_C = 0x0421
"""The key of C where the layout is Russian."""


@dataclass(frozen=True, slots=True)
class Verb:
    words: str
    name: str
    """Object name."""
    act: Callable[[], object]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows. `name` is its object name."""

    name: str
    kind: str
    about: str
    said: str
    aside: str = ""
    tone: str = "second"
    """Type role of what is said."""
    sign: QPixmap | None = None
    """Before what is said."""
    verbs: Sequence[Verb] = field(default=())

    @property
    def text(self) -> str:
        return "\t".join(part for part in (self.kind, self.about, self.said, self.aside) if part)


class Row(QFrame):
    moved = Signal(int)
    """An arrow key: 1 down, -1 up."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self.setObjectName(line.name)
        self.setProperty("part", "row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(line.text.replace("\t", ", "))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_INSET, 0, 0, 0)
        layout.setSpacing(12)
        self._fill(layout)
        for verb in line.verbs:
            layout.addWidget(self._verb(verb))

    def _fill(self, layout: QHBoxLayout) -> None:
        kind = label(self.line.kind, "label")
        kind.setFixedWidth(_KIND_WIDTH)
        about = ElidedLabel(self.line.about, "strong")
        about.setFixedWidth(_NAME_WIDTH)
        layout.addWidget(kind)
        layout.addWidget(about)
        if self.line.sign is not None:
            layout.addWidget(_sign(self.line.sign))
        said = label(self.line.said, self.line.tone)
        said.setWordWrap(True)
        layout.addWidget(said, 1)
        layout.addWidget(label(self.line.aside, "small"))
        self.setMinimumHeight(_HEIGHT)

    def _verb(self, verb: Verb) -> QPushButton:
        made = button(verb.words, verb.kind, verb.name, small=not verb.kind)
        made.clicked.connect(lambda _checked: verb.act())
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copies = event.key() == _RUSSIAN_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if copies or event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.line.text)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.line.verbs:
            self.line.verbs[0].act()
        else:
            super().keyPressEvent(event)


class LowRow(Row):
    """A line of the log: the time stands first, the sign second, and one sentence says all."""

    def _fill(self, layout: QHBoxLayout) -> None:
        layout.setContentsMargins(0, 0, 0, 0)
        at = label(self.line.kind, "small")
        at.setFixedWidth(_TIME_WIDTH)
        layout.addWidget(at)
        if self.line.sign is not None:
            layout.addWidget(_sign(self.line.sign))
        layout.addWidget(ElidedLabel(self.line.said, "body"), 1)
        layout.addWidget(label(self.line.aside, "small"))
        self.setMinimumHeight(_LOW_HEIGHT)


def _sign(pixmap: QPixmap) -> QLabel:
    made = QLabel()
    made.setPixmap(pixmap)
    return made
