"""What a person has chosen in a conflict so far. No Qt: the dialog shows it, the operation gets its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Conflict, ConflictState, Value


class Pick(StrEnum):
    BASE = "base"
    MINE = "mine"
    THEIRS = "theirs"
    OWN = "own"


@dataclass(slots=True)
class Choices:
    conflict: Conflict
    picks: dict[str, Pick] = field(default_factory=dict)
    own: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A settled conflict starts as it was settled; in an open one nothing is chosen for the person."""
        if self.conflict.state is ConflictState.OPEN:
            return
        for name, versions in self.conflict.fields.items():
            known = {Pick.MINE: versions.mine, Pick.THEIRS: versions.theirs, Pick.BASE: versions.base}
            found = next((pick for pick, value in known.items() if value == versions.result), Pick.OWN)
            self.picks[name] = found
            if found is Pick.OWN:
                self.own[name] = versions.result

    def choose(self, name: str, pick: Pick) -> None:
        """Fields of one group go together: a name of one side and a surname of the other is nobody's."""
        for member in self._unit(name):
            self.picks[member] = pick

    def choose_all(self, pick: Pick) -> None:
        self.picks = dict.fromkeys(self.conflict.fields, pick)

    def set_own(self, name: str, value: Value) -> None:
        self.picks[name] = Pick.OWN
        self.own[name] = value

    def result(self, name: str) -> Value:
        """Only of a field that is decided."""
        pick = self.picks[name]
        versions = self.conflict.fields[name]
        match pick:
            case Pick.MINE:
                return versions.mine
            case Pick.THEIRS:
                return versions.theirs
            case Pick.BASE:
                return versions.base
            case Pick.OWN:
                return self.own[name]

    @property
    def undecided(self) -> list[str]:
        return [name for name in self.conflict.fields if name not in self.picks]

    def answer(self) -> tuple[str | None, Mapping[str, Value]]:
        """A side for the whole conflict and the values that differ from it, as `resolve_conflict` takes them."""
        used = set(self.picks.values())
        side = Pick.MINE if Pick.MINE in used else Pick.THEIRS if Pick.THEIRS in used else None
        values = {name: self.result(name) for name in self.conflict.fields if self.picks[name] is not side}
        return (side.value if side else None), values

    def _unit(self, name: str) -> list[str]:
        kind = KINDS[self.conflict.kind]
        unit = kind.unit_of(name)
        return [member for member in self.conflict.fields if kind.unit_of(member) == unit]
