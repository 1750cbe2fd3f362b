"""The bodies of the server's calls as msgspec structs, and records on their way to and from the domain.

Names and shapes are the contract of DESIGN section 5. Unknown members are ignored, so that either end may be newer.
"""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from crmdesk.domain.errors import FieldError
from crmdesk.domain.records import Change, Lost, LostValue, Outcome, OutcomeStatus, Record

PROTOCOL = 1
SERVER_HEADER = "Crmdesk-Server"
PROBLEMS = "/problems/"
"""`type` of a problem is this path and a slug, on the server's own address."""

SIGN_IN_REQUIRED = "sign_in_required"
DEVICE_REVOKED = "device_revoked"
HISTORY_UNKNOWN = "history_unknown"
RESYNC_REQUIRED = "resync_required"

MAX_CHANGES = 1_000
MAX_PUSH_BYTES = 16_000_000
MAX_PAGE = 5_000
DEFAULT_PAGE = 1_000


class WireError(Struct):
    field: str
    code: str
    message: str


class Problem(Struct, omit_defaults=True):
    """RFC 9457."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""
    errors: list[WireError] = []


class WireLost(Struct):
    field: str
    value: Any
    by: str | None
    at: str
    rev: int


class WireRecord(Struct):
    kind: str
    id: str
    rev: int
    fields: dict[str, Any]
    deleted: bool = False
    edited: dict[str, int] = {}
    created_at: str | None = None
    created_by: str | None = None
    updated_at: str | None = None
    updated_by: str | None = None
    lost: list[WireLost] = []
    external: dict[str, str] = {}


class StreamedRecord(WireRecord):
    """A record line of `initial`."""

    at: str = ""


class WireRef(Struct, frozen=True):
    kind: str
    id: str


class WireLostValue(Struct):
    value: Any
    by: str | None = None
    edited: int = 0


class WireChange(Struct):
    change_id: str
    kind: str
    id: str
    base_rev: int | None = None
    fields: dict[str, Any] = {}
    edited: dict[str, int] = {}
    deleted: bool = False
    lost: dict[str, WireLostValue] = {}


class Outgoing(Struct):
    changes: list[WireChange]
    seen: str | None = None


class WireResult(Struct):
    change_id: str
    status: OutcomeStatus
    rev: int | None = None
    record: WireRecord | None = None
    errors: list[WireError] = []


class Results(Struct):
    results: list[WireResult]
    seen: str


class Increment(Struct):
    epoch: str
    start: str
    changes: list[WireRecord]
    removed: list[WireRef]
    cursor: str
    seen: str
    has_more: bool


class InitialHead(Struct):
    """The first line of `initial`."""

    epoch: str
    head: int
    seen: str
    counts: dict[str, int]


class InitialEnd(Struct):
    """The last line of `initial`."""

    end: bool
    cursor: str
    seen: str
    sent: dict[str, int]


class Checksum(Struct):
    kind: str
    count: int
    checksum: str
    cursor: str


class Status(Struct):
    epoch: str
    head: int
    seen: str
    server_time: str
    protocol: int
    counts: dict[str, int]
    device: dict[str, Any]
    integrations: list[dict[str, Any]]
    check: Checksum | UnsetType = UNSET


class DeviceInfo(Struct):
    id: str
    name: str
    platform: str


class Login(Struct):
    email: str
    password: str
    device: DeviceInfo


class UserInfo(Struct):
    id: str
    name: str
    email: str
    role: str


class WorkspaceInfo(Struct):
    id: str
    name: str
    currency: str


class SignedIn(Struct):
    access_token: str
    refresh_token: str
    expires_in: int
    recovery_key: str
    user: UserInfo
    workspace: WorkspaceInfo


class Refresh(Struct):
    refresh_token: str


class TokenPair(Struct):
    access_token: str
    refresh_token: str
    expires_in: int


def record_to_wire(record: Record) -> WireRecord:
    return WireRecord(
        kind=record.kind,
        id=record.id,
        rev=record.rev,
        fields={} if record.deleted else dict(record.fields),
        deleted=record.deleted,
        edited=dict(record.edited),
        created_at=record.created_at,
        created_by=record.created_by,
        updated_at=record.updated_at,
        updated_by=record.updated_by,
        lost=[WireLost(lost.field, lost.value, lost.by, lost.at, lost.rev) for lost in record.lost],
        external=dict(record.external),
    )


def record_from_wire(wire: WireRecord) -> Record:
    return Record(
        kind=wire.kind,
        id=wire.id,
        rev=wire.rev,
        fields=wire.fields,
        deleted=wire.deleted,
        edited=wire.edited,
        created_at=wire.created_at,
        created_by=wire.created_by,
        updated_at=wire.updated_at,
        updated_by=wire.updated_by,
        lost=tuple(Lost(lost.field, lost.value, lost.by, lost.at, lost.rev) for lost in wire.lost),
        external=wire.external,
    )


def change_to_wire(change: Change) -> WireChange:
    return WireChange(
        change_id=change.change_id,
        kind=change.kind,
        id=change.id,
        base_rev=change.base_rev,
        fields=dict(change.fields),
        edited=dict(change.edited),
        deleted=change.deleted,
        lost={name: WireLostValue(lost.value, lost.by, lost.edited) for name, lost in change.lost.items()},
    )


def change_from_wire(wire: WireChange) -> Change:
    return Change(
        change_id=wire.change_id,
        kind=wire.kind,
        id=wire.id,
        base_rev=wire.base_rev,
        fields=wire.fields,
        edited=wire.edited,
        deleted=wire.deleted,
        lost={name: LostValue(lost.value, lost.by, lost.edited) for name, lost in wire.lost.items()},
    )


def outcome_from_wire(wire: WireResult) -> Outcome:
    return Outcome(
        change_id=wire.change_id,
        status=wire.status,
        rev=wire.rev,
        record=record_from_wire(wire.record) if wire.record is not None else None,
        errors=tuple(FieldError(error.field, error.code, error.message) for error in wire.errors),
    )
