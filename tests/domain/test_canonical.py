"""Which values are one value, however they are written (F63), and that no JSON is ever refused."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.domain.canonical import canonical, canonical_element, element_key, element_position
from crmdesk.domain.entries import Moment, edited
from crmdesk.domain.kinds import KINDS, Field
from crmdesk.domain.merge import merge, same
from crmdesk.domain.ports import Policy
from crmdesk.domain.rebase import Here, Terms, accept
from crmdesk.domain.records import EditTime, Record


def field(kind: str, name: str) -> Field:
    return KINDS[kind].fields[name]


@pytest.mark.parametrize(
    ("kind", "name", "one", "other"),
    [
        ("contact", "last_name", "Йод", "И\u0306од "),
        ("contact", "address", "a  b", "a b"),
        ("contact", "notes", "a\r\nb ", "a\nb"),
        ("contact", "notes", "a \nb\n", "a\nb"),
        ("contact", "phones", [{"value": "8 912 345-67-89", "label": None}], [{"value": "+79123456789"}]),
        ("contact", "emails", [{"value": "Anna@Example.com"}], [{"value": " anna@example.com", "label": ""}]),
        ("contact", "tags", ["VIP", "Ёлка"], ["елка", "vip", "Vip"]),
        ("contact", "custom", {"a": 1, "b": None}, {"a": 1.0}),
        ("contact", "custom", {"a": ""}, None),
        ("deal", "amount", "1.10", "1.1"),
        ("deal", "currency", "rub", "RUB"),
        ("deal", "closed_at", "2026-11-23T17:05:00+03:00", "2026-11-23T14:05:00.000Z"),
        ("deal", "items", [{"id": "1", "price": "1.0", "unit": None}], [{"price": "1.00", "id": "1"}]),
        ("deal", "amount", " 100.00", "100"),
        ("deal", "amount", "0.00", "-0"),
        ("contact", "birthday", "3.11.1980", "1980-11-03"),
        ("contact", "birthday", " 1980-11-03 ", "1980-11-03"),
        ("contact", "phones", [{"value": "+7 495 123-45-67 доб. 12"}], [{"value": "84951234567 ext 12"}]),
        ("contact", "phones", [{"value": "214", "label": " work"}], [{"value": "2-14", "label": "work "}]),
        ("contact", "tags", ["b2b ", "НДС"], ["ндс", "B2B"]),
        ("contact", "custom", {"a": "x  y"}, {"a": " x y"}),
        ("company", "name", "ООО\u00a0«Вектор»", "ООО «Вектор» "),
        ("company", "notes", "\r\na\rb\t\r\n\r\n", "a\nb"),
        ("task", "duration_min", 5, 5.0),
        ("contact", "phones", [], None),
        ("contact", "last_name", "", None),
    ],
)
def test_spellings_of_one_value_are_equal(kind: str, name: str, one: Any, other: Any):
    assert same(KINDS[kind], name, one, other)
    assert canonical(field(kind, name), one) == canonical(field(kind, name), other)


@pytest.mark.parametrize(
    ("kind", "name", "one", "other"),
    [
        ("contact", "last_name", "петров", "Петров"),
        ("contact", "notes", "a\nb", "a b"),
        ("contact", "phones", [{"value": "214", "label": "work"}], [{"value": "214", "label": "home"}]),
        ("contact", "phones", [{"value": "214"}, {"value": "215"}], [{"value": "215"}, {"value": "214"}]),
        ("contact", "custom", {"a": True}, {"a": 1}),
        ("contact", "custom", {"a": ["x"]}, {"a": "x"}),
        ("deal", "amount", "1.10", "1.11"),
        ("deal", "closed_at", "2026-11-23T14:05:00Z", "2026-11-23T14:05:01Z"),
        ("task", "done", False, None),
        ("contact", "size", True, 1),
    ],
)
def test_different_values_differ(kind: str, name: str, one: Any, other: Any):
    assert not same(KINDS[kind], name, one, other)


def test_an_element_is_known_by_id_canonical_value_or_folded_text():
    assert element_key(field("deal", "items"), {"id": "i1", "name": "x"}) == "i1"
    assert element_key(field("contact", "phones"), {"value": "8 912 345-67-89"}) == "+79123456789"
    assert element_key(field("contact", "emails"), {"value": "Anna@Example.com"}) == "anna@example.com"
    assert element_key(field("contact", "tags"), "Ёлка") == "елка"
    assert element_key(field("deal", "more_contact_ids"), "c1") == "c1"


def test_only_a_row_with_a_number_has_a_position():
    items = field("deal", "items")
    assert element_position(items, {"position": 2}) == 2.0
    for odd in ({"position": True}, {"position": "2"}, {"position": float("nan")}, {"position": 10**400}, {}, "x"):
        assert element_position(items, odd) == float("inf")
    assert element_position(field("contact", "phones"), {"position": 2}) == float("inf")


SPELLINGS = {
    "phones": ([{"value": "8 912 345-67-89"}], [{"value": "+7 (912) 345-67-89", "label": ""}]),
    "emails": ([{"value": "Anna@Example.com"}], [{"value": "anna@example.com "}]),
    "address": ("Тверская  7 ", "Тверская 7"),
    "notes": ("a \nb\n", "a\r\nb"),
    "tags": (["VIP", "Ёлка"], ["елка", "vip"]),
    "birthday": ("03.11.1980", "1980-11-03"),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_two_spellings_of_one_value_never_conflict_and_go_to_and_fro_no_more(name: str):
    """F63: what both desks typed differs by its spelling only; after that nothing is left to send."""
    id_, when = "0190b7a1-0000-7000-8000-000000000001", EditTime(1_000, 0)
    known = Record("contact", id_, 5, {name: None})
    mine, theirs = SPELLINGS[name]
    typed = replace(known, fields={name: mine})
    here = Here(typed, edited(known, typed, None, when))
    rebased = accept(here, Record("contact", id_, 6, {name: theirs}), Terms(Policy.ASK, "me", Moment(5_000)))
    assert (rebased.entry, rebased.conflicts) == (None, ())
    assert same(KINDS["contact"], name, rebased.record.fields[name], theirs)
    respelled = replace(rebased.record, fields={name: mine})
    assert edited(rebased.record, respelled, None, when) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "value", "position", "x"]), inner)
    ),
    max_leaves=6,
)
NAMES = [(kind, name) for kind, declared in KINDS.items() for name in declared.fields]


@settings(deadline=None, derandomize=True, max_examples=300)
@given(place=st.sampled_from(NAMES), one=JSON, other=JSON, third=JSON)
def test_no_json_is_refused_by_comparing_and_merging(place: tuple[str, str], one: Any, other: Any, third: Any):
    kind, name = place
    declared = field(kind, name)
    for value in (one, other, third):
        assert hash(canonical(declared, value)) == hash(canonical(declared, value))
        hash(canonical_element(declared, value))
        assert isinstance(element_key(declared, value), str)
        assert canonical(declared, value) == canonical(declared, value)
    merged = merge(kind, {name: one}, {name: other}, {name: third})
    assert name in merged.fields
