"""What people do at their desks: everything through the operations, with values that are never typed twice."""

import random
from collections.abc import Mapping
from typing import Any

from crmdesk.domain.errors import Busy, NotFound, Refused
from crmdesk.domain.kinds import KINDS, FieldType
from crmdesk.domain.records import ConflictState, Entry, EntryState, Record
from crmdesk.operations.conflicts import resolve_conflict
from crmdesk.operations.outbox import drop_entry
from crmdesk.operations.records import add_record, delete_record, restore_record, set_fields
from tests.simulation.desk import SimDesk
from tests.simulation.ledger import Ledger

POISON = "poison"
"""The server fails on a change that holds this word."""
FORBIDDEN = "forbidden"
"""The server refuses a change that holds this word."""
MADE = ("product", "company", "contact", "deal", "task", "communication")


class SimPerson:
    def __init__(self, desk: SimDesk, ledger: Ledger, seed: int, odd_words: float) -> None:
        self._desk = desk
        self._ledger = ledger
        self._chance = random.Random(f"{seed} {desk.name} person")
        self._odd_words = odd_words
        self._typed = 0

    async def act(self) -> None:
        """One thing that a person does now; nothing if the program is dead or refuses it."""
        chance = self._chance.random()
        try:
            if chance < 0.3:
                await self._make()
            elif chance < 0.85:
                await self._change()
            elif chance < 0.91:
                await self._delete()
            elif chance < 0.94:
                await self._restore()
            else:
                await self.decide(everything=False)
        except (Refused, NotFound, Busy):
            return

    async def decide(self, *, everything: bool) -> None:
        """Decide open conflicts, turn settled ones round, repair or give up what was refused."""
        tx = self._desk.look()
        for conflict in tx.conflicts():
            is_open = conflict.state is ConflictState.OPEN
            if is_open or (not everything and self._chance.random() < 0.2):
                record = tx.record(conflict.ref)
                if record is None or (record.deleted and not is_open):
                    continue
                self._ledger.decided.update((conflict.ref, name) for name in KINDS[conflict.kind].fields)
                self._ledger.decided.add((conflict.ref, "deleted"))
                side = self._chance.choice(["mine", "theirs"])
                await resolve_conflict(self._desk.hands, conflict.id, side, {})
            if not everything:
                break
        for entry in tx.all_entries():
            if entry.state is EntryState.QUARANTINED or (everything and entry.state is EntryState.PARKED):
                await self._repair(entry, tx.record(entry.ref))

    async def _repair(self, entry: Entry, record: Record | None) -> None:
        fields: dict[str, Any] = {}
        for error in entry.errors:
            declared = KINDS[entry.kind].fields.get(error.field)
            if declared is not None and declared.refers_to is not None:
                fields[error.field] = declared.empty
        try:
            if fields and record is not None and not record.deleted:
                await set_fields(self._desk.hands, entry.ref, fields)
                return
            self._ledger.dropped.add((self._desk.name, entry.ref))
            await drop_entry(self._desk.quiet_hands, entry.ref)
        except (Refused, NotFound, Busy):
            return

    # -- edits

    async def _make(self) -> None:
        kind = self._chance.choice(MADE)
        required = {
            "product": ["name"], "company": ["name"], "contact": ["last_name"], "deal": ["title"], "task": ["title"],
            "communication": ["type", "subject"],
        }[kind]  # fmt: skip
        fields = {name: self._value(Record(kind, "", 0, {}), name) for name in required}
        for name in self._chance.sample(_EDITED[kind], 2):
            fields[name] = self._value(Record(kind, "", 0, {}), name)
        await add_record(self._desk.hands, kind, fields)

    async def _change(self) -> None:
        record = self._any(deleted=False)
        if record is None:
            return
        names = self._chance.sample(_EDITED[record.kind], self._chance.choice([1, 1, 2]))
        fields = {name: self._value(record, name) for name in names}
        if "amount" in fields and (record.fields.get("items") or "items" in fields):
            del fields["amount"]
        if fields:
            await set_fields(self._desk.hands, record.ref, fields)

    async def _delete(self) -> None:
        record = self._any(deleted=False)
        if record is not None:
            await delete_record(self._desk.hands, record.ref)

    async def _restore(self) -> None:
        record = self._any(deleted=True)
        # a tombstone that came without its fields was never seen here, and nobody can ask for it
        if record is not None and any(record.fields.values()):
            await restore_record(self._desk.hands, record.ref)

    def _any(self, *, deleted: bool) -> Record | None:
        """Some record; people like to work on the same few."""
        records = [
            record
            for record in self._desk.tables.records.values()
            if record.deleted == deleted and record.kind in _EDITED
        ]
        records.sort(key=lambda record: (record.kind, record.id))
        return self._chance.choice(records[:6] if self._chance.random() < 0.7 else records) if records else None

    # -- values

    def _value(self, record: Record, name: str) -> Any:
        declared = KINDS[record.kind].fields[name]
        if declared.refers_to is not None:
            return self._reference(declared.refers_to, many=declared.type is FieldType.REFERENCES)
        if declared.choices:
            return self._chance.choice(declared.choices)
        make = {
            FieldType.TAGS: self._tags,
            FieldType.ROWS: self._items,
            FieldType.PHONES: self._phones,
            FieldType.YES_NO: lambda _old: self._chance.random() < 0.5,
            FieldType.MONEY: lambda _old: f"{self._next()}.00",
        }.get(declared.type, lambda _old: self._text())
        return make(record.fields.get(name) or [])

    def _next(self) -> int:
        self._typed += 1
        return self._typed * 10 + (1 if self._desk.name == "ann" else 2)

    def _text(self) -> str:
        word = f"{self._desk.name}{self._next()}"
        if self._chance.random() < self._odd_words:
            return f"{self._chance.choice([POISON, FORBIDDEN])} {word}"
        return word

    def _tags(self, old: list[Any]) -> list[Any]:
        return [*self._thinned(old), f"{self._desk.name}{self._next()}"]

    def _phones(self, old: list[Any]) -> list[Any]:
        return [*self._thinned(old), {"value": f"+7912{self._next():07}", "label": "work"}]

    def _items(self, old: list[Any]) -> list[Mapping[str, Any]]:
        items = self._thinned(old)
        if items and self._chance.random() < 0.5:
            changed = self._chance.randrange(len(items))
            items[changed] = {**items[changed], "name": self._text()}
            return items
        number = self._next()
        identity = f"00000000-0000-4000-8000-{number:012}"
        item = {
            "id": identity,
            "position": len(items),
            "name": f"{self._desk.name}{number}",
            "quantity": 1,
            "price": "2.00",
        }
        return [*items, item]

    def _thinned(self, old: list[Any]) -> list[Any]:
        kept = list(old)
        if kept and self._chance.random() < 0.3:
            kept.pop(self._chance.randrange(len(kept)))
        return kept

    def _reference(self, kind: str, *, many: bool) -> Any:
        alive = sorted(
            ref.id for ref, record in self._desk.tables.records.items() if ref.kind == kind and not record.deleted
        )
        if many:
            return self._chance.sample(alive, min(len(alive), 2))
        return self._chance.choice(alive) if alive else None


_EDITED: Mapping[str, tuple[str, ...]] = {
    "product": ("name", "description", "unit", "price"),
    "company": ("name", "industry", "address", "tags", "bank_name", "notes"),
    "contact": ("first_name", "last_name", "job_title", "source", "company_id", "phones", "tags"),
    "deal": ("title", "source", "contact_id", "company_id", "more_contact_ids", "items", "amount", "notes"),
    "task": ("title", "result", "done", "deal_id", "contact_id"),
    "communication": ("subject", "body", "deal_id", "company_id"),
}
