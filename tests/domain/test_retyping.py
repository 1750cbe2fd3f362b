import pytest

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Record
from crmdesk.domain.retyping import Retyped, retyped


def record(kind, **fields):
    return Record(kind, "id", 5, {**KINDS[kind].empty_fields(), **fields})


def phones(*values, label=None):
    return [{"value": value, "label": label} for value in values]


@pytest.mark.parametrize(
    ("held", "seen", "typed", "unseen"),
    [
        ("A", "A", "C", ()),
        ("B", "A", "C", ("job_title",)),
        ("B", "A", " b".upper(), ()),
        ("B", "B", "C", ()),
        ("B", None, "C", ("job_title",)),
        (None, "A", "C", ("job_title",)),
    ],
)
def test_a_value_is_unseen_that_was_neither_shown_nor_typed(held, seen, typed, unseen):
    now = record("contact", job_title=held)
    began = {"job_title": "A"}
    assert retyped(now, {"job_title": typed}, began, {"job_title": seen}) == Retyped({"job_title": typed}, unseen)


def test_a_field_that_the_server_left_out_was_seen_as_empty():
    now = record("contact", job_title="B")
    assert retyped(now, {"job_title": "C"}, {}, {}).unseen == ("job_title",)


def test_the_fields_of_a_unit_are_judged_together_and_others_not_at_all():
    now = record("deal", amount="100.00", currency="EUR", title="Hoses")
    seen = {"amount": "100.00", "currency": "RUB", "title": "Pumps"}
    assert retyped(now, {"amount": "200.00"}, seen, seen).unseen == ("currency",)
    assert retyped(now, {"vat": "none"}, seen, seen).unseen == ()


def test_elements_that_others_added_or_took_away_meanwhile_are_as_they_have_them():
    began = {"phones": phones("+79122041890", "+79122041891")}
    now = record("contact", phones=phones("+79122041891", "+79122041892"))
    typed = {"phones": phones("+79122041890", "+79122041891", "+79122041893")}
    done = retyped(now, typed, began, began)
    assert done.values["phones"] == phones("+79122041891", "+79122041892", "+79122041893")
    assert done.unseen == ()


def test_an_element_that_both_changed_is_told_first_and_then_as_it_was_typed():
    began = {"phones": phones("+79122041890", "+79122041891")}
    now = record("contact", phones=[*phones("+79122041890", label="home"), *phones("+79122041891", "+79122041892")])
    typed = {"phones": phones("+79122041891")}
    assert retyped(now, typed, began, began).unseen == ("phones",)
    knowing = retyped(now, typed, began, now.fields)
    assert knowing.unseen == ()
    assert knowing.values["phones"] == phones("+79122041891", "+79122041892")


def test_the_order_in_which_a_list_was_typed_stays_while_nobody_else_changed_it():
    typed = {"phones": phones("+79122041899", "+79122041890")}
    assert retyped(record("contact"), typed, {}, {}).values == typed
