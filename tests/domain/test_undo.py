"""What a step may put back: nothing that somebody changed since, and no half of what belongs together."""

import pytest
from hypothesis import given

from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.merge import same, value_of
from crmdesk.domain.records import Record
from crmdesk.domain.undo import edit_step, restorable
from tests.domain.test_merge_laws import Sides, any_sides, equal, law


def record(kind="contact", *, deleted=False, **fields):
    return Record(kind, "a", 1, {**KINDS[kind].empty_fields(), **fields}, deleted)


def put_back(before, after, now):
    return restorable(edit_step(before, after, 0), now)


def test_nobody_changed_anything_and_all_comes_back():
    before, after = record(last_name="Ivanova", tags=["a"]), record(last_name="Petrova", tags=["b"])
    assert put_back(before, after, after) == {"last_name": "Ivanova", "tags": ["a"]}


def test_an_amount_is_not_put_back_beside_a_currency_that_changed_since():
    before, after = (record("deal", title="Pumps", amount=one, currency="RUB") for one in ("100", "200"))
    assert put_back(before, after, after.with_fields({"currency": "USD", "title": "Pump"})) == {}
    assert put_back(before, after, after.with_fields({"title": "Pump"})) == {"amount": "100"}


def test_one_name_is_not_put_back_beside_another_that_changed_since():
    before, after = record(last_name="Ivanova", job_title="CEO"), record(last_name="Petrova", job_title="CTO")
    assert put_back(before, after, after.with_fields({"first_name": "Anna"})) == {"job_title": "CEO"}


ITEM = {"id": "0190b7a1-0000-7000-8000-000000000001", "name": "Pump", "price": "10.00", "quantity": 1}


def test_a_currency_is_not_put_back_under_items_that_were_priced_in_another_since():
    before, after = (record("deal", currency=one, items=[ITEM], amount="10.00") for one in ("RUB", "USD"))
    assert put_back(before, after, after.with_fields({"items": [{**ITEM, "price": "20.00"}], "amount": "20.00"})) == {}


def test_items_come_back_without_the_total_that_follows_from_them():
    before = record("deal", currency="RUB", items=[ITEM], amount="10.00")
    after = record("deal", currency="RUB", amount="500.00")
    assert put_back(before, after, after.with_fields({"vat": "on_top"})) == {"items": [ITEM]}
    assert put_back(after, before, before) == {"items": [], "amount": "500.00"}


def test_a_list_to_which_somebody_added_since_is_left_whole():
    before, after = record(tags=["a"]), record(tags=["a", "b"])
    assert put_back(before, after, after.with_fields({"tags": ["a", "b", "c"]})) == {}


@pytest.mark.parametrize("before", [None, record(deleted=True, job_title="CEO")])
def test_a_record_is_not_deleted_again_once_it_holds_something_else(before):
    after = record(job_title="CEO")
    assert put_back(before, after, after) == {DELETED: True}
    assert put_back(before, after, after.with_fields({"address": "Omsk"})) == {}
    assert put_back(before, after, record(job_title="CEO", deleted=True)) == {}


def test_a_deleted_record_comes_back_with_what_was_changed_in_it_since():
    before, after = record(job_title="CEO"), record(job_title="CEO", deleted=True)
    assert put_back(before, after, after.with_fields({"address": "Omsk"})) == {DELETED: False}


@law
@given(any_sides)
def test_nothing_comes_back_of_what_belongs_to_something_that_changed_since(drawn: Sides):
    kind, *versions = drawn
    after, before, now = (Record(kind, "a", 1, fields) for fields in versions)
    back = put_back(before, after, now)
    declared = KINDS[kind]

    def alike(one, other, names):
        return all(
            same(declared, name, value_of(declared, one.fields, name), value_of(declared, other.fields, name))
            for name in names
        )

    units = {}
    for name in declared.fields:
        units.setdefault(declared.unit_of(name), []).append(name)
    for names in units.values():
        if set(names) & set(back):
            typed = [name for name in names if name != "amount" or not now.fields.get("items")]
            assert alike(now, after, typed)


@law
@given(any_sides)
def test_what_nobody_touched_since_comes_back_whole(drawn: Sides):
    kind, after, before, _ = drawn
    now = Record(kind, "a", 1, after)
    back = put_back(Record(kind, "a", 1, before), now, now)
    left = {name: value for name, value in {**after, **back}.items() if name != "amount" or not before.get("items")}
    wanted = {name: value for name, value in before.items() if name != "amount" or not before.get("items")}
    assert equal(kind, left, wanted)
