"""Names of kinds, fields, choices and refusals in the person's language.

The English of a label stands where the thing is declared (`domain.kinds`), where the translation tools do not look: so
each is noted here once more for them, and a test holds the two equal.
"""

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import DELETED, KINDS, Field

FIELD_LABELS = (
    QT_TRANSLATE_NOOP("fields", "Account"),
    QT_TRANSLATE_NOOP("fields", "Active"),
    QT_TRANSLATE_NOOP("fields", "Address"),
    QT_TRANSLATE_NOOP("fields", "All day"),
    QT_TRANSLATE_NOOP("fields", "Amount"),
    QT_TRANSLATE_NOOP("fields", "Author"),
    QT_TRANSLATE_NOOP("fields", "BIK"),
    QT_TRANSLATE_NOOP("fields", "Bank"),
    QT_TRANSLATE_NOOP("fields", "Birthday"),
    QT_TRANSLATE_NOOP("fields", "Closed"),
    QT_TRANSLATE_NOOP("fields", "Colour"),
    QT_TRANSLATE_NOOP("fields", "Company"),
    QT_TRANSLATE_NOOP("fields", "Contact"),
    QT_TRANSLATE_NOOP("fields", "Correspondent account"),
    QT_TRANSLATE_NOOP("fields", "Currency"),
    QT_TRANSLATE_NOOP("fields", "Custom fields"),
    QT_TRANSLATE_NOOP("fields", "Deal"),
    QT_TRANSLATE_NOOP("fields", "Description"),
    QT_TRANSLATE_NOOP("fields", "Direction"),
    QT_TRANSLATE_NOOP("fields", "Discount, %"),
    QT_TRANSLATE_NOOP("fields", "Done"),
    QT_TRANSLATE_NOOP("fields", "Done at"),
    QT_TRANSLATE_NOOP("fields", "Due"),
    QT_TRANSLATE_NOOP("fields", "Duration, min"),
    QT_TRANSLATE_NOOP("fields", "Duration, s"),
    QT_TRANSLATE_NOOP("fields", "E-mail"),
    QT_TRANSLATE_NOOP("fields", "E-mails"),
    QT_TRANSLATE_NOOP("fields", "Expected close"),
    QT_TRANSLATE_NOOP("fields", "First name"),
    QT_TRANSLATE_NOOP("fields", "INN"),
    QT_TRANSLATE_NOOP("fields", "Id"),
    QT_TRANSLATE_NOOP("fields", "Industry"),
    QT_TRANSLATE_NOOP("fields", "Items"),
    QT_TRANSLATE_NOOP("fields", "Job title"),
    QT_TRANSLATE_NOOP("fields", "KPP"),
    QT_TRANSLATE_NOOP("fields", "Key"),
    QT_TRANSLATE_NOOP("fields", "Kind"),
    QT_TRANSLATE_NOOP("fields", "Label"),
    QT_TRANSLATE_NOOP("fields", "Last name"),
    QT_TRANSLATE_NOOP("fields", "Legal name"),
    QT_TRANSLATE_NOOP("fields", "Loss reason"),
    QT_TRANSLATE_NOOP("fields", "Middle name"),
    QT_TRANSLATE_NOOP("fields", "More contacts"),
    QT_TRANSLATE_NOOP("fields", "Name"),
    QT_TRANSLATE_NOOP("fields", "Notes"),
    QT_TRANSLATE_NOOP("fields", "OGRN"),
    QT_TRANSLATE_NOOP("fields", "Options"),
    QT_TRANSLATE_NOOP("fields", "Outcome"),
    QT_TRANSLATE_NOOP("fields", "Owner"),
    QT_TRANSLATE_NOOP("fields", "Phones"),
    QT_TRANSLATE_NOOP("fields", "Pipeline"),
    QT_TRANSLATE_NOOP("fields", "Position"),
    QT_TRANSLATE_NOOP("fields", "Price"),
    QT_TRANSLATE_NOOP("fields", "Priority"),
    QT_TRANSLATE_NOOP("fields", "Probability, %"),
    QT_TRANSLATE_NOOP("fields", "Product"),
    QT_TRANSLATE_NOOP("fields", "Quantity"),
    QT_TRANSLATE_NOOP("fields", "Remind at"),
    QT_TRANSLATE_NOOP("fields", "Result"),
    QT_TRANSLATE_NOOP("fields", "Role"),
    QT_TRANSLATE_NOOP("fields", "SKU"),
    QT_TRANSLATE_NOOP("fields", "Source"),
    QT_TRANSLATE_NOOP("fields", "Stage"),
    QT_TRANSLATE_NOOP("fields", "Stages"),
    QT_TRANSLATE_NOOP("fields", "Subject"),
    QT_TRANSLATE_NOOP("fields", "Tags"),
    QT_TRANSLATE_NOOP("fields", "Team"),
    QT_TRANSLATE_NOOP("fields", "Text"),
    QT_TRANSLATE_NOOP("fields", "Title"),
    QT_TRANSLATE_NOOP("fields", "Type"),
    QT_TRANSLATE_NOOP("fields", "Unit"),
    QT_TRANSLATE_NOOP("fields", "VAT"),
    QT_TRANSLATE_NOOP("fields", "VAT, %"),
    QT_TRANSLATE_NOOP("fields", "Website"),
    QT_TRANSLATE_NOOP("fields", "When"),
)

