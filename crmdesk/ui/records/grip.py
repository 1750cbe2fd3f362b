"""The left edge of the card, by which it is drawn wider."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

_WIDTH = 6


class Grip(QWidget):
    dragged = Signal(int)
    """By how many pixels to the left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card.grip")
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFixedWidth(_WIDTH)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # the grip moves with the card's edge, so each move tells only what is new
        self.dragged.emit(_WIDTH // 2 - round(event.position().x()))
