"""What a person has chosen in a conflict so far. No Qt: the dialog shows it, the operations get its answer.

Fields of one group are never mixed of both sides: a version chosen for one is chosen for all of them, but for those
whose result the person typed. Typing the result of one moves no other: they keep the side that was chosen, or stay
undecided together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crmdesk.domain.both import both, can_keep_both
from crmdesk.domain.conflicts import Side, together
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.merge import same
from crmdesk.domain.records import Conflict, ConflictState, FieldConflict, Value
from crmdesk.domain.suggestions import Suggestion


class Pick(StrEnum):
    BASE = "base"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    OWN = "own"


@dataclass(slots=True)
class Choices:
    conflict: Conflict
    heading: str = ""
    """Whose a text of the other side is, where both are kept."""
    suggested: Mapping[str, Suggestion] = field(default_factory=dict)
    picks: dict[str, Pick] = field(default_factory=dict)
    """Also of fields that were merged by themselves, once another version is chosen for them."""
    own: dict[str, Value] = field(default_factory=dict)
    before: list[tuple[dict[str, Pick], dict[str, Value]]] = field(default_factory=list)
    """The choices as they were, oldest first, to be taken back."""

    def __post_init__(self) -> None:
        """A settled conflict starts as it was settled; in an open one only what the person chose earlier is chosen."""
        if self.conflict.state is ConflictState.OPEN:
            self._take_up()
            return
        for name, versions in self.conflict.fields.items():
            known = {Pick.MINE: versions.mine, Pick.THEIRS: versions.theirs, Pick.BASE: versions.base}
            found = next((pick for pick, value in known.items() if value == versions.result), Pick.OWN)
            self.picks[name] = found
            if found is Pick.OWN:
                self.own[name] = versions.result

    def _take_up(self) -> None:
        for name, kept in self.conflict.picks.items():
            if self._versions(name) is None:
                continue
            self.picks[name] = Pick(kept["pick"])
            if self._is_held(name, kept):
                self.picks[name] = Pick.OWN
                self.own[name] = kept["value"]

    def _is_held(self, name: str, kept: Mapping[str, Value]) -> bool:
        """Whether the value stays that was chosen: one's own, and one of the other side that is another there now.
        What is mine, and both together, go on with the record."""
        pick = self.picks[name]
        if pick in (Pick.MINE, Pick.BOTH) or "value" not in kept:
            return False
        return pick is Pick.OWN or not same(KINDS[self.conflict.kind], name, kept["value"], self.result(name))

    def kept(self) -> dict[str, Value]:
        """As `Conflict.picks` holds it."""
        return {name: {"pick": pick.value, "value": self.result(name)} for name, pick in self.picks.items()}

    def can_keep_both(self, name: str) -> bool:
        return all(can_keep_both(self.conflict.kind, one) for one in self.unit(name))

    def choose(self, name: str, pick: Pick) -> None:
        if pick is Pick.BOTH and not self.can_keep_both(name):
            return
        self._remember()
        self._take(name, pick)

    def _take(self, name: str, pick: Pick) -> None:
        """For a field and those that go with it."""
        taken = [one for one in self.unit(name) if one == name or self.picks.get(one) is not Pick.OWN]
        self.picks.update(dict.fromkeys(taken, pick))

    def choose_all(self, pick: Pick) -> None:
        """Of what conflicts; what was merged by itself stays."""
        self._remember()
        self.picks.update(dict.fromkeys(self.conflict.fields, pick))

    def set_own(self, name: str, value: Value) -> None:
        self._remember()
        self.picks[name] = Pick.OWN
        self.own[name] = value

    def accept(self, name: str | None = None) -> None:
        """The suggestion for this field, or all of them: what has none stays as it is."""
        taken = {one: _PICKS[found.side] for one, found in self.suggested.items() if name is None or one == name}
        if taken:
            self._remember()
        for one, pick in taken.items():
            self._take(one, pick)

    def take_back(self) -> None:
        if self.before:
            self.picks, self.own = self.before.pop()

    def _remember(self) -> None:
        self.before.append((dict(self.picks), dict(self.own)))

    def pick_of(self, name: str) -> Pick | None:
        return self.picks.get(name)

    def result(self, name: str) -> Value:
        """Of a field that is decided, or was merged by itself."""
        versions = self._versions(name)
        assert versions is not None
        match self.picks.get(name):
            case Pick.MINE:
                return versions.mine
            case Pick.THEIRS:
                return versions.theirs
            case Pick.BASE:
                return versions.base
            case Pick.BOTH:
                return both(KINDS[self.conflict.kind].fields[name], versions.mine, versions.theirs, self.heading)
            case Pick.OWN:
                return self.own[name]
            case None:
                return versions.result

    @property
    def undecided(self) -> list[str]:
        return [name for name in self.conflict.fields if name not in self.picks]

    def answer(self) -> tuple[str | None, Mapping[str, Value]]:
        """A side for the whole conflict and the values that differ from it, as `resolve_conflict` takes them."""
        used = {self.picks[name] for name in self.conflict.fields}
        side = Pick.MINE if Pick.MINE in used else Pick.THEIRS if Pick.THEIRS in used else None
        values = {
            name: self.result(name) for name in self.picks if name in self.conflict.merged or self.picks[name] != side
        }
        return (side.value if side else None), values

    def unit(self, name: str) -> list[str]:
        """The fields that this one goes with, itself included."""
        part = self.conflict.fields if name in self.conflict.fields else self.conflict.merged
        return together(self.conflict.kind, part, name)

    def _versions(self, name: str) -> FieldConflict | None:
        return self.conflict.fields.get(name) or self.conflict.merged.get(name)


_PICKS = {Side.MINE: Pick.MINE, Side.THEIRS: Pick.THEIRS}
