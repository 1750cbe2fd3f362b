"""Pushing: sealed changes go out in batches, each answer is judged on its own (the table of DESIGN 4, The engine)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from crmdesk.domain.answers import FAILED_DELAYS_MS, answered
from crmdesk.domain.errors import FieldError, Hindrance, ServerFault, TooLarge
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Change, EntryState, Outcome, OutcomeStatus, Ref
from crmdesk.sync.keeping import Keeping
from crmdesk.sync.remote import Answer
from crmdesk.sync.selecting import seal_next, unanswered
from crmdesk.sync.sending import send
from crmdesk.sync.session import Session

_TURNS = 5
"""So often a change that meets conflicts is merged and sent anew in one cycle; then the next cycle goes on."""
_TOO_LARGE = FieldError("", "too_large", "the server does not take a change of this size")
_FAULT = FieldError("", "server_fault", "the server fails on this change; it is tried again")

Batch = Sequence[Change]


@dataclass(frozen=True, slots=True)
class _Applied:
    refs: frozenset[Ref]
    pushed: Counter[str]
    """By kind."""
    conflicts: int


class Pusher:
    """Lives as long as the engine: it remembers which changes the server has failed on. Such a batch is sent once more
    whole; failing again it is halved, the halves on a stack and each sent alone, until the culprit stands alone."""

    def __init__(self) -> None:
        self._suspects: list[Batch] = []

    async def push_all(self, session: Session) -> None:
        """Send until nothing is ready that had no turn yet. A hindrance ends it; what was sealed stays sealed."""
        turns: Counter[Ref] = Counter()
        passed: frozenset[Ref] = frozenset()
        session.tally.to_send = (await session.store.read(lambda tx: tx.counts())).pending
        await self._clear_suspects(session, turns)
        while True:
            moment = session.moment()
            limit = session.remote.caps.batch
            batch = await session.store.write(
                partial(seal_next, limit=limit, passed=passed, ids=session.ids, moment=moment)
            )
            if not batch:
                return
            await self._send(session, batch, turns)
            await self._clear_suspects(session, turns)
            passed = frozenset(ref for ref, taken in turns.items() if taken >= _TURNS)

    async def push_unanswered(self, session: Session) -> None:
        """Send again only what was sent before and not answered."""
        turns: Counter[Ref] = Counter()
        await self._clear_suspects(session, turns)
        waiting = await session.store.read(unanswered)
        size = session.remote.caps.batch
        for start in range(0, len(waiting), size):
            await self._send(session, waiting[start : start + size], turns)
            await self._clear_suspects(session, turns)

    async def _send(self, session: Session, batch: Batch, turns: Counter[Ref]) -> None:
        try:
            await self._exchange(session, batch, turns)
        except ServerFault:
            self._suspects.append(batch)
            raise
        except TooLarge:
            await self._halve(session, batch, turns, OutcomeStatus.REJECTED, _TOO_LARGE)

    async def _clear_suspects(self, session: Session, turns: Counter[Ref]) -> None:
        while self._suspects:
            batch = self._suspects.pop()
            batch = await session.store.read(partial(_still_unanswered, batch))
            if not batch:
                continue
            try:
                await self._exchange(session, batch, turns)
            except ServerFault:
                await self._halve(session, batch, turns, OutcomeStatus.FAILED, _FAULT)
            except TooLarge:
                await self._halve(session, batch, turns, OutcomeStatus.REJECTED, _TOO_LARGE)
            except Hindrance:
                self._suspects.append(batch)
                raise

    async def _halve(
        self, session: Session, batch: Batch, turns: Counter[Ref], verdict: OutcomeStatus, error: FieldError
    ) -> None:
        """Two halves on the stack; of a single change the verdict."""
        if len(batch) > 1:
            middle = len(batch) // 2
            self._suspects += [batch[middle:], batch[:middle]]
            return
        if verdict is OutcomeStatus.FAILED and await session.store.write(partial(_park_once, session, batch[0])):
            turns[batch[0].ref] += _TURNS
            return
        outcome = Outcome(batch[0].change_id, verdict, errors=(error,))
        await self._store_answer(session, batch, Answer([outcome]), turns)

    async def _exchange(self, session: Session, batch: Batch, turns: Counter[Ref]) -> None:
        await self._store_answer(session, batch, await send(session, batch), turns)

    async def _store_answer(self, session: Session, batch: Batch, answer: Answer, turns: Counter[Ref]) -> None:
        applied = await session.store.write(partial(_apply, session, batch, answer))
        for change, outcome in zip(batch, answer.outcomes, strict=True):
            # what met a conflict may go again at once, the others have had their turn when they have more to send
            final = outcome.status in {OutcomeStatus.DEFERRED, OutcomeStatus.FAILED}
            turns[change.ref] += _TURNS if final else 1
        tally = session.tally
        tally.sent += len(batch)
        tally.to_send = max(tally.to_send, tally.sent)
        tally.pushed += applied.pushed
        tally.conflicts += applied.conflicts
        session.report_progress()
        session.announce(applied.refs)


def _park_once(session: Session, change: Change, tx: Transaction) -> bool:
    """The first time a change fails alone its seal is kept: a gateway may have failed after the server had applied it,
    and only the same change, sent again, finds out. The next time it counts as failed, and the seal goes."""
    entry = tx.entry(change.ref)
    if entry is None or entry.state is not EntryState.SENT or entry.tries >= len(FAILED_DELAYS_MS):
        return False
    retry_at = session.moment().now_ms + FAILED_DELAYS_MS[entry.tries]
    tx.put_entry(replace(entry, state=EntryState.PARKED, tries=entry.tries + 1, errors=(_FAULT,), retry_at=retry_at))
    return True


def _still_unanswered(batch: Batch, tx: Transaction) -> Batch:
    entries = tx.entries(change.ref for change in batch)
    return [change for change in batch if (entry := entries.get(change.ref)) is not None and entry.seal == change]


def _apply(session: Session, batch: Batch, answer: Answer, tx: Transaction) -> _Applied:
    refs = [change.ref for change in batch]
    records, entries = tx.records(refs), tx.entries(refs)
    terms = session.terms(tx)
    keeping = Keeping(tx, terms.moment.now_ms)
    pushed = Counter[str]()
    for change, outcome in zip(batch, answer.outcomes, strict=True):
        entry = entries.get(change.ref)
        if entry is None or entry.seal is None or entry.seal.change_id != change.change_id:
            continue  # dropped by its person meanwhile
        told = any(record is not None and record.lost for record in (outcome.record, entry.waiting))
        here = keeping.here(records.get(change.ref), entry, change.ref, told=told)
        result = answered(here, outcome, terms)
        keeping.keep(here, result.rebased)
        if result.acknowledged is not None:
            keeping.acknowledge(result.acknowledged)
            pushed[change.kind] += 1
    conflicts = keeping.write()
    if answer.seen is not None:
        tx.put_sync_state(replace(tx.sync_state(), seen=answer.seen))
    return _Applied(frozenset(keeping.refs), pushed, conflicts)
