"""Field values as a person reads and types them; on the wire they stay JSON (domain.kinds.FieldType)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import KINDS, Field, FieldType
from crmdesk.domain.names import display_name
from crmdesk.domain.phones import display_phone
from crmdesk.domain.records import Fields, Ref, Value
from crmdesk.ui.kit.labels import choice_name

NARROW_SPACE = "\u202f"
_SIGNS = {"RUB": "₽", "EUR": "€", "USD": "$", "GBP": "£", "KZT": "₸", "BYN": "Br"}
_COMPANY = KINDS["contact"].fields["company_id"]
_DATE_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")
_TIME_FORMATS = ("%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%y %H:%M")


@dataclass(frozen=True, slots=True)
class Names:
    """What references show; one that is not on this computer is in neither."""

    refs: Mapping[Ref, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)


def no_name() -> str:
    """In the place of a record's name that has none."""
    return QCoreApplication.translate("values", "No name")


def name_in_list(kind: str, fields: Fields, names: Names) -> str:
    """What a record is called where many stand: a contact without anything of its own by its company; "" for none."""
    name = display_name(kind, fields)
    if not name and kind == "contact":
        name = next((names.refs.get(ref, "") for ref in references_in(_COMPANY, fields.get(_COMPANY.name))), "")
    return name


def references_in(declared: Field, value: Value) -> list[Ref]:
    if declared.refers_to is None or not value:
        return []
    ids = value if declared.type is FieldType.REFERENCES else [value]
    return [Ref(declared.refers_to, one) for one in ids if isinstance(one, str)]


def shown(declared: Field, value: Value, names: Names, record: Fields, locale: QLocale) -> str:
    """A value as plain text, several elements on a line each; "" for an empty one. What came in with a wrong type
    shows itself."""
    if value is None or value in ([], {}, ""):
        return ""
    try:
        return _shown(declared, value, names, record, locale)
    except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation):
        return str(value)


def _shown(declared: Field, value: Any, names: Names, record: Fields, locale: QLocale) -> str:  # noqa: PLR0911 - a table
    match declared.type:
        case FieldType.MONEY:
            return money(value, record.get("currency"), locale)
        case FieldType.NUMBER | FieldType.INTEGER:
            return _plain_number(value, locale)
        case FieldType.YES_NO:
            return yes_no(value)
        case FieldType.DATE:
            return locale.toString(QDate.fromString(value, "yyyy-MM-dd"), "dd.MM.yyyy") or str(value)
        case FieldType.MOMENT:
            return moment_text(value, all_day=declared.name == "due_at" and bool(record.get("all_day")))
        case FieldType.CHOICE:
            return choice_name(value)
        case FieldType.REFERENCE | FieldType.REFERENCES:
            return _reference_names(declared, value, names)
        case _:
            return _shown_elements(declared, value, record, locale)


def _shown_elements(declared: Field, value: Any, record: Fields, locale: QLocale) -> str:
    match declared.type:
        case FieldType.PHONES:
            return "\n".join(_phone(one["value"]) for one in value)
        case FieldType.EMAILS:
            return "\n".join(one["value"] for one in value)
        case FieldType.TAGS:
            return ", ".join(value)
        case FieldType.ROWS:
            return "\n".join(_row(one, record, locale) for one in value)
        case FieldType.CUSTOM:
            return "\n".join(f"{key}: {one}" for key, one in value.items())
        case _:
            return str(value)


def _phone(value: str) -> str:
    return display_phone(value).replace("ext.", QCoreApplication.translate("values", "ext."))


def money(value: str, currency: str | None, locale: QLocale) -> str:
    """Groups by a narrow space, the sign after a hard space, hundredths only where there are any."""
    amount = Decimal(value)
    whole, _, rest = f"{abs(amount):f}".partition(".")
    grouped = NARROW_SPACE.join(_thousands(whole))
    decimals = f"{locale.decimalPoint()}{rest:0<2}" if rest.strip("0") else ""
    sign = _SIGNS.get(currency or "", currency or "")
    return f"{'−' if amount < 0 else ''}{grouped}{decimals}{chr(0xA0) if sign else ''}{sign}"


def _thousands(digits: str) -> list[str]:
    head = len(digits) % 3
    return [part for part in (digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))) if part]


def _plain_number(value: float, locale: QLocale) -> str:
    return f"{value:g}".replace(".", locale.decimalPoint()) if isinstance(value, float) else str(value)


def yes_no(value: object) -> str:
    return QCoreApplication.translate("values", "Yes") if value else QCoreApplication.translate("values", "No")


