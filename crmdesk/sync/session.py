"""What the parts of one cycle share: collaborators, the remote's clock as this cycle measured it, the tally."""

from collections.abc import Callable, Iterable

from crmdesk.domain.changes import Changes
from crmdesk.domain.entries import Moment
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Clock, Ids, Store, Transaction
from crmdesk.domain.rebase import Terms
from crmdesk.domain.records import Ref
from crmdesk.sync.remote import Greeting, Remote
from crmdesk.sync.status import Tally

_ONE_BY_ONE = 200
"""Up to so many touched records are announced by name, more by kind."""


class Session:
    def __init__(
        self,
        store: Store,
        remote: Remote,
        clock: Clock,
        ids: Ids,
        announce: Callable[[Changes], None],
        progress: Callable[[Tally], None],
    ) -> None:
        self.store = store
        self.remote = remote
        self.ids = ids
        self.tally = Tally()
        self._clock = clock
        self._announce = announce
        self._progress = progress
        self._remote_zero_ms = 0.0

    async def greet(self) -> Greeting:
        """The remote's greeting; its clock is taken to have been read halfway between question and answer."""
        asked = self._clock.monotonic()
        greeting = await self.remote.greet()
        halfway = (asked + self._clock.monotonic()) / 2
        self._remote_zero_ms = greeting.now_ms - halfway * 1000
        return greeting

    def moment(self) -> Moment:
        """Now, here and there. The remote's time runs on from the greeting on the clock that never jumps, so a wall
        clock that is set in the middle of a cycle shows as another offset."""
        wall = self._clock.now_ms()
        remote_now = round(self._remote_zero_ms + self._clock.monotonic() * 1000)
        return Moment(wall, remote_now - wall)

    def terms(self, tx: Transaction, *, void_revs: bool = False) -> Terms:
        person = tx.person()
        return Terms(tx.policy(), person.user_id if person else None, self.moment(), void_revs)

    def announce(self, refs: Iterable[Ref]) -> None:
        touched = frozenset(refs)
        if len(touched) <= _ONE_BY_ONE:
            self._announce(Changes(refs=touched, sync=True))
        else:
            self._announce(Changes(kinds=frozenset(ref.kind for ref in touched), sync=True))

    def announce_everything(self) -> None:
        self._announce(Changes(kinds=frozenset(KINDS), sync=True))

    def report_progress(self) -> None:
        self._progress(self.tally)
