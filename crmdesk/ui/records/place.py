"""Where a person is in a list: what of it they see, in which order, and whose card stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from crmdesk.domain.ports import SortOrder
from crmdesk.domain.records import Fields, Ref

Sort = tuple[str, SortOrder]
"""A field, and which way."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for a record that is not made yet."""

    fields: Fields
    typed: Mapping[str, str]
    """The text in each open editor that is not taken into the fields."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    search: str = ""
    view: str | None = None
    """Its name; None for the kind's first."""
    sort: Sort | None = None
    """None: the natural order."""
    chosen: Ref | None = None
    draft: Draft | None = None
    """Beside the list, instead of a record's card."""
    card_width: int | None = None
    """As the person has drawn it; None: as it comes."""
