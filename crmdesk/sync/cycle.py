"""One cycle: greet, push the outbox, pull from the cursor; every hindrance ends it in its own state."""

from dataclasses import dataclass, replace

from crmdesk.domain.entries import CLOCK_WAS_SET_MS
from crmdesk.domain.errors import (
    CrmdeskError,
    DeviceRevoked,
    Hindrance,
    HistoryUnknown,
    Offline,
    ResyncRequired,
    SignInRequired,
    SlowDown,
    StorageFault,
)
from crmdesk.domain.ports import Counts, SyncState, Transaction
from crmdesk.domain.records import EntryState
from crmdesk.sync import status
from crmdesk.sync.history import judge_seals, replay, replay_is_due, start_over
from crmdesk.sync.log import KEPT_MS as LOG_KEPT_MS
from crmdesk.sync.log import log_cycle
from crmdesk.sync.pulling import pull_all
from crmdesk.sync.pushing import Pusher
from crmdesk.sync.remote import Greeting
from crmdesk.sync.session import Session
from crmdesk.sync.status import Report, fault_reason

_KEPT_MS = 35 * 24 * 3_600_000
"""So long an acknowledged change is kept: for a server restored from a backup, and to know whose edit stands."""


async def run_cycle(session: Session, pusher: Pusher) -> Report:
    """Never raises for a hindrance: the report tells of it, and so does the stored sync state."""
    try:
        await _exchange_all(session, pusher)
    except Hindrance as hindrance:
        return await _report(session, _ending_of(hindrance))
    return await _report(session, _Ending(status.IDLE))


async def _exchange_all(session: Session, pusher: Pusher) -> None:
    greeting = await session.greet()
    known_history = await session.store.write(lambda tx: _meet(session, greeting, tx))
    if not known_history:
        await start_over(session, lost=True)
    try:
        await _exchange(session, pusher, greeting)
    except (HistoryUnknown, ResyncRequired) as hindrance:
        await start_over(session, lost=isinstance(hindrance, HistoryUnknown))
        await _exchange(session, pusher, greeting)


def _meet(session: Session, greeting: Greeting, tx: Transaction) -> bool:
    """Note who is there and what its clock says; whether its history is the one we know. Raises Offline for another
    server: nothing is ever sent to it."""
    state = tx.sync_state()
    if state.server_id not in {None, greeting.server_id}:
        raise Offline("another server answers at this address", reason="not_our_server")
    offset_ms = session.moment().offset_ms
    if state.offset_ms is not None and abs(offset_ms - state.offset_ms) > CLOCK_WAS_SET_MS:
        _wake_parked(tx)
    first_time = state.epoch is None and state.cursor is None and not state.replacing
    tx.put_sync_state(
        replace(
            state,
            server_id=greeting.server_id,
            offset_ms=offset_ms,
            there=greeting.counts,
            epoch=greeting.epoch if first_time else state.epoch,
        )
    )
    return first_time or state.epoch in {None, greeting.epoch}


def _wake_parked(tx: Transaction) -> None:
    """This computer's clock was set: times to wait for that were counted on it mean nothing any more."""
    tx.put_entries(
        replace(entry, retry_at=None, parked_since=None)
        for entry in tx.all_entries()
        if entry.state is EntryState.PARKED
    )


async def _exchange(session: Session, pusher: Pusher, greeting: Greeting) -> None:
    state = await session.store.read(_state)
    if state.cursor is None:
        # first what is there: nothing is sent on revisions that may be void, and nothing that this download would not
        # bring comes to stand here without an entry
        await pull_all(session)
        state = await session.store.read(_state)
    if replay_is_due(state):
        await judge_seals(session)
        await pusher.push_unanswered(session)
        await replay(session, greeting.epoch)
    await pusher.push_all(session)
    await pull_all(session)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a cycle ended."""

    state: str
    message: str = ""
    reason: str = ""
    retry_after: float | None = None


def _ending_of(hindrance: Hindrance) -> _Ending:
    return _Ending(
        _state_of(hindrance),
        str(hindrance),
        _reason_of(hindrance),
        hindrance.retry_after if isinstance(hindrance, SlowDown) else None,
    )


def _reason_of(hindrance: Hindrance) -> str:
    if isinstance(hindrance, Offline):
        return hindrance.reason
    fault = fault_reason(hindrance)
    if fault:
        return fault
    # a server that disowns its history once more right after a complete download
    return "server_fault" if isinstance(hindrance, (HistoryUnknown, ResyncRequired)) else ""


def _state_of(hindrance: CrmdeskError) -> str:
    if isinstance(hindrance, DeviceRevoked):
        return status.DEVICE_REVOKED
    if isinstance(hindrance, SignInRequired):
        return status.SIGN_IN_REQUIRED
    if isinstance(hindrance, SlowDown):
        return status.SLOW_DOWN
    if isinstance(hindrance, (Offline, HistoryUnknown, ResyncRequired)):
        return status.OFFLINE
    return status.FAILED


async def _report(session: Session, ending: _Ending) -> Report:
    """Store how the cycle ended and count what is left. A disk that fails at this too leaves only the message."""
    try:
        stored, counts = await session.store.write(lambda tx: _finish(session, ending, tx))
    except StorageFault as fault:
        stored, counts, ending = SyncState(), Counts(), _ending_of(fault)
    tally = session.tally
    return Report(
        state=ending.state,
        pushed=tally.pushed.total(),
        pulled=tally.pulled.total(),
        conflicts=tally.conflicts,
        quarantined=counts.quarantined,
        pending=counts.pending,
        cursor=stored.cursor,
        message=ending.message,
        reason=ending.reason,
        retry_after=ending.retry_after,
    )


def _finish(session: Session, ending: _Ending, tx: Transaction) -> tuple[SyncState, Counts]:
    now_ms = session.moment().now_ms
    before = tx.sync_state()
    after = replace(before, state=ending.state, message=ending.message)
    if ending.state == status.IDLE:
        after = replace(after, synced_at=now_ms)
        tx.forget_acknowledged(now_ms - _KEPT_MS)
        tx.forget_log(now_ms - LOG_KEPT_MS)
    tx.put_sync_state(after)
    log_cycle(tx, session.tally, (ending.state, ending.reason, ending.message), before.state, now_ms)
    return after, tx.counts()


def _state(tx: Transaction) -> SyncState:
    return tx.sync_state()
