"""The head of the conflict dialog: which record, which of the open conflicts, and who changed what when."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.moments import instant
from crmdesk.domain.records import ConflictState
from crmdesk.ui.conflict.known import Known
from crmdesk.ui.kit.labels import kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import ElidedLabel, button, label
from crmdesk.ui.kit.words import Words


class DialogHead(QWidget):
    turned = Signal(int)
    """1 to the next open conflict, -1 back to the one before."""

    def __init__(self, known: Known, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._known = known
        self._look = look
        self._words = words
        kind = kind_name(known.dispute.conflict.kind)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(label(self.tr("Resolve:"), "title-muted", self))
        line.addWidget(ElidedLabel(self.tr("{0} “{1}”").format(kind, known.title or "—"), "title", self), 1)
        self._add_places(line)
        said = label(self._story(), "second", self)
        said.setWordWrap(True)
        self._news = label("", "warning", self)
        self._news.setObjectName("conflict.news")
        self._news.setWordWrap(True)
        self._news.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(said)
        column.addWidget(self._news)

    def say_news(self) -> None:
        """What happened to the conflict while it was looked at."""
        is_open = self._known.dispute.conflict.state is ConflictState.OPEN
        self._news.setText(
            self.tr("It has just changed elsewhere. What you chose stays as it was: look through the rows, then save.")
            if is_open
            else self.tr("It has just been settled. It can be turned round at any time.")
        )
        self._news.show()

    def _add_places(self, line: QHBoxLayout) -> None:
        """Which of the open conflicts this is, and the way to the others."""
        waiting, here = self._known.dispute.waiting, self._known.dispute.conflict.id
        if here not in waiting or len(waiting) == 1:
            return
        place = label(self.tr("{0} of {1}").format(waiting.index(here) + 1, len(waiting)), "small", self)
        place.setObjectName("conflict.place")
        line.addWidget(place)
        for step, name, sign, tip in (
            (-1, "conflict.previous", "caret-left", self.tr("Previous (Alt+Left)")),
            (1, "conflict.next", "caret-right", self.tr("Next (Alt+Right)")),
        ):
            turn = button("", "quiet", name, small=True)
            turn.setProperty("extent", "sign")
            turn.setFixedWidth(28)
            turn.setIcon(self._look.icons.icon(sign, 16, "text_2"))
            turn.setToolTip(tip)
            turn.setAccessibleName(tip)
            turn.setAutoDefault(False)
            turn.clicked.connect(lambda _=False, step=step: self.turned.emit(step))
            line.addWidget(turn)

    def _story(self) -> str:
        """Who changed what when."""
        conflict, entry = self._known.dispute.conflict, self._known.dispute.entry
        other = self._known.by or self.tr("somebody else")
        found = self._words.moment(conflict.at)
        if conflict.state is not ConflictState.OPEN:
            return self.tr("You and {0} changed it; settled {1}. It can be turned round at any time.").format(
                other, found
            )
        mine = [entry.edited[name].wall_ms for name in conflict.fields if name in entry.edited] if entry else []
        there = instant(entry.base.updated_at) if entry and entry.base and entry.base.updated_at else None
        at_here = self._words.moment(max(mine)) if mine else found
        at_there = self._words.moment(int(there.timestamp() * 1000)) if there else found
        return self.tr("Changed here by you: {0}. Changed on the server by {1}: {2}.").format(at_here, other, at_there)
