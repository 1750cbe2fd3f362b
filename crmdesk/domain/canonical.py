"""Values as they are compared: one form for all spellings of the same thing (DESIGN 4, Merge).

Nothing here ever raises on JSON: records that come in are never refused, so a value of an unknown shape stands for
itself. `None` is the form of every empty value.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from types import MappingProxyType

from crmdesk.domain.kinds import LISTS, Field, FieldType
from crmdesk.domain.moments import instant, normal_date
from crmdesk.domain.phones import canonical_phone
from crmdesk.domain.records import Value
from crmdesk.domain.text import fold

_NO_POSITION = math.inf
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def canonical(field: Field, value: Value) -> Hashable:
    """The value of a field as it is compared; None if it is empty. The order of a list counts, but not that of tags."""
    if field.type in LISTS and isinstance(value, list):
        elements = [canonical_element(field, element) for element in value]
        if field.type is FieldType.TAGS:
            return tuple(sorted(set(elements), key=repr)) or None
        return tuple(elements) or None
    if field.type is FieldType.CUSTOM or not isinstance(value, str):
        return comparable(value)
    return _TEXTS.get(field.type, _one_line)(value)


def canonical_element(field: Field, element: Value) -> Hashable:
    """One element of a list, or one value of `custom`, as it is compared."""
    if field.type is FieldType.TAGS and isinstance(element, str):
        return fold(element)
    if field.type in _REACHED and not isinstance(element, dict):
        element = {"value": element}
    if not isinstance(element, dict):
        return comparable(element)
    declared = {member.name: member for member in field.row}
    return _members(
        (name, _reached(field, name, part) if name not in declared else canonical(declared[name], part))
        for name, part in element.items()
    )


def element_key(field: Field, element: Value) -> str:
    """What an element is known by: a row's id, a phone's or an e-mail's canonical value, a tag's folded text, the id of
    a reference. An element of an unknown shape is known by itself."""
    member = "id" if field.type is FieldType.ROWS else "value"
    name = element.get(member) if isinstance(element, dict) else element
    if not isinstance(name, str):
        return repr(comparable(element))
    if field.type in _REACHED:
        return _REACHED[field.type](name)
    return fold(name) if field.type is FieldType.TAGS else name


def element_position(field: Field, element: Value) -> float:
    """Where an added element belongs: a row's `position`. What has none belongs behind; its place in its own list would
    be another one after a merge."""
    if field.type is not FieldType.ROWS or not isinstance(element, dict):
        return _NO_POSITION
    position = element.get("position")
    if isinstance(position, bool) or not isinstance(position, int | float):
        return _NO_POSITION
    try:
        number = float(position)
    except OverflowError:
        return _NO_POSITION
    return number if math.isfinite(number) else _NO_POSITION


def text_lines(text: str | None) -> list[str]:
    """The lines of a text, whatever ends them; empty ones at its beginning and end left out."""
    lines = _LINE_ENDS.split(text or "")
    told = [number for number, line in enumerate(lines) if comparable_line(line)]
    return lines[told[0] : told[-1] + 1] if told else []


def comparable_line(line: str) -> str:
    """A line of a text as it is compared: its beginning counts, spaces at its end do not."""
    return unicodedata.normalize("NFC", line).rstrip(" \t")


def comparable(value: Value) -> Hashable:
    """Any JSON as it is compared: 1 is 1.0 but not true, text by NFC and spaces, members that are empty left out."""
    if isinstance(value, bool):
        return ("yes_no", value)
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, list):
        return tuple(comparable(element) for element in value) or None
    if isinstance(value, dict):
        return _members((name, comparable(part)) for name, part in value.items())
    if isinstance(value, int | float):
        return _number(value)
    return None if value is None else repr(value)


def _members(members: Iterable[tuple[str, Hashable]]) -> Hashable:
    return tuple(sorted(((name, form) for name, form in members if form is not None), key=itemgetter(0))) or None


def _reached(field: Field, name: str, part: Value) -> Hashable:
    if field.type in _REACHED and name == "value" and isinstance(part, str):
        return _REACHED[field.type](part)
    return comparable(part)


def _number(value: float) -> Hashable:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "nan" if value != value else value  # noqa: PLR0124  only NaN is unlike itself, and math.isnan bars huge ints


def _one_line(text: str) -> str | None:
    return " ".join(unicodedata.normalize("NFC", text).split()) or None


def _lines(text: str) -> str | None:
    return "\n".join(comparable_line(line) for line in text_lines(text)) or None


def _amount(text: str) -> Hashable:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return _one_line(text)
    return amount if amount.is_finite() else text


def _moment(text: str) -> Hashable:
    return instant(text) or _one_line(text)


def _day(text: str) -> str | None:
    return _one_line(normal_date(text.strip()))


def _code(text: str) -> str | None:
    return text.strip().upper() or None


def _email(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().lower()


_TEXTS: Mapping[FieldType, Callable[[str], Hashable]] = MappingProxyType(
    {
        FieldType.NOTE: _lines,
        FieldType.MONEY: _amount,
        FieldType.DATE: _day,
        FieldType.MOMENT: _moment,
        FieldType.CURRENCY: _code,
    }
)
_REACHED: Mapping[FieldType, Callable[[str], str]] = MappingProxyType(
    {FieldType.PHONES: canonical_phone, FieldType.EMAILS: _email}
)
