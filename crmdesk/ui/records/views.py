"""The views of each kind's list, as data: what `Query.where` says by equal values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from crmdesk.domain.records import Value


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: Any
    where: Mapping[str, Value] = field(default_factory=dict)
    mine: str | None = None
    """The field that must name the person."""

    def text(self) -> str:
        return QCoreApplication.translate("views", self.label)

    def conditions(self, me: str | None) -> dict[str, Value]:
        return {**self.where, **({self.mine: me} if self.mine else {})}


_ALL = View("all", QT_TRANSLATE_NOOP("views", "All"))
_MINE = View("mine", QT_TRANSLATE_NOOP("views", "Mine"), mine="owner_id")

VIEWS: Mapping[str, tuple[View, ...]] = {
    "contact": (_ALL, _MINE),
    "company": (_ALL, _MINE),
    "deal": (_ALL, View("open", QT_TRANSLATE_NOOP("views", "Open"), {"closed_at": None}), _MINE),
    "task": (
        _ALL,
        View("todo", QT_TRANSLATE_NOOP("views", "To do"), {"done": False}),
        View("mine", QT_TRANSLATE_NOOP("views", "Mine"), {"done": False}, mine="owner_id"),
        View("done", QT_TRANSLATE_NOOP("views", "Done"), {"done": True}),
    ),
    "communication": (_ALL, View("mine", QT_TRANSLATE_NOOP("views", "Mine"), mine="author_id")),
    "product": (_ALL, View("active", QT_TRANSLATE_NOOP("views", "On sale"), {"active": True})),
}
"""The first one is shown first, and holds every record."""
