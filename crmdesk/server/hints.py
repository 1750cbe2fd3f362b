"""Tells listeners in this process that a workspace has a new head, and ends them. Used on the event loop only."""

import asyncio
from collections.abc import Callable

from crmdesk.server.tokens import Claims


class Listener:
    """One open stream of events."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.head = 0
        self.ended = False
        self._changed = asyncio.Event()

    def wake(self) -> None:
        self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """Whether something happened within that time."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True


class Hints:
    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def add(self, listener: Listener) -> None:
        self._listeners.add(listener)

    def remove(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def announce(self, workspace_id: str, head: int) -> None:
        for listener in self._listeners:
            if listener.claims.workspace_id == workspace_id:
                listener.head = max(listener.head, head)
                listener.wake()

    def end(self, concerned: Callable[[Claims], bool]) -> None:
        """Ends the streams of these sign-ins."""
        for listener in self._listeners:
            if concerned(listener.claims):
                listener.ended = True
                listener.wake()
