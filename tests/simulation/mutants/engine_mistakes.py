"""Mistakes of the engine. Each is a context: inside it the mistake is made."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from crmdesk.domain import answers, entries, rebase
from crmdesk.domain.entries import Moment, sealed
from crmdesk.domain.errors import Offline, ServerFault
from crmdesk.domain.ports import Ids, Transaction
from crmdesk.domain.rebase import Here, Rebased, Terms
from crmdesk.domain.records import Change, Entry, EntryState, Outcome, OutcomeStatus, Record, Ref
from crmdesk.sync import cycle, pulling, pushing, selecting
from crmdesk.sync.remote import Answer
from crmdesk.sync.session import Session
from tests.fakes.remote_server import MemoryServer
from tests.simulation.network import SimRemote


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


def full_row_push() -> AbstractContextManager[Any]:
    """The whole record is sent, not what changed."""

    def whole(entry: Entry, now: Record, change_id: str, moment: Moment) -> Entry:
        entry = entries.sealed(entry, now, change_id, moment)
        change = entry.seal
        if change is None or change.deleted or change.base_rev is None or not change.fields:
            return entry
        every = {name: value for name, value in now.fields.items() if value not in (None, [], {}) and name != "amount"}
        times = {name: now.edited.get(name, 0) for name in every}
        return replace(
            entry, seal=replace(change, fields={**every, **change.fields}, edited={**times, **change.edited})
        )

    return patch.object(selecting, "sealed", whole)


def skip_denied() -> AbstractContextManager[Any]:
    """A refused change is forgotten."""
    answered = pushing.answered

    def forgetful(here: Here, outcome: Any, terms: Terms) -> Any:
        result = answered(here, outcome, terms)
        if outcome.status is OutcomeStatus.REJECTED:
            return replace(result, rebased=replace(result.rebased, entry=None))
        return result

    return patch.object(pushing, "answered", forgetful)


def stale_page() -> AbstractContextManager[Any]:
    """A page is taken wherever it starts."""
    take = pulling._take

    def trusting(session: Session, page: Any, _arrived_at: str | None, tx: Transaction) -> Any:
        state = tx.sync_state()
        return take(session, replace(page, start=state.cursor), state.resume, tx)

    return patch.object(pulling, "_take", trusting)


@contextmanager
def late_ack() -> Iterator[None]:
    """The answer to a request that was given up is believed when it comes at last."""
    chance = random.Random(0)
    answers: dict[tuple[str, ...], Answer] = {}
    outgoing, send = MemoryServer.outgoing, pushing.send
    tasks = set()

    def remembered(self: MemoryServer, user: str, changes: Sequence[Change], seen: str | None) -> Answer:
        answer = outgoing(self, user, changes, seen)
        answers[tuple(change.change_id for change in changes)] = answer
        return answer

    async def at_last(session: Session, changes: Sequence[Change], answer: Answer) -> None:
        await asyncio.sleep(300 * chance.random())
        await pushing.Pusher()._store_answer(session, changes, answer, Counter())

    async def impatient(session: Session, changes: Sequence[Change]) -> Answer:
        answers.pop(tuple(change.change_id for change in changes), None)
        try:
            return await send(session, changes)
        except Offline:
            answer = answers.get(tuple(change.change_id for change in changes))
            if answer is not None:
                task = asyncio.ensure_future(at_last(session, changes, answer))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            raise

    with patch.object(MemoryServer, "outgoing", remembered), patch.object(pushing, "send", impatient):
        yield


def html_ok() -> AbstractContextManager[Any]:
    """The sign-in page of a hotel, sent with status 200, is taken for an acknowledgement."""
    push = SimRemote.push

    async def satisfied(self: SimRemote, changes: Sequence[Change], seen: str | None) -> Answer:
        try:
            return await push(self, changes, seen)
        except Offline as offline:
            if str(offline) != "portal":
                raise
            return Answer([Outcome(change.change_id, OutcomeStatus.APPLIED) for change in changes])

    return patch.object(SimRemote, "push", satisfied)


def child_first() -> AbstractContextManager[Any]:
    """A change goes out although it refers to a record that was not created yet."""

    def hasty(ready: Iterable[Entry], _records: Any, passed: frozenset[Ref], _stuck: Any) -> list[Entry]:
        return [entry for entry in reversed(list(ready)) if entry.ref not in passed]

    return patch.object(selecting, "_free", hasty)


def no_bisect() -> AbstractContextManager[Any]:
    """A batch on which the server fails is sent again whole."""

    async def stubborn(self: pushing.Pusher, _session: Session, batch: Sequence[Change], *_rest: Any) -> None:
        self._suspects.append(batch)
        raise ServerFault("500")

    return patch.object(pushing.Pusher, "_halve", stubborn)


class _Fixed:
    def __init__(self, new: Callable[[], str]) -> None:
        self.new = new


def id_at_creation() -> AbstractContextManager[Any]:
    """The id of a change is that of its entry, made with it."""

    def early(entry: Entry, now: Record, _change_id: str, moment: Moment) -> Entry:
        base_rev = entry.base.rev if entry.base else None
        return entries.sealed(entry, now, str(uuid.uuid5(uuid.NAMESPACE_OID, f"{entry.ref} {base_rev}")), moment)

    return patch.object(selecting, "sealed", early)


def counter_ids() -> AbstractContextManager[Any]:
    """The ids of changes are counted on the computer."""
    seal_next = pushing.seal_next

    def counted(tx: Any, limit: int, passed: frozenset[Ref], ids: Ids, moment: Moment) -> list[Change]:
        settings = tx._own("settings").settings

        def following() -> str:
            settings["counter"] = settings.get("counter", 0) + 1
            return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{tx.person().user_id} {settings['counter']}"))

        return seal_next(tx, limit, passed, _Fixed(following), moment)

    return patch.object(pushing, "seal_next", counted)


def stale_base() -> AbstractContextManager[Any]:
    """The base revision of what waits is kept when the server was restored."""

    async def unjudged(_session: Session) -> None:
        pass

    terms = Session.terms
    stack = ExitStack()
    stack.enter_context(patch.object(cycle, "judge_seals", unjudged))
    stack.enter_context(patch.object(Session, "terms", lambda self, tx, **_void: terms(self, tx)))
    return stack


def _in_place_of_accept(mistaken: Callable[[Here, Record, Terms], Rebased]) -> AbstractContextManager[Any]:
    stack = ExitStack()
    for room in (pulling, answers):
        stack.enter_context(patch.object(room, "accept", mistaken))
    return stack


def _unclamped(_self: MemoryServer, change: Change, _record: Record, name: str) -> int:
    return change.edited.get(name, 0)
