"""What could be chosen in an open conflict, each with its reason. A suggestion never applies itself. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crmdesk.domain.conflicts import Side, together
from crmdesk.domain.kinds import DELETED, KINDS, LISTS
from crmdesk.domain.merge import same
from crmdesk.domain.records import Conflict, Entry, FieldConflict, Value


class Reason(StrEnum):
    FURTHER = "further"
    """The stage comes later in the same pipeline."""
    FULLER = "fuller"
    """It holds all that the other holds, and more."""
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Suggestion:
    side: Side
    reason: Reason
    by_ms: int = 0
    """How much newer."""


def suggestions(conflict: Conflict, entry: Entry | None, stages: Sequence[str]) -> dict[str, Suggestion]:
    """By field, the same for all that go together; `stages`: the ids of the pipeline that both sides are in, in order.

    Whether to delete is nobody's to suggest, and a field that no reason speaks for has none.
    """
    found: dict[str, Suggestion] = {}
    for name in conflict.fields:
        if name == DELETED or name in found:
            continue
        unit = together(conflict.kind, conflict.fields, name)
        suggested = _further(conflict.fields, unit, stages) or _fuller(conflict, unit) or _newer(unit, entry)
        if suggested is not None:
            found.update(dict.fromkeys(unit, suggested))
    return found


def _further(fields: Mapping[str, FieldConflict], unit: Sequence[str], stages: Sequence[str]) -> Suggestion | None:
    if "stage_id" not in unit or "pipeline_id" in unit:
        return None
    versions = fields["stage_id"]
    if versions.mine not in stages or versions.theirs not in stages:
        return None
    is_mine = stages.index(versions.mine) > stages.index(versions.theirs)
    return Suggestion(Side.MINE if is_mine else Side.THEIRS, Reason.FURTHER)


def _fuller(conflict: Conflict, unit: Sequence[str]) -> Suggestion | None:
    def is_within(less: Callable[[FieldConflict], Value], more: Callable[[FieldConflict], Value]) -> bool:
        return all(_holds(conflict.kind, name, more(one), less(one)) for name in unit if (one := conflict.fields[name]))

    if is_within(_theirs, _mine):
        return Suggestion(Side.MINE, Reason.FULLER)
    if is_within(_mine, _theirs):
        return Suggestion(Side.THEIRS, Reason.FULLER)
    return None


def _mine(versions: FieldConflict) -> Value:
    return versions.mine


def _theirs(versions: FieldConflict) -> Value:
    return versions.theirs


def _holds(kind: str, name: str, more: Value, less: Value) -> bool:
    """Whether one value says all that the other does. A number in a longer number says nothing of it."""
    if not less:
        return bool(more)
    declared = KINDS[kind].fields.get(name)
    if declared is None:
        return False
    if declared.type in LISTS:
        return all(any(same(KINDS[kind], name, [one], [other]) for other in more or []) for one in less)
    if isinstance(less, str) and isinstance(more, str) and " " in more.strip():
        return f" {less.casefold()} " in f" {more.casefold()} ".replace(",", " ").replace("\n", " ")
    return False


def _newer(unit: Sequence[str], entry: Entry | None) -> Suggestion | None:
    if entry is None or entry.base is None:
        return None
    mine = [time.wall_ms + (time.offset_ms or 0) for name in unit if (time := entry.edited.get(name))]
    theirs = [entry.base.edited[name] for name in unit if name in entry.base.edited]
    if not mine or not theirs or max(mine) == max(theirs):
        return None
    by = max(mine) - max(theirs)
    return Suggestion(Side.MINE if by > 0 else Side.THEIRS, Reason.NEWER, abs(by))
