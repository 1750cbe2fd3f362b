"""The replica inside one transaction: the port `domain.ports.Transaction` in SQL. Lives as long as the transaction."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from crmdesk.domain.ports import Counts, LogLine, Pause, Person, Policy, Query, Row, Standing, SyncState
from crmdesk.domain.records import Acknowledged, Conflict, Entry, EntryState, Record, Ref
from crmdesk.domain.undo import UndoStep
from crmdesk.replica import lists, outbox, records, settings, sync_log, undo
from crmdesk.replica.journal_lines import Line, News


class SqliteTransaction:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._news = News()

    def journal_lines(self) -> list[Line]:
        """What the edit journal is to say of this transaction, at its end."""
        return self._news.lines(self._connection)

    # -- records

    def record(self, ref: Ref) -> Record | None:
        return self.records([ref]).get(ref)

    def records(self, refs: Iterable[Ref]) -> dict[Ref, Record]:
        return records.read_records(self._connection, refs)

    def put_records(self, new: Iterable[Record]) -> None:
        records.put_records(self._connection, new)

    def drop_records(self, refs: Iterable[Ref]) -> None:
        records.drop_records(self._connection, refs)

    # -- lists

    def keys(self, query: Query) -> Sequence[int]:
        return lists.read_keys(self._connection, query)

    def rows(self, kind: str, keys: Sequence[int]) -> list[Row]:
        return lists.read_rows(self._connection, kind, keys)

    def key_of(self, ref: Ref) -> int | None:
        return lists.read_key(self._connection, ref)

    def find(self, query: Query, limit: int, offset: int = 0) -> list[Row]:
        return self.rows(query.kind, lists.read_keys(self._connection, query, limit, offset))

    def count(self, query: Query) -> int:
        return lists.read_count(self._connection, query)

    def names(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        return records.read_names(self._connection, refs)

    # -- outbox

    def entry(self, ref: Ref) -> Entry | None:
        return self.entries([ref]).get(ref)

    def entries(self, refs: Iterable[Ref]) -> dict[Ref, Entry]:
        return outbox.read_entries(self._connection, refs)

    def all_entries(self) -> list[Entry]:
        return outbox.read_all_entries(self._connection)

    def first_entries(self, states: Collection[EntryState], limit: int) -> list[Entry]:
        return outbox.read_first_entries(self._connection, states, limit)

    def oldest_entry(self, states: Collection[EntryState]) -> Entry | None:
        return outbox.read_oldest_entry(self._connection, states)

    def ready_entries(self, now_ms: int, limit: int) -> list[Entry]:
        return outbox.read_ready_entries(self._connection, now_ms, limit)

    def stuck_creates(self, now_ms: int) -> frozenset[str]:
        return outbox.read_stuck_creates(self._connection, now_ms)

    def put_entry(self, entry: Entry) -> None:
        self.put_entries([entry])

    def put_entries(self, entries: Iterable[Entry]) -> None:
        new = list(entries)
        outbox.put_entries(self._connection, new)
        self._news.put_entries(new)

    def drop_entry(self, ref: Ref) -> None:
        outbox.drop_entry(self._connection, ref)
        self._news.drop_entry(ref)

    def counts(self) -> Counts:
        return outbox.read_counts(self._connection)

    def standings(self) -> dict[str, Standing]:
        return outbox.read_standings(self._connection)

    # -- conflicts

    def conflicts(self) -> list[Conflict]:
        return outbox.read_conflicts(self._connection)

    def conflict(self, conflict_id: str) -> Conflict | None:
        return outbox.read_conflict(self._connection, conflict_id)

    def open_conflict(self, ref: Ref) -> Conflict | None:
        return outbox.read_open_conflict(self._connection, ref)

    def lost_there(self, refs: Iterable[Ref]) -> list[Conflict]:
        return outbox.read_lost_there(self._connection, refs)

    def put_conflict(self, conflict: Conflict) -> None:
        outbox.put_conflict(self._connection, conflict)
        self._news.put_conflict(conflict)

    # -- what the person may take back

    def add_undo(self, step: UndoStep) -> int:
        return undo.add_undo(self._connection, step)

    def undo_step(self, number: int | None) -> tuple[int, UndoStep] | None:
        return undo.read_undo(self._connection, number)

    def newest_undo(self, limit: int) -> list[tuple[int, UndoStep]]:
        return undo.newest_undo(self._connection, limit)

    def drop_undo(self, number: int) -> None:
        undo.drop_undo(self._connection, number)

    # -- what was applied there

    def add_acknowledged(self, acknowledged: Iterable[Acknowledged]) -> None:
        outbox.add_acknowledged(self._connection, acknowledged)

    def acknowledged_of(self, ref: Ref) -> list[Acknowledged]:
        return outbox.read_acknowledged_of(self._connection, ref)

    def acknowledged_after(self, rev: int) -> list[Acknowledged]:
        return outbox.read_acknowledged_after(self._connection, rev)

    def forget_acknowledged(self, before_ms: int) -> None:
        outbox.forget_acknowledged(self._connection, before_ms)

    def drop_acknowledged(self, change_ids: Iterable[str]) -> None:
        outbox.drop_acknowledged(self._connection, change_ids)

    # -- sync state

    def sync_state(self) -> SyncState:
        return settings.read_sync_state(self._connection)

    def put_sync_state(self, state: SyncState) -> None:
        settings.put_sync_state(self._connection, state)

    def policy(self) -> Policy:
        return settings.read_policy(self._connection)

    def put_policy(self, policy: Policy) -> None:
        settings.put_policy(self._connection, policy)
        self._news.put_setting(settings.POLICY)

    def pause(self) -> Pause | None:
        return settings.read_pause(self._connection)

    def put_pause(self, pause: Pause | None) -> None:
        settings.put_pause(self._connection, pause)
        self._news.put_setting(settings.PAUSE)

    def add_log(self, lines: Iterable[LogLine]) -> None:
        sync_log.add_log(self._connection, lines)

    def log(self, whats: Collection[str], limit: int, since_ms: int = 0) -> list[LogLine]:
        return sync_log.read_log(self._connection, whats, limit, since_ms)

    def forget_log(self, before_ms: int) -> None:
        sync_log.forget_log(self._connection, before_ms)

    def person(self) -> Person | None:
        return settings.read_person(self._connection)

    def put_person(self, person: Person) -> None:
        settings.put_person(self._connection, person)
        self._news.put_setting(settings.PERSON)

    # -- a download that replaces data already here

    def start_replacing(self) -> None:
        records.start_replacing(self._connection)

    def mark_brought(self, refs: Iterable[Ref]) -> None:
        records.mark_brought(self._connection, refs)

    def not_brought(self) -> list[Record]:
        return records.not_brought(self._connection)
