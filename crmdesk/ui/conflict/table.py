"""What stands over the rows of a conflict and under them: the columns' names, and the fields that are the same."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.ui.conflict.cells import Cell, paint_cap
from crmdesk.ui.conflict.row import BASE_WIDTH, FIELD_WIDTH
from crmdesk.ui.kit.labels import field_label
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.kit.words import Words

_CAP = 18


class HeadCell(QWidget):
    """A column's name with its key."""

    def __init__(self, text: str, key: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self._look = look
        name = label(text, "strong", self)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 0, 0)
        line.addWidget(name)
        line.addStretch(1)
        self._left = 8 + QFontMetrics(name.font()).horizontalAdvance(text) + 14

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self.rect().adjusted(self._left, (self.height() - _CAP) // 2, 0, 0).toRectF()
        place.setSize(QSize(_CAP, _CAP).toSizeF())
        paint_cap(painter, place, self._key, self._look)
        painter.end()


class ColumnsHead(QFrame):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setFixedHeight(40)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 4, 0)
        line.setSpacing(8)
        field = label(self.tr("Field"), "label")
        field.setIndent(20)
        field.setFixedWidth(FIELD_WIDTH)
        before = HeadCell(self.tr("Before"), "0", look, self)
        before.setFixedWidth(BASE_WIDTH)
        line.addWidget(field)
        line.addWidget(before)
        for text, key in ((self.tr("Mine"), "1"), (self.tr("Server"), "2"), (self.tr("Result"), "E")):
            line.addWidget(HeadCell(text, key, look, self), 1)


class SameFields(QWidget):
    """A line that says how many fields are the same, and shows them when asked."""

    def __init__(self, kind: str, values: Sequence[tuple[str, str]], look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind, self._values, self._look = kind, values, look
        sign = QLabel(self)
        sign.setPixmap(look.icons.pixmap("equals", 16, "muted"))
        self._verb = button(self.tr("Show"), "link", "conflict.same")
        self._verb.clicked.connect(self._show_values)
        said = QHBoxLayout()
        said.setContentsMargins(20, 6, 20, 6)
        said.setSpacing(8)
        said.addWidget(sign)
        said.addWidget(label(words.same_fields(len(values)), "small"))
        said.addWidget(self._verb)
        said.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(said)
        self.setVisible(bool(values))

    def _show_values(self) -> None:
        self._verb.hide()
        for name, text in self._values:
            title = label(field_label(self._kind, name), "label", self)
            title.setIndent(44)
            title.setFixedWidth(FIELD_WIDTH + 8)
            value = Cell(self._look, f"conflict.same.{name}", title.text(), self)
            value.show_text(text, "before")
            line = QHBoxLayout()
            line.setContentsMargins(0, 0, 4, 0)
            line.setSpacing(0)
            line.addWidget(title)
            line.addWidget(value, 1)
            self._column.addLayout(line)
