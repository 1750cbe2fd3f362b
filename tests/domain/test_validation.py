"""What is refused, by which name and under which code."""

from typing import Any

import pytest

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.validation import check_fields, check_record

ID = "0190b7a1-0000-7000-8000-000000000001"


def faults(kind: str, **more: Any) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in check_fields(kind, more)]


@pytest.mark.parametrize(
    ("kind", "name", "value", "place", "code"),
    [
        ("contact", "shoe_size", 44, "shoe_size", "unknown_field"),
        ("contact", "last_name", 5, "last_name", "wrong_type"),
        ("contact", "last_name", [], "last_name", "wrong_type"),
        ("contact", "last_name", "", "last_name", "empty_text"),
        ("contact", "last_name", "x" * 1_001, "last_name", "too_long"),
        ("contact", "notes", "x" * 100_001, "notes", "too_long"),
        ("contact", "last_name", "a\nb", "last_name", "bad_text"),
        ("contact", "last_name", "a\x00", "last_name", "bad_text"),
        ("contact", "last_name", "a\ud800", "last_name", "bad_text"),
        ("contact", "notes", "a\x0b", "notes", "bad_text"),
        ("contact", "birthday", "31.02.1980", "birthday", "bad_date"),
        ("contact", "birthday", "1980-02-31", "birthday", "bad_date"),
        ("contact", "company_id", "42", "company_id", "bad_id"),
        ("contact", "phones", "+79123456789", "phones", "wrong_type"),
        ("contact", "phones", [{"value": "1"}] * 1_001, "phones", "too_long"),
        ("contact", "phones", ["+79123456789"], "phones[0]", "wrong_type"),
        ("contact", "phones", [{"value": "214"}, {"value": "anna"}], "phones[1].value", "bad_phone"),
        ("contact", "phones", [{"label": "work"}], "phones[0].value", "required"),
        ("contact", "phones", [{"value": None}], "phones[0].value", "required"),
        ("contact", "phones", [{"value": "214", "type": "work"}], "phones[0].type", "unknown_field"),
        ("contact", "emails", [{"value": "anna@"}], "emails[0].value", "bad_email"),
        ("contact", "emails", [{"value": "a b@example.com"}], "emails[0].value", "bad_email"),
        ("contact", "tags", ["vip", ""], "tags[1]", "empty_text"),
        ("contact", "tags", [None], "tags[0]", "required"),
        ("contact", "custom", [], "custom", "wrong_type"),
        ("contact", "custom", {f"k{number}": 1 for number in range(101)}, "custom", "too_long"),
        ("contact", "custom", {"Size": 1}, "custom.Size", "bad_key"),
        ("contact", "custom", {"size": {}}, "custom.size", "wrong_type"),
        ("contact", "custom", {"size": ["a", []]}, "custom.size[1]", "wrong_type"),
        ("contact", "custom", {"size": float("nan")}, "custom.size", "bad_number"),
        ("deal", "more_contact_ids", ["x"], "more_contact_ids[0]", "bad_id"),
        ("deal", "title", None, "title", "required"),
        ("deal", "title", "  ", "title", "required"),
        ("deal", "amount", 5, "amount", "wrong_type"),
        ("deal", "amount", "12,5", "amount", "bad_money"),
        ("deal", "currency", "rub", "currency", "bad_currency"),
        ("deal", "closed_at", "2026-11-23T14:05:00+03:00", "closed_at", "bad_moment"),
        ("deal", "vat", "maybe", "vat", "not_a_choice"),
        ("deal", "items", [{"name": "x"}], "items[0].id", "required"),
        ("deal", "items", [{"id": ID, "price": "ten"}], "items[0].price", "bad_money"),
        ("deal", "items", [{"id": ID, "colour": "red"}], "items[0].colour", "unknown_field"),
        ("deal", "items", [{"id": ID}, {"id": ID}], "items[1].id", "duplicate_id"),
        ("deal", "items", [{"id": ID, "quantity": float("inf")}], "items[0].quantity", "bad_number"),
        ("deal", "items", [{"id": ID, "quantity": 10**400}], "items[0].quantity", "bad_number"),
        ("task", "done", 1, "done", "wrong_type"),
        ("task", "duration_min", 1.5, "duration_min", "wrong_type"),
        ("task", "duration_min", True, "duration_min", "wrong_type"),
        ("company", "inn", "7707083839", "inn", "bad_check_digit"),
        ("company", "inn", "77070838", "inn", "bad_length"),
        ("company", "ogrn", "1027700132196", "ogrn", "bad_check_digit"),
        ("company", "kpp", "A73601001", "kpp", "bad_format"),
        ("company", "account", "40702", "account", "bad_length"),
        ("custom_field", "key", "Размер", "key", "bad_key"),
        ("user", "email", "anna", "email", "bad_email"),
    ],
)
def test_a_fault_names_its_place_and_a_code(kind: str, name: str, value: Any, place: str, code: str):
    assert faults(kind, **{name: value}) == [(place, code)]


def test_every_fault_is_named_at_once_in_a_sentence():
    errors = check_fields("deal", {"title": "", "amount": "x", "currency": "RUB", "vat": "maybe"}, create=True)
    assert {error.field for error in errors} == {"title", "amount", "vat"}
    assert all(error.message[0].isupper() and error.message.endswith(".") for error in errors)


def test_a_sound_record_of_every_shape_has_no_fault():
    contact = {
        "last_name": "Петров",
        "phones": [{"value": "+7 912 345-67-89", "label": None}, {"value": "214"}],
        "emails": [{"value": "почта@пример.рф", "label": "work"}],
        "birthday": None,
        "tags": ["vip"],
        "notes": "one\n\ttwo",
        "company_id": ID,
        "custom": {"size": 4, "colours": ["a", "b"], "text": "a\nb", "gone": None, "yes": True},
    }
    assert check_fields("contact", contact, create=True) == []
    priced = {"title": "x", "amount": "-5.25", "currency": "RUB", "items": [{"id": ID, "quantity": 1.5}], "custom": {}}
    assert check_fields("deal", priced, create=True) == []
    assert faults("task", done=False, due_at="2026-11-23T14:05:00.123Z", duration_min=0) == []


def test_what_a_create_leaves_out_is_judged_too():
    assert [(error.field, error.code) for error in check_fields("deal", {}, create=True)] == [("title", "required")]
    assert check_fields("deal", {}) == []
    unpriced = check_fields("product", {"name": "Насос", "price": "5.00"}, create=True)
    assert [(error.field, error.code) for error in unpriced] == [("currency", "currency_required")]


def test_an_amount_a_price_and_items_need_a_currency():
    assert [error.field for error in check_record("deal", {"amount": "5.00", "currency": None})] == ["currency"]
    assert [error.field for error in check_record("deal", {"items": [{"id": ID}]})] == ["currency"]
    assert check_record("deal", {"amount": None, "items": []}) == []
    assert check_record("product", {"price": "5.00", "currency": "RUB"}) == []
    assert check_record("contact", {}) == []


def test_rules_for_people_spare_what_an_integration_brings():
    fields = {"inn": "1", "phones": [{"value": "call me"}], "emails": [{"value": "?"}]}
    assert len(check_fields("company", fields)) == 3
    assert check_fields("company", fields, people=False) == []


def test_every_check_that_a_field_declares_is_known():
    for kind, declared in KINDS.items():
        for field in declared.fields.values():
            if field.check:
                assert faults(kind, **{field.name: "!"})