KIND_NAMES: Mapping[str, Any] = {
    "contact": QT_TRANSLATE_NOOP("kinds", "Contact"),
    "company": QT_TRANSLATE_NOOP("kinds", "Company"),
    "deal": QT_TRANSLATE_NOOP("kinds", "Deal"),
    "task": QT_TRANSLATE_NOOP("kinds", "Task"),
    "communication": QT_TRANSLATE_NOOP("kinds", "Communication"),
    "product": QT_TRANSLATE_NOOP("kinds", "Product"),
    "pipeline": QT_TRANSLATE_NOOP("kinds", "Pipeline"),
    "user": QT_TRANSLATE_NOOP("kinds", "Person"),
    "custom_field": QT_TRANSLATE_NOOP("kinds", "Custom field"),
}
SECTION_NAMES: Mapping[str, Any] = {
    "contact": QT_TRANSLATE_NOOP("kinds", "Contacts"),
    "company": QT_TRANSLATE_NOOP("kinds", "Companies"),
    "deal": QT_TRANSLATE_NOOP("kinds", "Deals"),
    "task": QT_TRANSLATE_NOOP("kinds", "Tasks"),
    "communication": QT_TRANSLATE_NOOP("kinds", "Communications"),
    "product": QT_TRANSLATE_NOOP("kinds", "Products"),
}
NEW_NAMES: Mapping[str, Any] = {
    "contact": QT_TRANSLATE_NOOP("kinds", "New contact"),
    "company": QT_TRANSLATE_NOOP("kinds", "New company"),
    "deal": QT_TRANSLATE_NOOP("kinds", "New deal"),
    "task": QT_TRANSLATE_NOOP("kinds", "New task"),
    "communication": QT_TRANSLATE_NOOP("kinds", "New communication"),
    "product": QT_TRANSLATE_NOOP("kinds", "New product"),
}

