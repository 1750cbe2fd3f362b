"""The uppermost line of a card: which of the list's records it is, the ones before and after, delete, close."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, label

_HEIGHT = 44
_SIGN = 28


class CardHead(QWidget):
    step_asked = Signal(int)
    """1: to the next record of the list, -1: to the one before."""
    delete_asked = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(_HEIGHT)
        self._position = label("", "label", self)
        self._position.setObjectName("card.position")
        before = self._sign("caret-up", "card.before", self.tr("Previous record, Ctrl+Up"))
        before.clicked.connect(lambda: self.step_asked.emit(-1))
        after = self._sign("caret-down", "card.after", self.tr("Next record, Ctrl+Down"))
        after.clicked.connect(lambda: self.step_asked.emit(1))
        self._delete = button(self.tr("Delete"), "quiet", "card.delete", small=True)
        self._delete.clicked.connect(self.delete_asked)
        close = self._sign("x", "card.close", self.tr("Close, Esc"))
        close.clicked.connect(self.closed)
        self._moves = (self._position, before, after)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 0, 12, 0)
        line.setSpacing(4)
        for part in self._moves:
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self._delete)
        line.addWidget(close)

    def _sign(self, icon: str, name: str, words: str) -> QPushButton:
        made = button("", "quiet", name)
        made.setProperty("extent", "sign")
        made.setFixedWidth(_SIGN)
        made.setIcon(self._look.icons.icon(icon))
        made.setAccessibleName(words)
        made.setToolTip(words)
        return made

    def show_position(self, row: int, count: int) -> None:
        """Which of the list's records this is; a negative row: none of them."""
        numbers = (self._look.locale.toString(row + 1), self._look.locale.toString(count))
        self._position.setText(self.tr("{0} of {1}").format(*numbers) if row >= 0 else "")
        for part in self._moves:
            part.setVisible(row >= 0)

    def offer_deletion(self, *, offered: bool) -> None:
        self._delete.setVisible(offered)
