"""Pulling: each page, its cursor and what it does to entries in one transaction; a page is taken only if it starts at
the cursor."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from crmdesk.domain.errors import FieldError, Offline
from crmdesk.domain.ports import SyncState, Transaction
from crmdesk.domain.rebase import Terms, accept
from crmdesk.domain.records import EntryState, Ref
from crmdesk.sync.history import give_up_lost, rewound
from crmdesk.sync.keeping import Keeping
from crmdesk.sync.log import refusal_line
from crmdesk.sync.remote import Page
from crmdesk.sync.sending import send
from crmdesk.sync.session import Session

T = TypeVar("T")
_OUT_OF_SCOPE = FieldError("id", "out_of_scope", "you no longer have access to this record")


@dataclass(frozen=True, slots=True)
class _Taken:
    refs: frozenset[Ref]
    pulled: Counter[str]
    """By kind."""
    conflicts: int
    replaced: bool
    """The page was the last of a download that replaced what was here."""


async def pull_all(session: Session) -> None:
    """Take pages until there are no more. A download that is under way goes on where it stopped."""
    state = await session.store.read(_state)
    pages = session.remote.pull(state.cursor, state.seen, state.resume)
    arrived_at = state.resume
    async with closed_at_exit(pages):
        async for page in pages:
            if await session.store.read(partial(_is_unproved, page)):
                await send(session, [])
            taken = await session.store.write(partial(_take, session, page, arrived_at))
            arrived_at = page.resume
            if taken is None:
                raise Offline("a page came that does not begin where this computer stands", reason="not_our_server")
            _tell(session, page, taken)
    if state.cursor is None and (await session.store.read(_state)).cursor is None:
        raise Offline("the download broke off")


@asynccontextmanager
async def closed_at_exit(stream: AsyncIterator[T]) -> AsyncIterator[None]:
    """A stream that is left early is closed then and there, not when the garbage collector comes by."""
    try:
        yield
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


def _state(tx: Transaction) -> SyncState:
    return tx.sync_state()


def _tell(session: Session, page: Page, taken: _Taken) -> None:
    tally = session.tally
    tally.received += len(page.records)
    tally.to_receive = max(page.total, tally.received)
    tally.pulled += taken.pulled
    tally.conflicts += taken.conflicts
    session.report_progress()
    if taken.replaced:
        session.announce_everything()
    elif taken.refs:
        session.announce(taken.refs)


def _take(session: Session, page: Page, arrived_at: str | None, tx: Transaction) -> _Taken | None:
    """None: the page is not the one that is due. `arrived_at`: the resume token of the page before it; a replica that
    was built anew during a download stands at its beginning."""
    state = tx.sync_state()
    if page.start != state.cursor or state.resume != arrived_at:
        return None
    downloading = page.start is None
    void_revs = downloading and state.replacing and state.epoch is None
    terms = session.terms(tx, void_revs=void_revs)
    incoming = {record.ref: record for record in page.records}
    records, entries = tx.records(incoming), tx.entries(incoming)
    keeping = Keeping(tx, terms.moment.now_ms)
    pulled = Counter(ref.kind for ref in page.removed)
    for ref, record in incoming.items():
        entry = entries.get(ref)
        void = void_revs and entry is not None
        here = keeping.here(records.get(ref), entry, ref, told=void or bool(record.lost))
        if void_revs:
            keeping.look_for_lost(here, record)
        if keeping.keep(here, accept(rewound(here, record) if void else here, record, terms)):
            pulled[ref.kind] += 1
    conflicts = keeping.write()
    _remove(tx, page, terms.moment.now_ms)
    replaced = downloading and state.replacing and page.cursor is not None
    if downloading and state.replacing:
        tx.mark_brought(incoming)
    if replaced:
        conflicts += _give_up(tx, terms)
    tx.put_sync_state(_moved_on(state, page, replaced=replaced))
    return _Taken(frozenset(keeping.refs | set(page.removed)), pulled, conflicts, replaced)


def _is_unproved(page: Page, tx: Transaction) -> bool:
    """A download asks for no revision that is known: before its page counts as the newest, a call that names the one
    known so far shows whether both are of one history."""
    state = tx.sync_state()
    return page.start is None and state.seen is not None and state.seen != page.seen


def _give_up(tx: Transaction, terms: Terms) -> int:
    """What a complete download did not bring. How many conflicts that makes. A record with something to send stays, and
    meets its deletion; if the remote lost its history the next push tells what there is."""
    missing = tx.not_brought()
    entries = tx.entries(record.ref for record in missing)
    if tx.sync_state().epoch is None:
        give_up_lost(tx, missing, entries, terms.moment.now_ms)
        return 0
    tx.drop_records(record.ref for record in missing if record.ref not in entries and not record.deleted)
    keeping = Keeping(tx, terms.moment.now_ms)
    void = replace(terms, void_revs=True)
    for record in missing:
        entry = entries.get(record.ref)
        if entry is not None and entry.base is not None:
            here = keeping.here(record, entry, record.ref, told=False)
            keeping.keep(here, accept(here, replace(entry.base, fields={}, deleted=True), void))
    return keeping.write()


def _moved_on(state: SyncState, page: Page, *, replaced: bool) -> SyncState:
    return replace(
        state,
        cursor=page.cursor if page.cursor is not None else state.cursor,
        resume=page.resume,
        seen=page.seen if page.seen is not None else state.seen,
        replacing=state.replacing and not replaced,
    )


def _remove(tx: Transaction, page: Page, now_ms: int) -> None:
    """No longer ours to see: the copy goes. With something to send it stays, and the entry waits for a person; while
    a change is under way its answer decides."""
    entries = tx.entries(page.removed)
    tx.drop_records([ref for ref in page.removed if ref not in entries])
    unsent = [entry for entry in entries.values() if entry.seal is None]
    tx.put_entries(
        replace(entry, state=EntryState.QUARANTINED, errors=(_OUT_OF_SCOPE,), retry_at=None) for entry in unsent
    )
    tx.add_log(
        refusal_line(entry.ref, [_OUT_OF_SCOPE], now_ms)
        for entry in unsent
        if entry.state is not EntryState.QUARANTINED
    )
