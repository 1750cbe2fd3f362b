"""The three-way merge of one record: pure, by unit (a field, or a group of fields that are never mixed).

    merge(kind, base, mine, theirs) -> Merge(fields, conflicts)

A unit that one side changed takes that side; equal changes agree; what both changed to different values conflicts and
holds `base` until a policy speaks. Lists merge element by element, `custom` key by key: only the elements that both
sides changed differently conflict (DESIGN 4, Merge). Deletion is not a field: see `entries`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crmdesk.domain.canonical import canonical
from crmdesk.domain.deals import with_total
from crmdesk.domain.elements import merge_elements
from crmdesk.domain.kinds import KINDS, LISTS, Field, FieldType, Kind
from crmdesk.domain.records import Fields, Value


@dataclass(frozen=True, slots=True)
class UnitConflict:
    """One unit both sides changed differently: its fields in the base, and as they end if either side is chosen
    (with the other side's changes that did not conflict)."""

    base: Fields
    mine: Fields
    theirs: Fields


@dataclass(frozen=True, slots=True)
class Merge:
    fields: dict[str, Value]
    conflicts: dict[str, UnitConflict]
    """By unit name: the group, or the field."""


def value_of(kind: Kind, fields: Fields, name: str) -> Value:
    """A field's value; a field left out is empty."""
    declared = kind.fields.get(name)
    return fields.get(name, declared.empty if declared else None)


def same(kind: Kind, name: str, one: Value, other: Value) -> bool:
    """Whether two values of a field are equal in canonical form (phone digits, NFC, 1.10 = 1.1)."""
    declared = kind.fields.get(name)
    if declared is None:
        return bool(one == other)
    return one == other or canonical(declared, one) == canonical(declared, other)


def differing(kind_name: str, before: Fields, after: Fields) -> dict[str, Value]:
    """The fields of `after` that differ from `before`, the derived amount of a deal with items left out."""
    kind = KINDS[kind_name]
    names = {**dict.fromkeys(kind.fields), **dict.fromkeys(before), **dict.fromkeys(after)}
    if kind.name == "deal" and value_of(kind, after, "items"):
        names.pop("amount", None)
    return {
        name: value
        for name in names
        if not same(kind, name, value_of(kind, before, name), value := value_of(kind, after, name))
    }


def merge(kind_name: str, base: Fields, mine: Fields, theirs: Fields) -> Merge:
    kind = KINDS[kind_name]
    merged: dict[str, Value] = {}
    conflicts: dict[str, UnitConflict] = {}
    for unit, names in _units(kind, base, mine, theirs).items():
        versions = [{name: value_of(kind, side, name) for name in names} for side in (base, mine, theirs)]
        result, conflict = _merge_unit(kind, names, *versions)
        merged.update(result)
        if conflict is not None:
            conflicts[unit] = conflict
    return Merge(with_total(kind_name, merged), conflicts)


def _units(kind: Kind, *sides: Fields) -> dict[str, tuple[str, ...]]:
    """Unit name to field names. A deal with items on any side: its amount is their total and no unit; its currency
    moves with the items if a side changed it, else alone."""
    names = dict.fromkeys(kind.fields)
    for side in sides:
        names.update(dict.fromkeys(side))
    units: dict[str, list[str]] = {}
    itemised = kind.name == "deal" and any(value_of(kind, side, "items") for side in sides)
    repriced = itemised and not all(
        same(kind, "currency", value_of(kind, sides[0], "currency"), value_of(kind, side, "currency"))
        for side in sides[1:]
    )
    for name in names:
        unit = kind.unit_of(name)
        if itemised and name == "amount":
            continue
        if repriced and name == "items":
            unit = "amount"
        units.setdefault(unit, []).append(name)
    return {unit: tuple(members) for unit, members in units.items()}


def _merge_unit(
    kind: Kind, names: tuple[str, ...], base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]
) -> tuple[Fields, UnitConflict | None]:
    def equal(one: Fields, other: Fields) -> bool:
        return all(same(kind, name, one[name], other[name]) for name in names)

    if equal(mine, theirs) or equal(mine, base):
        return theirs, None
    if equal(theirs, base):
        return mine, None
    declared = kind.fields.get(names[0])
    if len(names) == 1 and declared is not None and _has_elements(declared):
        name = names[0]
        element_merge = merge_elements(declared, base[name], mine[name], theirs[name])
        conflict = None
        if element_merge.conflicting:
            conflict = UnitConflict(base, {name: element_merge.if_mine}, {name: element_merge.if_theirs})
        return {name: element_merge.result}, conflict
    return base, UnitConflict(base, mine, theirs)


def _has_elements(field: Field) -> bool:
    return field.type in LISTS or field.type is FieldType.CUSTOM
