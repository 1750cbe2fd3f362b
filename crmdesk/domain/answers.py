"""What a remote's answer does to the entry whose sealed change it answers: the table of DESIGN 4, The engine. Pure."""

from dataclasses import dataclass, replace

from crmdesk.domain.deals import with_total
from crmdesk.domain.entries import is_restored, pending_fields, tidied
from crmdesk.domain.errors import Defect
from crmdesk.domain.rebase import Here, Rebased, Terms, accept
from crmdesk.domain.records import Acknowledged, Change, Entry, EntryState, Fields, Outcome, OutcomeStatus, Record

FAILED_DELAYS_MS = (25_000, 120_000, 600_000, 3_600_000, 18_000_000)
"""After the first to the fifth failure in a row; the sixth is the last."""
DEFERRED_AT_MOST_MS = 24 * 3_600_000
DEFERRED_TRIES = 8


@dataclass(frozen=True, slots=True)
class Answered:
    rebased: Rebased
    acknowledged: Acknowledged | None = None


def answered(here: Here, outcome: Outcome, terms: Terms) -> Answered:
    """`here` has a record and a sealed entry, and `outcome` answers that seal."""
    record, entry = here.record, here.entry
    if record is None or entry is None or entry.seal is None or entry.seal.change_id != outcome.change_id:
        raise Defect(f"an answer to {outcome.change_id} met no such sealed change")
    if outcome.status is OutcomeStatus.APPLIED:
        return _applied(here, record, entry, entry.seal, outcome, terms)
    if outcome.status is OutcomeStatus.CONFLICT:
        return Answered(_conflict(here, record, entry, outcome, terms))
    if outcome.status is OutcomeStatus.REJECTED:
        unsealed = _rejected(record, entry, entry.seal, outcome)
    elif outcome.status is OutcomeStatus.DEFERRED:
        unsealed = _deferred(entry, outcome, terms.moment.now_ms)
    else:
        unsealed = _failed(entry, outcome, terms.moment.now_ms)
    return Answered(_take_waiting(here, record, replace(unsealed, seal=None, waiting=None), entry.waiting, terms))


def _applied(here: Here, record: Record, entry: Entry, seal: Change, outcome: Outcome, terms: Terms) -> Answered:
    rev = outcome.rev or 0
    acknowledged = Acknowledged(seal, entry.base, rev, terms.moment.now_ms)
    if is_restored(entry, seal.deleted) and outcome.record is not None:
        return Answered(_restored(here, record, entry, seal, outcome.record, terms), acknowledged)
    base = _acknowledged_base(entry, seal, outcome, rev, terms)
    if record.deleted:
        # edits that were never sent go with the record, but only when the deletion has arrived
        fields = base.fields if base.deleted else record.fields
    else:
        fields = with_total(record.kind, {**base.fields, **_edited_since(entry, seal, base, record)})
    row = replace(base, fields=fields, deleted=record.deleted)
    unsealed = _acknowledged_entry(entry, seal, base)
    later = outcome.record if outcome.record is not None and outcome.record.rev > rev else None
    newest = max((item for item in (later, entry.waiting) if item is not None), key=lambda item: item.rev, default=None)
    return Answered(_take_waiting(here, row, unsealed, newest, terms), acknowledged)


def _acknowledged_entry(entry: Entry, seal: Change, base: Record | None) -> Entry:
    told = {name: value for name, value in entry.lost.items() if seal.lost.get(name) != value}
    return replace(
        entry, base=base, seal=None, waiting=None, lost=told,
        state=EntryState.WAITING, errors=(), tries=0, parked_since=None, retry_at=None,
    )  # fmt: skip


def _restored(here: Here, record: Record, entry: Entry, seal: Change, there: Record, terms: Terms) -> Rebased:
    """The record is back, and shows what its tombstone hid: it is merged like news, on what was known of it here."""
    known = replace(entry.base, deleted=False) if entry.base is not None else None
    unsealed = _acknowledged_entry(entry, seal, known)
    newest = there if entry.waiting is None or there.rev >= entry.waiting.rev else entry.waiting
    return _take_waiting(here, record, unsealed, newest, terms)


