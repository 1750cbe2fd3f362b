"""The laws of the merge (DESIGN 4, Merge) over generated records of every kind."""

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.domain.canonical import canonical_element, comparable_line, element_key, text_lines
from crmdesk.domain.deals import with_total
from crmdesk.domain.kinds import KINDS, LISTS, Field, FieldType
from crmdesk.domain.merge import Merge, differing, merge, same, value_of

Sides = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]
_IDS = st.sampled_from([f"0190b7a1-0000-7000-8000-00000000000{number}" for number in range(5)])
_WORDS = st.sampled_from(["Пётр", "пётр ", "Анна", "x", "й", "y  z"])
_PLAIN: Mapping[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: _WORDS,
    FieldType.NOTE: st.sampled_from(["one\ntwo", "one\r\ntwo ", "three"])
    | st.lists(st.sampled_from(["one", "two", "Two", "three", "four "]), min_size=1, max_size=5).map("\n".join),
    FieldType.MONEY: st.sampled_from(["1.10", "1.1", "250.00", "0.00"]),
    FieldType.CURRENCY: st.sampled_from(["RUB", "USD"]),
    FieldType.NUMBER: st.sampled_from([1, 1.0, 2.5, 10]),
    FieldType.INTEGER: st.integers(0, 3),
    FieldType.YES_NO: st.booleans(),
    FieldType.DATE: st.sampled_from(["2026-11-23", "2026-12-01"]),
    FieldType.MOMENT: st.sampled_from(["2026-11-23T14:05:00Z", "2026-11-23T17:05:00+03:00", "2026-11-24T00:00:00Z"]),
    FieldType.REFERENCE: _IDS,
}
_NUMBERS = st.sampled_from(["+79121234567", "8 912 123-45-67", "214", "+74951234567"])
_ADDRESSES = st.sampled_from(["anna@example.com", "Anna@Example.com", "b@example.com"])
_LABELS = st.none() | st.sampled_from(["work", "home"])
_CUSTOM = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["x", 1, True, None, ["p", "q"]]), max_size=3)


_WHOLE: Mapping[FieldType, st.SearchStrategy[Any]] = {
    FieldType.CUSTOM: _CUSTOM,
    FieldType.REFERENCES: st.lists(_IDS, max_size=3),
    FieldType.TAGS: st.lists(st.sampled_from(["VIP", "vip", "ёлка", "Елка", "b2b"]), max_size=3),
    FieldType.PHONES: st.lists(st.fixed_dictionaries({"value": _NUMBERS, "label": _LABELS}), max_size=3),
    FieldType.EMAILS: st.lists(st.fixed_dictionaries({"value": _ADDRESSES, "label": _LABELS}), max_size=3),
}


def values(field: Field) -> st.SearchStrategy[Any]:
    if field.type is FieldType.CHOICE:
        return st.none() | st.sampled_from(field.choices)
    if field.type in _WHOLE:
        return _WHOLE[field.type]
    if field.type is FieldType.ROWS:
        members = {member.name: values(member) for member in field.row if member.name != "id"}
        row = st.fixed_dictionaries({"id": _IDS}, optional=members)
        return st.lists(row, max_size=3, unique_by=lambda one: one["id"])
    return st.none() | _PLAIN[field.type]


VALUES = {name: {one.name: values(one) for one in kind.fields.values()} for name, kind in KINDS.items()}


_PRICING = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"items": VALUES["deal"]["items"]}),
    st.fixed_dictionaries({"items": st.just([]), "amount": VALUES["deal"]["amount"]}),
    st.fixed_dictionaries({"currency": VALUES["deal"]["currency"]}),
)
"""What people do to the price of a deal: items, an amount in their place, another currency."""


