"""Where what is typed in a card goes: into its record, or into a draft until that is created. What is refused stays at
its field with the reason."""

import asyncio
from collections.abc import Awaitable, Callable

from crmdesk.domain.errors import Hindrance, Refused
from crmdesk.domain.records import Fields, Ref, Value
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import add_record, save_typed
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.labels import error_sentence, top_field
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.values import read
from crmdesk.ui.records.field_list import FieldList
from crmdesk.ui.records.field_row import FieldRow
from crmdesk.ui.records.making import EditorMaker


class Writing:
    def __init__(
        self,
        kind: str,
        desk: Desk,
        lookup: Lookup,
        fields: FieldList,
        errors: Errors,
        show_again: Callable[[], Awaitable[None]],
        say_not_created: Callable[[str], None],
    ) -> None:
        self._kind = kind
        self._desk = desk
        self._lookup = lookup
        self._fields = fields
        self._errors = errors
        self._show_again = show_again
        """Show the record as it stands now."""
        self._say_not_created = say_not_created
        """Say in the card that the draft is not created, and what hinders it, "" for what stands at its fields."""
        self._saving = asyncio.Lock()
        self._creating = asyncio.Lock()
        self.ref: Ref | None = None
        """The record; None for a draft."""
        self.draft: dict[str, Value] | None = None
        """What was typed for a record that is not made yet, no empty values."""
        self.saves = 0
        """How often something was saved into a record from here."""

    def turn_to(self, ref: Ref) -> None:
        self.ref, self.draft = ref, None

    def start_draft(self, fields: Fields) -> None:
        self.ref, self.draft = None, dict(fields)

    def turn_away(self) -> None:
        """From the record or the draft; nothing is typed before the next."""
        self.ref = self.draft = None

    @property
    def is_finished(self) -> bool:
        """Nothing would be lost by leaving."""
        return not self.draft and not self._fields.is_changed

    async def finish(self) -> bool:
        """Save what is being typed and create the draft; False if something of it is refused and still stands."""
        if not await self.finish_fields():
            return False
        if not self.draft:
            return True
        await self.create()
        return self.draft is None and await self._save_open_rows()

    async def finish_fields(self) -> bool:
        """Save what is being typed, a draft's into the draft; False if something of it is refused and still stands. The
        person has seen what stood there when they asked, and not what the saves awaited here may tell of."""
        for row in self._fields:
            row.mark_seen()
        await self.settle()
        return await self._save_open_rows()

    async def settle(self) -> None:
        """Wait for what is being made or saved already."""
        async with self._creating, self._saving:
            pass

    async def discard(self) -> bool:
        """Give the draft up; False if it is a record by now."""
        draft = self.draft
        async with self._creating:
            if draft is None or self.draft is not draft:
                return False
            self.turn_away()
            return True

    async def create(self) -> Ref | None:
        """Turn to the record made of the draft; None if it is refused or holds nothing. One at a time: the button and
        the closing of the card may both ask for the same record, and a draft begun since is another. What is typed
        meanwhile waits, and goes into the new record."""
        draft = self.draft
        async with self._creating:
            if draft is None or self.draft is not draft or not await self._save_open_rows() or not draft:
                return None
            async with self._saving:
                try:
                    ref, _ = await add_record(self._desk, self._kind, draft)
                except Refused as refused:
                    self._show_refusal(refused)
                    return None
                except Hindrance as hindrance:
                    self._say_not_created(self._errors.sentence(hindrance))
                    return None
                self.turn_to(ref)
                await self._show_again()
            return ref

    def _show_refusal(self, refused: Refused) -> None:
        """At the fields; what is refused of one that is not typed in is said of the whole draft."""
        others = []
        for error in refused.errors:
            row = self._fields.row(top_field(error.field))
            if row is not None and row.is_editable:
                row.open()
                row.show_error(error_sentence(error))
            else:
                others.append(error_sentence(error))
        self._say_not_created(" · ".join(dict.fromkeys(others)))

    async def _save_open_rows(self) -> bool:
        for row in self._fields:
            if row.is_changed:
                await self.save(row)
            else:
                row.close_editor()
        return not any(row.is_editing for row in self._fields)

    async def save(self, row: FieldRow) -> None:
        """One save at a time: leaving a field and closing the card may both ask for the same one."""
        async with self._saving:
            if not row.is_changed:
                return
            text = row.typed_text()
            try:
                await self._store(row)
            except Refused as refused:
                await self._show_refused(row, refused)
                return
            except Hindrance as hindrance:
                row.show_error(self._errors.sentence(hindrance))
                return
            if row.typed_text() == text:
                row.close_editor()

    async def _show_refused(self, row: FieldRow, refused: Refused) -> None:
        row.show_error(" · ".join(dict.fromkeys(error_sentence(error) for error in refused.errors)))
        unseen = [error.field for error in refused.errors if error.code == "changed_meanwhile"]
        if unseen:
            await self._show_again()
            self._fields.tell_news(row, unseen, refused=True)

    async def _value_of(self, row: FieldRow) -> Value:
        chosen = EditorMaker.chosen(row)
        if chosen is not None:
            return chosen.value
        if row.declared.type.startswith("reference"):
            return await self._lookup.read(row.declared, row.typed_text(), EditorMaker.known(row), row.record)
        return read(row.declared, row.typed_text(), row.began.get(row.declared.name), row.record)

    async def _store(self, row: FieldRow) -> None:
        """Where the row belonged when its save began, whatever the card turns to meanwhile."""
        ref, draft = self.ref, self.draft
        name = row.declared.name
        typed = {name: await self._value_of(row)}
        if draft is not None:
            draft.pop(name, None)
            draft.update({} if typed[name] == row.declared.empty else typed)
            row.show_value(typed[name], dict(draft), await self._lookup.names(self._kind, [draft]))
            return
        assert ref is not None, "a card without a record and without a draft cannot be typed in"
        known = await save_typed(self._desk, ref, typed, began=row.began, seen=row.seen)
        self.saves += 1
        if self.ref == ref:
            self._fields.hold(known)
            row.show_saved()
