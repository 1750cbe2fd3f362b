"""What a person typed over values that they had before them, put on a record that may hold others by now: pure."""

from dataclasses import dataclass

from crmdesk.domain.elements import merge_elements
from crmdesk.domain.kinds import KINDS, LISTS
from crmdesk.domain.merge import same, value_of
from crmdesk.domain.records import Fields, Record, Value


@dataclass(frozen=True, slots=True)
class Retyped:
    values: dict[str, Value]
    """What the typed fields are to hold: a list has the elements that others added meanwhile."""
    unseen: tuple[str, ...]
    """The fields that would lose a value nobody has seen; with any of these nothing is to be written."""


def retyped(record: Record, typed: Fields, began: Fields, seen: Fields) -> Retyped:
    """`began`: the record as it was when the typing began; `seen`: as the person saw it last. A field of a typed unit
    is unseen if it holds neither what was seen nor what was typed; a list only if the same element was changed."""
    kind = KINDS[record.kind]
    units = {kind.unit_of(name) for name in typed}
    values = dict(typed)
    unseen = []
    for name, declared in kind.fields.items():
        if kind.unit_of(name) not in units:
            continue
        held = value_of(kind, record.fields, name)
        moved = name not in typed or not same(kind, name, held, typed[name])
        if name in typed and declared.type in LISTS:
            before = value_of(kind, began, name)
            merge = merge_elements(declared, before, typed[name], held)
            moved = merge.conflicting
            if not same(kind, name, held, before):
                values[name] = merge.if_mine
        if moved and not same(kind, name, held, value_of(kind, seen, name)):
            unseen.append(name)
    return Retyped(values, tuple(unseen))