def moment_text(value: str, *, all_day: bool = False) -> str:
    """In this computer's zone; an all-day moment is midnight UTC of its calendar day whatever the zone."""
    at = datetime.fromisoformat(value)
    return at.strftime("%d.%m.%Y") if all_day else at.astimezone().strftime("%d.%m.%Y %H:%M")


def _reference_names(declared: Field, value: Any, names: Names) -> str:
    return "\n".join(name for name, _ in _named(declared, value, names))


def _named(declared: Field, value: Any, names: Names) -> list[tuple[str, str]]:
    """What each reference shows, also one without a name, and its id."""
    unknown = QCoreApplication.translate("values", "not on this computer")
    if declared.refers_to is None:
        return [(names.stages.get(value, unknown), value)] if value else []
    return [(names.refs.get(ref, unknown).strip() or "—", ref.id) for ref in references_in(declared, value)]


def known_names(declared: Field, value: Value, names: Names) -> dict[str, list[str]]:
    """Which records each name of a reference means, in their order; of a field of another type: none."""
    known: dict[str, list[str]] = {}
    is_reference = declared.type in (FieldType.REFERENCE, FieldType.REFERENCES)
    for name, identity in _named(declared, value, names) if is_reference else ():
        known.setdefault(name, []).append(identity)
    return known


def _row(row: Mapping[str, Any], record: Fields, locale: QLocale) -> str:
    quantity = _plain_number(row.get("quantity") or 1, locale)
    price = money(row["price"], record.get("currency"), locale) if row.get("price") else "—"
    return f"{row.get('name') or '—'} · {quantity} × {price}"


def typed(declared: Field, value: Value, record: Fields, locale: QLocale) -> str:
    """A value as the editor's text; what `read` makes of it again is the same value."""
    if declared.type is FieldType.MONEY:
        return str(value).replace(".", locale.decimalPoint()) if value else ""
    if declared.type is FieldType.PHONES and isinstance(value, list):
        return "\n".join(str(one["value"]) for one in value if isinstance(one, dict) and "value" in one)
    return shown(declared, value, Names(), record, locale)


def read(declared: Field, text: str, before: Value, record: Fields) -> Value:  # noqa: PLR0911 - a table
    """What was typed as a value; raises Refused naming the field. Money, phones and e-mails are judged by the desk."""
    stripped = text.strip()
    if not stripped:
        return declared.empty
    match declared.type:
        case FieldType.NOTE:
            return text
        case FieldType.MONEY:
            return stripped.replace(NARROW_SPACE, "").replace(",", ".").replace("−", "-")
        case FieldType.NUMBER | FieldType.INTEGER:
            return _read_number(declared, stripped)
        case FieldType.DATE:
            return _read_date(declared, stripped)
        case FieldType.MOMENT:
            return _read_moment(declared, stripped, record)
        case FieldType.PHONES | FieldType.EMAILS:
            return _read_lines(stripped, before)
        case FieldType.TAGS:
            return [tag.strip() for tag in stripped.replace("\n", ",").split(",") if tag.strip()]
        case _:
            return stripped


def _read_number(declared: Field, text: str) -> Value:
    try:
        number = Decimal(text.replace(",", ".").replace(NARROW_SPACE, ""))
    except InvalidOperation as error:
        raise _refused(declared, "bad_number", "this is no number") from error
    if not number.is_finite():
        raise _refused(declared, "bad_number", "this is no number")
    return int(number) if number == number.to_integral_value() else float(number)


def _read_date(declared: Field, text: str) -> Value:
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise _refused(declared, "bad_date", "this is no date")


def _read_moment(declared: Field, text: str, record: Fields) -> Value:
    """In this computer's zone; a date alone is its midnight, or the day itself where the record is all-day."""
    if declared.name == "due_at" and record.get("all_day"):
        return f"{_read_date(declared, text.split(maxsplit=1)[0])}T00:00:00Z"
    for pattern in (*_TIME_FORMATS, *_DATE_FORMATS):
        try:
            here = datetime.strptime(text, pattern).astimezone()
        except ValueError:
            continue
        return here.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    raise _refused(declared, "bad_moment", "this is no date and time")


def _read_lines(text: str, before: Value) -> Value:
    """One number or address a line; one that was there before keeps its label."""
    known = {one.get("value"): one for one in before or [] if isinstance(one, dict)}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [known.get(line, {"value": line, "label": None}) for line in lines]


def _refused(declared: Field, code: str, message: str) -> Refused:
    return Refused([FieldError(declared.name, code, message)])
