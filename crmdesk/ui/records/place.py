"""Where a person is in a list: what of it they see, in which order, and whose card stands beside it."""

from dataclasses import dataclass

from crmdesk.domain.ports import SortOrder
from crmdesk.domain.records import Ref

Sort = tuple[str, SortOrder]
"""A field, and which way."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    search: str = ""
    view: str | None = None
    """Its name; None for the kind's first."""
    sort: Sort | None = None
    """None: the natural order."""
    chosen: Ref | None = None
    card_width: int | None = None
    """As the person has drawn it; None: as it comes."""