@st.composite
def records(draw: st.DrawFn, kind: str, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A record; with `base` one that changed a few of its fields."""
    declared = KINDS[kind].fields
    names = draw(st.lists(st.sampled_from(sorted(declared)), max_size=8 if base is None else 4))
    changed = {name: draw(VALUES[kind][name]) for name in names}
    if kind == "deal":
        changed.update(draw(_PRICING))
    for name, value in changed.items():
        if base is not None and declared[name].type in LISTS and draw(st.booleans()):
            changed[name] = _edited(draw, list(base.get(name) or []), value)
    return with_total(kind, {**(base or {}), **changed})


def _edited(draw: st.DrawFn, held: list[Any], more: list[Any]) -> list[Any]:
    """The held list with elements removed, moved and added, as people edit lists."""
    kept = [element for element in held if draw(st.integers(0, 3))]
    if draw(st.booleans()):
        kept = draw(st.permutations(kept))
    taken = {element["id"] for element in kept if isinstance(element, dict) and "id" in element}
    return [*kept, *(one for one in more if not (isinstance(one, dict) and one.get("id") in taken))]


@st.composite
def sides(draw: st.DrawFn, kinds: st.SearchStrategy[str]) -> Sides:
    """A kind and its base, mine and theirs."""
    kind = draw(kinds)
    base = draw(records(kind))
    return kind, base, draw(records(kind, base)), draw(records(kind, base))


any_sides = sides(st.sampled_from([*KINDS, "deal", "deal", "contact"]))
law = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def equal(kind: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    declared = KINDS[kind]
    return all(
        same(declared, name, value_of(declared, one, name), value_of(declared, other, name))
        for name in {*declared.fields, *one, *other}
    )


@law
@given(any_sides)
def test_merging_with_an_unchanged_side_gives_the_other(drawn: Sides):
    kind, base, mine, _ = drawn
    for merged in (merge(kind, base, mine, base), merge(kind, base, base, mine)):
        assert merged.conflicts == {}
        assert equal(kind, merged.fields, mine)


@law
@given(any_sides)
def test_equal_sides_give_that_side(drawn: Sides):
    kind, base, mine, _ = drawn
    merged = merge(kind, base, mine, mine)
    assert merged.conflicts == {}
    assert equal(kind, merged.fields, mine)


@law
@given(any_sides)
def test_swapping_the_sides_swaps_only_the_sides_of_the_conflicts(drawn: Sides):
    kind, base, mine, theirs = drawn
    one, other = merge(kind, base, mine, theirs), merge(kind, base, theirs, mine)
    assert equal(kind, one.fields, other.fields)
    assert set(one.conflicts) == set(other.conflicts)
    for unit, conflict in one.conflicts.items():
        swapped = other.conflicts[unit]
        assert equal(kind, conflict.mine, swapped.theirs)
        assert equal(kind, conflict.theirs, swapped.mine)
        assert equal(kind, conflict.base, swapped.base)


@law
@given(any_sides)
def test_merging_the_result_again_over_theirs_changes_nothing(drawn: Sides):
    kind, base, mine, theirs = drawn
    merged = merge(kind, base, mine, theirs)
    assert equal(kind, merge(kind, theirs, merged.fields, theirs).fields, merged.fields)
    if not merged.conflicts and not any(_has_doubles(kind, side) for side in (base, mine, theirs)):
        again = merge(kind, base, merged.fields, theirs)
        assert again.conflicts == {}
        assert equal(kind, again.fields, merged.fields)


@law
@given(any_sides)
def test_groups_are_never_mixed(drawn: Sides):
    kind, base, mine, theirs = drawn
    merged = merge(kind, base, mine, theirs)
    declared = KINDS[kind]
    for group in {field.group for field in declared.fields.values() if field.group}:
        names = [name for name, field in declared.fields.items() if field.group == group]
        if kind == "deal" and group == "amount" and value_of(declared, merged.fields, "items"):
            names = ["currency"]
        versions = [{name: value_of(declared, side, name) for name in names} for side in (base, mine, theirs)]
        result = {name: value_of(declared, merged.fields, name) for name in names}
        assert any(all(same(declared, name, result[name], one[name]) for name in names) for one in versions)


@law
@given(sides(st.just("deal")))
def test_items_are_never_priced_in_another_sides_currency(drawn: Sides):
    _, base, mine, theirs = drawn
    merged = merge("deal", base, mine, theirs)
    if mine.get("currency") == theirs.get("currency"):
        return
    for result in (merged.fields, *({**merged.fields, **one.mine} for one in merged.conflicts.values())):
        if result.get("items") and not any(
            same(KINDS["deal"], "items", result["items"], side.get("items"))
            and same(KINDS["deal"], "currency", result.get("currency"), side.get("currency"))
            for side in (base, mine, theirs)
        ):
            raise AssertionError(result)


@law
@given(any_sides)
def test_every_change_is_in_the_result_or_in_a_conflict(drawn: Sides):
    kind, base, mine, theirs = drawn
    merged = merge(kind, base, mine, theirs)
    for side, conflict_side in ((mine, "mine"), (theirs, "theirs")):
        for name in differing(kind, base, side):
            versions = [
                value_of(KINDS[kind], fields, name)
                for fields in (base, side, _held_by(merged, conflict_side, name) or merged.fields)
            ]
            _assert_kept(kind, name, *versions)


def _held_by(merged: Merge, side: str, name: str) -> Mapping[str, Any] | None:
    """The fields of the conflict that holds a field on this side; None if no conflict does."""
    found = (conflict for conflict in merged.conflicts.values() if name in conflict.base)
    return next((getattr(conflict, side) for conflict in found), None)


def _assert_kept(kind: str, name: str, before: Any, changed: Any, kept: Any) -> None:
    field = KINDS[kind].fields[name]
    if field.type is FieldType.NOTE:
        old, new, result = ({comparable_line(line) for line in text_lines(one)} for one in (before, changed, kept))
        assert new - old <= result
        return
    if field.type not in LISTS and field.type is not FieldType.CUSTOM:
        assert same(KINDS[kind], name, changed, kept)
        return
    if any(_doubled(field, value) for value in (before, changed, kept)):
        return
    old, new, result = (_elements(field, value) for value in (before, changed, kept))
    for key in {*old, *new}:
        if old.get(key) != new.get(key):
            assert result.get(key) == new.get(key)


def _has_doubles(kind: str, fields: Mapping[str, Any]) -> bool:
    return any(_doubled(KINDS[kind].fields[name], value) for name, value in fields.items())


def _doubled(field: Field, value: Any) -> bool:
    """Whether several elements have one key: they are told apart by their number only, which a merge may shift."""
    return field.type in LISTS and len(_elements(field, value)) != len(value or [])


def _elements(field: Field, value: Any) -> dict[str, Any]:
    if field.type is FieldType.CUSTOM:
        return {key: canonical_element(field, held) for key, held in value.items()}
    return {element_key(field, element): canonical_element(field, element) for element in value or []}
