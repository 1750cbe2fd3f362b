"""The merge by example: groups (F46), elements (F64), and the amount of a deal."""

from typing import Any

import pytest

from crmdesk.domain.deals import items_total, with_total
from crmdesk.domain.elements import merge_elements
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.merge import differing, merge

PHONES = KINDS["contact"].fields["phones"]
TAGS = KINDS["contact"].fields["tags"]


def phone(value: str, label: str | None = None) -> dict[str, Any]:
    return {"value": value, "label": label}


def item(number: int, price: str = "10.00", **more: Any) -> dict[str, Any]:
    return {"id": f"i{number}", "price": price, "quantity": 1, **more}


def deal(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return with_total("deal", {"title": "Насосы", "currency": "RUB", "items": list(items), **more})


def test_changes_of_different_fields_are_both_kept():
    base = {"job_title": "buyer", "source": None}
    merged = merge("contact", base, {**base, "job_title": "director"}, {**base, "source": "fair"})
    assert merged.conflicts == {}
    assert merged.fields["job_title"] == "director"
    assert merged.fields["source"] == "fair"


def test_two_edits_of_one_field_conflict_and_hold_the_base():
    merged = merge("contact", {"job_title": "a"}, {"job_title": "b"}, {"job_title": "c"})
    assert merged.fields["job_title"] == "a"
    conflict = merged.conflicts["job_title"]
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        {"job_title": "a"},
        {"job_title": "b"},
        {"job_title": "c"},
    )


def test_a_field_this_program_does_not_know_merges_whole():
    merged = merge("contact", {"shoe": 1}, {"shoe": 2}, {"shoe": 1})
    assert merged.fields["shoe"] == 2


GROUPS = {
    "contact": [("first_name", "last_name", "middle_name")],
    "company": [("inn", "kpp", "ogrn"), ("bank_name", "bik", "account", "corr_account")],
    "deal": [("amount", "currency"), ("pipeline_id", "stage_id", "closed_at", "loss_reason")],
    "product": [("price", "currency")],
}
"""DESIGN 4, Merge."""


@pytest.mark.parametrize(("kind", "group"), [(kind, group) for kind, groups in GROUPS.items() for group in groups])
def test_a_group_is_taken_whole_or_conflicts_whole(kind: str, group: tuple[str, ...]):
    """F46: of two people who each changed another field of it neither is mixed with the other."""
    first, last = group[0], group[-1]
    base = dict.fromkeys(group, "1")
    one_side = merge(kind, base, {**base, first: "2"}, base)
    assert (one_side.conflicts, {name: one_side.fields[name] for name in group}) == ({}, {**base, first: "2"})
    both = merge(kind, base, {**base, first: "2"}, {**base, last: "3"})
    (conflict,) = both.conflicts.values()
    assert {name: both.fields[name] for name in group} == base
    assert (conflict.mine, conflict.theirs) == ({**base, first: "2"}, {**base, last: "3"})


def test_the_kinds_declare_just_these_groups():
    declared = {
        kind: sorted({tuple(f.name for f in one.fields.values() if f.group == group) for group in groups})
        for kind, one in KINDS.items()
        if (groups := {field.group for field in one.fields.values() if field.group})
    }
    assert declared == {kind: sorted(groups) for kind, groups in GROUPS.items()}


def test_tags_of_both_sides_are_kept_and_what_one_removed_is_gone():
    """F64."""
    base = ["VIP", "fair", "cold"]
    merged = merge("contact", {"tags": base}, {"tags": ["vip", "cold", "b2b"]}, {"tags": ["fair", "VIP", "x", "B2B"]})
    assert merged.conflicts == {}
    assert sorted(tag.casefold() for tag in merged.fields["tags"]) == ["b2b", "vip", "x"]


def test_fields_of_a_group_conflict_together():
    base = {"first_name": "Анна", "last_name": "Петрова"}
    merged = merge("contact", base, {**base, "first_name": "Ганна"}, {**base, "last_name": "Сидорова"})
    assert merged.fields["first_name"] == "Анна"
    assert merged.conflicts["name"].mine == {"first_name": "Ганна", "last_name": "Петрова", "middle_name": None}
    assert merged.conflicts["name"].theirs == {"first_name": "Анна", "last_name": "Сидорова", "middle_name": None}


def test_the_same_phone_in_two_spellings_is_no_conflict():
    merged = merge("contact", {}, {"phones": [phone("8 912 345-67-89")]}, {"phones": [phone("+79123456789")]})
    assert merged.conflicts == {}
    assert len(merged.fields["phones"]) == 1


def test_a_phone_retyped_on_both_sides_is_one_removed_and_two_added():
    base, mine, theirs = ([phone(value)] for value in ("+74950000001", "+74950000002", "+74950000003"))
    merged = merge_elements(PHONES, base, mine, theirs)
    assert not merged.conflicting
    assert merged.result == [*mine, *theirs]


def test_removed_here_and_changed_there_conflicts_and_a_side_keeps_the_rest():
    base = [phone("214"), phone("215")]
    mine = [phone("215"), phone("216")]
    theirs = [phone("214", "work"), phone("215"), phone("217")]
    merged = merge_elements(PHONES, base, mine, theirs)
    assert merged.conflicting
    assert merged.result == [phone("214"), phone("215"), phone("216"), phone("217")]
    assert merged.if_mine == [phone("215"), phone("216"), phone("217")]
    assert merged.if_theirs == [phone("214", "work"), phone("215"), phone("216"), phone("217")]


