"""A replica in dictionaries: the Store port without a disk, quick enough for thousands of simulated desks.

A transaction copies a table when it first writes to it; a commit puts the copies in place, anything raised drops them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from crmdesk.domain.names import display_name
from crmdesk.domain.ports import Counts, LogLine, Pause, Person, Policy, Query, Row, Standing, SyncState, Transaction
from crmdesk.domain.records import Acknowledged, Conflict, ConflictState, Entry, EntryState, Record, Ref
from crmdesk.domain.undo import UndoStep
from crmdesk.replica.outbox_rows import turn
from crmdesk.replica.rows import whole
from crmdesk.replica.undo import KEPT
from tests.fakes.memory_lists import found, in_order, state_of

T = TypeVar("T")


@dataclass
class Tables:
    """A dictionary keeps the place of a key that is set again: its order is the order of first insertion."""

    records: dict[Ref, Record] = field(default_factory=dict)
    keys: dict[Ref, int] = field(default_factory=dict)
    entries: dict[Ref, Entry] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)
    brought: dict[Ref, None] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    undo: dict[int, UndoStep] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()
    last_key: int = 0


def nothing_happens() -> None:
    pass


class MemoryStore:
    """`before_commit` may raise: nothing was written. `after_commit` may raise: it was, but nobody was told."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.before_commit: Callable[[], None] = nothing_happens
        self.after_commit: Callable[[], None] = nothing_happens

    async def write(self, work: Callable[[Transaction], T]) -> T:
        transaction = MemoryTransaction(self.tables)
        result = work(transaction)
        self.before_commit()
        self.tables = transaction.tables
        self.after_commit()
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return work(MemoryTransaction(self.tables))


