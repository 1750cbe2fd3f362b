"""The one declaration of kinds and fields; tables, wire, forms, lists, CSV and the merge read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FieldType(StrEnum):
    """How a value looks as JSON (DESIGN 3, Kinds). Empty is null, or an empty list or object; never ""."""

    TEXT = "text"  # string, up to 1,000 characters
    NOTE = "note"  # string of lines, up to 100,000 characters
    MONEY = "money"  # decimal string, "1234.50"
    CURRENCY = "currency"  # ISO 4217 code
    NUMBER = "number"  # JSON number
    INTEGER = "integer"
    YES_NO = "yes_no"
    DATE = "date"  # "YYYY-MM-DD"
    MOMENT = "moment"  # RFC 3339 in UTC, "2026-11-23T14:05:00Z"
    CHOICE = "choice"  # one of Field.choices
    REFERENCE = "reference"  # id of a record of Field.refers_to
    REFERENCES = "references"  # list of ids
    PHONES = "phones"  # list of {"value", "label"}
    EMAILS = "emails"  # list of {"value", "label"}
    TAGS = "tags"  # list of strings
    ROWS = "rows"  # list of objects with an id, their members declared in Field.row
    CUSTOM = "custom"  # object: custom_field key to value


LISTS = frozenset({FieldType.REFERENCES, FieldType.PHONES, FieldType.EMAILS, FieldType.TAGS, FieldType.ROWS})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind, or one member of a row."""

    name: str
    type: FieldType
    label: str
    """English; the desk translates it in the context "fields"."""
    group: str | None = None
    """Fields of one group are never mixed by a merge."""
    required: bool = False
    searched: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str | None = None
    check: str | None = None
    """A rule for people beyond the type: inn, kpp, ogrn, bik, account, email, key."""
    row: tuple["Field", ...] = ()

    @property
    def empty(self) -> object:
        """The value of a field that was never set: a new list or object, or null."""
        if self.type in LISTS:
            return []
        return {} if self.type is FieldType.CUSTOM else None


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    fields: Mapping[str, Field]

    def unit_of(self, field: str) -> str:
        """The merge unit of a field: its group if it has one, else the field itself."""
        declared = self.fields.get(field)
        return (declared.group if declared else None) or field

    def empty_fields(self) -> dict[str, object]:
        return {name: field.empty for name, field in self.fields.items()}


def _text(name: str, label: str, **more: object) -> Field:
    return Field(name, FieldType.TEXT, label, **more)  # type: ignore[arg-type]


def _reference(name: str, label: str, kind: str, **more: object) -> Field:
    return Field(name, FieldType.REFERENCE, label, refers_to=kind, **more)  # type: ignore[arg-type]


def _choice(name: str, label: str, *choices: str, **more: object) -> Field:
    return Field(name, FieldType.CHOICE, label, choices=choices, **more)  # type: ignore[arg-type]


_PHONES = Field("phones", FieldType.PHONES, "Phones", searched=True)
_EMAILS = Field("emails", FieldType.EMAILS, "E-mails", searched=True)
_TAGS = Field("tags", FieldType.TAGS, "Tags", searched=True)
_NOTES = Field("notes", FieldType.NOTE, "Notes")
_OWNER = _reference("owner_id", "Owner", "user")
_CUSTOM = Field("custom", FieldType.CUSTOM, "Custom fields")
_CONTACT = _reference("contact_id", "Contact", "contact")
_COMPANY = _reference("company_id", "Company", "company")
_DEAL = _reference("deal_id", "Deal", "deal")
_NAME = _text("name", "Name", required=True, searched=True)

_ITEM = (
    Field("id", FieldType.REFERENCE, "Id", required=True),
    Field("position", FieldType.NUMBER, "Position"),
    _reference("product_id", "Product", "product"),
    _text("sku", "SKU"),
    _text("name", "Name"),
    _text("unit", "Unit"),
    Field("quantity", FieldType.NUMBER, "Quantity"),
    Field("price", FieldType.MONEY, "Price"),
    Field("discount_percent", FieldType.NUMBER, "Discount, %"),
    Field("vat_rate", FieldType.NUMBER, "VAT, %"),
)
_STAGE = (
    Field("id", FieldType.REFERENCE, "Id", required=True),
    _text("name", "Name", required=True),
    _text("colour", "Colour"),
    _choice("outcome", "Outcome", "open", "won", "lost"),
    Field("position", FieldType.NUMBER, "Position"),
    Field("probability", FieldType.NUMBER, "Probability, %"),
)
_OPTION = (Field("id", FieldType.TEXT, "Id", required=True), _text("label", "Label", required=True))