CHOICE_NAMES: Mapping[str, Any] = {
    "admin": QT_TRANSLATE_NOOP("choices", "Administrator"),
    "manager": QT_TRANSLATE_NOOP("choices", "Manager"),
    "rep": QT_TRANSLATE_NOOP("choices", "Sales representative"),
    "included": QT_TRANSLATE_NOOP("choices", "VAT included"),
    "on_top": QT_TRANSLATE_NOOP("choices", "VAT on top"),
    "none": QT_TRANSLATE_NOOP("choices", "No VAT"),
    "call": QT_TRANSLATE_NOOP("choices", "Call"),
    "meeting": QT_TRANSLATE_NOOP("choices", "Meeting"),
    "email": QT_TRANSLATE_NOOP("choices", "E-mail"),
    "visit": QT_TRANSLATE_NOOP("choices", "Visit"),
    "message": QT_TRANSLATE_NOOP("choices", "Message"),
    "note": QT_TRANSLATE_NOOP("choices", "Note"),
    "other": QT_TRANSLATE_NOOP("choices", "Other"),
    "low": QT_TRANSLATE_NOOP("choices", "Low"),
    "normal": QT_TRANSLATE_NOOP("choices", "Normal"),
    "high": QT_TRANSLATE_NOOP("choices", "High"),
    "incoming": QT_TRANSLATE_NOOP("choices", "Incoming"),
    "outgoing": QT_TRANSLATE_NOOP("choices", "Outgoing"),
    "open": QT_TRANSLATE_NOOP("choices", "Open"),
    "won": QT_TRANSLATE_NOOP("choices", "Won"),
    "lost": QT_TRANSLATE_NOOP("choices", "Lost"),
    "contact": QT_TRANSLATE_NOOP("choices", "Contact"),
    "company": QT_TRANSLATE_NOOP("choices", "Company"),
    "deal": QT_TRANSLATE_NOOP("choices", "Deal"),
    "task": QT_TRANSLATE_NOOP("choices", "Task"),
    "communication": QT_TRANSLATE_NOOP("choices", "Communication"),
    "product": QT_TRANSLATE_NOOP("choices", "Product"),
    "text": QT_TRANSLATE_NOOP("choices", "Text"),
    "number": QT_TRANSLATE_NOOP("choices", "Number"),
    "money": QT_TRANSLATE_NOOP("choices", "Money"),
    "date": QT_TRANSLATE_NOOP("choices", "Date"),
    "moment": QT_TRANSLATE_NOOP("choices", "Date and time"),
    "yes_no": QT_TRANSLATE_NOOP("choices", "Yes or no"),
    "choice": QT_TRANSLATE_NOOP("choices", "Choice"),
    "choices": QT_TRANSLATE_NOOP("choices", "Several choices"),
    "url": QT_TRANSLATE_NOOP("choices", "Link"),
}

