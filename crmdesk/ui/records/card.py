"""The card beside the list: a record's fields, each edited in place, and how the record stands with the server.

A draft is the same card without a record: what is typed is kept in it until it is created.
"""

import asyncio
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crmdesk.domain.errors import Hindrance, NotFound, Refused
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.names import display_name
from crmdesk.domain.records import Fields, Ref, Value
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import Shown, add_record, delete_record, set_fields, show_record
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.labels import error_sentence, new_name, top_field
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.values import Names, read, shown
from crmdesk.ui.kit.widgets import Avatar, StateBar, button, initials_of, label
from crmdesk.ui.records.field_row import FieldRow
from crmdesk.ui.records.grip import Grip
from crmdesk.ui.records.making import EditorMaker
from crmdesk.ui.records.standing import Standing

CARD_WIDTH = 416
_LEAST_WIDTH, _MOST_WIDTH = 360, 560
_HEAD_HEIGHT = 44
_SUBTITLES: Mapping[str, tuple[str, ...]] = {
    "contact": ("job_title", "company_id"),
    "company": ("industry", "legal_name"),
    "deal": ("stage_id", "amount"),
    "task": ("type", "due_at"),
    "communication": ("type", "happened_at"),
    "product": ("sku", "price"),
}


class RecordCard(QFrame):
    created = Signal(object)
    """Ref of the record that the draft became."""
    deleted = Signal(object)
    """Ref"""
    resolve_asked = Signal(object)
    """Ref of a record whose open conflict is to be decided."""
    sync_asked = Signal()
    step_asked = Signal(int)
    """1: to the next record of the list, -1: to the one before."""
    done_asked = Signal(object, bool)
    """Ref of a task, and whether it is to be done."""
    resized = Signal()
    """Drawn wider or narrower by the person."""
    closed = Signal()

    def __init__(self, kind: str, desk: Desk, look: Look, errors: Errors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("ground", "surface")
        self.setProperty("line", "left")
        self.setFixedWidth(CARD_WIDTH)
        self._kind = kind
        self._desk = desk
        self._look = look
        self._errors = errors
        self._tasks = Tasks(self, errors.present)
        self._lookup = Lookup(desk)
        self._standing = Standing(desk, look.locale, self)
        self._saving = asyncio.Lock()
        self._creating = asyncio.Lock()
        self._ref: Ref | None = None
        self._draft: dict[str, Value] | None = None
        self._state = "synced"
        self._is_done = False
        self._all_fields = False
        make = EditorMaker(self._lookup, self._tasks)
        self._rows = {
            field.name: FieldRow(field, make.maker(field), look, self) for field in KINDS[kind].fields.values()
        }
        self._lay_out()
        for row in self._rows.values():
            row.submitted.connect(self._start_saving)

    def _lay_out(self) -> None:
        self._avatar = Avatar(self._look, 44, self)
        self._title = label("", "lead", self)
        self._title.setObjectName("card.title")
        self._title.setWordWrap(True)
        self._subtitle = label("", "label", self)
        self._subtitle.setWordWrap(True)
        self.state_bar = StateBar(self._look, "card.state", self)
        self.state_bar.clicked.connect(self._on_verb)
        self._create = button(self.tr("Create"), "primary", "card.create")
        self._create.clicked.connect(lambda: self._tasks.start(self.create_record()))
        bar = QHBoxLayout()
        bar.setContentsMargins(20, 0, 20, 12)
        bar.addWidget(self.state_bar, 1)
        bar.addWidget(self._create, 0, Qt.AlignmentFlag.AlignLeft)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(4)
        page.addWidget(self._tools())
        page.addLayout(self._who())
        page.addLayout(bar)
        page.addWidget(self._fields_area(), 1)

    def _tools(self) -> QWidget:
        self._position = label("", "label", self)
        self._position.setObjectName("card.position")
        before = self._sign("caret-up", "card.before", self.tr("Previous record, Ctrl+Up"))
        before.clicked.connect(lambda: self.step_asked.emit(-1))
        after = self._sign("caret-down", "card.after", self.tr("Next record, Ctrl+Down"))
        after.clicked.connect(lambda: self.step_asked.emit(1))
        self._done = button("", "quiet", "card.done", small=True)
        self._done.clicked.connect(self._ask_done)
        self._done.hide()
        self._delete = button(self.tr("Delete"), "quiet", "card.delete", small=True)
        self._delete.clicked.connect(lambda: self._tasks.start(self.delete()))
        close = self._sign("x", "card.close", self.tr("Close, Esc"))
        close.clicked.connect(self.closed)
        self._moves = (self._position, before, after)
        tools = QWidget(self)
        tools.setFixedHeight(_HEAD_HEIGHT)
        head = QHBoxLayout(tools)
        head.setContentsMargins(20, 0, 12, 0)
        head.setSpacing(4)
        for part in self._moves:
            head.addWidget(part)
        head.addStretch(1)
        for part in (self._done, self._delete, close):
            head.addWidget(part)
        self._grip = Grip(self)
        self._grip.dragged.connect(self._on_dragged)
        return tools

    def _sign(self, icon: str, name: str, words: str) -> QPushButton:
        made = button("", "quiet", name, small=True)
        made.setIcon(self._look.icons.icon(icon))
        made.setAccessibleName(words)
        made.setToolTip(words)
        return made

    def _who(self) -> QHBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        who = QHBoxLayout()
        who.setContentsMargins(20, 0, 20, 12)
        who.setSpacing(14)
        who.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        who.addLayout(names, 1)
        return who

    def _fields_area(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("ground", "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 4, 20, 20)
        column.setSpacing(6)
        for row in self._rows.values():
            column.addWidget(row)
        self._more = button(self.tr("Show empty fields"), "link", "card.more")
        self._more.clicked.connect(self.show_all_fields)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    # -- what is shown
    @property
    def ref(self) -> Ref | None:
        """The record; None for a draft."""
        return self._ref

    @property
    def is_draft(self) -> bool:
        return self._draft is not None

    def field(self, name: str) -> FieldRow:
        return self._rows[name]

    async def show_ref(self, ref: Ref) -> bool:
        """Show a record, once what is typed is saved; False if it is refused: then it still stands here. Until the
        record is fetched the card is the one before, and may be typed in."""
        while await self.finish():
            fetched = await self._fetch(ref)
            if any(row.is_changed for row in self._rows.values()):
                continue
            self._draft = None
            self._ref = ref
            for row in self._rows.values():
                row.close_editor()
            if fetched is None:
                self.closed.emit()
            else:
                self._show(*fetched)
            return True
        return False

    async def reload(self) -> None:
        """Fetch the shown record again; what is being typed stays."""
        ref = self._ref
        if ref is None:
            return
        fetched = await self._fetch(ref)
        if self._ref != ref:
            return
        if fetched is None:
            self.closed.emit()
        else:
            self._show(*fetched, arrived=True)

    async def _fetch(self, ref: Ref) -> tuple[Shown, Names, str, str] | None:
        """What the card shows of a record; None if it is gone."""
        try:
            found = await show_record(self._desk, ref)
        except NotFound:
            return None
        names = await self._lookup.names(ref.kind, [found.record.fields])
        return (found, names, *await self._standing.words(found))

    def _show(self, found: Shown, names: Names, words: str, verb: str, *, arrived: bool = False) -> None:
        fields = found.record.fields
        self._show_fields(fields, names, arrived=arrived)
        name = display_name(found.record.kind, fields)
        self._title.setText(name or "—")
        self._avatar.show_record(initials_of(name), found.record.id)
        self._avatar.setVisible(self._kind in ("contact", "company"))
        self._subtitle.setText(self._subtitle_of(fields, names))
        self._state = found.state
        self.state_bar.say(found.state, words, verb)
        self._create.hide()
        self._delete.show()
        self._is_done = bool(fields.get("done"))
        self._done.setVisible(self._kind == "task")
        self._done.setText(self.tr("Not done after all") if self._is_done else self.tr("Mark as done"))

    def _show_fields(self, fields: Fields, names: Names, *, arrived: bool = False) -> None:
        for name, row in self._rows.items():
            row.show_value(fields.get(name, row.declared.empty), fields, names, arrived=arrived)
        self._fold()

    def _fold(self) -> None:
        """Empty fields out of sight until they are asked for; what cannot be typed here either way."""
        folded = False
        whole = self._all_fields or self.is_draft
        for row in self._rows.values():
            seen = bool(row.value_text()) or row.is_editing or (whole and row.is_editable)
            row.setVisible(seen)
            folded |= row.is_editable and not seen
        self._more.setVisible(folded)

    def show_all_fields(self) -> None:
        self._all_fields = True
        self._fold()

    def show_position(self, row: int, count: int) -> None:
        """Which of the list's records this is; a negative row: none of them."""
        numbers = (self._look.locale.toString(row + 1), self._look.locale.toString(count))
        self._position.setText(self.tr("{0} of {1}").format(*numbers))
        for part in self._moves:
            part.setVisible(row >= 0)

    def _subtitle_of(self, fields: Fields, names: Names) -> str:
        declared = KINDS[self._kind].fields
        texts = [
            shown(declared[name], fields.get(name), names, fields, self._look.locale)
            for name in _SUBTITLES.get(self._kind, ())
        ]
        return " · ".join(text for text in texts if text)

    def edit_first(self) -> None:
        """Open the editor of the first field that can be edited."""
        row = next((row for row in self._rows.values() if row.is_editable and not row.isHidden()), None)
        if row is not None:
            row.open()

    # -- a draft
    def start_draft(self) -> None:
        self._ref = None
        self._draft = {}
        for row in self._rows.values():
            row.close_editor()
        self._show_fields({}, Names())
        self._title.setText(new_name(self._kind))
        self._avatar.hide()
        self._subtitle.setText(self.tr("Fill in what you know; it is kept on this computer"))
        self.state_bar.hide()
        self._create.show()
        self._delete.hide()
        self._done.hide()
        next(iter(self._rows.values())).open()

    async def create_record(self) -> Ref | None:
        """Make a record of the draft and tell of it; None if it is refused, the reasons stand at the fields."""
        ref = await self._make_record()
        if ref is not None:
            self.created.emit(ref)
        return ref

    async def _make_record(self) -> Ref | None:
        """One at a time: the button and the closing of the card may both ask for the same record."""
        async with self._creating:
            if self._draft is None or not await self._save_open_rows():
                return None
            try:
                ref, _ = await add_record(self._desk, self._kind, self._draft)
            except Refused as refused:
                self._show_refusal(refused)
                return None
            self._draft = None
            return ref

    def _show_refusal(self, refused: Refused) -> None:
        for error in refused.errors:
            row = self._rows.get(top_field(error.field))
            if row is not None:
                row.open()
                row.show_error(error_sentence(error))

    def drop_typed(self) -> None:
        """The record is deleted: what is typed in it has nowhere to go."""
        for row in self._rows.values():
            row.close_editor()

    async def delete(self) -> None:
        if self._ref is not None:
            ref = self._ref
            await delete_record(self._desk, ref)
            self.deleted.emit(ref)

    # -- saving
    async def edit_field(self, name: str, text: str) -> bool:
        """Open the field's editor, type, and save; False if it was refused: the reason stands at the field."""
        row = self._rows[name]
        row.edit(text)
        if row.is_changed:
            await self._save(row)
        else:
            row.close_editor()
        return not row.is_editing

    async def finish(self) -> bool:
        """Save what is being typed and create the draft; False if something of it is refused and still stands here."""
        if self._draft is not None:
            if self._draft or any(row.is_changed for row in self._rows.values()):
                await self._make_record()
                return self._draft is None
            return True
        return await self._save_open_rows()

    async def _save_open_rows(self) -> bool:
        for row in self._rows.values():
            if row.is_changed:
                await self._save(row)
            else:
                row.close_editor()
        return not any(row.is_editing for row in self._rows.values())

    async def close_tasks(self) -> None:
        await self._tasks.settle()

    def _start_saving(self, row: FieldRow) -> None:
        self._tasks.start(self._save(row))

    async def _save(self, row: FieldRow) -> None:
        """One save at a time: leaving a field and closing the card may both ask for the same one."""
        async with self._saving:
            if not row.is_changed:
                return
            text = row.typed_text()
            try:
                await self._store(row, await self._value_of(row))
            except Refused as refused:
                row.show_error(" · ".join(dict.fromkeys(error_sentence(error) for error in refused.errors)))
                return
            except Hindrance as hindrance:
                row.show_error(self._errors.sentence(hindrance))
                return
            if row.typed_text() == text:
                row.close_editor()
        await self.reload()

    async def _value_of(self, row: FieldRow) -> Value:
        chosen = EditorMaker.chosen(row)
        if chosen is not None:
            return chosen.value
        if row.declared.type.startswith("reference"):
            return await self._lookup.read(row.declared, row.typed_text(), EditorMaker.known(row), row.record)
        return read(row.declared, row.typed_text(), row.value, row.record)

    async def _store(self, row: FieldRow, value: Value) -> None:
        if self._draft is not None:
            self._draft[row.declared.name] = value
            names = await self._lookup.names(self._kind, [self._draft])
            row.show_value(value, self._draft, names)
        elif self._ref is not None:
            await set_fields(self._desk, self._ref, {row.declared.name: value})
            row.show_saved()

    def _ask_done(self) -> None:
        if self._ref is not None:
            self.done_asked.emit(self._ref, not self._is_done)

    # -- its edge and its keys
    def _on_dragged(self, by: int) -> None:
        self.setFixedWidth(min(max(self.width() + by, _LEAST_WIDTH), _MOST_WIDTH))
        self.resized.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grip.setGeometry(0, 0, self._grip.width(), self.height())
        self._grip.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _on_verb(self) -> None:
        if self._state == "conflict" and self._ref is not None:
            self.resolve_asked.emit(self._ref)
        else:
            self.sync_asked.emit()
