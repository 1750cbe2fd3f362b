"""What is searched, and what a typed search means. Pure.

A record's search text is its searched fields folded (case, ё), phones as bare digits with 7 and with 8 in front. A
search is cut into words; a record is found if it has all of them, in any order: a word of three letters or more
anywhere in the text, a shorter one at the start of a word. A number typed with spaces, brackets or dashes is one.
"""

import re
from dataclasses import dataclass

from crmdesk.domain.kinds import KINDS, FieldType, Kind
from crmdesk.domain.records import Fields, Record, Value
from crmdesk.domain.text import fold

_NATIONAL_DIGITS = 10
_SHORTEST_FRAGMENT = 3
_SHORTEST_SPACED_NUMBER = 5
_NOT_DIGITS = re.compile(r"\D+")
_NOT_OF_A_NUMBER = re.compile(r"[^\d\s()+.\-/]+")
_AROUND_WORDS = ',;:!?"«»'
_LIKE_A_NUMBER = re.compile(r"[\d()+.\-/]+")


def search_text(kind: Kind, fields: Fields) -> str:
    parts = [
        part for field in kind.fields.values() if field.searched for part in _parts(field.type, fields.get(field.name))
    ]
    return fold("\n".join(parts))


def _parts(field_type: FieldType, value: Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not value or not isinstance(value, list):
        return []
    texts = [text for element in value if isinstance(text := _text_of(element), str)]
    if field_type is FieldType.PHONES:
        return [form for text in texts for form in phone_forms(text)]
    return texts


def _text_of(element: Value) -> Value:
    return element.get("value") if isinstance(element, dict) else element


def phone_forms(phone: str) -> list[str]:
    """The digits of a phone as people type them: a Russian number with 7 and with 8; an extension apart."""
    forms: list[str] = []
    for part in _NOT_OF_A_NUMBER.split(phone):
        digits = _NOT_DIGITS.sub("", part)
        national = digits[-_NATIONAL_DIGITS:]
        has_code = len(digits) == _NATIONAL_DIGITS + 1 and digits[0] in "78"
        if has_code or (len(digits) == _NATIONAL_DIGITS and "+" not in part):
            forms += ["7" + national, "8" + national]
        elif digits:
            forms.append(digits)
    return forms


@dataclass(frozen=True, slots=True)
class Words:
    """A search cut up: all of `prefixes`, and of each of `fragments` all words of one alternative."""

    prefixes: tuple[str, ...] = ()
    fragments: tuple[tuple[tuple[str, ...], ...], ...] = ()


def cut(search: str) -> Words:
    prefixes: list[str] = []
    fragments: list[tuple[tuple[str, ...], ...]] = []
    text = search.replace("\0", " ").encode(errors="ignore").decode()  # half a surrogate pair is no text
    for run in _runs([word.strip(_AROUND_WORDS) for word in fold(text).split()]):
        number = _NOT_DIGITS.sub("", "".join(run))
        if _is_spaced_number(run, number):
            literal = all(len(word) >= _SHORTEST_FRAGMENT for word in run)
            fragments.append(((number,), tuple(run)) if literal else ((number,),))
            continue
        for word in run:
            if len(word) >= _SHORTEST_FRAGMENT:
                fragments.append(_spellings(word))
            elif start := "".join(filter(str.isalnum, word)):
                prefixes.append(start)
    return Words(tuple(prefixes), tuple(fragments))


def _runs(words: list[str]) -> list[list[str]]:
    """Neighbours that together may be one number stand together, every other word alone."""
    runs: list[list[str]] = []
    in_number = False
    for word in words:
        like_a_number = _LIKE_A_NUMBER.fullmatch(word) is not None
        if like_a_number and in_number:
            runs[-1].append(word)
        else:
            runs.append([word])
        in_number = like_a_number
    return runs


def _spellings(word: str) -> tuple[tuple[str, ...], ...]:
    """A word as typed; a piece of a phone, "(921)", by its digits as well."""
    figures = _NOT_DIGITS.sub("", word)
    is_piece = figures != word and len(figures) >= _SHORTEST_FRAGMENT and _LIKE_A_NUMBER.fullmatch(word) is not None
    return ((word,), (figures,)) if is_piece else ((word,),)


def _is_spaced_number(run: list[str], number: str) -> bool:
    typed_apart = len(run) > 1 or run[0] != number
    return typed_apart and _LIKE_A_NUMBER.fullmatch(run[0]) is not None and len(number) >= _SHORTEST_SPACED_NUMBER


def words_query(words: Words) -> str:
    """The prefixes as an FTS5 expression; empty if there are none."""
    return " AND ".join(f"{_quoted(word)}*" for word in words.prefixes)


def fragments_query(words: Words) -> str:
    """The fragments as an FTS5 expression; empty if there are none."""
    return " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(map(_quoted, every)) + ")" for every in alternatives) + ")"
        for alternatives in words.fragments
    )


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def searchable(record: Record) -> str:
    """The search text of a record; a deleted one is not found."""
    return "" if record.deleted else search_text(KINDS[record.kind], record.fields)
