"""A section of the sync page: a sign, a title with its number, a verb for all of it, and the first of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.ui.kit.widgets import badge, button, label
from crmdesk.ui.kit.words import Words
from crmdesk.ui.sync.row import Line, Row, Verb


@dataclass(frozen=True, slots=True)
class Heading:
    name: str
    """Of the state that the rows are in: conflict, lost, blocked, pending, synced."""
    title: str
    tone: str
    sign: QPixmap
    number: int
    """Of all rows, shown or not."""
    aside: str = ""
    verb: Verb | None = None


class Section(QWidget):
    """Object names: sync.count.STATE, sync.more.STATE."""

    def __init__(self, heading: Heading, lines: Sequence[Line], more: Verb, words: Words) -> None:
        super().__init__()
        self._heading = heading
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._head())
        for line in lines:
            column.addWidget(Row(line))
        left = heading.number - len(lines)
        if left > 0:
            column.addLayout(self._more(words.more(left), more))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        glyph = QLabel()
        glyph.setPixmap(self._heading.sign)
        number = badge(self._heading.tone, str(self._heading.number))
        number.setObjectName(f"sync.count.{self._heading.name}")
        for part in (glyph, label(self._heading.title, "strong"), number):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(label(self._heading.aside, "small"))
        verb = self._heading.verb
        if verb is not None:
            made = button(verb.words, verb.kind, verb.name, small=not verb.kind)
            made.clicked.connect(lambda _checked: verb.act())
            head.addWidget(made)
        return head

    def _more(self, said: str, more: Verb) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(24, 0, 0, 0)
        line.addWidget(label(said, "small"))
        made = button(more.words, "link", f"sync.more.{self._heading.name}")
        made.clicked.connect(lambda _checked: more.act())
        line.addWidget(made)
        line.addStretch(1)
        return line
