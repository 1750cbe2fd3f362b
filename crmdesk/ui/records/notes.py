"""What stands in a list's place when there is nothing to show: a fact, what helps, one button (states.png)."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crmdesk.ui.kit.icons import SECTION_ICONS
from crmdesk.ui.kit.labels import new_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, label


class EmptyNote(QWidget):
    """Covers `over`, whatever its size."""

    clear_asked = Signal()
    """Of the search."""
    all_asked = Signal()
    """The view of every record."""
    new_asked = Signal()

    def __init__(self, kind: str, look: Look, over: QWidget) -> None:
        super().__init__(over)
        self._kind = kind
        over.installEventFilter(self)
        self.setObjectName("list.empty")
        self._look = look
        self._icon = QLabel(self)
        self._fact = label("", "strong", self)
        self._help = label("", "label", self)
        self._help.setWordWrap(True)
        self._verb = button("", "", "list.empty.verb")
        self._verb.clicked.connect(self._on_verb)
        self._asks = self.new_asked
        """What its button asks for."""
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

    def explain(self, searched: str, *, narrowed: bool) -> None:
        """Why nothing is shown: nothing holds what was searched for, or belongs to a view that leaves records out."""
        if searched:
            self._asks = self.clear_asked
            helping = self.tr("Nothing here holds “{0}”. Try a part of it.").format(searched)
            self._say("magnifying-glass", self.tr("Nothing found"), helping, self.tr("Clear the search"))
        elif narrowed:
            self._asks = self.all_asked
            helping = self.tr("No record belongs to this view now.")
            self._say(SECTION_ICONS[self._kind], self.tr("Nothing here yet"), helping, self.tr("Show all"))
        else:
            self._asks = self.new_asked
            helping = self.tr("What you make here is kept on this computer and sent when there is a network.")
            self._say(SECTION_ICONS[self._kind], self.tr("Nothing here yet"), helping, new_name(self._kind))

    def _on_verb(self) -> None:
        self._asks.emit()

    def _say(self, icon: str, fact: str, helping: str, verb: str) -> None:
        self._icon.setPixmap(self._look.icons.pixmap(icon, 24))
        self._fact.setText(fact)
        self._help.setText(helping)
        self._verb.setText(verb)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def text(self) -> str:
        return self._fact.text()
