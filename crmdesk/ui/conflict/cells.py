"""A cell of the conflict table: a version to choose, or the result."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from crmdesk.ui.kit.look import Look

_LONGEST = 400
"""Characters that a cell shows; the whole text is its tooltip."""


class Cell(QFrame):
    clicked = Signal()

    def __init__(self, look: Look, name: str, spoken: str, parent: QWidget, *, radio: bool) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self._spoken = spoken
        self._radio = QLabel(self)
        self._radio.setFixedWidth(18)
        self._radio.setVisible(radio)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 8, 10, 8)
        line.setSpacing(8)
        line.addWidget(self._radio, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1, Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_text(self, text: str, look: str) -> None:
        """`look`: choice, chosen, undecided or decided."""
        cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        self._text.setText(cut)
        self.setToolTip(text if cut != text else "")
        self.setAccessibleName(f"{self._spoken}: {text}")
        self.setProperty("cell", look)
        self.style().polish(self)
        self._text.style().polish(self._text)
        name, role = ("check-circle-fill", "accent") if look == "chosen" else ("circle", "control")
        self._radio.setPixmap(self._look.icons.pixmap(name, 16, role))

    def text(self) -> str:
        return self._text.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
