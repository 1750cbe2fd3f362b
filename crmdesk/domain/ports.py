"""What the rooms further in ask of the world; replica, system and the tests' fakes answer."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from crmdesk.domain.records import Acknowledged, Conflict, Entry, EntryState, Record, Ref, Value
from crmdesk.domain.undo import UndoStep

T = TypeVar("T")


class Clock(Protocol):
    def now_ms(self) -> int:
        """The wall clock, milliseconds since 1970 UTC; it may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...


class Ids(Protocol):
    def new(self) -> str:
        """A fresh UUIDv7."""
        ...


class Policy(StrEnum):
    LAST_WRITE_WINS = "last-write-wins"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in on this profile, in which workspace."""

    user_id: str
    name: str
    email: str
    role: str
    workspace_id: str
    workspace_name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Syncing that the person has stopped: for a while, or to work offline until they say otherwise."""

    offline: bool = False
    """Working offline; else a pause."""
    until: int | None = None
    """Wall clock, ms, when it ends by itself; None: not before the person says so."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that sync did, as the sync page tells it. No values of records: names are looked up when it is shown.

    what                detail
    received, sent      {"kinds": {kind: how many}}
    conflict, settled   `ref`, {"conflict": id, "fields": [...]}: to be decided; decided by itself or on another desk
    refused             `ref`, {"errors": [{"field", "code", "message"}]}
    failed              `ref`, {}: given up after the last try
    hindered            {"state", "reason", "message"}: a cycle ended otherwise than before it
    back                {"after_ms"}: the first cycle that came to its end after that
    paused, offline, resumed   {"until": ms or null}: by the person
    """

    at: int
    """Wall clock, ms."""
    what: str
    ref: Ref | None = None
    detail: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncState:
    """Where a replica stands with its remote (SyncStatus). Opaque strings are the remote's own."""

    server_id: str | None = None
    epoch: str | None = None
    cursor: str | None = None
    seen: str | None = None
    resume: str | None = None
    """The resume token of a download that is under way."""
    replacing: bool = False
    """That download replaces data that is already here: what it does not bring is dropped at its end."""
    offset_ms: int | None = None
    """The remote's clock minus this computer's, as the last cycle measured it."""
    synced_at: int | None = None
    """Wall clock, ms, of the last cycle that came to its end."""
    there: Mapping[str, int] = field(default_factory=dict)
    """How many records of each kind the remote counted at the last greeting; empty if it tells no counts."""
    state: str = "never"
    """never, idle, offline, slow_down, sign_in_required, device_revoked, or failed: how the last cycle ended."""
    message: str = ""
    next_try_at: int | None = None


class SortOrder(StrEnum):
    ASCENDING = "asc"
    DESCENDING = "desc"


