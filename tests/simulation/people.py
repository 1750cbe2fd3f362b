"""What people do: at their desks everything through the operations, on the web straight on the server; with values that
are never typed twice."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from crmdesk.domain.errors import Busy, Hindrance, NotFound, Refused
from crmdesk.domain.kinds import DELETED, KINDS, FieldType
from crmdesk.domain.merge import differing
from crmdesk.domain.records import Change, ConflictState, Entry, EntryState, OutcomeStatus, Record
from crmdesk.operations.conflicts import resolve_conflict
from crmdesk.operations.outbox import drop_entry
from crmdesk.operations.records import add_record, delete_record, restore_record, set_fields
from tests.fakes.remote_server import MemoryServer
from tests.simulation.desk import SimDesk
from tests.simulation.disk import Records
from tests.simulation.ledger import WEB, Ledger
from tests.simulation.scenario import USER_IDS
from tests.simulation.virtual import SeededIds

POISON = "poison"
"""The server fails on a change that holds this word."""
FORBIDDEN = "forbidden"
"""The server refuses a change that holds this word."""
MADE = ("product", "company", "contact", "deal", "task", "communication")
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "product": ("name",), "company": ("name",), "contact": ("last_name",), "deal": ("title",), "task": ("title",),
    "communication": ("type", "subject"),
}  # fmt: skip
_EDITED: Mapping[str, tuple[str, ...]] = {
    "product": ("name", "description", "unit", "price"),
    "company": ("name", "industry", "address", "tags", "bank_name", "notes"),
    "contact": ("first_name", "last_name", "job_title", "source", "company_id", "phones", "tags"),
    "deal": ("title", "source", "contact_id", "company_id", "more_contact_ids", "items", "amount", "notes"),
    "task": ("title", "result", "done", "deal_id", "contact_id"),
    "communication": ("subject", "body", "deal_id", "company_id"),
}


class Typist:
    """Thinks of records and values. `last_digit` tells one person's numbers from another's."""

    def __init__(
        self, name: str, last_digit: int, chance: random.Random, records: Callable[[], Records], odd_words: float = 0.0
    ) -> None:
        self._name = name
        self._last_digit = last_digit
        self._chance = chance
        self._records = records
        self._odd_words = odd_words
        self._typed = 0

    def some(self, *, deleted: bool) -> Record | None:
        """Some record; people like to work on the same few."""
        records = [
            record for record in self._records().values() if record.deleted == deleted and record.kind in _EDITED
        ]
        records.sort(key=lambda record: (record.kind, record.id))
        return self._chance.choice(records[:6] if self._chance.random() < 0.7 else records) if records else None

    def new(self) -> tuple[str, dict[str, Any]]:
        kind = self._chance.choice(MADE)
        fields = {name: self._value(Record(kind, "", 0, {}), name) for name in _REQUIRED[kind]}
        for name in self._chance.sample(_EDITED[kind], 2):
            fields[name] = self._value(Record(kind, "", 0, {}), name)
        return kind, fields

    def changed(self, record: Record) -> dict[str, Any]:
        names = self._chance.sample(_EDITED[record.kind], self._chance.choice([1, 1, 2]))
        fields = {name: self._value(record, name) for name in names}
        if "amount" in fields and (record.fields.get("items") or "items" in fields):
            del fields["amount"]
        return fields

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
        return self._typed * 10 + self._last_digit

    def _text(self) -> str:
        word = f"{self._name}{self._next()}"
        if self._chance.random() < self._odd_words:
            return f"{self._chance.choice([POISON, FORBIDDEN])} {word}"
        return word

    def _tags(self, old: list[Any]) -> list[Any]:
        return [*self._thinned(old), f"{self._name}{self._next()}"]

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
            "id": identity, "position": len(items), "name": f"{self._name}{number}", "quantity": 1, "price": "2.00",
        }  # fmt: skip
        return [*items, item]

    def _thinned(self, old: list[Any]) -> list[Any]:
        kept = list(old)
        if kept and self._chance.random() < 0.3:
            kept.pop(self._chance.randrange(len(kept)))
        return kept

    def _reference(self, kind: str, *, many: bool) -> Any:
        alive = sorted(ref.id for ref, record in self._records().items() if ref.kind == kind and not record.deleted)
        if many:
            return self._chance.sample(alive, min(len(alive), 2))
        return self._chance.choice(alive) if alive else None


class SimPerson:
    def __init__(self, desk: SimDesk, ledger: Ledger, seed: int, odd_words: float) -> None:
        self._desk = desk
        self._ledger = ledger
        self._chance = random.Random(f"{seed} {desk.name} person")
        last_digit = 1 if desk.name == "ann" else 2
        self._typist = Typist(desk.name, last_digit, self._chance, desk.disk.records, odd_words)

    async def act(self) -> None:
        """One thing that a person does now; nothing if the program is dead, the disk is full or it is refused."""
        chance = self._chance.random()
        try:
            if chance < 0.3:
                await add_record(self._desk.hands, *self._typist.new())
            elif chance < 0.85:
                await self._change()
            elif chance < 0.91:
                await self._delete()
            elif chance < 0.94:
                await self._restore()
            else:
                await self.decide(everything=False)
        except Hindrance:
            return

    async def decide(self, *, everything: bool) -> None:
        """Decide open conflicts, turn settled ones round, repair or give up what was refused, send or leave what is
        known here and lost on the server."""
        tx = self._desk.look()
        for conflict in tx.conflicts():
            waits = conflict.state is not ConflictState.SETTLED
            if waits or (not everything and self._chance.random() < 0.2):
                record = tx.record(conflict.ref)
                if record is None or (record.deleted and not waits):
                    continue
                self._ledger.decided.update((conflict.ref, name) for name in KINDS[conflict.kind].fields)
                self._ledger.decided.add((conflict.ref, DELETED))
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

    async def _change(self) -> None:
        record = self._typist.some(deleted=False)
        fields = {} if record is None else self._typist.changed(record)
        if record is not None and fields:
            await set_fields(self._desk.hands, record.ref, fields)

    async def _delete(self) -> None:
        record = self._typist.some(deleted=False)
        if record is not None:
            await delete_record(self._desk.hands, record.ref)

    async def _restore(self) -> None:
        record = self._typist.some(deleted=True)
        # a tombstone that came without its fields was never seen here, and nobody can ask for it
        if record is not None and any(record.fields.values()):
            await restore_record(self._desk.hands, record.ref)


class WebPerson:
    """Somebody who edits through another client, straight on the server, always on what stands there now."""

    def __init__(self, server: MemoryServer, ledger: Ledger, seed: int, true_time: Callable[[], int]) -> None:
        self._server = server
        self._ledger = ledger
        self._true_time = true_time
        self._chance = random.Random(f"{seed} web")
        self._ids = SeededIds(random.Random(f"{seed} web ids"))
        self._typist = Typist(WEB, 3, self._chance, lambda: server.history.records)

    def act(self) -> str:
        record = self._typist.some(deleted=False)
        if record is None or self._chance.random() < 0.3:
            kind, fields = self._typist.new()
            change = Change(self._ids.new(), kind, self._ids.new(), None, fields)
        elif self._chance.random() < 0.1:
            change = Change(self._ids.new(), record.kind, record.id, record.rev, {}, deleted=True)
        else:
            typed = differing(record.kind, record.fields, {**record.fields, **self._typist.changed(record)})
            change = Change(self._ids.new(), record.kind, record.id, record.rev, typed)
        before = self._server.history.records.get(change.ref)
        outcome = self._server.outgoing(USER_IDS[WEB], [change], None).outcomes[0]
        if outcome.status is OutcomeStatus.APPLIED:
            after = self._server.history.records[change.ref]
            self._ledger.note(WEB, before, after, self._true_time(), measured=True)
        return f"{WEB} {change.kind} {change.id[:8]} {dict(change.fields)}{' deleted' if change.deleted else ''}"
