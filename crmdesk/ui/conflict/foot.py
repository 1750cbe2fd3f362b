"""The foot of the conflict dialog: what decides all at once, what is left to choose, later and save."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.domain.records import ConflictState
from crmdesk.operations.conflicts import Dispute
from crmdesk.ui.conflict.keys import Act
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.kit.words import Words

_MARGIN = 20


class DialogFoot(QFrame):
    asked = Signal(object)
    """An Act."""
    parted = Signal()
    """Both versions are to be kept as two records."""
    put_off = Signal()

    def __init__(self, dispute: Dispute, look: Look, words: Words, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflict.foot")
        self._look = look
        self._words = words
        self._left = label("", "warning", self)
        self._left.setObjectName("conflict.left")
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._error = label("", "error", self)
        self._error.setObjectName("conflict.error")
        self._error.setWordWrap(True)
        self._error.hide()
        for_all, ending = self._for_all(dispute), self._ending(dispute)
        lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        lines.setSpacing(8)
        first = _line(for_all)
        first.addStretch(1)
        lines.addLayout(first)
        lines.addLayout(_line([self._left, *ending]), 1)
        if lines.sizeHint().width() + self._room_for_left(dispute) > width - 2 * _MARGIN:
            lines.setDirection(QBoxLayout.Direction.TopToBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 14, _MARGIN, 14)
        column.setSpacing(8)
        column.addWidget(self._error)
        column.addLayout(lines)

    def _room_for_left(self, dispute: Dispute) -> int:
        """The line is laid out before anything is said in it."""
        self._left.ensurePolished()
        said = self._words.left_to_choose(len(dispute.conflict.fields))
        return self._left.fontMetrics().horizontalAdvance(said)

    def _for_all(self, dispute: Dispute) -> list[QPushButton]:
        verbs = [(self.tr("All mine"), "M", "conflict.keep_mine", Act.ALL_MINE)]
        verbs.append((self.tr("All server"), "T", "conflict.keep_theirs", Act.ALL_THEIRS))
        if dispute.suggested:
            verbs.append((self.tr("All suggestions"), "A", "conflict.keep_suggested", Act.ACCEPT_ALL))
        made: list[QPushButton] = []
        for text, key, name, act in verbs:
            verb = self._key_button(text, key, name)
            verb.clicked.connect(lambda _=False, act=act: self.asked.emit(act))
            made.append(verb)
        if dispute.conflict.state is ConflictState.OPEN and not dispute.record.deleted:
            part = button(self.tr("Keep both as two records"), "quiet", "conflict.two_records")
            part.setAutoDefault(False)
            part.clicked.connect(self.parted)
            part.setParent(self)
            made.append(part)
        return made

    def _ending(self, dispute: Dispute) -> list[QWidget]:
        is_open = dispute.conflict.state is ConflictState.OPEN
        later = self._key_button(self.tr("Decide later") if is_open else self.tr("Close"), "Esc", "conflict.later")
        later.clicked.connect(self.put_off)
        self._save = self._key_button(self.tr("Save"), "Ctrl+Return", "conflict.save", kind="primary")
        self._save.clicked.connect(lambda: self.asked.emit(Act.SAVE))
        return [later, self._save]

    def _key_button(self, text: str, key: str, name: str, *, kind: str = "") -> KeyButton:
        made = KeyButton(text, key, self._look, name, self, kind=kind)
        made.setAutoDefault(False)
        return made

    def show_left(self, left: int, *, saving: bool) -> None:
        """How many fields are undecided."""
        self._left.setText(self._words.left_to_choose(left) if left else "")
        self._save.setEnabled(not left and not saving)

    def say_error(self, said: str) -> None:
        self._error.setText(said)
        self._error.setVisible(bool(said))


def _line(widgets: Sequence[QWidget]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    for widget in widgets:
        line.addWidget(widget)
    return line
