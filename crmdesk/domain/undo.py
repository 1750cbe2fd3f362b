"""What a person did on this computer, remembered so that it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

from crmdesk.domain.kinds import DELETED
from crmdesk.domain.records import Conflict, Entry, Fields, Record, Ref, Value


@dataclass(frozen=True, slots=True)
class EditStep:
    """A record made, changed, deleted or restored. `before` and `after` hold the fields that the step changed;
    "deleted" stands for a deletion or a restoration, as in a conflict."""

    ref: Ref
    at: int
    """Wall clock, ms."""
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    created: bool = False
    """The step made the record: both mappings are empty."""


@dataclass(frozen=True, slots=True)
class ResolveStep:
    """A conflict decided or turned round: the record, its entry and the conflict as they were, the record and the
    entry that the decision left, and the record that it made where both versions were kept."""

    at: int
    before: Record
    after: Record
    entry_before: Entry | None
    entry_after: Entry | None
    conflict: Conflict
    made: Ref | None = None

    @property
    def ref(self) -> Ref:
        return self.before.ref


UndoStep = EditStep | ResolveStep


def edit_step(before: Record | None, after: Record, at: int) -> EditStep:
    if before is None:
        return EditStep(after.ref, at, {}, {}, created=True)
    was, now = _whole(before), _whole(after)
    changed = [name for name in now if was.get(name) != now[name]]
    return EditStep(after.ref, at, {name: was.get(name) for name in changed}, {name: now[name] for name in changed})


def _whole(record: Record) -> Fields:
    return {**record.fields, DELETED: record.deleted}
