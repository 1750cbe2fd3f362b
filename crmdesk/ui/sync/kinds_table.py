"""What is where: of each kind how many records here and on the server, and what stands between the two."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from crmdesk.operations.overview import KindCounts
from crmdesk.ui.kit.icons import SECTION_ICONS
from crmdesk.ui.kit.labels import section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import label
from crmdesk.ui.kit.words import Words

_HEAD_HEIGHT = 36
_ROW_HEIGHT = 28
_COLUMN = 80
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class KindsTable(QWidget):
    """Object names: sync.kinds, and sync.kinds.KIND.here, .there, .waiting, .refused, .open, .settled, .as_of."""

    def __init__(self, kinds: Sequence[KindCounts], look: Look, words: Words) -> None:
        super().__init__()
        self.setObjectName("sync.kinds")
        self._look = look
        self._words = words
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 2)
        self._add_head()
        for row, counts in enumerate(kinds, start=1):
            self._add_kind(row, counts)

    def _add_head(self) -> None:
        self._grid.setRowMinimumHeight(0, _HEAD_HEIGHT)
        self._grid.addWidget(label(self.tr("What is where"), "strong"), 0, 0, 1, 2)
        heads = (
            self.tr("On this computer"),
            self.tr("On the server"),
            self.tr("Waiting"),
            self.tr("Not accepted"),
            self.tr("To decide"),
            self.tr("Settled"),
            self.tr("As of"),
        )
        for column, text in enumerate(heads, start=2):
            head = label(text, "small")
            head.setWordWrap(True)
            head.setAlignment(_RIGHT)
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnMinimumWidth(column, _COLUMN)
            self._grid.setColumnStretch(column, 1)

    def _add_kind(self, row: int, counts: KindCounts) -> None:
        sign = QLabel()
        sign.setPixmap(self._look.icons.pixmap(SECTION_ICONS[counts.kind], 16, "text_2"))
        self._grid.addWidget(sign, row, 0)
        self._grid.addWidget(label(section_name(counts.kind), "body"), row, 1)
        self._grid.setRowMinimumHeight(row, _ROW_HEIGHT)
        number = self._look.locale.toString
        cells = (
            ("here", number(counts.here), "text"),
            ("there", number(counts.there) if counts.there is not None else "—", "text"),
            ("waiting", number(counts.waiting), "accent" if counts.waiting else ""),
            ("refused", number(counts.refused), "danger" if counts.refused else ""),
            ("open", number(counts.open), "warning" if counts.open else ""),
            ("settled", number(counts.settled), "text" if counts.settled else ""),
            ("as_of", self._words.time(counts.as_of) if counts.as_of is not None else "—", ""),
        )
        for column, (name, text, tone) in enumerate(cells, start=2):
            cell = label(text, "number")
            cell.setObjectName(f"sync.kinds.{counts.kind}.{name}")
            cell.setProperty("ink", tone)
            cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(cell, row, column, _RIGHT)
