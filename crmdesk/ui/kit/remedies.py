"""What helps against a hindrance, as a button: sign in, go on after a pause, or try now."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget


class Remedy(StrEnum):
    SIGN_IN = "sign_in"
    GO_ON = "go_on"
    TRY_NOW = "try_now"


class RemedyButton(QPushButton):
    """Seen only while there is something to offer."""

    sign_in_asked = Signal()
    go_on_asked = Signal()
    sync_asked = Signal()

    def __init__(self, kind: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setObjectName(name)
        self._remedy: Remedy | None = None
        self.clicked.connect(self._ask)
        self.hide()

    def offer(self, remedy: Remedy | None) -> None:
        words = {
            Remedy.SIGN_IN: self.tr("Sign in"),
            Remedy.GO_ON: self.tr("Go on"),
            Remedy.TRY_NOW: self.tr("Try now"),
        }
        self._remedy = remedy
        self.setText(words[remedy] if remedy is not None else "")
        self.setVisible(remedy is not None)

    def _ask(self) -> None:
        match self._remedy:
            case Remedy.SIGN_IN:
                self.sign_in_asked.emit()
            case Remedy.GO_ON:
                self.go_on_asked.emit()
            case Remedy.TRY_NOW:
                self.sync_asked.emit()
