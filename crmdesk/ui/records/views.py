"""The views of each kind's list, as data.

A deal is open while it has no end: moving it to a stage that is won or lost sets the end, whoever moves it
(`operations/pipelines.placed`), so that no stage has to be asked for its outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from crmdesk.domain.ports import Query
from crmdesk.domain.records import Value

ALL = "all"


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: Any
    where: Mapping[str, Value] = field(default_factory=dict)
    unlike: Mapping[str, Value] = field(default_factory=dict)
    mine: str | None = None
    """The field that must name the person."""

    def text(self) -> str:
        return QCoreApplication.translate("views", self.label)

    def depends_on(self, field: str) -> bool:
        """Whether another value of the field takes a record out of the view."""
        return field in self.where or field in self.unlike

    def query(self, kind: str, me: str | None) -> Query:
        return Query(kind, where={**self.where, **({self.mine: me} if self.mine else {})}, unlike=self.unlike)


_ALL = View(ALL, QT_TRANSLATE_NOOP("views", "All"))
_MINE = View("mine", QT_TRANSLATE_NOOP("views", "Mine"), mine="owner_id")
_TO_DO = {"done": True}
"""What a task that is to be done does not hold: one that was never marked is not done."""

VIEWS: Mapping[str, tuple[View, ...]] = {
    "contact": (_ALL, _MINE),
    "company": (_ALL, _MINE),
    "deal": (_ALL, View("open", QT_TRANSLATE_NOOP("views", "Open"), {"closed_at": None}), _MINE),
    "task": (
        View("todo", QT_TRANSLATE_NOOP("views", "To do"), unlike=_TO_DO),
        View("mine", QT_TRANSLATE_NOOP("views", "Mine"), unlike=_TO_DO, mine="owner_id"),
        _ALL,
        View("done", QT_TRANSLATE_NOOP("views", "Done"), {"done": True}),
    ),
    "communication": (_ALL, View("mine", QT_TRANSLATE_NOOP("views", "Mine"), mine="author_id")),
    "product": (_ALL, View("active", QT_TRANSLATE_NOOP("views", "On sale"), {"active": True})),
}
"""The first one is shown first; `all` holds every record."""


def view_of(kind: str, name: str | None) -> View:
    """The view of this name; None for the first."""
    return next((view for view in VIEWS[kind] if view.name == name), VIEWS[kind][0])