_DECLARED: dict[str, tuple[Field, ...]] = {
    "user": (
        _NAME,
        _text("email", "E-mail", searched=True, required=True, check="email"),
        _choice("role", "Role", "admin", "manager", "rep"),
        _text("team", "Team"),
        Field("active", FieldType.YES_NO, "Active"),
    ),
    "custom_field": (
        _choice("kind", "Kind", "contact", "company", "deal", "task", "communication", "product", required=True),
        _text("key", "Key", required=True, check="key"),
        _text("label", "Label", required=True),
        _choice(
            "type",
            "Type",
            "text",
            "number",
            "money",
            "date",
            "moment",
            "yes_no",
            "choice",
            "choices",
            "url",
            required=True,
        ),
        Field("options", FieldType.ROWS, "Options", row=_OPTION),
    ),
    "product": (
        _NAME,
        _text("sku", "SKU", searched=True),
        Field("price", FieldType.MONEY, "Price", group="price"),
        Field("currency", FieldType.CURRENCY, "Currency", group="price"),
        _text("unit", "Unit"),
        Field("vat_rate", FieldType.NUMBER, "VAT, %"),
        Field("active", FieldType.YES_NO, "Active"),
        Field("description", FieldType.NOTE, "Description"),
    ),
    "pipeline": (
        _text("name", "Name", required=True, searched=True),
        Field("position", FieldType.NUMBER, "Position"),
        Field("stages", FieldType.ROWS, "Stages", row=_STAGE),
    ),
    "company": (
        _NAME,
        _text("legal_name", "Legal name", searched=True),
        _text("inn", "INN", group="requisites", searched=True, check="inn"),
        _text("kpp", "KPP", group="requisites", check="kpp"),
        _text("ogrn", "OGRN", group="requisites", check="ogrn"),
        _text("bank_name", "Bank", group="bank"),
        _text("bik", "BIK", group="bank", check="bik"),
        _text("account", "Account", group="bank", check="account"),
        _text("corr_account", "Correspondent account", group="bank", check="account"),
        _PHONES,
        _EMAILS,
        _text("website", "Website"),
        _text("address", "Address"),
        _text("industry", "Industry"),
        _TAGS,
        _NOTES,
        _OWNER,
        _CUSTOM,
    ),
    "contact": (
        _text("first_name", "First name", group="name", searched=True),
        _text("last_name", "Last name", group="name", searched=True),
        _text("middle_name", "Middle name", group="name", searched=True),
        _text("job_title", "Job title"),
        _COMPANY,
        _PHONES,
        _EMAILS,
        _text("address", "Address"),
        Field("birthday", FieldType.DATE, "Birthday"),
        _text("source", "Source"),
        _TAGS,
        _NOTES,
        _OWNER,
        _CUSTOM,
    ),
    "deal": (
        _text("title", "Title", required=True, searched=True),
        _CONTACT,
        Field("more_contact_ids", FieldType.REFERENCES, "More contacts", refers_to="contact"),
        _COMPANY,
        _reference("pipeline_id", "Pipeline", "pipeline", group="stage"),
        Field("stage_id", FieldType.REFERENCE, "Stage", group="stage"),
        Field("amount", FieldType.MONEY, "Amount", group="amount"),
        Field("currency", FieldType.CURRENCY, "Currency", group="amount"),
        _choice("vat", "VAT", "included", "on_top", "none"),
        Field("expected_close", FieldType.DATE, "Expected close"),
        Field("closed_at", FieldType.MOMENT, "Closed", group="stage"),
        _text("loss_reason", "Loss reason", group="stage"),
        _text("source", "Source"),
        Field("items", FieldType.ROWS, "Items", row=_ITEM),
        _TAGS,
        _NOTES,
        _OWNER,
        _CUSTOM,
    ),
    "task": (
        _text("title", "Title", required=True, searched=True),
        _choice("type", "Type", "call", "meeting", "email", "visit", "other"),
        Field("due_at", FieldType.MOMENT, "Due"),
        Field("all_day", FieldType.YES_NO, "All day"),
        Field("duration_min", FieldType.INTEGER, "Duration, min"),
        _choice("priority", "Priority", "low", "normal", "high"),
        Field("done", FieldType.YES_NO, "Done"),
        Field("done_at", FieldType.MOMENT, "Done at"),
        _text("result", "Result"),
        _CONTACT,
        _COMPANY,
        _DEAL,
        Field("remind_at", FieldType.MOMENT, "Remind at"),
        _NOTES,
        _OWNER,
    ),
    "communication": (
        _choice("type", "Type", "call", "email", "meeting", "message", "note", required=True),
        _choice("direction", "Direction", "incoming", "outgoing"),
        _text("subject", "Subject", searched=True),
        Field("body", FieldType.NOTE, "Text"),
        Field("happened_at", FieldType.MOMENT, "When"),
        Field("duration_s", FieldType.INTEGER, "Duration, s"),
        _CONTACT,
        _COMPANY,
        _DEAL,
        _reference("author_id", "Author", "user"),
    ),
}

KINDS: Mapping[str, Kind] = MappingProxyType(
    {name: Kind(name, MappingProxyType({field.name: field for field in fields})) for name, fields in _DECLARED.items()}
)
"""Every kind by name, referred-to kinds first: no kind refers to a later one. This is the order of a download."""

PUSH_ORDER = tuple(name for name in KINDS if name != "user")
"""The order in which the outbox goes out. People are changed by administrators through /api/users only."""

DELETED = "deleted"
"""The pseudo-field of a deletion in edit times, `lost` and conflicts; its value is true or false."""
