"""The fields of a card, one below the other; those that are empty are folded away until they are asked for."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Fields
from crmdesk.ui.kit.labels import label_of
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.values import Names
from crmdesk.ui.kit.widgets import button
from crmdesk.ui.kit.words import Words
from crmdesk.ui.records.field_row import FieldRow
from crmdesk.ui.records.making import EditorMaker


class FieldList(QScrollArea):
    submitted = Signal(object)
    """FieldRow whose text is to be saved."""
    typing = Signal()
    """An editor holds another text, or is closed."""

    def __init__(self, kind: str, make: EditorMaker, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(look.locale, self)
        self._is_unfolded = False
        self._is_draft = False
        self._origin = ""
        self._unit_of = KINDS[kind].unit_of
        inside = QWidget()
        inside.setProperty("ground", "surface")
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(20, 0, 20, 20)
        column.setSpacing(0)
        self._rows: dict[str, FieldRow] = {}
        for field in KINDS[kind].fields.values():
            row = self._rows[field.name] = FieldRow(field, make.maker(field), look, inside)
            row.submitted.connect(self.submitted)
            row.typing.connect(self.typing)
            # when the focus has arrived
            row.tabbed.connect(self._open_reached, Qt.ConnectionType.QueuedConnection)
            column.addWidget(row)
        self._more = button("", "link", "card.more")
        self._more.clicked.connect(self.unfold)
        column.addSpacing(4)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def __iter__(self) -> Iterator[FieldRow]:
        return iter(self._rows.values())

    def row(self, name: str) -> FieldRow | None:
        return self._rows.get(name)

    @property
    def is_changed(self) -> bool:
        """Whether something typed is not saved yet."""
        return any(row.is_changed for row in self)

    def show_fields(self, fields: Fields, names: Names, *, draft: bool = False, arrived: str | None = None) -> None:
        """`draft`: every field that can be typed; `arrived`: the record was on show before, and who changed it last and
        when, if that is known."""
        self._is_draft = draft
        self._origin = arrived or ""
        before = {name: row.value for name, row in self._rows.items()}
        for name, row in self._rows.items():
            value = fields.get(name, row.declared.empty)
            row.show_value(value, fields, names, arrived=arrived is not None)
        self._fold()
        if arrived is not None:
            self._tell_news([name for name, row in self._rows.items() if row.value != before[name]])

    def _tell_news(self, names: Sequence[str]) -> None:
        """At the open editors of these fields and of those that go with them."""
        for name, row in self._rows.items():
            news = [one for one in names if self._unit_of(one) == self._unit_of(name)]
            if news and row.is_editing:
                self.tell_news(row, news)

    def tell_news(self, row: FieldRow, names: Iterable[str], *, refused: bool = False) -> None:
        """At a field: what it and those that go with it hold now."""
        said = [self._say(name, own=self._rows[name] is row) for name in names]
        row.tell_news("; ".join(said), self._origin, refused=refused)

    def _say(self, name: str, *, own: bool) -> str:
        row = self._rows[name]
        text = row.value_text() or "—"
        return text if own else f"{label_of(row.declared)}: {text}"

    def hold(self, known: Fields) -> None:
        """What was saved here itself."""
        for row in self:
            row.hold(known)

    def _fold(self) -> None:
        """What is empty and cannot be typed here is out of sight either way."""
        folded = 0
        whole = self._is_unfolded or self._is_draft
        for row in self:
            seen = bool(row.value_text()) or row.is_editing or (whole and row.is_editable)
            row.setVisible(seen)
            folded += row.is_editable and not seen
        self._more.setText(self._words.show_empty(folded))
        self._more.setVisible(bool(folded))

    def unfold(self) -> None:
        """From now on empty fields are shown as well."""
        self._is_unfolded = True
        self._fold()

    def _open_reached(self) -> None:
        """The field that the focus came to from the editor of another one."""
        for row in self:
            if row.has_focus:
                row.open()
                self._column.activate()
                self.ensureWidgetVisible(row)

    def follow_with(self, *controls: QWidget) -> None:
        """What Tab reaches after the last field."""
        before: QWidget = self._more
        for control in controls:
            QWidget.setTabOrder(before, control)
            before = control

    def close_editors(self) -> None:
        """What is typed is given up."""
        for row in self:
            row.close_editor()

    def open_first(self) -> None:
        """Open the editor of the first field that can be edited."""
        row = next((row for row in self if row.is_editable and not row.isHidden()), None)
        if row is not None:
            row.open()
