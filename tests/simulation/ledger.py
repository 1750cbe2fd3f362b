"""Every edit that a desk accepted: who, what, when in true time, and what the person saw before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crmdesk.domain.kinds import DELETED, KINDS, LISTS
from crmdesk.domain.merge import same, value_of
from crmdesk.domain.records import Record, Ref, Value
from tests.simulation.values import elements_of, plain

WEB = "web"
"""Who edits through other clients, as the ledger calls them."""
SCALAR, ADDED, REMOVED = "scalar", "added", "removed"


@dataclass(frozen=True)
class Edit:
    """`how`: a field got a value, or an element came to a list or left it. `saw`: the field's value before."""

    number: int
    desk: str
    ref: Ref
    field: str
    how: str
    value: str
    saw: str
    at_ms: int
    """True time."""
    measured: bool
    """The desk knew its clock's offset, and the clock was not set so far."""


@dataclass
class Ledger:
    edits: list[Edit] = field(default_factory=list)
    made: dict[str, set[Ref]] = field(default_factory=dict)
    """Records made, by desk."""
    dropped: set[tuple[str, Ref]] = field(default_factory=set)
    """Entries that a person gave up, by desk."""
    rolled_back: set[int] = field(default_factory=set)
    """Numbers of edits whose desk's disk is as it was before them: known there no more, unless they had been sent."""
    known_elsewhere: set[int] = field(default_factory=set)
    """Numbers of the web's edits whose value a desk had when the server was restored."""
    decided: set[tuple[Ref, str]] = field(default_factory=set)
    """Fields whose conflict a person decided: their values came again."""

    def note(self, desk: str, before: Record | None, after: Record, at_ms: int, *, measured: bool) -> None:
        """A save: every field that it changed."""
        if before is None:
            self.made.setdefault(desk, set()).add(after.ref)
        kind = KINDS[after.kind]
        old_fields = before.fields if before else {}
        for name, declared in kind.fields.items():
            old, new = value_of(kind, old_fields, name), value_of(kind, after.fields, name)
            if same(kind, name, old, new):
                continue
            if declared.type in LISTS:
                self._note_elements(desk, after.ref, name, (old, new), at_ms)
            elif not (name == "amount" and after.fields.get("items")):
                self._add(desk, after.ref, name, SCALAR, plain(new), plain(old), at_ms, measured)
        if after.deleted != (before.deleted if before else False):
            self._add(desk, after.ref, DELETED, SCALAR, plain(after.deleted), plain(not after.deleted), at_ms, measured)

    def _note_elements(self, desk: str, ref: Ref, name: str, values: tuple[Value, Value], at_ms: int) -> None:
        old, new = (elements_of(ref.kind, name, value) for value in values)
        for element in [element for element in new if element not in old]:
            self._add(desk, ref, name, ADDED, element, "", at_ms, False)
        for element in [element for element in old if element not in new]:
            self._add(desk, ref, name, REMOVED, element, "", at_ms, False)

    def _add(self, desk: str, ref: Ref, name: str, how: str, value: str, saw: str, at_ms: int, measured: bool) -> None:
        self.edits.append(Edit(len(self.edits), desk, ref, name, how, value, saw, at_ms, measured))

    def note_known_elsewhere(self, desks: Sequence[Mapping[Ref, Record]]) -> None:
        for edit in self.edits:
            if edit.desk == WEB and edit.how != REMOVED:
                self.known_elsewhere.update(edit.number for records in desks if _holds(records.get(edit.ref), edit))

    def by_value(self) -> Mapping[tuple[Ref, str, str], list[Edit]]:
        found: dict[tuple[Ref, str, str], list[Edit]] = {}
        for edit in self.edits:
            if edit.how == SCALAR:
                found.setdefault((edit.ref, edit.field, edit.value), []).append(edit)
        return found


def _holds(record: Record | None, edit: Edit) -> bool:
    if record is None:
        return False
    if edit.field == DELETED:
        return plain(record.deleted) == edit.value
    value = value_of(KINDS[record.kind], record.fields, edit.field)
    return (
        edit.value in elements_of(edit.ref.kind, edit.field, value) if edit.how == ADDED else plain(value) == edit.value
    )
