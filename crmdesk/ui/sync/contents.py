"""What the sync page shows, as read at one moment: no more rows than are asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crmdesk.domain.ports import LogLine, Policy
from crmdesk.domain.records import Conflict, ConflictState, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.operations.outbox_part import OutboxPart, Unsent, read_outbox_part
from crmdesk.operations.overview import KindCounts, Today, count_by_kind, today
from crmdesk.operations.policy import read_policy
from crmdesk.operations.sync_log import read_log
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.values import Names

STEP = 50
"""So many rows of a section are shown, and so many more each time they are asked for."""


@dataclass
class Wanted:
    """How many rows of each section, and which lines of the log."""

    rows: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("conflict", "lost", "blocked", "pending", "synced"), STEP)
    )
    lines: int = STEP
    whats: Collection[str] = ()
    """Sorts of log lines; all if empty."""


@dataclass(frozen=True)
class Contents:
    policy: Policy
    outbox: OutboxPart
    decisions: list[Conflict]
    decisions_in_all: int
    lost: list[Conflict]
    """Known here, lost on the server."""
    lost_in_all: int
    settled: list[Conflict]
    settled_in_all: int
    kinds: list[KindCounts]
    today: Today
    log: list[LogLine]
    names: Mapping[Ref, str]
    """Of the records and people in sight."""
    values: Mapping[str, Names]
    """By kind: what the references in changed values show."""


async def read_contents(desk: Desk, lookup: Lookup, wanted: Wanted) -> Contents:
    outbox = await read_outbox_part(desk, wanted.rows["blocked"], wanted.rows["pending"])
    conflicts = await list_conflicts(desk)
    decisions = [one for one in conflicts if one.state is ConflictState.OPEN]
    lost = [one for one in conflicts if one.state is ConflictState.LOST_THERE]
    settled = [one for one in conflicts if one.state is ConflictState.SETTLED]
    shown = [
        *decisions[: wanted.rows["conflict"]],
        *lost[: wanted.rows["lost"]],
        *settled[: wanted.rows["synced"]],
    ]
    log = await read_log(desk, wanted.whats, wanted.lines)
    return Contents(
        policy=await read_policy(desk),
        outbox=outbox,
        decisions=decisions[: wanted.rows["conflict"]],
        decisions_in_all=len(decisions),
        lost=lost[: wanted.rows["lost"]],
        lost_in_all=len(lost),
        settled=settled[: wanted.rows["synced"]],
        settled_in_all=len(settled),
        kinds=await count_by_kind(desk),
        today=await today(desk),
        log=log,
        names=await names_of(desk, _refs(outbox, shown, log)),
        values=await _values(lookup, outbox.waiting),
    )


def _refs(outbox: OutboxPart, conflicts: list[Conflict], log: list[LogLine]) -> set[Ref]:
    refs = {one.ref for one in (*outbox.refused, *outbox.waiting)} | {one.ref for one in conflicts}
    people = {Ref("user", one.by) for one in conflicts if one.by}
    return refs | people | {line.ref for line in log if line.ref is not None}


async def _values(lookup: Lookup, waiting: tuple[Unsent, ...]) -> dict[str, Names]:
    """Only of what changed: a record may refer to much else."""
    by_kind: dict[str, list[Mapping[str, object]]] = {}
    for one in waiting:
        sides = [{name: side.get(name) for name in one.changed} for side in (one.before or {}, one.after)]
        by_kind.setdefault(one.ref.kind, []).extend(sides)
    return {kind: await lookup.names(kind, sides) for kind, sides in by_kind.items()}
