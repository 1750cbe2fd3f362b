"""The line that suggests a version for the field in work, with the reason; it never applies itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.domain.conflicts import Side
from crmdesk.domain.suggestions import Reason, Suggestion
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.labels import field_label
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import label
from crmdesk.ui.kit.words import Words

_MINUTE_MS = 60_000


class SuggestionLine(QWidget):
    accepted = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflict.suggestion")
        self._words = words
        self._ground = QFrame(self)
        self._ground.setProperty("tone", "info")
        sign = QLabel(self._ground)
        sign.setPixmap(look.icons.pixmap("lightbulb", 16, "accent"))
        self._said = label("", "body", self._ground)
        self._said.setWordWrap(True)
        accept = KeyButton(self.tr("Accept"), "S", look, "conflict.accept", self._ground, kind="")
        accept.setProperty("extent", "small")
        accept.setAutoDefault(False)
        accept.clicked.connect(self.accepted)
        line = QHBoxLayout(self._ground)
        line.setContentsMargins(10, 4, 8, 4)
        line.setSpacing(8)
        line.addWidget(sign)
        line.addWidget(self._said, 1)
        line.addWidget(accept)
        around = QVBoxLayout(self)
        around.setContentsMargins(20, 4, 20, 12)
        around.addWidget(self._ground)
        self._ground.hide()

    def keep_room(self, *, kept: bool) -> None:
        """Where some fields have a suggestion: the dialog does not jump when one without is in work."""
        policy = self._ground.sizePolicy()
        policy.setRetainSizeWhenHidden(kept)
        self._ground.setSizePolicy(policy)

    def say(self, kind: str, name: str, suggestion: Suggestion | None) -> None:
        self._ground.setVisible(suggestion is not None)
        if suggestion is not None:
            side = self.tr("mine") if suggestion.side is Side.MINE else self.tr("server")
            said = self.tr("Suggested for “{0}”: {1}, {2}")
            self._said.setText(said.format(field_label(kind, name), side, self._reason(suggestion)))

    def text(self) -> str:
        return self._said.text()

    def _reason(self, suggestion: Suggestion) -> str:
        match suggestion.reason:
            case Reason.FURTHER:
                return self.tr("the stage is further")
            case Reason.FULLER:
                return self.tr("it is fuller")
            case Reason.NEWER if suggestion.by_ms < _MINUTE_MS:
                return self.tr("newer by less than a minute")
            case Reason.NEWER:
                return self.tr("newer by {0}").format(self._words.span(suggestion.by_ms))
