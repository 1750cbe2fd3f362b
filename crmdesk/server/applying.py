"""What a change makes of a record: fields, edit times, who set them, what was overridden. Pure; judges nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from crmdesk.domain.deals import with_total
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.records import Value
from crmdesk.protocol.wire import WireChange, WireLost
from crmdesk.server.moments import moment
from crmdesk.server.records import Stored, fresh_lost, whole_fields


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something here, from which device, and when by the server's clock."""

    workspace_id: str
    user_id: str | None
    """None: the server itself, founding a workspace."""
    device_id: str | None
    role: str
    now_ms: int

    @property
    def now(self) -> str:
        return moment(self.now_ms)


def created(change: WireChange, author: Author) -> Stored:
    return Stored(
        kind=change.kind,
        id=change.id,
        fields=with_total(change.kind, whole_fields(change.kind, change.fields)),
        created_at=author.now,
        created_by=author.user_id,
        updated_at=author.now,
        updated_by=author.user_id,
    )


def changed(current: Stored, change: WireChange, author: Author) -> Stored:
    """An edit, a deletion (which keeps the fields), or a restoration: whatever is said of a tombstone but `deleted`."""
    names = [*change.fields, DELETED] if change.deleted != current.deleted else [*change.fields]
    times = {name: _clamped(current.edited.get(name, 0), change.edited.get(name), author.now_ms) for name in names}
    people = dict.fromkeys(names, author.user_id) if author.user_id else {}
    return replace(
        current,
        rev=0,
        deleted=change.deleted,
        fields=with_total(current.kind, {**current.fields, **change.fields}),
        edited={**current.edited, **times},
        edited_by={**current.edited_by, **people},
        updated_at=author.now,
        updated_by=author.user_id,
    )


def with_lost(
    record: Stored, before: Stored | None, change: WireChange, author: Author, is_person: Callable[[str], bool]
) -> Stored:
    """The record, with what the change says that it overrode. Whose a value was, is known here if it stood here until
    now; else the desk is believed if it names a person of this workspace."""
    if not change.lost:
        return record
    added = [
        WireLost(
            field=name,
            value=lost.value,
            by=_whose(before, name, lost.value) or (lost.by if lost.by and is_person(lost.by) else author.user_id),
            at=author.now,
            rev=0,
        )
        for name, lost in change.lost.items()
    ]
    return replace(record, lost=fresh_lost([*record.lost, *added], author.now_ms))


def differences(before: Stored | None, after: Stored) -> dict[str, tuple[Value, Value]]:
    """By field, for the history: [before, after]. A record that is created begins empty."""
    old: Mapping[str, Value] = before.fields if before else whole_fields(after.kind, {})
    return {name: (old.get(name), value) for name, value in after.fields.items() if old.get(name) != value}


def _whose(before: Stored | None, name: str, value: Value) -> str | None:
    if before is None:
        return None
    stood = before.deleted if name == DELETED else before.fields.get(name)
    return before.who_set(name) if stood == value else None


def _clamped(earliest: int, given: int | None, now_ms: int) -> int:
    """An edit time within [the field's last edit, now]."""
    return max(earliest, min(now_ms if given is None else given, now_ms))
