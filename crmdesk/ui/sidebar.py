"""The sidebar: whose workspace this is, the sections with how many records each has, and sync with what it asks for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.domain.ports import Counts, Person
from crmdesk.ui.kit.icons import SECTION_ICONS
from crmdesk.ui.kit.labels import section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.widgets import Avatar, button, initials_of, label

SECTIONS = {
    "contacts": "contact",
    "companies": "company",
    "deals": "deal",
    "tasks": "task",
    "communications": "communication",
    "products": "product",
}
"""Section name to kind, in their order."""
SYNC = "sync"
_WIDTH = 216
_RAIL_WIDTH = 56
_BADGE = 18


class Sidebar(QFrame):
    """Object names: sidebar.contacts ... sidebar.products, sidebar.sync."""

    chosen = Signal(str)
    """Section name."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("ground", "window")
        self.setProperty("line", "right")
        self.setFixedWidth(_WIDTH)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._is_rail = False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(0)
        column.addLayout(self._who())
        column.addSpacing(12)
        for section, kind in SECTIONS.items():
            column.addWidget(self._item(section, kind, section_name(kind)))
        column.addStretch(1)
        column.addWidget(self._item(SYNC, SYNC, self.tr("Synchronisation")))
        self._counts[SYNC].setProperty("badge", "warning")
        self._counts[SYNC].setFixedHeight(_BADGE)
        self._show_counts()

    def _who(self) -> QHBoxLayout:
        self._avatar = Avatar(self._look, 28, self)
        self._workspace = label("", "strong", self)
        self._person = label("", "small", self)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._workspace)
        names.addWidget(self._person)
        line = QHBoxLayout()
        line.setContentsMargins(4, 0, 4, 0)
        line.setSpacing(8)
        line.addWidget(self._avatar)
        line.addLayout(names, 1)
        return line

    def _item(self, section: str, kind: str, text: str) -> QPushButton:
        made = button(text, "section", f"sidebar.{section}")
        made.setAccessibleName(text)
        made.setCheckable(True)
        made.setIcon(self._look.icons.icon(SECTION_ICONS[kind], 18, "text_2"))
        made.clicked.connect(lambda: self.chosen.emit(section))
        count = label("", "small")
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 8, 0)
        line.addStretch(1)
        line.addWidget(count)
        self._group.addButton(made)
        self._buttons[section] = made
        self._counts[section] = count
        return made

    def show_person(self, person: Person) -> None:
        self._workspace.setText(person.workspace_name)
        self._person.setText(person.name)
        self._avatar.show_record(initials_of(person.name), person.user_id)

    def show_chosen(self, section: str) -> None:
        self._buttons[section].setChecked(True)

    def show_count(self, section: str, count: int) -> None:
        self._counts[section].setText(self._look.locale.toString(count) if count else "")
        self._show_counts()

    def show_asking(self, counts: Counts) -> None:
        """How much waits for the person: decisions and refusals."""
        asking = counts.open_conflicts + counts.quarantined
        self._counts[SYNC].setText(str(asking) if asking else "")
        self._show_counts()

    def become_rail(self, rail: bool) -> None:
        """Only the icons, where the window is narrow; the names are their tooltips."""
        if rail == self._is_rail:
            return
        self._is_rail = rail
        self.setFixedWidth(_RAIL_WIDTH if rail else _WIDTH)
        for made in self._buttons.values():
            made.setText("" if rail else made.accessibleName())
        self._workspace.setVisible(not rail)
        self._person.setVisible(not rail)
        self._show_counts()

    def _show_counts(self) -> None:
        """On the rail there is no room for numbers: they stand in the tooltips, and a sign in amber asks for one."""
        for section, count in self._counts.items():
            made = self._buttons[section]
            count.setVisible(bool(count.text()) and not self._is_rail)
            said = f"{made.accessibleName()} · {count.text()}" if count.text() else made.accessibleName()
            made.setToolTip(said if self._is_rail else "")
        role = "warning_glyph" if self._is_rail and self._counts[SYNC].text() else "text_2"
        self._buttons[SYNC].setIcon(self._look.icons.icon(SECTION_ICONS[SYNC], 18, role))