def _edited_since(entry: Entry, seal: Change, base: Record, record: Record) -> Fields:
    """What was edited here after sealing. What the remote's record holds beyond base and seal (a restored record whose
    fields were not known here) is news, and no edit of ours."""
    if base is entry.base:
        return pending_fields(entry, record)
    known = entry.base.fields if entry.base else {}
    sent = replace(base, fields=with_total(seal.kind, {**known, **seal.fields}))
    return pending_fields(replace(entry, base=sent), record)


def _acknowledged_base(entry: Entry, seal: Change, outcome: Outcome, rev: int, terms: Terms) -> Record:
    before = entry.base
    if before is not None and rev < before.rev:
        return before
    fields = with_total(seal.kind, {**(before.fields if before else {}), **seal.fields})
    if outcome.record is not None and outcome.record.rev == rev:
        return replace(outcome.record, fields=fields) if outcome.record.deleted else outcome.record
    known = before or Record(seal.kind, seal.id, rev, {}, created_by=terms.me)
    return replace(
        known, rev=rev, fields=fields, deleted=seal.deleted, edited={**known.edited, **seal.edited}, updated_by=terms.me
    )


def _conflict(here: Here, record: Record, entry: Entry, outcome: Outcome, terms: Terms) -> Rebased:
    known = [item for item in (outcome.record, entry.waiting) if item is not None]
    unsealed = replace(
        entry, seal=None, waiting=None, state=EntryState.WAITING, tries=0, parked_since=None, retry_at=None
    )
    if not known:
        # the remote does not have it: it goes out whole, as a create; there is nothing to delete
        unknown_there = replace(unsealed, base=None)
        row = replace(record, rev=0, updated_by=terms.me if record.deleted else record.updated_by)
        return Rebased(row, tidied(unknown_there, row))
    newest = max(known, key=lambda item: item.rev)
    void = replace(terms, void_revs=True)
    return accept(replace(here, record=record, entry=unsealed), newest, void)


def _take_waiting(here: Here, record: Record, entry: Entry, waiting: Record | None, terms: Terms) -> Rebased:
    left = tidied(entry, record)
    if waiting is None:
        return Rebased(record, left)
    return accept(replace(here, record=record, entry=left), waiting, terms)


def _rejected(record: Record, entry: Entry, seal: Change, outcome: Outcome) -> Entry:
    sends_all = not is_restored(entry, seal.deleted)
    edited_since = (sends_all and pending_fields(entry, record) != dict(seal.fields)) or record.deleted != seal.deleted
    state = EntryState.WAITING if edited_since else EntryState.QUARANTINED
    return replace(entry, state=state, errors=tuple(outcome.errors), tries=0, parked_since=None, retry_at=None)


def _deferred(entry: Entry, outcome: Outcome, now_ms: int) -> Entry:
    since = now_ms if entry.parked_since is None else entry.parked_since
    tries = entry.tries + 1
    given_up = tries >= DEFERRED_TRIES and now_ms - since >= DEFERRED_AT_MOST_MS
    return replace(
        entry,
        state=EntryState.QUARANTINED if given_up else EntryState.PARKED,
        errors=tuple(outcome.errors),
        tries=tries,
        parked_since=since,
        retry_at=None,
    )


def _failed(entry: Entry, outcome: Outcome, now_ms: int) -> Entry:
    tries = entry.tries + 1
    given_up = tries > len(FAILED_DELAYS_MS)
    return replace(
        entry,
        state=EntryState.QUARANTINED if given_up else EntryState.PARKED,
        errors=tuple(outcome.errors),
        tries=tries,
        parked_since=None,
        retry_at=None if given_up else now_ms + FAILED_DELAYS_MS[tries - 1],
    )
