"""What is left of every value after a run: in the server's log, in conflicts, in `lost`, in an outbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crmdesk.domain.kinds import DELETED, KINDS, LISTS, FieldType
from crmdesk.domain.records import Conflict, Ref, Value
from tests.fakes.remote_server import MemoryServer
from tests.simulation.desk import SimDesk
from tests.simulation.ledger import ADDED, Edit, Ledger
from tests.simulation.values import elements_of, plain

Place = tuple[Ref, str]
_UNIQUE = {FieldType.TEXT, FieldType.NOTE, FieldType.MONEY}


@dataclass
class Evidence:
    server: MemoryServer
    desks: Sequence[SimDesk]
    ledger: Ledger
    logged: dict[Place, set[str]] = field(default_factory=dict)
    """Values, and elements of lists, that an applied change set."""
    standing: dict[Place, set[str]] = field(default_factory=dict)
    """The same, since the record was made last: a purged one may be made anew."""
    recorded: dict[Place, set[str]] = field(default_factory=dict)
    """Values, and elements, that a conflict or a record's `lost` holds."""

    buried: dict[Place, set[str]] = field(default_factory=dict)
    """Values, and elements, that a deletion took away of which the server, restored since, has nothing left."""

    def __post_init__(self) -> None:
        self._gather_log()
        for record in self.server.buried:
            if record.ref not in self.server.history.records:
                for name, value in record.fields.items():
                    self._gather(self.buried, record.ref, name, value)
        for desk in self.desks:
            for conflict in desk.look().conflicts():
                self._gather_conflict(conflict)
        for ref, record in self.server.history.records.items():
            for lost in record.lost:
                self._gather(self.recorded, ref, lost.field, lost.value)

    def _gather_log(self) -> None:
        for _, _, change in self.server.history.log:
            if change.base_rev is None:
                self.standing = {place: values for place, values in self.standing.items() if place[0] != change.ref}
            for name, value in change.fields.items():
                self._gather(self.logged, change.ref, name, value)
                self._gather(self.standing, change.ref, name, value)
            self._gather(self.logged, change.ref, DELETED, change.deleted)

    def is_pending(self, edit: Edit) -> bool:
        return any(desk.name == edit.desk and desk.look().entry(edit.ref) is not None for desk in self.desks)

    def knows(self, edit: Edit, value: str) -> bool:
        """Whether the person who made the edit saw `value`, or a value that was typed over it, and so on."""
        by_value = self._by_value
        seen, waiting = set(), [edit.saw]
        while waiting:
            saw = waiting.pop()
            if saw == value:
                return True
            if saw not in seen:
                seen.add(saw)
                waiting += [earlier.saw for earlier in by_value.get((edit.ref, edit.field, saw), [])]
        return False

    def edits_of(self, ref: Ref, name: str, value: str) -> list[Edit]:
        return self._by_value.get((ref, name, value), [])

    @property
    def _by_value(self) -> dict[tuple[Ref, str, str], list[Edit]]:
        if not hasattr(self, "_known"):
            self._known = dict(self.ledger.by_value())
        return self._known

    def _gather_conflict(self, conflict: Conflict) -> None:
        for name, versions in conflict.fields.items():
            for value in (versions.mine, versions.theirs, versions.result):
                self._gather(self.recorded, conflict.ref, name, value)

    @staticmethod
    def _gather(into: dict[Place, set[str]], ref: Ref, name: str, value: Value) -> None:
        declared = KINDS[ref.kind].fields.get(name)
        found = into.setdefault((ref, name), set())
        if declared is not None and declared.type in LISTS:
            found.update(elements_of(ref.kind, name, value))
        else:
            found.add(plain(value))


def is_unique(ref: Ref, name: str, value: str) -> bool:
    """Whether a value names its edit: typed once by one person."""
    declared = KINDS[ref.kind].fields.get(name)
    return declared is not None and declared.type in _UNIQUE and value != "null"


def stands_alone(ref: Ref, name: str) -> bool:
    """Not of a group, whose other fields say its value again."""
    declared = KINDS[ref.kind].fields.get(name)
    return declared is None or declared.group is None


def later(edits: Iterable[Edit], edit: Edit) -> list[Edit]:
    """What the same person edited in the same place afterwards, a deletion of the record included."""
    return [
        other
        for other in edits
        if other.number > edit.number
        and other.desk == edit.desk
        and other.ref == edit.ref
        and (other.field == edit.field or (other.field == DELETED and other.value == "true"))
        and (edit.how != ADDED or other.value == edit.value or other.field == DELETED)
    ]
