"""A record, what changes it, and what became of the change. All frozen; field values are JSON as on the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from crmdesk.domain.errors import FieldError

Value = Any
"""A field's value: JSON, its shape given by the field's FieldType."""
Fields = Mapping[str, Value]


class Ref(NamedTuple):
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that a change overrode, as a record tells it (kept 90 days)."""

    field: str
    value: Value
    by: str | None
    """The user whose value it was."""
    at: str
    """When it was overridden: RFC 3339, the server's clock."""
    rev: int
    """The revision of the change that overrode it."""


@dataclass(frozen=True, slots=True)
class LostValue:
    """What an outgoing change says it overrides: the value, whose it was, when that was edited (ms)."""

    value: Value
    by: str | None
    edited: int


@dataclass(frozen=True, slots=True)
class Record:
    kind: str
    id: str
    rev: int
    """The remote's revision; 0 while the remote never had the record."""
    fields: Fields
    """Every declared field that is known; a field left out is empty."""
    deleted: bool = False
    edited: Mapping[str, int] = field(default_factory=dict)
    """Milliseconds since 1970 by field, only of fields set after creation."""
    created_at: str | None = None
    created_by: str | None = None
    updated_at: str | None = None
    updated_by: str | None = None
    lost: tuple[Lost, ...] = ()
    external: Mapping[str, str] = field(default_factory=dict)

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.id)

    def with_fields(self, fields: Fields) -> "Record":
        return replace(self, fields={**self.fields, **fields})


@dataclass(frozen=True, slots=True)
class Change:
    """A sealed change: what is sent, byte for byte the same until it is answered."""

    change_id: str
    kind: str
    id: str
    base_rev: int | None
    fields: Fields
    """Only what changed."""
    edited: Mapping[str, int] = field(default_factory=dict)
    deleted: bool = False
    lost: Mapping[str, LostValue] = field(default_factory=dict)

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.id)


class OutcomeStatus(StrEnum):
    APPLIED = "applied"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A remote's answer to one change."""

    change_id: str
    status: OutcomeStatus
    rev: int | None = None
    record: Record | None = None
    """The record as it stands there now, or None."""
    errors: Sequence[FieldError] = ()


@dataclass(frozen=True, slots=True)
class EditTime:
    """When a field was edited: this computer's wall clock in ms, and the clock offset to the remote (ms) that the
    last cycle before the edit had measured; None if none ever did."""

    wall_ms: int
    offset_ms: int | None = None


class EntryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    """Sealed, and not answered yet."""
    HELD = "held"
    """Waits for a person: an open conflict, or kept back by hand."""
    PARKED = "parked"
    """Waits for `retry_at`: deferred or failed."""
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the outbox. What is still to be sent is the difference between `base` and the replica's record.

    `base` is the record as the remote last had it, None if it never had it. `waiting` is the newest record that came
    in while the seal was unanswered. `lost` names what this entry's fields override there.
    """

    kind: str
    id: str
    base: Record | None
    edited: Mapping[str, EditTime] = field(default_factory=dict)
    lost: Mapping[str, LostValue] = field(default_factory=dict)
    seal: Change | None = None
    waiting: Record | None = None
    state: EntryState = EntryState.WAITING
    errors: tuple[FieldError, ...] = ()
    tries: int = 0
    """Failed or deferred answers in a row."""
    parked_since: int | None = None
    """Wall clock, ms, of the first deferred answer in a row."""
    retry_at: int | None = None
    """Wall clock, ms."""

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.id)

    @property
    def is_create(self) -> bool:
        return self.base is None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A change that the remote applied, kept 35 days: replayed after a restore, and the proof of whose edit stands."""

    change: Change
    base: Record | None
    """The record that the change was sealed on."""
    rev: int
    at: int
    """Wall clock, ms."""


class ConflictState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    LOST_THERE = "lost_there"
    """Known here, lost on the server (`domain/lost_there.py`): waits for the person to send or to leave it."""


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """The versions of one field. `mine` and `theirs` hold the other side's changes that did not conflict as well, so
    that choosing a side loses nothing. The field "deleted" stands for the record's deletion."""

    base: Value
    mine: Value
    theirs: Value
    result: Value


@dataclass(frozen=True, slots=True)
class Conflict:
    id: str
    kind: str
    record_id: str
    state: ConflictState
    at: int
    """When it was recorded: wall clock, ms."""
    by: str | None
    """The user on the other side."""
    fields: Mapping[str, FieldConflict]
    merged: Mapping[str, FieldConflict] = field(default_factory=dict)
    """What only one side had changed, and the merge took by itself when the conflict was recorded."""
    picks: Mapping[str, Value] = field(default_factory=dict)
    """What the person has chosen so far of an open one: by field {"pick": base, mine, theirs, both or own, "value":
    what it came to}."""

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.record_id)
