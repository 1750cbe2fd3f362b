"""Russian requisites: lengths and check digits of INN, KPP, OGRN, BIK and accounts.

Each rule takes the text without spaces and answers None, or the code of what is wrong: bad_length, not_digits,
bad_format or bad_check_digit.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_DIGITS = re.compile(r"[0-9]*")
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_KPP_LENGTH = 9
_COMPANY_INN = 10
_PERSON_INN = 12
_OGRN = 13
_OGRNIP = 15
_BIK = 9
_ACCOUNT = 20
_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
"""Of the last check digit of a person's INN; the shorter sums use the end of it."""


def inn_fault(text: str) -> str | None:
    """10 digits with one check digit (a company), 12 with two (a person)."""
    fault = _digits_fault(text, _COMPANY_INN, _PERSON_INN)
    if fault:
        return fault
    checked = (9,) if len(text) == _COMPANY_INN else (10, 11)
    return None if all(int(text[at]) == _inn_digit(text, at) for at in checked) else "bad_check_digit"


def kpp_fault(text: str) -> str | None:
    """9 characters: 4 digits, 2 digits or Latin capitals, 3 digits."""
    if len(text) != _KPP_LENGTH:
        return "bad_length"
    return None if _KPP.fullmatch(text) else "bad_format"


def ogrn_fault(text: str) -> str | None:
    """13 digits (OGRN) or 15 (OGRNIP); the last is the remainder by 11 or 13 of those before it."""
    fault = _digits_fault(text, _OGRN, _OGRNIP)
    if fault:
        return fault
    divisor = len(text) - 2
    return None if int(text[:-1]) % divisor % 10 == int(text[-1]) else "bad_check_digit"


def bik_fault(text: str) -> str | None:
    return _digits_fault(text, _BIK)


def account_fault(text: str) -> str | None:
    return _digits_fault(text, _ACCOUNT)


RULES: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"inn": inn_fault, "kpp": kpp_fault, "ogrn": ogrn_fault, "bik": bik_fault, "account": account_fault}
)
"""By the name that a field's `check` gives."""


def _digits_fault(text: str, *lengths: int) -> str | None:
    if not _DIGITS.fullmatch(text):
        return "not_digits"
    return None if len(text) in lengths else "bad_length"


def _inn_digit(text: str, at: int) -> int:
    """The check digit that belongs at this place, of the digits before it."""
    weighted = zip(_WEIGHTS[-at:], text[:at], strict=True)
    return sum(weight * int(figure) for weight, figure in weighted) % 11 % 10
