"""Syncing stopped for a while, or to work offline; the process that syncs obeys it."""

from crmdesk.domain.ports import Pause
from crmdesk.operations.desk import Desk
from crmdesk.sync.pausing import note_pause


async def read_pause(desk: Desk) -> Pause | None:
    return await desk.store.read(lambda tx: tx.pause())


async def set_pause(desk: Desk, pause: Pause | None) -> None:
    """From a process that does not sync itself: the one that does sees that the database changed."""
    await desk.store.write(lambda tx: note_pause(tx, pause, desk.clock.now_ms()))
