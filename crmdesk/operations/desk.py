"""What every operation stands on."""

from collections.abc import Callable
from dataclasses import dataclass

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Clock, Ids, Store


@dataclass(frozen=True, slots=True)
class Desk:
    store: Store
    clock: Clock
    ids: Ids
    announce: Callable[[Changes], None]
    """Told of every mutation once it is durable."""

    def announced(self, changes: Changes) -> Changes:
        if changes:
            self.announce(changes)
        return changes