def test_of_two_elements_with_one_key_none_is_lost():
    base = [phone("214", "work"), phone("214", "home")]
    merged = merge_elements(PHONES, base, [*base, phone("215")], [*base, phone("216")])
    assert merged.result == [*base, phone("215"), phone("216")]
    assert not merged.conflicting
    numbered = merge_elements(TAGS, [], ["a", "a", "a#2"], ["b"])
    assert sorted(numbered.result) == ["a", "a", "a#2", "b"]


def test_the_order_of_the_side_that_moved_elements_stands():
    base = [phone("214"), phone("215")]
    merged = merge_elements(PHONES, base, [phone("215"), phone("214")], [*base, phone("216")])
    assert merged.result == [phone("215"), phone("214"), phone("216")]


def test_added_rows_stand_by_position_then_id_whichever_side_they_come_from():
    items = KINDS["deal"].fields["items"]
    first, second, third = ({"id": one, "position": at} for one, at in (("b", 1), ("a", 2), ("c", 2)))
    assert merge_elements(items, [], [second], [first, third]).result == [first, second, third]
    assert merge_elements(items, [], [first, third], [second]).result == [first, second, third]


def test_custom_merges_key_by_key():
    merged = merge("contact", {"custom": {"a": 1, "b": 1}}, {"custom": {"a": 2, "b": 1}}, {"custom": {"a": 1, "c": 3}})
    assert merged.conflicts == {}
    assert merged.fields["custom"] == {"a": 2, "c": 3}
    clash = merge("contact", {"custom": {"a": 1}}, {"custom": {"a": 2, "b": 5}}, {"custom": {"a": 3}})
    assert clash.fields["custom"] == {"a": 1, "b": 5}
    assert clash.conflicts["custom"].theirs == {"custom": {"a": 3, "b": 5}}


def test_a_total_is_never_a_conflict():
    base = deal(item(1))
    merged = merge("deal", base, deal(item(1, "11.00")), deal(item(1), item(2, "5.00")))
    assert merged.conflicts == {}
    assert merged.fields["amount"] == "16.00"


def test_removing_every_item_leaves_the_amount_that_was_typed_then():
    base = deal(item(1))
    mine = {**deal(), "amount": "50.00"}
    assert merge("deal", base, mine, base).fields["amount"] == "50.00"
    assert merge("deal", base, base, mine).fields["amount"] == "50.00"


def test_items_that_both_sides_removed_apart_leave_the_amount_of_the_base():
    base = deal(item(1), item(2))
    merged = merge("deal", base, deal(item(1)), deal(item(2)))
    assert merged.fields["items"] == []
    assert merged.fields["amount"] == "20.00"


def test_an_amount_typed_here_does_not_vanish_behind_items_made_there():
    base = deal(amount="100.00")
    typed = {**base, "amount": "200.00"}
    made = deal(item(1, "30.00"), amount="100.00")
    merged = merge("deal", base, typed, made)
    assert merged.fields["amount"] == "100.00"
    assert merged.fields["items"] == []
    assert merged.conflicts["amount"].mine == {"items": [], "amount": "200.00", "currency": "RUB"}
    assert merged.conflicts["amount"].theirs == {"items": [item(1, "30.00")], "amount": "30.00", "currency": "RUB"}


def test_items_and_currency_are_one_unit_where_the_currencies_part():
    base = deal(item(1))
    merged = merge("deal", base, deal(item(1), currency="USD"), deal(item(1, "12.00")))
    assert set(merged.conflicts) == {"amount"}
    assert "amount" not in merged.conflicts["amount"].base
    assert merged.fields["currency"] == "RUB"


def test_first_items_added_on_both_sides_in_one_currency_are_both_kept():
    base = deal(currency=None)
    merged = merge("deal", base, deal(item(1)), deal(item(2)))
    assert merged.conflicts == {}
    assert [one["id"] for one in merged.fields["items"]] == ["i1", "i2"]
    assert merged.fields["amount"] == "20.00"


def test_the_derived_amount_is_no_difference():
    assert differing("deal", deal(amount="1.00"), deal(item(1))) == {"items": [item(1)]}
    assert differing("deal", deal(item(1)), {**deal(), "amount": "9.00"}) == {"items": [], "amount": "9.00"}


def test_a_line_is_rounded_half_up_with_discount_and_vat_on_top():
    items = [
        {"price": "10.005", "quantity": 1},
        {"price": "100.00", "quantity": 2.5, "discount_percent": 10, "vat_rate": 20},
        {"price": "3.00"},
        {"quantity": 3},
    ]
    assert items_total(items, "on_top") == "283.01"
    assert items_total(items, "included") == "238.01"


def test_items_of_an_odd_shape_count_as_nothing():
    odd: list[Any] = ["x", None, {"price": "ten"}, {"price": {}}, {"price": "NaN"}, {"price": "1e999999"}, item(1)]
    assert items_total([*odd, {"price": "1", "quantity": 10**5000}, {"price": "9" * 19, "quantity": 1e20}], None) == (
        str(10**39 - 10**20 + 11) + ".00"
    )
    assert with_total("deal", {"items": "x", "amount": "5.00"})["amount"] == "5.00"
