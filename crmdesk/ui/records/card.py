"""The card beside the list: a record's fields, each edited in place, and how the record stands with the server.

A draft is the same card without a record: what is typed is kept in it until it is created.
"""

from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.errors import NotFound
from crmdesk.domain.records import Fields, Ref
from crmdesk.operations.deals import Pipeline, move_deal, stages
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import Shown, delete_record, deleted_record, restore_record, show_record
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.key_button import KeyButton
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.values import Names
from crmdesk.ui.kit.widgets import StateBar, button
from crmdesk.ui.records.card_head import CardHead
from crmdesk.ui.records.card_title import CardTitle
from crmdesk.ui.records.field_list import FieldList
from crmdesk.ui.records.field_row import FieldRow
from crmdesk.ui.records.grip import Grip
from crmdesk.ui.records.making import EditorMaker
from crmdesk.ui.records.place import Draft
from crmdesk.ui.records.standing import Standing
from crmdesk.ui.records.writing import Writing

CARD_WIDTH = 416
_LEAST_WIDTH, _MOST_WIDTH = 360, 560


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the card shows of a record."""

    found: Shown
    names: Names
    pipelines: list[Pipeline]
    """Of a deal."""
    words: str
    verb: str
    origin: str
    """Who changed it last and when, as far as that is known."""


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
    stage_moved = Signal(object)
    """Ref of a deal that stands in another stage now."""
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
        self._tasks = Tasks(self, errors.present)
        self._lookup = Lookup(desk)
        self._standing = Standing(desk, look.locale, self)
        self._state = "synced"
        self._fields = FieldList(kind, EditorMaker(self._lookup, self._tasks), look, self)
        self._writing = Writing(kind, desk, self._lookup, self._fields, errors, self.reload, self._say_not_created)
        self._on_show: Ref | None = None
        self._deleted_here: Ref | None = None
        self._make_parts()
        self._lay_out()
        self._connect()

    def _make_parts(self) -> None:
        self._head = CardHead(self._look, self)
        self._title = CardTitle(self._kind, self._look, self)
        self.state_bar = StateBar(self._look, "card.state", self)
        self._create = KeyButton(self.tr("Create"), "Ctrl+Return", self._look, "card.create", self)
        self._restore = button(self.tr("Restore"), "primary", "card.restore")
        self._restore.hide()
        self._discard = button(self.tr("Discard"), "quiet", "card.discard")
        self._create_key = QShortcut(self)
        self._create_key.setKeys([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self._create_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._grip = Grip(self)

    def _lay_out(self) -> None:
        making = QHBoxLayout()
        making.setSpacing(8)
        making.addWidget(self._create)
        making.addWidget(self._restore)
        making.addWidget(self._discard)
        making.addStretch(1)
        top = QVBoxLayout()
        top.setContentsMargins(20, 0, 20, 10)
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addWidget(self.state_bar)
        top.addLayout(making)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(4)
        page.addWidget(self._head)
        page.addLayout(top)
        page.addWidget(self._fields, 1)
        self._fields.follow_with(self._create, self._restore, self._discard)

    def _connect(self) -> None:
        self._head.step_asked.connect(self.step_asked)
        self._head.delete_asked.connect(lambda: self._tasks.start(self.delete()))
        self._head.closed.connect(self.closed)
        self._title.done_asked.connect(lambda done: self.done_asked.emit(self.ref, done))
        self._title.stage_chosen.connect(lambda stage: self._tasks.start(self.move_to_stage(stage)))
        self.state_bar.clicked.connect(self._on_verb)
        self._create.clicked.connect(lambda: self._tasks.start(self.create_record()))
        self._create_key.activated.connect(self._create.click)
        self._restore.clicked.connect(lambda: self._tasks.start(self.restore()))
        self._discard.clicked.connect(lambda: self._tasks.start(self.discard()))
        self._fields.typing.connect(self._offer_creation)
        self._fields.submitted.connect(lambda row: self._tasks.start(self._save(row)))
        self._grip.dragged.connect(self._on_dragged)

    # -- what is shown
    @property
    def ref(self) -> Ref | None:
        """The record; None for a draft."""
        return self._writing.ref

    @property
    def is_draft(self) -> bool:
        return self._writing.draft is not None

    def field(self, name: str) -> FieldRow:
        row = self._fields.row(name)
        if row is None:
            raise LookupError(f"a {self._kind} has no field {name}")
        return row

    async def show_ref(self, ref: Ref) -> bool:
        """Show a record, once what is typed is saved; False if it is refused: then it still stands here. Until the
        record is fetched the card is the one before, and may be typed in."""
        while await self.finish():
            fetched = await self._fetch(ref)
            if not self._writing.is_finished:
                continue
            self._writing.turn_to(ref)
            self._fields.close_editors()
            if fetched is None:
                self.closed.emit()
            else:
                self._show(fetched)
            return True
        return False

    async def reload(self) -> None:
        """Fetch the shown record again; what is being typed stays."""
        ref = self.ref
        if ref is None:
            return
        fetched = await self._fetch(ref)
        if self.ref != ref:
            return
        if fetched is not None:
            self._show(fetched)
        elif ref != self._deleted_here:
            await self._show_gone(ref)

    async def _show_gone(self, ref: Ref) -> None:
        """It was deleted elsewhere: what is typed stays until the person says what becomes of it."""
        deleted = await deleted_record(self._desk, ref)
        said = await self._standing.deletion(deleted)
        if self.ref != ref:
            return
        if self._writing.is_finished:
            self.closed.emit()
            return
        self.state_bar.say("conflict", said)
        self._restore.setVisible(deleted is not None)
        self._discard.show()
        self._head.offer_deletion(offered=False)

    async def _fetch(self, ref: Ref) -> Fetched | None:
        """None if the record is gone. What was fetched when a save from here ended may be older than what the person
        knows by now: it is fetched once more."""
        while True:
            saves = self._writing.saves
            fetched = await self._fetch_now(ref)
            if self._writing.saves == saves:
                return fetched

    async def _fetch_now(self, ref: Ref) -> Fetched | None:
        try:
            found = await show_record(self._desk, ref)
        except NotFound:
            return None
        names = await self._lookup.names(ref.kind, [found.record.fields])
        pipelines = await stages(self._desk) if ref.kind == "deal" else []
        origin = await self._standing.origin(found.record)
        return Fetched(found, names, pipelines, *await self._standing.words(found), origin)

    def _show(self, fetched: Fetched) -> None:
        record = fetched.found.record
        arrived = fetched.origin if self._on_show == record.ref else None
        self._on_show, self._deleted_here = record.ref, None
        self._fields.show_fields(record.fields, fetched.names, arrived=arrived)
        self._title.show_record(record, fetched.names, fetched.pipelines)
        self._state = fetched.found.state
        self.state_bar.say(fetched.found.state, fetched.words, fetched.verb)
        self._create.hide()
        self._create_key.setEnabled(False)
        self._restore.hide()
        self._discard.hide()
        self._head.offer_deletion(offered=True)

    def show_position(self, row: int, count: int) -> None:
        """Which of the list's records this is; a negative row: none of them."""
        self._head.show_position(row, count)

    # -- a draft
    def start_draft(self) -> None:
        self._show_draft({}, Names())
        self._fields.open_first()

    async def resume_draft(self, draft: Draft) -> None:
        """One that was begun in another look of the window."""
        self._show_draft(draft.fields, Names())
        for name, text in draft.typed.items():
            self.field(name).type_on(text)
        names = await self._lookup.names(self._kind, [draft.fields])
        if self._writing.draft is not None:
            self._fields.show_fields(self._writing.draft, names, draft=True)

    def draft(self) -> Draft | None:
        """With what stands in its open editors; None if the card shows a record or nothing."""
        if self._writing.draft is None:
            return None
        typed = {row.declared.name: row.text_to_type_on() for row in self._fields if row.is_editing}
        return Draft(dict(self._writing.draft), typed)

    def _show_draft(self, fields: Fields, names: Names) -> None:
        self._writing.start_draft(fields)
        self._on_show = None
        self._fields.close_editors()
        self._fields.show_fields(fields, names, draft=True)
        self._title.show_draft()
        self.state_bar.hide()
        self._create.show()
        self._create_key.setEnabled(True)
        self._offer_creation()
        self._restore.hide()
        self._discard.hide()
        self._head.offer_deletion(offered=False)

    def _offer_creation(self) -> None:
        """A record of nothing would be an empty line."""
        if self.is_draft:
            is_typed = not self._writing.is_finished
            self._create.setEnabled(is_typed)
            self._create.setToolTip("" if is_typed else self.tr("Fill in at least one field"))

    async def create_record(self) -> Ref | None:
        """Make a record of the draft and tell of it; None if it is refused, the reasons stand at the fields."""
        ref = await self._writing.create()
        if ref is not None:
            self.created.emit(ref)
        return ref

    async def discard(self) -> None:
        """Give up the draft, or what is typed in a record that is deleted."""
        if self.ref is not None or await self._writing.discard():
            self._fields.close_editors()
            self.closed.emit()

    async def restore(self) -> None:
        """The record that was deleted elsewhere, with what is typed in it."""
        if self.ref is not None:
            with suppress(NotFound):  # somebody else has restored it
                await restore_record(self._desk, self.ref)
            await self.finish()
            await self.reload()

    def _say_not_created(self, hindrance: str) -> None:
        """And how to be rid of the draft. `hindrance`: what hinders it, "" for nothing or what stands at its fields."""
        self.state_bar.say("blocked" if hindrance else "draft", hindrance or self.tr("Not created yet"))
        self._discard.show()

    # -- what is done with the record
    def edit_first(self) -> None:
        """Open the editor of the first field that can be edited."""
        self._fields.open_first()

    async def edit_field(self, name: str, text: str) -> bool:
        """Open the field's editor, type, and save; False if it was refused: the reason stands at the field."""
        row = self.field(name)
        row.edit(text)
        if row.is_changed:
            row.mark_seen()
            await self._save(row)
        else:
            row.close_editor()
        return not row.is_editing

    async def _save(self, row: FieldRow) -> None:
        await self._writing.save(row)
        await self.reload()

    async def finish(self) -> bool:
        """Save what is being typed and create the draft; False if something of it is refused and still stands here."""
        return await self._writing.finish()

    async def finish_record(self) -> bool:
        """As `finish`, but a draft is left as it is."""
        await self._writing.settle()
        return self.is_draft or await self.finish()

    async def may_close(self) -> bool:
        """Save what is being typed; False if something still stands here. Nor is a draft made by closing its card: what
        it holds is asked about."""
        if not self.is_draft:
            return await self.finish()
        is_finished = await self._writing.finish_fields()
        if is_finished and not self._writing.draft:
            return True
        if self.is_draft:
            self._say_not_created("")
        if is_finished:
            self._create.setFocus()
        return False

    def put_away(self) -> None:
        """Show nothing any more; what is still typed is given up."""
        self._writing.turn_away()
        self._on_show = None
        self._fields.close_editors()
        self.hide()

    async def delete(self) -> None:
        """With what is typed in it as far as that can be saved: it comes back with the record. Whoever is told of it
        turns the card to another record or puts it away."""
        if self.ref is not None:
            ref = self.ref
            await self.finish()
            await delete_record(self._desk, ref)
            if ref == self.ref:
                self._deleted_here = ref
                self._fields.close_editors()
            self.deleted.emit(ref)

    async def move_to_stage(self, stage_id: str) -> None:
        """The deal, to another stage."""
        if self.ref is not None:
            ref = self.ref
            await move_deal(self._desk, ref.id, stage_id)
            self.stage_moved.emit(ref)

    async def close_tasks(self) -> None:
        await self._tasks.settle()

    def _on_verb(self) -> None:
        if self._state == "conflict" and self.ref is not None:
            self.resolve_asked.emit(self.ref)
        else:
            self.sync_asked.emit()

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
