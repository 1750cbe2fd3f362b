"""What people type, made storable."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.domain.entry import parse_text, tidy
from crmdesk.domain.errors import Refused
from crmdesk.domain.kinds import KINDS


@pytest.mark.parametrize(
    ("kind", "name", "typed", "stored"),
    [
        ("contact", "last_name", "  Пётр\tИ\u0306\n", "Пётр Й"),
        ("contact", "last_name", " ", None),
        ("contact", "notes", "a\r\n b \n", "a\n b"),
        ("contact", "birthday", "23.11.1980", "1980-11-23"),
        ("contact", "phones", [" 214 ", {"value": "215", "label": ""}, {"value": ""}, None],
         [{"value": "214", "label": None}, {"value": "215", "label": None}]),
        ("contact", "phones", None, []),
        ("contact", "phones", "", []),
        ("contact", "tags", ["VIP ", "vip", "", "ёлка", "Елка"], ["VIP", "ёлка"]),
        ("contact", "custom", {"a": " x ", "b": "", "c": None, "d": [], "e": 0}, {"a": "x", "e": 0}),
        ("contact", "custom", None, {}),
        ("company", "inn", "77 0708 3893", "7707083893"),
        ("deal", "amount", "1 234,5", "1234.50"),
        ("deal", "amount", 1234.5, "1234.50"),
        ("deal", "amount", 7, "7.00"),
        ("deal", "amount", "12,3,4", "12,3,4"),
        ("deal", "amount", True, True),
        ("deal", "currency", " rub", "RUB"),
        ("deal", "closed_at", "2026-11-23T17:05:00+03:00", "2026-11-23T14:05:00Z"),
        ("deal", "more_contact_ids", ["A", "a", None, "b"], ["a", "b"]),
        ("deal", "items", [{"id": "A", "price": "1,5", "sku": ""}, 5], [{"id": "a", "price": "1.50", "sku": None}, 5]),
        ("deal", "shoe_size", " 44 ", " 44 "),
        ("task", "done", False, False),
    ],
)  # fmt: skip
def test_what_was_typed_is_stored_in_one_form(kind: str, name: str, typed: Any, stored: Any):
    assert tidy(kind, {name: typed}) == {name: stored}


NAMES = [(kind, name) for kind, declared in KINDS.items() for name in declared.fields]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "value", "label", "price"]), inner)
    ),
    max_leaves=6,
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(place=st.sampled_from(NAMES), value=JSON)
def test_tidying_refuses_nothing_and_twice_is_once(place: tuple[str, str], value: Any):
    kind, name = place
    once = tidy(kind, {name: value})
    assert tidy(kind, once) == once


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"),
    [
        ("contact", "last_name", "[Петров]", "[Петров]"),
        ("contact", "last_name", "", None),
        ("contact", "phones", "", []),
        ("contact", "tags", '["vip"]', ["vip"]),
        ("contact", "custom", '{"a": 1}', {"a": 1}),
        ("contact", "phones", "null", []),
        ("deal", "amount", "1 234,50", "1234.50"),
        ("task", "done", "true", True),
        ("task", "duration_min", "15", 15),
        ("task", "priority", "high", "high"),
    ],
)
def test_a_command_reads_a_value_by_the_fields_type(kind: str, name: str, text: str, value: Any):
    assert parse_text(KINDS[kind].fields[name], text) == value


@pytest.mark.parametrize("text", ["[{", "vip", "NaN", "[" * 100_000, "1" * 5_000])
def test_malformed_json_is_refused_by_the_fields_name(text: str):
    with pytest.raises(Refused) as refused:
        parse_text(KINDS["contact"].fields["tags"], text)
    assert [(error.field, error.code) for error in refused.value.errors] == [("tags", "bad_json")]


def test_an_example_in_a_refusal_can_be_followed():
    for field in KINDS["contact"].fields.values():
        try:
            parse_text(field, "{{")
        except Refused as refused:
            example = refused.errors[0].message.removeprefix("Write this as JSON, like ").removesuffix(".")
            assert parse_text(field, example) == json.loads(example)
