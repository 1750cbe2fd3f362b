"""One line at the bottom of the window with its verb; it stays under the pointer, and an error stays until it is put
away."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from crmdesk.ui.kit.widgets import button, label

_STAYS_MS = 8000
_ABOVE = 48
_HEIGHT = 40
_EDGE, _TOP = 16, 4


class Toast(QFrame):
    """Object names: toast, toast.verb."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("toast")
        self.setProperty("tone", "toast")
        self._text = label("", "body", self)
        self._verb = button("", "link", "toast.verb")
        self._verb.clicked.connect(self._on_verb)
        self._act: Callable[[], object] | None = None
        self._passing = False
        self._timer = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._timer.timeout.connect(self.hide)
        line = self._line = QHBoxLayout(self)
        line.setSpacing(16)
        line.addWidget(self._text)
        line.addWidget(self._verb)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, verb: str = "", act: Callable[[], object] | None = None) -> None:
        """Show for a while, with what undoes it."""
        self._show(text, verb, act)
        self._passing = True
        self._timer.start()

    def say_error(self, text: str) -> None:
        """Show until it is put away."""
        self._timer.stop()
        self._passing = False
        self._show(text, self.tr("Close"), None)

    def pass_by(self) -> None:
        """Away with it before its time; an error stays."""
        if self._passing:
            self._timer.stop()
            self.hide()

    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def _show(self, text: str, verb: str, act: Callable[[], object] | None) -> None:
        self._text.setText(text)
        self._verb.setText(verb)
        self._verb.setVisible(bool(verb))
        self._line.setContentsMargins(_EDGE, _TOP, _EDGE if not verb else _EDGE // 2, _TOP)
        self._act = act
        self.show()
        self.raise_()
        self._place()

    def _on_verb(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        window = self._window
        self._text.setWordWrap(self._text.sizeHint().width() > window.width() - 2 * _ABOVE)
        self.setMinimumHeight(_HEIGHT)
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - _ABOVE)

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._timer.isActive():
            self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._passing:
            self._timer.start()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)
