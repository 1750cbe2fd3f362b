"""What stands in a list's place when there is nothing to show: a fact, what helps, one button (states.png)."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, label


class EmptyNote(QWidget):
    """Covers `over`, whatever its size."""

    clicked = Signal()

    def __init__(self, look: Look, over: QWidget) -> None:
        super().__init__(over)
        over.installEventFilter(self)
        self.setObjectName("list.empty")
        self._look = look
        self._icon = QLabel(self)
        self._fact = label("", "strong", self)
        self._help = label("", "label", self)
        self._help.setWordWrap(True)
        self._verb = button("", "", "list.empty.verb")
        self._verb.clicked.connect(self.clicked)
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addStretch(1)
        for part, space in ((self._icon, 8), (self._fact, 0), (self._help, 12)):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
            column.addSpacing(space)
        column.addWidget(self._verb, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.hide()

    def say(self, icon: str, fact: str, helping: str, verb: str) -> None:
        self._icon.setPixmap(self._look.icons.pixmap(icon, 24))
        self._fact.setText(fact)
        self._help.setText(helping)
        self._verb.setText(verb)
        self._verb.setVisible(bool(verb))
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def text(self) -> str:
        return self._fact.text()
