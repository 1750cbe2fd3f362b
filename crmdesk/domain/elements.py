"""Element-wise merge of lists and of `custom` (DESIGN 4, Merge).

An element is known by its key: the id (rows), the canonical value (phones, e-mails, references), the folded text
(tags), the key (custom). Order: the base's, or that of the side that moved its elements if the other did not; then
additions by (position, canonical key), whichever side they come from.
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
    keys = [*_order(*sides), *_additions(field, *sides)]
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
    result, if_mine, if_theirs = (
        build({key: versions[side] for key, versions in chosen.items() if versions[side] is not _ABSENT})
        for side in range(3)
    )
    return ElementMerge(result, if_mine, if_theirs, conflicting)


def _by_key(field: Field, value: Value) -> dict[str, object]:
    """Elements by key, in order. Several with one key are told apart by their number: key, key#2 ... What came in with
    another shape than the field's counts as one element."""
    if field.type is FieldType.CUSTOM:
        return dict(value) if isinstance(value, dict) else ({"": value} if value else {})
    elements: dict[str, object] = {}
    for element in value if isinstance(value, list) else ([value] if value else []):
        key = name = element_key(field, element)
        number = 1
        while key in elements:
            number += 1
            key = f"{name}#{number}"
        elements[key] = element
    return elements


def _order(before: Mapping[str, object], ours: Mapping[str, object], others: Mapping[str, object]) -> list[str]:
    """The base's keys as they follow each other in the result."""
    kept, by_us, by_them = (
        [key for key in side if key in before and key in ours and key in others] for side in (before, ours, others)
    )
    if by_us == kept:
        moved = by_them
    elif by_them in (kept, by_us):
        moved = by_us
    else:
        moved = kept
    return list(before) if moved == kept else list(dict.fromkeys([*moved, *before]))


def _additions(field: Field, before: Mapping[str, object], *sides: Mapping[str, object]) -> list[str]:
    positions: dict[str, float] = {}
    for side in sides:
        for key, element in side.items():
            if key not in before:
                position = element_position(field, element)
                positions[key] = min(position, positions.get(key, position))
    return sorted(positions, key=lambda key: (positions[key], key))


def _same(field: Field, one: object, other: object) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return canonical_element(field, one) == canonical_element(field, other)


def _builder(field: Field) -> Callable[[dict[str, object]], Value]:
    if field.type is FieldType.CUSTOM:
        return dict
    return lambda elements: list(elements.values())
