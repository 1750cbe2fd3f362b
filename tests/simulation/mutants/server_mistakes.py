"""Mistakes of a server. Each is a context: inside it the mistake is made."""

import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from crmdesk.domain.records import Change
from crmdesk.sync.remote import Answer, Page
from tests.fakes.remote_server import MemoryServer


def no_dedupe() -> AbstractContextManager[Any]:
    """The server forgets the ids of the changes that it applied."""
    apply = MemoryServer._apply

    def forgetful(self: MemoryServer, user: str, change: Change) -> Any:
        self.history.applied.clear()
        return apply(self, user, change)

    return patch.object(MemoryServer, "_apply", forgetful)


@contextmanager
def feed_gap() -> Iterator[None]:
    """A change becomes visible after a later one, and behind the cursors that passed it."""
    chance = random.Random(0)
    incremental = MemoryServer.incremental

    def gappy(self: MemoryServer, since: str, seen: str | None, limit: int) -> Page:
        page = incremental(self, since, seen, limit)
        return replace(page, records=page.records[1:]) if chance.random() < 0.1 else page

    with patch.object(MemoryServer, "incremental", gappy):
        yield


def no_epoch() -> AbstractContextManager[Any]:
    """A restore is not noticed at all."""
    return patch.object(MemoryServer, "knows", lambda _self, _token: True)


@contextmanager
def cursor_check_only() -> Iterator[None]:
    """Only the cursor of a pull is checked, not the newest revision that was seen."""
    incremental, outgoing = MemoryServer.incremental, MemoryServer.outgoing

    def pulled(self: MemoryServer, since: str, _seen: str | None, limit: int) -> Page:
        return incremental(self, since, None, limit)

    def pushed(self: MemoryServer, user: str, changes: Sequence[Change], _seen: str | None) -> Answer:
        return outgoing(self, user, changes, None)

    with patch.object(MemoryServer, "incremental", pulled), patch.object(MemoryServer, "outgoing", pushed):
        yield


def push_not_gated() -> AbstractContextManager[Any]:
    """The history is checked on a pull, not on a push."""
    outgoing = MemoryServer.outgoing

    def pushed(self: MemoryServer, user: str, changes: Sequence[Change], _seen: str | None) -> Answer:
        return outgoing(self, user, changes, None)

    return patch.object(MemoryServer, "outgoing", pushed)


@contextmanager
def page_token_only() -> Iterator[None]:
    """What a page reflects is said to end where the page ends, although its rows may be newer."""
    incremental, initial = MemoryServer.incremental, MemoryServer.initial

    def pulled(self: MemoryServer, since: str, seen: str | None, limit: int) -> Page:
        page = incremental(self, since, seen, limit)
        return replace(page, seen=page.cursor)

    def downloaded(self: MemoryServer, after: str | None, limit: int) -> Page:
        page = initial(self, after, limit)
        return replace(page, seen=page.cursor or (page.resume or "").partition("|")[0])

    with patch.object(MemoryServer, "incremental", pulled), patch.object(MemoryServer, "initial", downloaded):
        yield
