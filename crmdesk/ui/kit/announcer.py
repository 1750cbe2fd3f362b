"""What a screen reader is told of a line that changes by itself: at most one sentence in ten seconds, the newest."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

_QUIET_MS = 10_000


class Announcer(QObject):
    announced = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._said = ""
        self._newest = ""
        self.quiet = QTimer(self)
        """Runs while nothing may be said."""
        self.quiet.setSingleShot(True)
        self.quiet.setInterval(_QUIET_MS)
        self.quiet.timeout.connect(self._say)

    def tell(self, sentence: str) -> None:
        self._newest = sentence
        if not self.quiet.isActive():
            self._say()

    def _say(self) -> None:
        if self._newest == self._said:
            return
        self._said = self._newest
        self.quiet.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._owner, self._said))
        self.announced.emit(self._said)