ERROR_SENTENCES: Mapping[str, Any] = {
    "bad_check_digit": QT_TRANSLATE_NOOP("errors", "The check digit does not match: compare the number digit by digit"),
    "bad_currency": QT_TRANSLATE_NOOP("errors", "Give a currency by its three letters, for example RUB"),
    "bad_date": QT_TRANSLATE_NOOP("errors", "This is no date: write it as 23.11.2026"),
    "bad_email": QT_TRANSLATE_NOOP("errors", "This is no e-mail address: write it as name@example.com"),
    "bad_id": QT_TRANSLATE_NOOP("errors", "This is no record: choose one from the list"),
    "bad_json": QT_TRANSLATE_NOOP("errors", "A list or an object belongs here, as JSON"),
    "bad_key": QT_TRANSLATE_NOOP("errors", "A key has small Latin letters, digits and underscores"),
    "bad_length": QT_TRANSLATE_NOOP("errors", "The number of digits is not right"),
    "bad_moment": QT_TRANSLATE_NOOP("errors", "This is no date and time: write it as 23.11.2026 14:05"),
    "bad_money": QT_TRANSLATE_NOOP("errors", "This is no sum: write digits, for example 1234.50"),
    "bad_number": QT_TRANSLATE_NOOP("errors", "This is no number: write digits, for example 12.5"),
    "bad_phone": QT_TRANSLATE_NOOP(
        "errors", "This is no phone number: write it with digits, for example +7 912 204-18-90"
    ),
    "bad_reference": QT_TRANSLATE_NOOP("errors", "Nothing is called that: choose one from the list"),
    "bad_text": QT_TRANSLATE_NOOP("errors", "The text holds characters that cannot be stored: type it anew"),
    "change_id_reused": QT_TRANSLATE_NOOP("errors", "The server has another change under this number: try again"),
    "changed_meanwhile": QT_TRANSLATE_NOOP("errors", "It has just been changed elsewhere: look at it, then save again"),
    "computed": QT_TRANSLATE_NOOP("errors", "The sum follows from the items: change the items"),
    "currency_required": QT_TRANSLATE_NOOP("errors", "A sum needs a currency"),
    "duplicate_id": QT_TRANSLATE_NOOP("errors", "Two lines have the same number"),
    "empty_text": QT_TRANSLATE_NOOP("errors", "Leave it empty or write something"),
    "failed": QT_TRANSLATE_NOOP("errors", "The server could not store it after several tries"),
    "forbidden": QT_TRANSLATE_NOOP("errors", "You have no right to change this: ask an administrator"),
    "id_used": QT_TRANSLATE_NOOP("errors", "The server has another record under this number"),
    "insecure": QT_TRANSLATE_NOOP(
        "errors", "The address must begin with https: http is accepted for this computer only"
    ),
    "named_twice": QT_TRANSLATE_NOOP("errors", "The list has this record already: take the line away"),
    "not_a_choice": QT_TRANSLATE_NOOP("errors", "Choose one of the values of the list"),
    "not_an_address": QT_TRANSLATE_NOOP("errors", "This is no server address: write it as https://crm.example.com"),
    "not_created": QT_TRANSLATE_NOOP("errors", "The server never had this record"),
    "not_in_pipeline": QT_TRANSLATE_NOOP("errors", "This stage belongs to another pipeline"),
    "not_unique": QT_TRANSLATE_NOOP("errors", "This value is taken by another record"),
    "not_with_deletion": QT_TRANSLATE_NOOP("errors", "A deletion changes no fields"),
    "out_of_scope": QT_TRANSLATE_NOOP("errors", "This record is no longer shared with you"),
    "reference_deleted": QT_TRANSLATE_NOOP("errors", "The record it refers to is deleted: choose another one"),
    "reference_of_other_kind": QT_TRANSLATE_NOOP("errors", "It refers to a record of another kind: choose another one"),
    "reference_unknown": QT_TRANSLATE_NOOP("errors", "The server does not know the record it refers to"),
    "required": QT_TRANSLATE_NOOP("errors", "Fill this in"),
    "server_fault": QT_TRANSLATE_NOOP("errors", "The server fails on this change: tell its administrator"),
    "taken": QT_TRANSLATE_NOOP("errors", "This profile holds the data of another person or server"),
    "too_large": QT_TRANSLATE_NOOP("errors", "This record is larger than the server takes: shorten its texts"),
    "too_long": QT_TRANSLATE_NOOP("errors", "This is too long: shorten it"),
    "undecided": QT_TRANSLATE_NOOP("errors", "Choose a side or give a value"),
    "unknown_field": QT_TRANSLATE_NOOP("errors", "There is no such field"),
    "unknown_kind": QT_TRANSLATE_NOOP("errors", "The server does not know this kind of record"),
    "unknown_stage": QT_TRANSLATE_NOOP("errors", "No pipeline has this stage"),
    "wrong_password": QT_TRANSLATE_NOOP("errors", "The e-mail or the password is not right"),
    "wrong_type": QT_TRANSLATE_NOOP("errors", "A value of another form belongs here"),
}


def field_label(kind: str, name: str) -> str:
    if name == DELETED:
        return QCoreApplication.translate("fields", "The whole record")
    declared = KINDS[kind].fields.get(top_field(name))
    return label_of(declared) if declared else name


def top_field(path: str) -> str:
    """The field of a path like phones[1].value."""
    return re.split(r"[\[.]", path, maxsplit=1)[0]


def label_of(field: Field) -> str:
    return QCoreApplication.translate("fields", field.label)


def kind_name(kind: str) -> str:
    return QCoreApplication.translate("kinds", KIND_NAMES[kind])


def section_name(kind: str) -> str:
    return QCoreApplication.translate("kinds", SECTION_NAMES[kind])


def new_name(kind: str) -> str:
    return QCoreApplication.translate("kinds", NEW_NAMES[kind])


def choice_name(value: str) -> str:
    """A value that this version does not know shows itself."""
    known = CHOICE_NAMES.get(value)
    return QCoreApplication.translate("choices", known) if known else value


def error_sentence(error: FieldError) -> str:
    """What to do about a refused value; for a code that this version does not know, the sentence that came with it."""
    known = ERROR_SENTENCES.get(error.code)
    return QCoreApplication.translate("errors", known) if known else error.message
