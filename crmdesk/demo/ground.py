"""What the sample data stand on: words, size, owners, the pipeline, and the moment that dates are counted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from crmdesk.demo.chance import Chance
from crmdesk.demo.words import Words

_DAY_MS = 86_400_000
FIRST_HOUR, LAST_HOUR = 9, 17
"""Of the office, on its own clock."""


class Draft(NamedTuple):
    """A record to be created: only the fields that are not empty."""

    kind: str
    id: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    words: Words
    contacts: int
    now: datetime
    """With its time zone, which is the office's."""
    owners: tuple[str, ...]
    """Ids of users; the first owns most."""
    pipeline_id: str
    stages: Mapping[str, str]
    """Outcome (open, won, lost) by stage id, in the pipeline's order."""
    currency: str
    seed: int = 1

    def stream(self, name: str) -> Chance:
        return Chance(self.seed, f"{name}/{self.contacts}")

    def new_id(self, chance: Chance, index: int) -> str:
        """Ids rise in the order in which records are made, and all are a day old."""
        return chance.new_id(int(self.now.timestamp() * 1000) - _DAY_MS + index)

    def owner(self, chance: Chance) -> str:
        return self.owners[0] if chance.happens(0.6) else chance.pick(self.owners)

    def day(self, days: int) -> str:
        """The date so many days from now, of the office's calendar."""
        return (self.now.date() + timedelta(days=days)).isoformat()

    def midnight(self, days: int) -> str:
        """An all-day moment: midnight UTC of that calendar day whatever the zone."""
        return f"{self.day(days)}T00:00:00Z"

    def office_hour(self, chance: Chance, days: int) -> datetime:
        """A quarter of an hour of that day's working time."""
        at = time(chance.number(FIRST_HOUR, LAST_HOUR), chance.pick((0, 15, 30, 45)), tzinfo=self.now.tzinfo)
        return datetime.combine(self.now.date() + timedelta(days=days), at)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
