"""Classic mistakes of sync engines, planted one at a time from outside: the product has no switch for them.

Each is a context: inside it the engine, or the server, makes the mistake.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from crmdesk.domain import answers, entries, rebase
from crmdesk.domain.entries import Moment, sealed
from crmdesk.domain.ports import Ids, Transaction
from crmdesk.domain.rebase import Here, Rebased, Terms
from crmdesk.domain.records import Change, Entry, EntryState, OutcomeStatus, Record, Ref
from crmdesk.sync import pulling, pushing
from crmdesk.sync.session import Session
from tests.fakes.remote_server import MemoryServer

Mutant = Callable[[], AbstractContextManager[Any]]


def no_dedupe() -> AbstractContextManager[Any]:
    """The server forgets the ids of the changes that it applied."""
    apply = MemoryServer._apply

    def forgetful(self: MemoryServer, user: str, change: Change) -> Any:
        self.history.applied.clear()
        return apply(self, user, change)

    return patch.object(MemoryServer, "_apply", forgetful)


def ack_drops_newer() -> AbstractContextManager[Any]:
    """An acknowledgement marks the record clean although it was edited in flight."""
    answered = pushing.answered

    def careless(here: Here, outcome: Any, terms: Terms) -> Any:
        result = answered(here, outcome, terms)
        if outcome.status is OutcomeStatus.APPLIED:
            return replace(result, rebased=replace(result.rebased, entry=None))
        return result

    return patch.object(pushing, "answered", careless)


def reuse_op_id() -> AbstractContextManager[Any]:
    """A newer edit goes into a change that was sent already."""

    def coalescing(tx: Transaction, limit: int, passed: frozenset[Ref], ids: Ids, moment: Moment) -> list[Change]:
        for entry in tx.all_entries():
            record = tx.record(entry.ref)
            if entry.seal is not None and record is not None:
                tx.put_entry(sealed(entry, record, entry.seal.change_id, moment))
        return seal_next(tx, limit, passed, ids, moment)

    seal_next = pushing.seal_next
    return patch.object(pushing, "seal_next", coalescing)


def delete_wins() -> AbstractContextManager[Any]:
    """A remote deletion discards what was to be sent."""
    accept = rebase.accept

    def yielding(here: Here, incoming: Record, terms: Terms) -> Rebased:
        if incoming.deleted and here.record is not None and not here.record.deleted:
            return Rebased(replace(incoming, fields=here.record.fields), None)
        return accept(here, incoming, terms)

    return _in_place_of_accept(yielding)


def lww_silent() -> AbstractContextManager[Any]:
    """The value that loses is told to nobody."""
    accept = rebase.accept

    def silent(here: Here, incoming: Record, terms: Terms) -> Rebased:
        rebased = accept(here, incoming, terms)
        entry = rebased.entry
        if entry is not None and entry.state is not EntryState.HELD:
            entry = replace(entry, lost={})
            return Rebased(rebased.record, entries.tidied(entry, rebased.record))
        return rebased

    return _in_place_of_accept(silent)


@contextmanager
def cursor_first() -> Iterator[None]:
    """The cursor is committed before the rows, and a crash may come between."""
    take = pulling._take
    chance = random.Random(0)

    def hasty(session: Session, page: Any, arrived_at: str | None, tx: Transaction) -> Any:
        if page.start is not None and chance.random() < 0.2:
            tx.put_sync_state(replace(tx.sync_state(), cursor=page.cursor))
            return pulling._Taken(frozenset(), Counter(), 0, False)  # killed here: the rows never come
        return take(session, page, arrived_at, tx)

    with patch.object(pulling, "_take", hasty):
        yield


def base_from_view() -> AbstractContextManager[Any]:
    """The base of an entry is what the person saw, not what the remote had."""
    edited = entries.edited

    def blind(before: Record | None, after: Record, entry: Entry | None, when: Any) -> Entry | None:
        result = edited(before, after, entry, when)
        if result is not None and result.base is not None and before is not None and result.seal is None:
            return replace(result, base=before)
        return result

    return patch("crmdesk.operations.editing.edited", blind)


def head_of_line() -> AbstractContextManager[Any]:
    """A refused change stops everything behind it."""

    def strict(tx: Transaction, limit: int, passed: frozenset[Ref], ids: Ids, moment: Moment) -> list[Change]:
        stopped = any(entry.state in {EntryState.QUARANTINED, EntryState.PARKED} for entry in tx.all_entries())
        return [] if stopped else seal_next(tx, limit, passed, ids, moment)

    seal_next = pushing.seal_next
    return patch.object(pushing, "seal_next", strict)


def merge_under_seal() -> AbstractContextManager[Any]:
    """An incoming record is merged while the fate of a sent change is unknown."""
    accept = rebase.accept

    def eager(here: Here, incoming: Record, terms: Terms) -> Rebased:
        if here.entry is None or here.entry.seal is None:
            return accept(here, incoming, terms)
        rebased = accept(replace(here, entry=replace(here.entry, seal=None)), incoming, terms)
        entry = rebased.entry or Entry(incoming.kind, incoming.id, incoming)
        return replace(rebased, entry=replace(entry, seal=here.entry.seal, state=EntryState.SENT))

    return _in_place_of_accept(eager)


def client_clock() -> AbstractContextManager[Any]:
    """The raw clock of the computer decides who was later."""

    def raw(entry: Entry, name: str, moment: Moment) -> int:
        time = entry.edited.get(name)
        return moment.now_ms if time is None else time.wall_ms

    stack = ExitStack()
    stack.enter_context(patch.object(entries, "edit_ms", raw))
    stack.enter_context(patch.object(rebase, "edit_ms", raw))
    stack.enter_context(patch.object(MemoryServer, "_edit_time", _unclamped))
    return stack


MUTANTS: Mapping[str, Mutant] = {
    mutant.__name__: mutant
    for mutant in (
        no_dedupe,
        ack_drops_newer,
        reuse_op_id,
        delete_wins,
        lww_silent,
        cursor_first,
        base_from_view,
        head_of_line,
        merge_under_seal,
        client_clock,
    )
}


def _in_place_of_accept(mistaken: Callable[[Here, Record, Terms], Rebased]) -> AbstractContextManager[Any]:
    stack = ExitStack()
    for room in (pulling, answers):
        stack.enter_context(patch.object(room, "accept", mistaken))
    return stack


def _unclamped(_self: MemoryServer, change: Change, _record: Record, name: str) -> int:
    return change.edited.get(name, 0)
