"""What a person did on this computer, remembered so that it can be taken back without overwriting what others did
since. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.merge import differing, value_of
from crmdesk.domain.records import Conflict, Entry, Fields, Record, Ref, Value


@dataclass(frozen=True, slots=True)
class EditStep:
    """A record made, changed, deleted or restored; "deleted" stands for a deletion or a restoration, as in a conflict,
    and before it was made a record counts as deleted.

    `before` holds what the step changed, as it was. `after` is what must stand still for that to come back: the units
    of the changed fields whole, and every field where taking back deletes.
    """

    ref: Ref
    at: int
    """Wall clock, ms."""
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    created: bool = False


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
    made: Record | None = None

    @property
    def ref(self) -> Ref:
        return self.before.ref


@dataclass(frozen=True, slots=True)
class DropStep:
    """What waited to be sent given up: the record as the person had it, its entry, and the open conflict that went
    with it."""

    at: int
    record: Record
    entry: Entry
    conflict: Conflict | None = None

    @property
    def ref(self) -> Ref:
        return self.record.ref

    @property
    def left(self) -> Record:
        """The record after it; without any fields if the remote never had it, which leaves none here."""
        return self.entry.base or Record(self.ref.kind, self.ref.id, 0, {})


UndoStep = EditStep | ResolveStep | DropStep


def edit_step(before: Record | None, after: Record, at: int) -> EditStep:
    if before is None:
        return EditStep(after.ref, at, {DELETED: True}, _whole(after), created=True)
    # the values that taking back would set: without a total, which follows from its items
    was = differing(after.kind, after.fields, before.fields)
    if before.deleted != after.deleted:
        was[DELETED] = before.deleted
    now = _whole(after)
    if not was.get(DELETED):
        units = {_unit(after.kind, name) for name in was}
        now = {name: value for name, value in now.items() if _unit(after.kind, name) in units}
    return EditStep(after.ref, at, was, now)


def restorable(step: EditStep, record: Record) -> dict[str, Value]:
    """The old values of the units in which nobody changed anything since; nothing of a record that was deleted or
    restored meanwhile, and no deletion of one that holds anything else than the step left."""
    if record.deleted != step.after.get(DELETED, False):
        return {}
    left = {name: value for name, value in step.after.items() if name != DELETED}
    moved = {_unit(record.kind, name) for name in differing(record.kind, {**record.fields, **left}, record.fields)}
    if moved and step.before.get(DELETED):
        return {}
    return {name: value for name, value in step.before.items() if _unit(record.kind, name) not in moved}


def _whole(record: Record) -> Fields:
    kind = KINDS[record.kind]
    names = dict.fromkeys([*kind.fields, *record.fields])
    return {**{name: value_of(kind, record.fields, name) for name in names}, DELETED: record.deleted}


def _unit(kind: str, name: str) -> str:
    """Items are priced in the deal's currency and add up to its amount."""
    return "amount" if name == "items" else KINDS[kind].unit_of(name)
