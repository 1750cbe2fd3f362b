"""What a list of each kind shows, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.names import short_name
from crmdesk.domain.ports import Row
from crmdesk.domain.records import Fields
from crmdesk.ui.kit.table import ColumnSize
from crmdesk.ui.kit.values import Names, name_in_list, shown

_MIDDLE, _WIDE = 540, 680
"""Widths of a list, in pixels: with the card beside it in a window of 1180, and without the card."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row with the names of what it refers to."""

    row: Row
    names: Names

    @property
    def fields(self) -> Fields:
        return self.row.record.fields


@dataclass(frozen=True, slots=True)
class Column:
    field: str
    """The field whose label heads the column."""
    text: Callable[[Seen, QLocale], str]
    size: ColumnSize
    right: bool = False
    main: bool = False
    """The record's own name: stronger, with its avatar, the widest."""


def _main(field: str) -> Column:
    return Column(field, lambda seen, _: _name(seen), ColumnSize(178, share=3), main=True)


def _name(seen: Seen) -> str:
    record = seen.row.record
    short = short_name(record.fields) if record.kind == "contact" else ""
    return short or name_in_list(record.kind, record.fields, seen.names)


def strong_letters(column: Column, seen: Seen, text: str) -> int:
    """How much of a cell's text is stronger: of a contact the last name, of others the whole name."""
    if not column.main:
        return 0
    last = seen.fields.get("last_name") if seen.row.record.kind == "contact" else None
    return len(last) if isinstance(last, str) and last and text.startswith(last) else len(text)


def _of(kind: str, name: str, width: int, *, share: int = 0, right: bool = False, from_width: int = 0) -> Column:
    """The first line of a field."""
    declared = KINDS[kind].fields[name]

    def text(seen: Seen, locale: QLocale) -> str:
        whole = shown(declared, seen.fields.get(name), seen.names, seen.fields, locale)
        return whole.split("\n", 1)[0]

    return Column(name, text, ColumnSize(width, share, from_width), right=right)


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "contact": (
        _main("last_name"),
        _of("contact", "company_id", 130, share=2, from_width=_MIDDLE),
        _of("contact", "phones", 138),
        _of("contact", "job_title", 110, share=1, from_width=_WIDE),
    ),
    "company": (
        _main("name"),
        _of("company", "phones", 138),
        _of("company", "inn", 118, from_width=_MIDDLE),
        _of("company", "industry", 120, share=1, from_width=_WIDE),
    ),
    "deal": (
        _main("title"),
        _of("deal", "company_id", 120, share=1, from_width=_WIDE),
        _of("deal", "stage_id", 110, from_width=_MIDDLE),
        _of("deal", "expected_close", 112, from_width=_WIDE),
        _of("deal", "amount", 120, right=True),
    ),
    "task": (
        _main("title"),
        _of("task", "contact_id", 120, share=1, from_width=_WIDE),
        _of("task", "type", 80, from_width=_WIDE),
        _of("task", "due_at", 130),
    ),
    "communication": (
        _main("subject"),
        _of("communication", "contact_id", 120, share=2, from_width=_MIDDLE),
        _of("communication", "type", 90, from_width=_WIDE),
        _of("communication", "happened_at", 130),
    ),
    "product": (
        _main("name"),
        _of("product", "sku", 110),
        _of("product", "unit", 72, from_width=_MIDDLE),
        _of("product", "price", 120, right=True),
    ),
}
WITH_AVATAR = frozenset({"contact", "company"})
