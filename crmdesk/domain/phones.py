"""Phone numbers: told apart by E.164 and extension, shown as people read them, judged leniently.

Numbers without a country code are Russian: 8 912..., 912... and +7 912... are one number.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

from crmdesk.domain.text import digits, fold

_HOME = "RU"
_LONGEST_PARSED = 250
_EXTENSION = re.compile(
    r"[\s,;(]*(?:доб(?:ав(?:очный)?)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|(?<=[\d\s])[xх])[\s.:=]*(?=\d)", re.IGNORECASE
)
_NUMBER_WITH_EXTENSION = re.compile(r"([^a-zа-я]*) ext ([0-9 \-]{1,15})\)?", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9\s().\-/*#,;‐-―]+")
_FEWEST_DIGITS = 2
_MOST_DIGITS = 20
_RUSSIAN_LENGTH = 11


def canonical_phone(text: str) -> str:
    """What tells numbers apart: "+79121234567", "+74951234567;ext=214"; digits for a number that no plan knows (a short
    internal one), folded text for what is no number."""
    number, extension = _split(text)
    if not is_phone(text):
        return fold(text)
    parsed = _parsed(number)
    if parsed is not None:
        if parsed.extension:
            extension = parsed.extension
        main = phonenumbers.format_number(_without_extension(parsed), PhoneNumberFormat.E164)
    else:
        main = _unplanned(number)
    return f"{main};ext={extension}" if extension else main


def display_phone(text: str) -> str:
    """The number with its country code and spaces, "+7 912 345-67-89"; as typed if no plan knows it."""
    number, extension = _split(text)
    parsed = _parsed(number)
    if parsed is None:
        return text.strip()
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return f"{shown} ext. {extension}" if extension else shown


def is_phone(text: str) -> bool:
    """Whether people may enter this as a phone: digits and the usual signs, 2 to 20 digits, a short internal number
    too. Letters are not a phone, but for the word before an extension."""
    number, _ = _split(text)
    return _NUMBER.fullmatch(number) is not None and _FEWEST_DIGITS <= len(digits(number)) <= _MOST_DIGITS


def _split(text: str) -> tuple[str, str]:
    """The number and the digits of its extension ("" without one)."""
    rewritten = _EXTENSION.sub(" ext ", text.strip())
    found = _NUMBER_WITH_EXTENSION.fullmatch(rewritten)
    return (found[1].strip(), digits(found[2])) if found else (rewritten, "")


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    """The number if a numbering plan knows it."""
    if len(number) > _LONGEST_PARSED:
        return None
    try:
        parsed = phonenumbers.parse(number, _HOME)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _without_extension(parsed: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    bare = phonenumbers.PhoneNumber()
    bare.merge_from(parsed)
    bare.extension = None
    return bare


def _unplanned(number: str) -> str:
    figures = digits(number)
    if number.startswith("+"):
        return "+" + figures
    if len(figures) == _RUSSIAN_LENGTH and figures[0] in "78":
        return "+7" + figures[1:]
    return figures
