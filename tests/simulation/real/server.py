"""The server of layer 2: the calls of `MemoryServer`, answered by the real application through the real remote.

A call is done whole before anything else happens, on a loop of its own: the network around it takes its virtual time.
The program may be killed at either side of any commit; it begins again with the files as they stood at that moment.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from sqlalchemy import Connection, update

from crmdesk.domain.errors import FieldError, Offline
from crmdesk.domain.records import Change, OutcomeStatus, Record
from crmdesk.protocol.wire import WireChange
from crmdesk.remotes.server import download, remote
from crmdesk.remotes.server.remote import ServerRemote
from crmdesk.server import outgoing, retention, revisions
from crmdesk.server.backend import Backend
from crmdesk.server.batch import Batch
from crmdesk.server.judging import Verdict
from crmdesk.server.moments import moment
from crmdesk.server.revisions import Position, is_known, read_position, take_revisions
from crmdesk.server.tables import RECORD
from crmdesk.sync.remote import Answer, Greeting, Page
from tests.simulation.ledger import WEB
from tests.simulation.real.application import SeededStamps, application, founded, opened_backend
from tests.simulation.real.files import Folders, removed
from tests.simulation.real.tables import Tables, read_tables
from tests.simulation.scenario import USER_IDS
from tests.simulation.virtual import VirtualLoop

T = TypeVar("T")
_DEADLINESS = (0.0, 0.02, 0.06)
"""The odds of being killed at one side of a commit."""
_ANNOUNCED = 1_000_000_000
_DAY_MS = 86_400_000


class _ServerKilledError(BaseException):
    """kill -9. Not an Exception: nothing may catch it."""


class RealServer:
    def __init__(self, loop: VirtualLoop, ahead_ms: int, seed: int, parent: Path, trace: Callable[[str], None]) -> None:
        self._trace = trace
        self.refuses: Callable[[WireChange], list[FieldError]] = lambda _change: []
        self.breaks_on: Callable[[WireChange], bool] = lambda _change: False
        self.buried: list[Record] = []
        self._chance = random.Random(f"{seed} server")
        self.deadliness = self._chance.choice(_DEADLINESS)
        self._clock = _ServerClock(loop, ahead_ms)
        self._loop = VirtualLoop()
        self._folders = Folders(parent)
        self._sent: dict[str, tuple[str, Change]] = {}
        self._known: Tables | None = None
        self._patches = ExitStack()
        self._patches.enter_context(patch.object(revisions, "secrets", SeededStamps(self._chance)))
        self._patches.enter_context(patch.object(outgoing, "judge", self._judge))
        self._workspace_id = next(iter(founded().claims.values())).workspace_id
        self._folder = self._folders.copied(founded().folder)
        self._start()

    # -- the calls

    def greet(self) -> Greeting:
        return self._ask(self._any_remote.greet())

    def incremental(self, since: str, seen: str | None, limit: int) -> Page:
        with _pages_of(limit):
            return self._ask(_first(self._any_remote.pull(since, seen, None)))

    def initial(self, after: str | None, limit: int) -> Page:
        with _pages_of(limit):
            return self._ask(_first(self._any_remote.pull(None, None, after)))

    def outgoing(self, user: str, changes: Sequence[Change], seen: str | None) -> Answer:
        self._sent.update((change.change_id, (user, change)) for change in changes)
        before = self.history.records
        try:
            return self._ask(application().remotes[user].push(changes, seen), may_die=user != USER_IDS[WEB])
        finally:
            self._known = None
            after = self.history.records
            for ref in {change.ref for change in changes if change.deleted}:
                if ref in before and not before[ref].deleted and after[ref].deleted:
                    self.buried.append(before[ref])

    # -- what stands on it

    @property
    def history(self) -> Tables:
        """Read anew when something may have been written."""
        if self._known is None:
            self._known = self._read(lambda connection: read_tables(connection, self._workspace_id, self._sent))
        return self._known

    def token(self) -> str:
        return self.history.token

    def rev_of(self, token: str) -> int:
        return self._position(token).rev

    def knows(self, token: str) -> bool:
        position = self._position(token)
        return self._read(lambda connection: is_known(connection, self._workspace_id, position))

    # -- what an administrator does

    def purge(self) -> None:
        """The time of all tombstones is over."""
        long_ago = moment(self._clock.now_ms() - retention.KEPT_MS - _DAY_MS)

        def work(connection: Connection) -> None:
            connection.execute(update(RECORD).where(RECORD.c.deleted).values(updated_at=long_ago))
            retention.purge(connection, self._clock.now_ms())

        self._backend.database.write_now(work)
        self._known = None

    def backup(self) -> Path:
        return self._folders.copied(self._folder)

    def restore(self, backup: Path, *, announced: bool) -> None:
        self._start_with(backup)
        if announced:
            now_ms = self._clock.now_ms()
            self._backend.database.write_now(
                lambda connection: take_revisions(connection, self._workspace_id, _ANNOUNCED, now_ms)
            )
        self._known = None

    def close(self) -> None:
        self._patches.close()
        self._backend.close()
        self._loop.close()

    # -- the program

    @property
    def _any_remote(self) -> ServerRemote:
        return next(iter(application().remotes.values()))

    def _start(self) -> None:
        self._known = None
        self._backend: Backend = opened_backend(self._folder, self._clock)
        application().serve(self._backend)

    def _start_with(self, folder: Path) -> None:
        old, self._folder = self._folder, folder
        removed(old)  # first, so that closing writes nothing
        self._backend.close()
        self._start()

    def _ask(self, call: Coroutine[Any, Any, T], *, may_die: bool = True) -> T:
        database = self._backend.database
        if may_die and self.deadliness:
            database.write_now = self._deadly(database.write_now)
        around = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return self._loop.run_until_complete(call)
        except _ServerKilledError as killed:
            self._start_with(killed.args[0])
            raise Offline("the server died") from None
        finally:
            asyncio._set_running_loop(around)
            vars(database).pop("write_now", None)

    def _deadly(self, write_now: Callable[[Callable[[Connection], T]], T]) -> Callable[..., T]:
        def deadly(work: Callable[[Connection], T]) -> T:
            def whole(connection: Connection) -> T:
                result = work(connection)
                self._die_perhaps()
                return result

            result = write_now(whole)
            self._die_perhaps()
            return result

        return deadly

    def _die_perhaps(self) -> None:
        if self._chance.random() < self.deadliness:
            self._trace("the server dies at a commit")
            raise _ServerKilledError(self._folders.copied(self._folder))

    def _judge(self, batch: Batch, change: WireChange) -> Verdict:
        if self.breaks_on(change):
            raise RuntimeError("a fault of this server")
        errors = self.refuses(change)
        if errors and change.change_id not in batch.applied:
            return Verdict(change.change_id, OutcomeStatus.REJECTED, tuple(errors), about=change)
        return _real_judge(batch, change)

    def _read(self, work: Callable[[Connection], T]) -> T:
        return self._backend.database.read_now(work)

    def _position(self, token: str) -> Position:
        position = read_position(token)
        assert position is not None
        return position


class _ServerClock:
    def __init__(self, loop: VirtualLoop, ahead_ms: int) -> None:
        self._loop = loop
        self._ahead_ms = ahead_ms

    def now_ms(self) -> int:
        return self._loop.true_time() + self._ahead_ms

    def monotonic(self) -> float:
        return self._loop.time()


_real_judge = outgoing.judge


async def _first(pages: AsyncGenerator[Page, None]) -> Page:
    async with aclosing(pages):
        return await anext(pages)


@contextmanager
def _pages_of(size: int) -> Iterator[None]:
    with (
        patch.object(remote, "PAGE", size),
        patch.object(download, "PAGE", size),
        patch.object(download, "_AT_ONCE", size),
    ):
        yield
