"""What is known here and lost on the server: after a restore from a backup the server may lack a record that this
replica had, or hold an older value of a field, and nobody here has the change that would bring it back (its author's
desk has, perhaps). It is listed as a conflict of its own state until the person sends it or leaves it. Pure.
"""

from collections.abc import Iterable
from dataclasses import replace

from crmdesk.domain.conflicts import conflict_id
from crmdesk.domain.elements import merge_elements
from crmdesk.domain.kinds import DELETED, KINDS, LISTS
from crmdesk.domain.merge import differing, same, value_of
from crmdesk.domain.records import Acknowledged, Conflict, ConflictState, FieldConflict, Record, Value


def lost_record(here: Record, now_ms: int) -> Conflict:
    """The remote does not have the record at all."""
    kind = KINDS[here.kind]
    filled = differing(here.kind, {}, here.fields)
    fields = {name: _versions(value, kind.fields[name].empty) for name, value in filled.items() if name in kind.fields}
    gone = FieldConflict(base=False, mine=False, theirs=True, result=True)
    return _listed(here, here.updated_by, {**fields, DELETED: gone}, now_ms)


def lost_fields(
    here: Record, shown: Record, there: Record, acknowledged: Iterable[Acknowledged], now_ms: int
) -> Conflict | None:
    """Fields of which the remote holds an older value than the one that it had told `here`. Not those that somebody
    here has typed over since (`shown`; what a deletion took away typed over nothing), nor those that come again because
    they were set from here last. A deletion is judged anew, and what it hides may stand again."""
    if there.deleted:
        return None
    kind = KINDS[here.kind]
    again = _sent_again(there, acknowledged)

    def is_lost(name: str, value: Value) -> bool:
        comes_again = name in again and same(kind, name, again[name], value)
        is_list = kind.fields[name].type in LISTS
        typed_over = not (is_list or shown.deleted or same(kind, name, value, value_of(kind, shown.fields, name)))
        return here.edited.get(name, 0) > there.edited.get(name, 0) and not comes_again and not typed_over

    found = {
        name: _versions(value, value_of(kind, there.fields, name))
        for name, value in differing(here.kind, there.fields, here.fields).items()
        if name in kind.fields and is_lost(name, value)
    }
    return _listed(there, here.updated_by, found, now_ms) if found else None


def _sent_again(there: Record, acknowledged: Iterable[Acknowledged]) -> dict[str, Value]:
    """What a replay makes of the fields that it sets; of a list it brings back only the elements added from here."""
    kind = KINDS[there.kind]
    again: dict[str, Value] = {}
    for item in acknowledged:
        base = item.base.fields if item.base else {}
        for name, value in item.change.fields.items():
            field = kind.fields.get(name)
            if field is not None and field.type in LISTS:
                now = again.get(name, value_of(kind, there.fields, name))
                again[name] = merge_elements(field, value_of(kind, base, name), value, now).if_mine
            else:
                again[name] = value
    return again


def come_back(conflict: Conflict, record: Record) -> Conflict:
    """The listing as it stands beside the record as it is now: what is there again needs no decision. A record that is
    back has its author's word for all of it."""
    kind = KINDS[record.kind]
    if DELETED in conflict.fields:
        fields = conflict.fields if record.deleted else {}
    else:
        fields = {
            name: versions
            for name, versions in conflict.fields.items()
            if not same(kind, name, versions.mine, value_of(kind, record.fields, name))
        }
    if fields:
        return replace(conflict, fields=fields)
    agreed = {name: replace(versions, result=versions.mine) for name, versions in conflict.fields.items()}
    return replace(conflict, state=ConflictState.SETTLED, fields=agreed)


def _versions(here: Value, there: Value) -> FieldConflict:
    return FieldConflict(base=here, mine=here, theirs=there, result=there)


def _listed(record: Record, by: str | None, fields: dict[str, FieldConflict], now_ms: int) -> Conflict:
    return Conflict(
        conflict_id(record, "lost there"), record.kind, record.id, ConflictState.LOST_THERE, now_ms, by, fields
    )
