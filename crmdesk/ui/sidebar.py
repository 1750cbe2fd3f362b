"""The sidebar: whose workspace this is, the sections with how many records each has, and sync with what it asks for."""

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.domain.ports import Counts, Person
from crmdesk.ui.kit.icons import SECTION_ICONS
from crmdesk.ui.kit.labels import section_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.mark import Mark
from crmdesk.ui.kit.widgets import ElidedLabel, badge, button, label
from crmdesk.ui.kit.words import Words

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
_ICON = 18
_MARK = 28
_HEAD = 44


class Sidebar(QFrame):
    """Object names: sidebar.contacts ... sidebar.products, sidebar.sync, sidebar.menu; in them sidebar.count and, for
    what asks for the person, sidebar.asking."""

    chosen = Signal(str)
    """Section name."""
    menu_asked = Signal(QPoint)
    """Where it is to open, on the screen."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = Words(look.locale, self)
        self.setProperty("ground", "window")
        self.setProperty("line", "right")
        self.setFixedWidth(_WIDTH)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._asking: dict[str, QLabel] = {}
        self._icons: dict[str, str] = {}
        self._is_rail = False
        self._is_narrow = False
        self._collapsed = False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addSpacing(12)
        for section, kind in SECTIONS.items():
            column.addWidget(self._item(section, kind, section_name(kind)))
            self._counts[section] = self._add_number(section, "sidebar.count", label("", "small"))
        column.addStretch(1)
        column.addWidget(self._item(SYNC, SYNC, self.tr("Synchronisation")))
        for section, tone in (("tasks", "danger"), (SYNC, "warning")):
            self._asking[section] = self._add_number(section, "sidebar.asking", badge(tone))
        self._show_counts()

    def _head(self) -> QPushButton:
        """Mark, workspace and person; the whole of it opens the menu."""
        self._workspace = ElidedLabel("", "strong")
        self._person = ElidedLabel("", "small")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._workspace)
        names.addWidget(self._person)
        self._caret = QLabel()
        self._caret.setPixmap(self._look.icons.pixmap("caret-down", 14))
        head = button("", "section", "sidebar.menu")
        head.setFixedHeight(_HEAD)
        head.clicked.connect(lambda: self.menu_asked.emit(head.mapToGlobal(QPoint(0, head.height()))))
        line = QHBoxLayout(head)
        line.setContentsMargins(4, 0, 6, 0)
        line.setSpacing(8)
        line.addWidget(Mark(self._look, _MARK, head))
        line.addLayout(names, 1)
        line.addWidget(self._caret)
        self._menu_button = head
        return head

    def _item(self, section: str, kind: str, text: str) -> QPushButton:
        made = button(text, "section", f"sidebar.{section}")
        made.setAccessibleName(text)
        made.setCheckable(True)
        made.setIconSize(QSize(_ICON, _ICON))
        made.clicked.connect(lambda: self.chosen.emit(section))
        made.toggled.connect(lambda _: self._tint(section))
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 8, 0)
        line.setSpacing(6)
        line.addStretch(1)
        self._group.addButton(made)
        self._buttons[section] = made
        self._icons[section] = SECTION_ICONS[kind]
        self._tint(section)
        return made

    def _add_number(self, section: str, name: str, number: QLabel) -> QLabel:
        """What asks for the person stands before the count."""
        number.setObjectName(name)
        line = self._buttons[section].layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(1, number)
        return number

    def show_person(self, person: Person) -> None:
        self._workspace.setText(person.workspace_name)
        self._person.setText(person.name)
        said = f"{person.workspace_name} · {person.name}"
        self._menu_button.setAccessibleName(said)
        self._menu_button.setToolTip(said)

    def show_chosen(self, section: str) -> None:
        self._buttons[section].setChecked(True)

    def show_count(self, section: str, count: int) -> None:
        self._counts[section].setText(self._look.locale.toString(count) if count else "")
        self._show_counts()

    def show_asking(self, counts: Counts) -> None:
        """How much waits for the person: decisions and refusals."""
        decisions = self._words.decisions(counts.open_conflicts) if counts.open_conflicts else ""
        refusals = self._words.refusals(counts.quarantined) if counts.quarantined else ""
        words = " · ".join(filter(None, (decisions, refusals)))
        self._ask(SYNC, counts.open_conflicts + counts.quarantined, words)

    def show_overdue(self, number: int) -> None:
        """Tasks that should be done by now."""
        self._ask("tasks", number, self._words.overdue(number) if number else "")

    def _ask(self, section: str, number: int, words: str) -> None:
        self._asking[section].setText(str(number) if number else "")
        self._asking[section].setToolTip(words)
        self._show_counts()

    @property
    def collapsed(self) -> bool:
        """The person wants the rail, whatever the width."""
        return self._collapsed

    def collapse(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self._size()

    def toggle_rail(self) -> None:
        self.collapse(not self._collapsed)

    def become_rail(self, narrow: bool) -> None:
        """Only the icons, where the window is narrow; the names are their tooltips."""
        self._is_narrow = narrow
        self._size()

    def _size(self) -> None:
        rail = self._is_narrow or self._collapsed
        if rail == self._is_rail:
            return
        self._is_rail = rail
        self.setFixedWidth(_RAIL_WIDTH if rail else _WIDTH)
        for made in self._buttons.values():
            made.setText("" if rail else made.accessibleName())
        for part in (self._workspace, self._person, self._caret):
            part.setVisible(not rail)
        self._show_counts()

    def _show_counts(self) -> None:
        """On the rail there is no room for numbers: they stand in the tooltips, and a sign in colour asks for one."""
        for section, made in self._buttons.items():
            shown = [numbers[section] for numbers in (self._asking, self._counts) if section in numbers]
            for part in shown:
                part.setVisible(bool(part.text()) and not self._is_rail)
            told = [part.toolTip() or part.text() for part in shown if part.text()]
            made.setToolTip(" · ".join([made.accessibleName(), *told]) if self._is_rail else "")
            made.setAccessibleDescription(", ".join(told))
            self._tint(section)

    def _tint(self, section: str) -> None:
        made = self._buttons[section]
        asking = self._asking.get(section)
        role = "accent" if made.isChecked() else "text_2"
        if self._is_rail and asking is not None and asking.text():
            role = "warning_glyph" if section == SYNC else "danger"
        made.setIcon(self._look.icons.icon(self._icons[section], _ICON, role))
