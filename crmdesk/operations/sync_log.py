"""What sync did in the last thirty days."""

from collections.abc import Collection

from crmdesk.domain.ports import LogLine
from crmdesk.operations.desk import Desk


async def read_log(desk: Desk, whats: Collection[str], limit: int) -> list[LogLine]:
    """The newest first; of every sort if `whats` is empty."""
    return await desk.store.read(lambda tx: tx.log(whats, limit))