@dataclass(frozen=True, slots=True)
class Query:
    """A list of one kind: found by `search` (fragments, phone digits; case and ё do not matter) and by its values,
    sorted by one field, or by the kind's natural order (names, titles; newest first for communications)."""

    kind: str
    search: str = ""
    where: Mapping[str, Value] = field(default_factory=dict)
    """Fields that hold these values."""
    sort: str | None = None
    order: SortOrder = SortOrder.ASCENDING
    unlike: Mapping[str, Value] = field(default_factory=dict)
    """Fields that do not hold these; an empty field holds no value but the empty one."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Moments that are earlier than these; an empty one is not."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a list shows it."""

    record: Record
    state: str
    """conflict, blocked, failed, sending, pending or synced (ux.md 3.2)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the status line says. `pending`: entries that wait, held, parked and sent ones too; not quarantined."""

    pending: int = 0
    quarantined: int = 0
    open_conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What of one kind waits, and for whom."""

    pending: int = 0
    """As in `Counts`, and so is the next."""
    quarantined: int = 0
    open_conflicts: int = 0
    settled_conflicts: int = 0


class Transaction(Protocol):
    """The replica inside one transaction. Reads see the transaction's own writes. Deleted records stay as tombstones
    (`Record.deleted`) and no list shows them."""

    # -- records
    def record(self, ref: Ref) -> Record | None: ...
    def records(self, refs: Iterable[Ref]) -> dict[Ref, Record]: ...
    def put_records(self, records: Iterable[Record]) -> None:
        """Insert or replace whole rows, search index included."""
        ...

    def drop_records(self, refs: Iterable[Ref]) -> None:
        """Forget rows: no longer ours to see."""
        ...

    # -- lists (no Python filtering or sorting)
    def keys(self, query: Query) -> Sequence[int]:
        """The row keys of a whole list in its order; small integers, a million fit in memory."""
        ...

    def rows(self, kind: str, keys: Sequence[int]) -> list[Row]:
        """The rows of these keys, in their order; a key that is gone is left out."""
        ...

    def key_of(self, ref: Ref) -> int | None: ...
    def find(self, query: Query, limit: int, offset: int = 0) -> list[Row]: ...
    def count(self, query: Query) -> int: ...
    def names(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        """What a reference shows: a name or title; a reference that is not on this computer is left out."""
        ...

    # -- outbox
    def entry(self, ref: Ref) -> Entry | None: ...
    def entries(self, refs: Iterable[Ref]) -> dict[Ref, Entry]: ...
    def all_entries(self) -> list[Entry]:
        """In the order in which they go out: by PUSH_ORDER, then oldest first."""
        ...

    def first_entries(self, states: Collection[EntryState], limit: int) -> list[Entry]:
        """The first in these states, in the order of `all_entries`."""
        ...

    def oldest_entry(self, states: Collection[EntryState]) -> Entry | None:
        """Of those in these states, the one that came into the outbox first."""
        ...

    def ready_entries(self, now_ms: int, limit: int) -> list[Entry]:
        """Entries in state sent, waiting, or parked with `retry_at` not after `now_ms`, in the order of `all_entries`,
        sent ones first."""
        ...

    def stuck_creates(self, now_ms: int) -> frozenset[str]:
        """Ids of records the remote never had whose entry is held, quarantined or still parked."""
        ...

    def put_entry(self, entry: Entry) -> None: ...
    def put_entries(self, entries: Iterable[Entry]) -> None: ...
    def drop_entry(self, ref: Ref) -> None: ...
    def counts(self) -> Counts: ...
    def standings(self) -> dict[str, Standing]:
        """By kind; a kind of which nothing waits and no conflict is known is left out."""
        ...

    # -- conflicts
    def conflicts(self) -> list[Conflict]:
        """Newest first."""
        ...

    def conflict(self, conflict_id: str) -> Conflict | None: ...
    def open_conflict(self, ref: Ref) -> Conflict | None: ...
    def lost_there(self, refs: Iterable[Ref]) -> list[Conflict]:
        """Those of these records that are known here and lost on the server."""
        ...

    def put_conflict(self, conflict: Conflict) -> None: ...

    # -- what the person may take back
    def add_undo(self, step: UndoStep) -> int:
        """Its number; the newest step has the largest. The newest 200 are kept."""
        ...

    def undo_step(self, number: int | None) -> tuple[int, UndoStep] | None:
        """The step of this number, or the newest one."""
        ...

    def newest_undo(self, limit: int) -> list[tuple[int, UndoStep]]:
        """The newest first."""
        ...

    def drop_undo(self, number: int) -> None: ...

    # -- what was applied there
    def add_acknowledged(self, acknowledged: Iterable[Acknowledged]) -> None: ...
    def acknowledged_of(self, ref: Ref) -> list[Acknowledged]:
        """Oldest first."""
        ...

    def acknowledged_after(self, rev: int) -> list[Acknowledged]: ...
    def forget_acknowledged(self, before_ms: int) -> None: ...
    def drop_acknowledged(self, change_ids: Iterable[str]) -> None: ...

    # -- sync state
    def sync_state(self) -> SyncState: ...
    def put_sync_state(self, state: SyncState) -> None: ...
    def policy(self) -> Policy: ...
    def put_policy(self, policy: Policy) -> None: ...
    def pause(self) -> Pause | None: ...
    def put_pause(self, pause: Pause | None) -> None: ...
    def add_log(self, lines: Iterable[LogLine]) -> None: ...
    def log(self, whats: Collection[str], limit: int, since_ms: int = 0) -> list[LogLine]:
        """The newest first; of every sort if `whats` is empty."""
        ...

    def forget_log(self, before_ms: int) -> None: ...
    def person(self) -> Person | None: ...
    def put_person(self, person: Person) -> None: ...

    # -- a download that replaces data already here
    def start_replacing(self) -> None:
        """Forget which records the download has brought."""
        ...

    def mark_brought(self, refs: Iterable[Ref]) -> None: ...
    def not_brought(self) -> list[Record]:
        """Every record, tombstones too, that was not brought."""
        ...


class Store(Protocol):
    """A replica. `work` runs whole, on the one database thread, in one transaction: durable when `write` returns,
    without trace if it raises. It may run twice (a locked database), so it has no other effect."""

    async def write(self, work: Callable[[Transaction], T]) -> T: ...
    async def read(self, work: Callable[[Transaction], T]) -> T: ...


class Secrets(Protocol):
    """Short secrets by name: the OS keyring, or a file in the profile's folder."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...
    def delete(self, name: str) -> None: ...