class MemoryTransaction:
    def __init__(self, tables: Tables) -> None:
        self.tables = replace(tables)
        self._copied: set[str] = set()

    def _own(self, *names: str) -> Tables:
        for name in names:
            if name not in self._copied:
                setattr(self.tables, name, dict(getattr(self.tables, name)))
                self._copied.add(name)
        return self.tables

    # -- records

    def record(self, ref: Ref) -> Record | None:
        return self.tables.records.get(ref)

    def records(self, refs: Iterable[Ref]) -> dict[Ref, Record]:
        return {ref: self.tables.records[ref] for ref in refs if ref in self.tables.records}

    def put_records(self, records: Iterable[Record]) -> None:
        tables = self._own("records", "keys")
        for record in records:
            if record.ref not in tables.keys:
                tables.last_key += 1
                tables.keys[record.ref] = tables.last_key
            tables.records[record.ref] = replace(record, fields=whole(record))

    def drop_records(self, refs: Iterable[Ref]) -> None:
        tables = self._own("records", "keys")
        for ref in refs:
            tables.records.pop(ref, None)
            tables.keys.pop(ref, None)

    # -- lists

    def _listed(self, query: Query) -> list[Record]:
        alive = [record for ref, record in self.tables.records.items() if ref.kind == query.kind and not record.deleted]
        return in_order(query, found(query, alive), self.tables.keys, self.tables.records)

    def _row(self, record: Record) -> Row:
        entry = self.tables.entries.get(record.ref)
        return Row(record, state_of(entry, conflicting=self.open_conflict(record.ref) is not None))

    def keys(self, query: Query) -> Sequence[int]:
        return [self.tables.keys[record.ref] for record in self._listed(query)]

    def rows(self, kind: str, keys: Sequence[int]) -> list[Row]:
        by_key = {key: ref for ref, key in self.tables.keys.items() if ref.kind == kind}
        records = [self.tables.records[by_key[key]] for key in keys if key in by_key]
        return [self._row(record) for record in records if not record.deleted]

    def key_of(self, ref: Ref) -> int | None:
        record = self.tables.records.get(ref)
        return None if record is None or record.deleted else self.tables.keys[ref]

    def find(self, query: Query, limit: int, offset: int = 0) -> list[Row]:
        return [self._row(record) for record in self._listed(query)[offset : offset + limit]]

    def count(self, query: Query) -> int:
        return len(self._listed(query))

    def names(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        return {ref: display_name(ref.kind, record.fields) for ref, record in self.records(refs).items()}

    # -- outbox

    def entry(self, ref: Ref) -> Entry | None:
        return self.tables.entries.get(ref)

    def entries(self, refs: Iterable[Ref]) -> dict[Ref, Entry]:
        return {ref: self.tables.entries[ref] for ref in refs if ref in self.tables.entries}

    def all_entries(self) -> list[Entry]:
        return sorted(self.tables.entries.values(), key=lambda entry: turn(entry.kind))

    def first_entries(self, states: Collection[EntryState], limit: int) -> list[Entry]:
        return [entry for entry in self.all_entries() if entry.state in states][:limit]

    def oldest_entry(self, states: Collection[EntryState]) -> Entry | None:
        return next((entry for entry in self.tables.entries.values() if entry.state in states), None)

    def ready_entries(self, now_ms: int, limit: int) -> list[Entry]:
        ready = [entry for entry in self.all_entries() if _is_ready(entry, now_ms)]
        return sorted(ready, key=lambda entry: entry.state is not EntryState.SENT)[:limit]

    def stuck_creates(self, now_ms: int) -> frozenset[str]:
        return frozenset(
            entry.id
            for entry in self.tables.entries.values()
            if entry.is_create and entry.state not in {EntryState.SENT, EntryState.WAITING}
            if not _is_ready(entry, now_ms)
        )

    def put_entry(self, entry: Entry) -> None:
        self._own("entries").entries[entry.ref] = entry

    def put_entries(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.put_entry(entry)

    def drop_entry(self, ref: Ref) -> None:
        self._own("entries").entries.pop(ref, None)

    def counts(self) -> Counts:
        quarantined = sum(entry.state is EntryState.QUARANTINED for entry in self.tables.entries.values())
        is_open = sum(conflict.state is ConflictState.OPEN for conflict in self.tables.conflicts.values())
        return Counts(len(self.tables.entries) - quarantined, quarantined, is_open)

    def standings(self) -> dict[str, Standing]:
        entries = Counter((entry.kind, entry.state is EntryState.QUARANTINED) for entry in self.tables.entries.values())
        conflicts = Counter((conflict.kind, conflict.state) for conflict in self.tables.conflicts.values())
        return {
            kind: Standing(
                entries[kind, False],
                entries[kind, True],
                conflicts[kind, ConflictState.OPEN],
                conflicts[kind, ConflictState.SETTLED],
            )
            for kind in {kind for kind, _ in (*entries, *conflicts)}
        }

    # -- conflicts

    def conflicts(self) -> list[Conflict]:
        newest_added_first = reversed(self.tables.conflicts.values())
        return sorted(newest_added_first, key=lambda conflict: -conflict.at)

    def conflict(self, conflict_id: str) -> Conflict | None:
        return self.tables.conflicts.get(conflict_id)

    def open_conflict(self, ref: Ref) -> Conflict | None:
        if not self.tables.conflicts:
            return None
        is_open = (item for item in self.conflicts() if item.ref == ref and item.state is ConflictState.OPEN)
        return next(is_open, None)

    def lost_there(self, refs: Iterable[Ref]) -> list[Conflict]:
        wanted = set(refs)
        return [
            conflict
            for conflict in self.tables.conflicts.values()
            if conflict.state is ConflictState.LOST_THERE and conflict.ref in wanted
        ]

    def put_conflict(self, conflict: Conflict) -> None:
        self._own("conflicts").conflicts[conflict.id] = conflict

    # -- what the person may take back

    def add_undo(self, step: UndoStep) -> int:
        number = max(max(self.tables.undo, default=0) + 1, step.at)
        self.tables.undo = dict([*self.tables.undo.items(), (number, step)][-KEPT:])
        return number

    def undo_step(self, number: int | None) -> tuple[int, UndoStep] | None:
        wanted = max(self.tables.undo, default=0) if number is None else number
        return (wanted, self.tables.undo[wanted]) if wanted in self.tables.undo else None

    def newest_undo(self, limit: int) -> list[tuple[int, UndoStep]]:
        return sorted(self.tables.undo.items(), reverse=True)[:limit]

    def drop_undo(self, number: int) -> None:
        self.tables.undo = {at: step for at, step in self.tables.undo.items() if at != number}

    # -- what was applied there

    def add_acknowledged(self, acknowledged: Iterable[Acknowledged]) -> None:
        tables = self._own("acknowledged")
        for item in acknowledged:
            tables.acknowledged[item.change.change_id] = item

    def acknowledged_of(self, ref: Ref) -> list[Acknowledged]:
        return [item for item in self.tables.acknowledged.values() if item.change.ref == ref]

    def acknowledged_after(self, rev: int) -> list[Acknowledged]:
        return [item for item in self.tables.acknowledged.values() if item.rev > rev]

    def forget_acknowledged(self, before_ms: int) -> None:
        kept = {name: item for name, item in self.tables.acknowledged.items() if item.at >= before_ms}
        self._own("acknowledged").acknowledged = kept

    def drop_acknowledged(self, change_ids: Iterable[str]) -> None:
        acknowledged = self._own("acknowledged").acknowledged
        for change_id in change_ids:
            acknowledged.pop(change_id, None)

    # -- sync state

    def sync_state(self) -> SyncState:
        state = self.tables.settings.get("sync_state", SyncState())
        assert isinstance(state, SyncState)
        return state

    def put_sync_state(self, state: SyncState) -> None:
        self._own("settings").settings["sync_state"] = state

    def pause(self) -> Pause | None:
        pause = self.tables.settings.get("pause")
        assert pause is None or isinstance(pause, Pause)
        return pause

    def put_pause(self, pause: Pause | None) -> None:
        self._own("settings").settings["pause"] = pause

    def add_log(self, lines: Iterable[LogLine]) -> None:
        self.tables.log = (*self.tables.log, *lines)

    def log(self, whats: Collection[str], limit: int, since_ms: int = 0) -> list[LogLine]:
        newest_first = (line for line in reversed(self.tables.log) if line.at >= since_ms)
        return [line for line in newest_first if not whats or line.what in whats][:limit]

    def forget_log(self, before_ms: int) -> None:
        self.tables.log = tuple(line for line in self.tables.log if line.at >= before_ms)

    def policy(self) -> Policy:
        policy = self.tables.settings.get("policy", Policy.LAST_WRITE_WINS)
        assert isinstance(policy, Policy)
        return policy

    def put_policy(self, policy: Policy) -> None:
        self._own("settings").settings["policy"] = policy

    def person(self) -> Person | None:
        person = self.tables.settings.get("person")
        assert person is None or isinstance(person, Person)
        return person

    def put_person(self, person: Person) -> None:
        self._own("settings").settings["person"] = person

    # -- a download that replaces data already here

    def start_replacing(self) -> None:
        self._own("brought").brought.clear()

    def mark_brought(self, refs: Iterable[Ref]) -> None:
        self._own("brought").brought.update(dict.fromkeys(refs))

    def not_brought(self) -> list[Record]:
        return [record for ref, record in self.tables.records.items() if ref not in self.tables.brought]


def _is_ready(entry: Entry, now_ms: int) -> bool:
    if entry.state is EntryState.PARKED:
        return entry.retry_at is None or entry.retry_at <= now_ms
    return entry.state in {EntryState.SENT, EntryState.WAITING}
