"""What a record is called wherever it is named: in lists, references, conflicts and errors."""

from crmdesk.domain.phones import display_phone
from crmdesk.domain.records import Fields, Value


def display_name(kind: str, fields: Fields) -> str:
    """A contact's full name (last, first, middle), a company's name, a title, a subject; else the first phone or
    e-mail; "" for a record that has none of them."""
    if kind == "contact":
        return _joined(fields, "last_name", "first_name", "middle_name") or _reached_at(fields)
    if kind == "company":
        return _first_of(fields, "name", "legal_name") or _reached_at(fields)
    if kind == "communication":
        return _first_of(fields, "subject", "type")
    if kind == "custom_field":
        return _first_of(fields, "label", "key")
    return _first_of(fields, "title", "name", "sku", "email")


def short_name(fields: Fields) -> str:
    """A contact in a narrow place: last name, first name, initial of the patronymic ("Петров Пётр И.")."""
    middle = _text(fields.get("middle_name"))
    initial = f"{middle[0]}." if middle else ""
    known = _joined(fields, "last_name", "first_name")
    return f"{known} {initial}".strip() if known else display_name("contact", fields)


def _joined(fields: Fields, *names: str) -> str:
    return " ".join(text for name in names if (text := _text(fields.get(name))))


def _first_of(fields: Fields, *names: str) -> str:
    return next((text for name in names if (text := _text(fields.get(name)))), "")


def _reached_at(fields: Fields) -> str:
    phone = _first_value(fields.get("phones"))
    return display_phone(phone) if phone else _first_value(fields.get("emails"))


def _first_value(elements: Value) -> str:
    """The first value of phones or e-mails that is there; odd shapes, which may come in, count as none."""
    if not isinstance(elements, list):
        return ""
    values = (element.get("value") if isinstance(element, dict) else element for element in elements)
    return next((text for value in values if (text := _text(value))), "")


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""
