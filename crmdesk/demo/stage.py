"""Where the tour is played: the real window of one person, and a colleague without one, on a profile each."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from crmdesk.demo.private_server import PrivateServer
from crmdesk.demo.until import until
from crmdesk.demo.words import Words
from crmdesk.desktop.syncing import sync_once
from crmdesk.desktop.window import surroundings
from crmdesk.desktop.workplace import Workplace, open_profile
from crmdesk.operations.desk import Desk
from crmdesk.sync.engine import Engine
from crmdesk.sync.status import Status
from crmdesk.system.locks import sync_lock
from crmdesk.ui.app import opened_window
from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.window import DeskWindow

_PAINTED_WITHIN = 5.0
_ONE_SYNCS = "another crmdesk syncs the demo's profile"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Works by operations and syncs when told to."""

    workplace: Workplace

    @property
    def desk(self) -> Desk:
        return self.workplace.desk

    async def sync(self) -> dict[str, Any]:
        """One cycle, as `crmdesk sync --json` prints it."""
        return await sync_once(self.workplace, sync_lock(self.workplace.profile.folder))


@dataclass(frozen=True, slots=True)
class Stage:
    server: PrivateServer
    words: Words
    window: DeskWindow
    mine: Workplace
    engine: Engine
    """The window's, so that the story can hold it back."""
    colleague: Colleague
    _looked_at: list[DeskWindow] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return self.mine.desk

    @contextmanager
    def looked_at(self, other: DeskWindow) -> Iterator[None]:
        """Meanwhile pictures are taken of this window."""
        self._looked_at.append(other)
        try:
            yield
        finally:
            self._looked_at.pop()

    async def picture(self, path: Path) -> None:
        """What is in sight, once every row of it was fetched (the first painting is what asks for rows) and everything
        found its place: two pictures one after the other are the same."""
        window = self._looked_at[-1] if self._looked_at else self.window
        window.grab()
        await until(partial(_rows_are_there, window), _PAINTED_WITHIN)
        pictures: list[object] = []

        def at_rest() -> bool:
            pictures.append(window.grab().toImage())
            return pictures[-1] in pictures[-2:-1]

        await until(at_rest, _PAINTED_WITHIN)
        window.grab().save(str(path))


def _rows_are_there(window: DeskWindow) -> bool:
    page = window.page
    if page is None or page.model.rowCount() == 0:
        return True
    last = page.table.rowAt(page.table.viewport().height() - 1)
    in_sight = range(max(page.table.rowAt(0), 0), (last if last >= 0 else page.model.rowCount() - 1) + 1)
    return all(page.model.ref_at(row) is not None for row in in_sight)


@asynccontextmanager
async def set_stage(
    server: PrivateServer, words: Words, profiles: tuple[str, str], appearance: Appearance
) -> AsyncIterator[Stage]:
    """The window open on the first profile and syncing, the second profile open; all closed at the end."""
    async with AsyncExitStack() as stack:
        feed = Feed()
        mine = await open_profile(profiles[0], feed.announce)
        stack.push_async_callback(mine.close)
        other = await open_profile(profiles[1])
        stack.push_async_callback(other.close)
        stack.enter_context(sync_lock(mine.profile.folder).held(_ONE_SYNCS))
        engines: list[Engine] = []

        def syncer(on_status: Callable[[Status], None]) -> Engine:
            engines.append(mine.engine_for(on_status))
            return engines[-1]

        window = await stack.enter_async_context(opened_window(surroundings(mine, feed, syncer), appearance))
        yield Stage(server, words, window, mine, engines[0], Colleague(other))
