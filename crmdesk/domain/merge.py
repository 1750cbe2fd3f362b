"""The three-way merge of one record: pure, by unit (a field, or a group of fields that are never mixed).

    merge(kind, base, mine, theirs) -> Merge(fields, conflicts)

A unit that one side changed takes that side; equal changes agree; what both changed to different values conflicts and
holds `base` until a policy speaks. Lists merge element by element, `custom` key by key, notes and bodies line by line:
only what both sides changed differently of them conflicts (DESIGN 4, Merge). Deletion is not a field: see `entries`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crmdesk.domain.canonical import canonical, comparable
from crmdesk.domain.deals import with_total
from crmdesk.domain.elements import ElementMerge, merge_elements
from crmdesk.domain.kinds import KINDS, LISTS, Field, FieldType, Kind
from crmdesk.domain.lines import is_text, merge_lines
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
        return comparable(one) == comparable(other)
    if isinstance(one, str) and one == other:
        return True
    return canonical(declared, one) == canonical(declared, other)


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
    sides = (base, mine, theirs)
    judged = (base, _typed(kind, base, mine), _typed(kind, base, theirs))
    merged: dict[str, Value] = {}
    conflicts: dict[str, UnitConflict] = {}
    for unit, names in _units(kind, *judged).items():
        result, conflict = _merge_unit(kind, names, *(_part(kind, side, names) for side in judged))
        merged.update(result)
        if conflict is None:
            continue
        if "items" in names and "amount" in names:
            shown = [name for name in names if name != "amount" or not all(_has_items(side) for side in sides)]
            conflict = UnitConflict(*(_part(kind, side, shown) for side in sides))
        conflicts[unit] = conflict
    return Merge(with_total(kind_name, merged), conflicts)


def _typed(kind: Kind, base: Fields, side: Fields) -> Fields:
    """A side with its amount as far as a person typed it: that of a deal with items is a total, which is no change."""
    if kind.name != "deal" or not _has_items(side):
        return side
    return {**side, "amount": value_of(kind, base, "amount")}


def _has_items(side: Fields) -> bool:
    return bool(side.get("items"))


def _part(kind: Kind, side: Fields, names: Iterable[str]) -> dict[str, Value]:
    return {name: value_of(kind, side, name) for name in names}


def _units(kind: Kind, base: Fields, mine: Fields, theirs: Fields) -> dict[str, tuple[str, ...]]:
    """Unit name to field names."""
    units: dict[str, list[str]] = {}
    together = kind.name == "deal" and _items_go_with_amount(kind, base, mine, theirs)
    for name in dict.fromkeys([*kind.fields, *base, *mine, *theirs]):
        unit = "amount" if together and name == "items" else kind.unit_of(name)
        units.setdefault(unit, []).append(name)
    return {unit: tuple(members) for unit, members in units.items()}


def _items_go_with_amount(kind: Kind, base: Fields, mine: Fields, theirs: Fields) -> bool:
    def unlike(name: str, one: Fields, other: Fields) -> bool:
        return not same(kind, name, value_of(kind, one, name), value_of(kind, other, name))

    def typed_against(typing: Fields, other: Fields) -> bool:
        """Whether one side typed an amount and the other made items."""
        typed = not _has_items(typing) and unlike("amount", base, typing)
        return typed and _has_items(other) and unlike("items", base, other)

    if not any(_has_items(side) for side in (base, mine, theirs)):
        return False
    return unlike("currency", mine, theirs) or typed_against(mine, theirs) or typed_against(theirs, mine)


def _merge_unit(
    kind: Kind,
    names: tuple[str, ...],
    base: Mapping[str, Value],
    mine: Mapping[str, Value],
    theirs: Mapping[str, Value],
) -> tuple[Fields, UnitConflict | None]:
    def equal(one: Fields, other: Fields) -> bool:
        return all(same(kind, name, one[name], other[name]) for name in names)

    if equal(mine, theirs) or equal(mine, base):
        return theirs, None
    if equal(theirs, base):
        return mine, None
    name = names[0]
    declared = kind.fields.get(name)
    pieces = None
    if declared is not None and len(names) == 1:
        pieces = _merge_pieces(declared, base[name], mine[name], theirs[name])
    if pieces is None:
        return base, UnitConflict(base, mine, theirs)
    conflict = UnitConflict(base, {name: pieces.if_mine}, {name: pieces.if_theirs}) if pieces.conflicting else None
    return {name: pieces.result}, conflict


def _merge_pieces(field: Field, base: Value, mine: Value, theirs: Value) -> ElementMerge | None:
    """The merge of a value that has pieces; None for one that is a whole."""
    if field.type in LISTS or field.type is FieldType.CUSTOM:
        return merge_elements(field, base, mine, theirs)
    if field.type is FieldType.NOTE and all(is_text(side) for side in (base, mine, theirs)):
        return merge_lines(base, mine, theirs)
    return None
