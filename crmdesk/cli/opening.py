"""The profile that a command works on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crmdesk.cli.output import complain
from crmdesk.desktop.workplace import Workplace
from crmdesk.desktop.workplace import opened as opened_quietly


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Workplace]:
    """For the time of a command; says on stderr if its database had to be built anew."""
    async with opened_quietly(name) as workplace:
        if workplace.store.mended is not None:
            complain(workplace.store.mended)
        yield workplace
