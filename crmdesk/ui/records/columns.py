"""What a list of each kind shows, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.names import display_name, short_name
from crmdesk.domain.ports import Row
from crmdesk.domain.records import Fields
from crmdesk.ui.kit.values import Names, shown


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
    width: int
    """Pixels; a stretching column gets at least this."""
    stretch: bool = False
    right: bool = False
    spare: bool = False
    """Left out while the list is narrow."""
    main: bool = False
    """The record's own name: stronger, with its avatar."""


def _main(field: str) -> Column:
    return Column(field, lambda seen, _: _name(seen), 160, stretch=True, main=True)


def _name(seen: Seen) -> str:
    record = seen.row.record
    short = short_name(record.fields) if record.kind == "contact" else ""
    return short or display_name(record.kind, record.fields)


def _of(kind: str, name: str, width: int, *, stretch: bool = False, right: bool = False, spare: bool = False) -> Column:
    """The first line of a field."""
    declared = KINDS[kind].fields[name]

    def text(seen: Seen, locale: QLocale) -> str:
        whole = shown(declared, seen.fields.get(name), seen.names, seen.fields, locale)
        return whole.split("\n", 1)[0]

    return Column(name, text, width, stretch=stretch, right=right, spare=spare)


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "contact": (
        _main("last_name"),
        _of("contact", "company_id", 130, stretch=True),
        _of("contact", "phones", 138),
        _of("contact", "job_title", 110, stretch=True, spare=True),
    ),
    "company": (
        _main("name"),
        _of("company", "phones", 138),
        _of("company", "inn", 104),
        _of("company", "industry", 120, stretch=True, spare=True),
    ),
    "deal": (
        _main("title"),
        _of("deal", "company_id", 120, stretch=True),
        _of("deal", "stage_id", 110),
        _of("deal", "expected_close", 112, spare=True),
        _of("deal", "amount", 116, right=True),
    ),
    "task": (
        _main("title"),
        _of("task", "contact_id", 120, stretch=True),
        _of("task", "type", 80, spare=True),
        _of("task", "due_at", 130),
        _of("task", "done", 92),
    ),
    "communication": (
        _main("subject"),
        _of("communication", "contact_id", 120, stretch=True),
        _of("communication", "type", 90, spare=True),
        _of("communication", "happened_at", 130),
    ),
    "product": (
        _main("name"),
        _of("product", "sku", 110),
        _of("product", "unit", 72),
        _of("product", "price", 116, right=True),
    ),
}
WITH_AVATAR = frozenset({"contact", "company"})
