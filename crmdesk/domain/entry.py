"""What a person typed, made storable; and the text of a command read by a field's type (DESIGN 6).

Nothing is refused here but malformed JSON: what has an odd shape stays as it is, for the validation to name.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import KINDS, LISTS, Field, FieldType
from crmdesk.domain.moments import normal_date, normal_moment
from crmdesk.domain.money import normal_money
from crmdesk.domain.records import Fields, Value
from crmdesk.domain.requisites import RULES
from crmdesk.domain.text import fold

_AS_JSON = LISTS | {FieldType.CUSTOM, FieldType.NUMBER, FieldType.INTEGER, FieldType.YES_NO}
_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_MOST_DIGITS = 30
_EXAMPLES: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.PHONES: '[{"value": "+7 912 345-67-89", "label": "work"}]',
        FieldType.EMAILS: '[{"value": "anna@example.com", "label": "work"}]',
        FieldType.TAGS: '["vip"]',
        FieldType.REFERENCES: '["0190b7a1-0000-7000-8000-000000000000"]',
        FieldType.ROWS: '[{"id": "0190b7a1-0000-7000-8000-000000000000"}]',
        FieldType.CUSTOM: '{"colour": "red"}',
        FieldType.YES_NO: "true",
    }
)


def tidy(kind: str, fields: Fields) -> dict[str, Value]:
    """The fields as they are stored: texts in NFC and stripped, "" as null, amounts, dates and moments in their one
    form, plain texts of phones and e-mails as elements, each tag and reference once, empty elements left out."""
    declared = KINDS[kind].fields
    return {name: _tidied(declared[name], value) if name in declared else value for name, value in fields.items()}


def parse_text(field: Field, text: str) -> Value:
    """The value of `F=V` on the command line, tidied: lists, objects, numbers and yes/no as JSON, the rest as typed;
    empty text empties the field. Raises Refused naming the field if the JSON is malformed."""
    if not text.strip():
        return field.empty
    if field.type not in _AS_JSON:
        return _tidied(field, text)
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        message = f"Write this as JSON, like {_EXAMPLES.get(field.type, '1')}."
        raise Refused([FieldError(field.name, "bad_json", message)]) from None
    return _tidied(field, value)


def _no_constant(name: str) -> Value:
    raise ValueError(f"{name} is no JSON")


def _tidied(field: Field, value: Value) -> Value:
    if value is None:
        return field.empty
    if isinstance(value, str):
        return _text(field, value) if _line(value) is not None else field.empty
    if field.type is FieldType.MONEY and isinstance(value, int | float) and not isinstance(value, bool):
        return _figures(value)
    if field.type is FieldType.CUSTOM and isinstance(value, dict):
        tidied = {key: _lines(held) if isinstance(held, str) else held for key, held in value.items()}
        return {key: held for key, held in tidied.items() if held is not None and held != []}
    if field.type in LISTS and isinstance(value, list):
        return _elements(field, value)
    return value


def _text(field: Field, value: str) -> Value:
    if field.type is FieldType.NOTE:
        return _lines(value)
    text = _line(value) or ""
    if field.check in RULES:
        return "".join(text.split())
    return _FORMS.get(field.type, str)(text)


def _line(value: str) -> str | None:
    return _LINE_BREAKS.sub(" ", unicodedata.normalize("NFC", value)).strip() or None


def _lines(value: str) -> str | None:
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() or None


def _figures(value: float) -> Value:
    """An amount that a file gives as a number; one out of all proportion stays."""
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return _amount(f"{number:f}") if number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS else value


def _amount(text: str) -> str:
    try:
        return normal_money(text)
    except ValueError:
        return text


_FORMS: Mapping[FieldType, Callable[[str], str]] = MappingProxyType(
    {
        FieldType.MONEY: _amount,
        FieldType.CURRENCY: str.upper,
        FieldType.DATE: normal_date,
        FieldType.MOMENT: normal_moment,
        FieldType.REFERENCE: str.lower,
    }
)


def _elements(field: Field, elements: list[Value]) -> list[Value]:
    if field.type is FieldType.ROWS:
        return [_row(field, element) for element in elements]
    if field.type in {FieldType.PHONES, FieldType.EMAILS}:
        labelled = (_labelled(element) for element in elements if element is not None)
        return [element for element in labelled if not isinstance(element, dict) or any(element.values())]
    lines = [_line(element) if isinstance(element, str) else element for element in elements]
    if field.type is FieldType.REFERENCES:
        lines = [line.lower() if isinstance(line, str) else line for line in lines]
    return list(_each_once(line for line in lines if line is not None))


def _each_once(elements: Iterable[Value]) -> Iterable[Value]:
    known = set()
    for element in elements:
        name = fold(element) if isinstance(element, str) else repr(element)
        if name not in known:
            known.add(name)
            yield element


def _labelled(element: Value) -> Value:
    if isinstance(element, str):
        element = {"value": element}
    if not isinstance(element, dict):
        return element
    parts = {name: _line(part) if isinstance(part, str) else part for name, part in element.items()}
    return {"value": None, "label": None, **parts}


def _row(field: Field, element: Value) -> Value:
    if not isinstance(element, dict):
        return element
    members = {member.name: member for member in field.row}
    return {name: _tidied(members[name], part) if name in members else part for name, part in element.items()}
