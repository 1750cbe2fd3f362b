"""Folding, money, dates, requisites and names."""

import pytest

from crmdesk.domain.moments import is_date, is_moment, normal_date, normal_moment
from crmdesk.domain.money import is_currency, is_money, normal_money
from crmdesk.domain.names import display_name, short_name
from crmdesk.domain.requisites import account_fault, bik_fault, inn_fault, kpp_fault, ogrn_fault
from crmdesk.domain.text import digits, fold


def test_search_forgives_case_yo_and_spaces_but_not_short_i():
    assert fold("ФЁДОР ") == fold("федор") == fold("Фе\u0308дор")
    assert fold("ООО\u00a0«Вектор»  плюс") == "ооо «вектор» плюс"
    assert fold("майский") != fold("маиский")
    assert fold("Ｓtraße") == "strasse"


def test_digits_are_what_is_left_of_a_number():
    assert digits("+7 (912) 345-67-89") == "79123456789"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1234.5", "1234.50"),
        ("1 234,5", "1234.50"),
        ("1\u00a0234\u202f567,50", "1234567.50"),
        ("0", "0.00"),
        ("-0", "0.00"),
        ("−5", "-5.00"),
        ("0,1234", "0.1234"),
        ("007", "7.00"),
        ("9" * 15, "9" * 15 + ".00"),
    ],
)
def test_an_amount_is_stored_as_a_decimal_with_two_places_at_least(typed: str, stored: str):
    assert normal_money(typed) == stored
    assert is_money(stored)


@pytest.mark.parametrize("typed", ["", "12,3,4", "1,234.50", "1.23456", "1" * 16, "NaN", "1e5", "ten", "१२"])
def test_what_may_be_read_in_two_ways_or_none_is_no_amount(typed: str):
    with pytest.raises(ValueError, match="not an amount"):
        normal_money(typed)


def test_a_currency_is_three_capitals():
    assert is_currency("RUB")
    assert not is_currency("rub")
    assert not is_currency("РУБ")


def test_a_moment_on_the_wire_is_in_utc():
    assert is_moment("2026-11-23T14:05:00Z")
    assert is_moment("2026-11-23T14:05:00.123Z")
    for other in ("2026-11-23T14:05:00+03:00", "2026-11-23T14:05:00", "2026-02-30T00:00:00Z", "2026-11-23", ""):
        assert not is_moment(other)


def test_a_typed_moment_becomes_utc_and_a_typed_date_iso():
    assert normal_moment("2026-11-23T17:05+03:00") == "2026-11-23T14:05:00Z"
    assert normal_moment("2026-11-23 14:05:00.5Z") == "2026-11-23T14:05:00.500Z"
    assert normal_moment("0001-01-01T00:00:00+14:00") == "0001-01-01T00:00:00+14:00"
    assert normal_moment("soon") == "soon"
    assert normal_date("3.11.2026") == "2026-11-03"
    assert normal_date("31.02.2026") == "31.02.2026"
    assert is_date("2028-02-29")
    assert not is_date("2026-02-29")
    assert not is_date("2026-2-9")


@pytest.mark.parametrize(
    ("rule", "text", "fault"),
    [
        (inn_fault, "7707083893", None),
        (inn_fault, "500100732259", None),
        (inn_fault, "7707083839", "bad_check_digit"),
        (inn_fault, "500100732258", "bad_check_digit"),
        (inn_fault, "500100732359", "bad_check_digit"),
        (inn_fault, "77070838", "bad_length"),
        (inn_fault, "770708389X", "not_digits"),
        (inn_fault, "", "bad_length"),
        (ogrn_fault, "1027700132195", None),
        (ogrn_fault, "1027700132196", "bad_check_digit"),
        (ogrn_fault, "304500116000157", None),
        (ogrn_fault, "304500116000158", "bad_check_digit"),
        (ogrn_fault, "10277001321", "bad_length"),
        (kpp_fault, "773601001", None),
        (kpp_fault, "7736AB001", None),
        (kpp_fault, "77360100", "bad_length"),
        (kpp_fault, "A73601001", "bad_format"),
        (bik_fault, "044525225", None),
        (bik_fault, "44525225", "bad_length"),
        (account_fault, "40702810900000000001", None),
        (account_fault, "4070281090000000000", "bad_length"),
    ],
)
def test_requisites_are_told_right_from_mistyped(rule, text: str, fault: str | None):
    assert rule(text) == fault


def test_a_contact_is_called_by_its_full_name_or_by_how_it_is_reached():
    whole = {"last_name": "Петров", "first_name": "Пётр", "middle_name": "Ильич"}
    assert display_name("contact", whole) == "Петров Пётр Ильич"
    assert short_name(whole) == "Петров Пётр И."
    assert short_name({"middle_name": "Ильич", "first_name": None}) == "Ильич"
    nameless = {"phones": [{"value": None}, {"value": "89123456789"}], "emails": [{"value": "a@b.ru"}]}
    assert display_name("contact", nameless) == "+7 912 345-67-89"
    assert display_name("contact", {"phones": "?", "emails": [{"value": "a@b.ru"}]}) == "a@b.ru"
    assert short_name(nameless) == "+7 912 345-67-89"
    assert display_name("contact", {"last_name": 5}) == ""


def test_every_other_kind_has_a_name_too():
    assert display_name("company", {"name": " ", "legal_name": "ООО «Вектор»"}) == "ООО «Вектор»"
    assert display_name("company", {"emails": [{"value": "a@b.ru"}]}) == "a@b.ru"
    assert display_name("deal", {"title": "Насосы"}) == "Насосы"
    assert display_name("communication", {"type": "call", "subject": None}) == "call"
    assert display_name("user", {"name": None, "email": "a@b.ru"}) == "a@b.ru"
    assert display_name("product", {"sku": "P-1"}) == "P-1"
    assert display_name("custom_field", {"key": "size", "label": "Size"}) == "Size"
