"""What is wrong with one plain value: a text, a number, a choice, yes or no. A fault is a code and a sentence."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from crmdesk.domain.ids import is_id
from crmdesk.domain.kinds import Field, FieldType
from crmdesk.domain.moments import is_date, is_moment
from crmdesk.domain.money import is_currency, is_money
from crmdesk.domain.phones import is_phone
from crmdesk.domain.records import Value
from crmdesk.domain.requisites import RULES

TEXT_LIMIT = 1_000
NOTE_LIMIT = 100_000

Fault = tuple[str, str]
"""A stable code, and a sentence in English that tells what to do."""

_NUMBER_LIMIT = 10**15
_LONGEST_EMAIL = 254
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSHOWABLE_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\.]+(?:\.[^@\s,;:<>()\"\\.]+)+")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")

REQUIRED: Fault = ("required", "This is required: give it a value.")
BAD_KEY: Fault = ("bad_key", "A key has up to 64 Latin small letters, digits and _, a letter first.")
_ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "inn": "An INN has 10 digits (company) or 12 (person), the last ones check digits: compare it with its source.",
        "kpp": "A KPP has 9 characters, like 781201001: compare it with its source.",
        "ogrn": "An OGRN has 13 digits, an OGRNIP 15, the last one a check digit: compare it with its source.",
        "bik": "A BIK has 9 digits: compare it with its source.",
        "account": "An account has 20 digits: compare it with its source.",
    }
)


def plain_fault(field: Field, value: Value, *, people: bool) -> Fault | None:
    """Of a field that is no list and no object; `value` is not null. `people`: check digits and the formats of phones
    and e-mails are judged as well."""
    if field.type is FieldType.YES_NO:
        return None if isinstance(value, bool) else ("wrong_type", "This must be true or false.")
    if field.type in {FieldType.NUMBER, FieldType.INTEGER}:
        return number_fault(value, whole=field.type is FieldType.INTEGER)
    if not isinstance(value, str):
        return "wrong_type", "This must be a text."
    is_note = field.type is FieldType.NOTE
    fault = text_fault(value, NOTE_LIMIT if is_note else TEXT_LIMIT, lines=is_note) or _format_fault(field, value)
    if fault is None and field.required and not value.strip():
        return REQUIRED
    return fault or (_people_fault(field.check, value) if people and field.check else None)


def number_fault(value: Value, *, whole: bool = False) -> Fault | None:
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        return "wrong_type", f"This must be a {'whole ' if whole else ''}number."
    if not -_NUMBER_LIMIT < value < _NUMBER_LIMIT:
        return "bad_number", "This number is out of range: it has at most 15 digits before the point."
    return None


def text_fault(value: str, limit: int, *, lines: bool) -> Fault | None:
    if not value:
        return "empty_text", "Empty is null, never an empty text."
    if len(value) > limit:
        return "too_long", f"At most {limit:,} characters fit here; this has {len(value):,}: shorten it."
    if (_UNSHOWABLE_IN_LINES if lines else _UNSHOWABLE).search(value):
        allowed = "line ends and tabs are the only control characters" if lines else "this is one line of plain text"
        return "bad_text", f"Remove the characters that cannot be shown; {allowed}."
    return None


def key_fault(key: str) -> Fault | None:
    """Of the key of a custom field."""
    return None if _KEY.fullmatch(key) else BAD_KEY


def _format_fault(field: Field, text: str) -> Fault | None:
    if field.type is FieldType.CHOICE:
        return None if text in field.choices else ("not_a_choice", f"Choose one of: {', '.join(field.choices)}.")
    rule = _FORMATS.get(field.type)
    return None if rule is None or rule[0](text) else rule[1:]


_FORMATS: Mapping[FieldType, tuple[Callable[[str], bool], str, str]] = MappingProxyType(
    {
        FieldType.MONEY: (is_money, "bad_money", "Write an amount like 1234.50, up to 15 digits and 4 decimals."),
        FieldType.CURRENCY: (is_currency, "bad_currency", "Write the code of a currency in capital letters, like RUB."),
        FieldType.DATE: (is_date, "bad_date", "Write a date of the calendar like 2026-11-23."),
        FieldType.MOMENT: (is_moment, "bad_moment", "Write a moment in UTC like 2026-11-23T14:05:00Z."),
        FieldType.REFERENCE: (is_id, "bad_id", "Give the id of a record: a UUID in lower case."),
    }
)


def _people_fault(check: str, text: str) -> Fault | None:
    if check == "email":
        known = len(text) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text)
        return None if known else ("bad_email", "Write an e-mail address like anna@example.com.")
    if check == "phone":
        message = "Write a phone with 2 to 20 digits and no letters; an extension stands behind “ext.” or «доб.»."
        return None if is_phone(text) else ("bad_phone", message)
    if check == "key":
        return key_fault(text)
    code = RULES[check](text)
    return (code, _ADVICE[check]) if code else None
