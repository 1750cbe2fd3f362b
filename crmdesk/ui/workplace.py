"""What the window stands on: handed in by the composition root, so that tests and the demo hand in their own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from crmdesk.domain.ports import Pause, Person
from crmdesk.operations.desk import Desk
from crmdesk.sync.status import Report, Status
from crmdesk.ui.kit.feed import Feed


class Syncer(Protocol):
    """The engine of this profile, or what stands in for it where another process syncs."""

    async def run(self) -> None:
        """Sync for ever; ends by being cancelled."""
        ...

    async def cycle(self) -> Report:
        """One cycle now; a hindrance is told in the report."""
        ...

    def nudge(self, soon: bool = False) -> None:
        """Sync now, or `soon`: in about a second."""
        ...

    async def pause(self, pause: Pause | None) -> None:
        """Stop syncing until then, or go on; kept when the desk is closed."""
        ...

    def network(self, *, reachable: bool) -> None:
        """What this computer says of its network."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """Who works here, with which server."""

    person: Person
    address: str
    server_is_local: bool
    """The server runs on this computer: it is there without a network."""


@dataclass(frozen=True, slots=True)
class Workplace:
    desk: Desk
    """Its `announce` is the feed's `announce_edit`."""
    feed: Feed
    account: Callable[[], Awaitable[Account | None]]
    """None while the profile is not signed in."""
    syncer: Callable[[Callable[[Status], None]], Syncer]
    """The engine, telling its status; only for a profile that is signed in."""
    sign_in: Callable[[str, str, str], Awaitable[None]]
    """Address, e-mail, password. Raises Refused for a wrong password or another person's profile."""
    start_demo: Callable[[str, Callable[[], None]], Awaitable[None]]
    """The example, in this language, in a window of its own: calls back once that is up, and returns when it is closed.
    It ends with its task. Raises Hindrance if it cannot be prepared."""
