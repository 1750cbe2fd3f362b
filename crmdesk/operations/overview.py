"""What is where: each kind here and there, and what sync did today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from crmdesk.domain.ports import LogLine, Query, Standing, Transaction
from crmdesk.operations.desk import Desk

SHOWN_KINDS = ("contact", "company", "deal", "task", "communication", "product")
_LINES = 100_000
"""No day has more."""


@dataclass(frozen=True, slots=True)
class KindCounts:
    kind: str
    here: int
    there: int | None
    """None: unknown."""
    waiting: int
    refused: int
    open: int
    """Conflicts to be decided."""
    settled: int
    as_of: int | None
    """Wall clock, ms, of the last cycle that came to its end; None: there was none."""


@dataclass(frozen=True, slots=True)
class Today:
    """Records that came and went, and conflicts that were settled by themselves or elsewhere."""

    received: int
    sent: int
    settled: int


async def count_by_kind(desk: Desk) -> list[KindCounts]:
    """Of the kinds that a person works with, in the order in which they are shown."""

    def work(tx: Transaction) -> list[KindCounts]:
        state, standings = tx.sync_state(), tx.standings()
        return [
            _counts(kind, tx.count(Query(kind)), _there(state.there, kind), standings.get(kind), state.synced_at)
            for kind in SHOWN_KINDS
        ]

    return await desk.store.read(work)


def _there(counted: Mapping[str, int], kind: str) -> int | None:
    """A remote that counts at all may leave out a kind of which it has none."""
    return counted.get(kind, 0) if counted else None


def _counts(kind: str, here: int, there: int | None, standing: Standing | None, as_of: int | None) -> KindCounts:
    stands = standing or Standing()
    return KindCounts(
        kind,
        here=here,
        there=there,
        waiting=stands.pending,
        refused=stands.quarantined,
        open=stands.open_conflicts,
        settled=stands.settled_conflicts,
        as_of=as_of,
    )


async def today(desk: Desk) -> Today:
    """Of the day that it is on this computer."""
    midnight = _midnight_ms(desk.clock.now_ms())
    lines = await desk.store.read(lambda tx: tx.log(("received", "sent", "settled"), _LINES, midnight))
    return Today(
        received=sum(_records(line) for line in lines if line.what == "received"),
        sent=sum(_records(line) for line in lines if line.what == "sent"),
        settled=sum(line.what == "settled" for line in lines),
    )


def _midnight_ms(now_ms: int) -> int:
    here = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone()
    # without its offset: at midnight another one may hold
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return round(midnight.astimezone(UTC).timestamp() * 1000)


def _records(line: LogLine) -> int:
    kinds = line.detail.get("kinds")
    return sum(kinds.values()) if isinstance(kinds, dict) else 0
