"""Element-wise merge of lists and of `custom` (DESIGN 4, Merge).

An element is known by its key: the id (rows), the canonical value (phones, e-mails, references), the folded text
(tags), the key (custom). Order: the base's, then additions by (position, canonical key), whichever side they come from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crmdesk.domain.canonical import canonical_element, element_key, element_position
from crmdesk.domain.kinds import Field, FieldType
from crmdesk.domain.records import Value

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class ElementMerge:
    result: Value
    """Conflicting elements as in the base."""
    if_mine: Value
    if_theirs: Value
    conflicting: bool


def merge_elements(field: Field, base: Value, mine: Value, theirs: Value) -> ElementMerge:
    sides = [_by_key(field, side) for side in (base, mine, theirs)]
    before, ours, others = sides
    keys = [*before, *_additions(field, before, ours, others)]
    chosen: dict[str, tuple[object, object, object]] = {}
    conflicting = False
    for key in keys:
        old, my, their = (side.get(key, _ABSENT) for side in sides)
        if _same(field, my, their) or _same(field, my, old):
            chosen[key] = (their, their, their)
        elif _same(field, their, old):
            chosen[key] = (my, my, my)
        else:
            conflicting = True
            chosen[key] = (old, my, their)
    build = _builder(field)
    return ElementMerge(*(build({k: v[i] for k, v in chosen.items() if v[i] is not _ABSENT}) for i in range(3)), conflicting)


def _by_key(field: Field, value: Value) -> dict[str, object]:
    """Elements by key, in order; of several with one key the first stands, as nothing tells them apart."""
    if field.type is FieldType.CUSTOM:
        return dict(value or {})
    elements: dict[str, object] = {}
    for element in value or []:
        elements.setdefault(element_key(field, element), element)
    return elements


def _additions(field: Field, before: Mapping[str, object], *sides: Mapping[str, object]) -> list[str]:
    positions: dict[str, float] = {}
    for side in sides:
        for index, (key, element) in enumerate(side.items()):
            if key not in before:
                position = element_position(field, element, index)
                positions[key] = min(position, positions.get(key, position))
    return sorted(positions, key=lambda key: (positions[key], key))


def _same(field: Field, one: object, other: object) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return one == other or canonical_element(field, one) == canonical_element(field, other)


def _builder(field: Field) -> Callable[[dict[str, object]], Value]:
    if field.type is FieldType.CUSTOM:
        return dict
    return lambda elements: list(elements.values())
