"""Phones as ux.md 5.4 lists them."""

import pytest

from crmdesk.domain.phones import canonical_phone, display_phone, is_phone


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("8 (912) 345-67-89", "+79123456789"),
        ("89123456789", "+79123456789"),
        ("9123456789", "+79123456789"),
        ("79123456789", "+79123456789"),
        ("+7 912 345-67-89", "+79123456789"),
        ("8-800-555-35-35", "+78005553535"),
        ("8 999 000 00 00", "+79990000000"),
        ("+7 727 258 22 22", "+77272582222"),
        ("+44 20 7946 0958", "+442079460958"),
        ("8 495 123-45-67 доб. 214", "+74951234567;ext=214"),
        ("8 (495) 123-45-67 (вн. 214)", "+74951234567;ext=214"),
        ("+7 495 123 45 67 ext 214", "+74951234567;ext=214"),
        ("+74951234567 x214", "+74951234567;ext=214"),
        ("+74951234567#214", "+74951234567;ext=214"),
        ("214", "214"),
        ("2-14", "214"),
        ("7912345678", "7912345678"),
        ("Call  ANNA", "call anna"),
        ("", ""),
    ],
)
def test_all_spellings_of_a_number_are_one_number(typed: str, canonical: str):
    assert canonical_phone(typed) == canonical


def test_numbers_that_differ_in_the_extension_differ():
    assert canonical_phone("8 495 123-45-67 доб. 214") != canonical_phone("8 495 123-45-67 доб. 215")


def test_texts_with_the_same_digits_are_no_equal_numbers():
    assert canonical_phone("Anna 5") != canonical_phone("Boris 5")


def test_a_number_is_shown_with_its_country_code():
    assert display_phone("89123456789") == "+7 912 345-67-89"
    assert display_phone("84951234567 доб. 214") == "+7 495 123-45-67 ext. 214"
    assert display_phone(" 214 ") == "214"


@pytest.mark.parametrize("typed", ["214", "12", "8 (912) 345-67-89", "+1 650-253-0000", "*100#", "8 495 1234567 доб 5"])
def test_people_may_enter_a_number(typed: str):
    assert is_phone(typed)


@pytest.mark.parametrize("typed", ["", "1", "anna", "8 912 call", "1" * 21, "+", "12+34", "доб. 214"])
def test_what_is_no_number_is_not_entered(typed: str):
    assert not is_phone(typed)
