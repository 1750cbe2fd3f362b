"""A remote whose history is not the one we knew: it was restored from a backup, or our cursor is too old.

A lost history goes in four steps, each of which may be interrupted and begun again:

1. `start_over`: cursor, seen and epoch are forgotten; a complete download replaces what is here, entries stay, and
   revisions known here are void (records are judged by value).
2. The download comes to its end; `epoch` is still None: that is what says that steps 3 and 4 are due.
3. What was sent and not answered is sent again.
4. `replay`: every change acknowledged lately is sent again under its own id. What the backup holds answers applied,
   because ids and data were restored together; the others were lost with the old history, and become entries, merged
   into what the server has now, in the transaction that also stores the epoch. So each is there once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from crmdesk.domain.answers import answered
from crmdesk.domain.deals import with_total
from crmdesk.domain.entries import tidied
from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.lost_there import lost_fields, lost_record
from crmdesk.domain.merge import differing, merge, same, value_of
from crmdesk.domain.ports import SyncState, Transaction
from crmdesk.domain.rebase import Here, Rebased, Terms, accept
from crmdesk.domain.records import (
    Acknowledged,
    Change,
    Conflict,
    ConflictState,
    EditTime,
    Entry,
    EntryState,
    Fields,
    LostValue,
    Outcome,
    OutcomeStatus,
    Record,
    Ref,
)
from crmdesk.sync.keeping import Keeping
from crmdesk.sync.log import conflict_line
from crmdesk.sync.sending import send
from crmdesk.sync.session import Session


async def start_over(session: Session, *, lost: bool) -> None:
    """A complete download is due. `lost`: the remote's history is another one."""

    def work(tx: Transaction) -> None:
        state = replace(tx.sync_state(), cursor=None, resume=None, replacing=True)
        tx.put_sync_state(replace(state, seen=None, epoch=None) if lost else state)
        tx.start_replacing()

    await session.store.write(work)


def replay_is_due(state: SyncState) -> bool:
    return state.epoch is None and state.cursor is not None


def give_up_lost(tx: Transaction, missing: Sequence[Record], entries: Mapping[Ref, Entry], now_ms: int) -> None:
    """What the remote lacks that lost its history. What was changed from here comes again by replay; of the others, and
    of others' values, the copies are listed. With an entry a record goes out whole, and is a tombstone if that is given
    up. Tombstones stay, void."""
    listed: list[Conflict | None] = []
    dropped: list[Ref] = []
    void: list[Record] = []
    for record in missing:
        entry = entries.get(record.ref)
        known = entry.base if entry is not None else record
        changes = [item for item in tx.acknowledged_of(record.ref) if not item.change.deleted]
        if changes and known is not None and not known.deleted:
            listed.append(lost_fields(known, record, _made_again(record, changes), changes, now_ms))
        elif known is not None and not known.deleted:
            listed.append(lost_record(known, now_ms))
        if entry is not None:
            if not changes and entry.seal is None and entry.base is not None:
                tx.put_entry(replace(entry, base=replace(entry.base, rev=0, deleted=True)))
            continue
        if record.deleted:
            void.append(replace(record, rev=0))
        elif changes:
            dropped.append(record.ref)
        else:
            void.append(replace(record, rev=0, deleted=True))
    tx.drop_records(dropped)
    tx.put_records(void)
    for conflict in filter(None, listed):
        tx.put_conflict(conflict)
        tx.add_log([conflict_line(conflict, now_ms)])


def _made_again(record: Record, changes: Sequence[Acknowledged]) -> Record:
    """The record as the replay alone makes it."""
    again = replace(record, fields={}, edited={}, deleted=False)
    for item in changes:
        again = again.with_fields(item.change.fields)
    return again


def rewound(here: Here, there: Record) -> Here:
    """The base of what waits here, without what the remote has lost: where it holds again what was there before a
    change of ours was acknowledged, that change is lost, and nobody has edited the field since."""
    entry = here.entry
    if entry is None or entry.base is None:
        return here
    kind = KINDS[there.kind]
    fields = dict(entry.base.fields)
    before = dict(fields)
    for item in reversed(here.acknowledged):
        known = item.base.fields if item.base else {}
        for name, value in item.change.fields.items():
            if not same(kind, name, value_of(kind, before, name), value):
                continue
            before[name] = value_of(kind, known, name)
            if same(kind, name, before[name], value_of(kind, there.fields, name)):
                fields[name] = before[name]
    return replace(here, entry=replace(entry, base=replace(entry.base, fields=fields)))


async def judge_seals(session: Session) -> None:
    """Look at unanswered changes in the light of what the download brought.

    One whose base revision is by chance the number that the record has in the new history would be applied blindly.
    As the record has not moved past its base there, the change is not known there: it is merged like after a conflict,
    and sealed anew.
    """

    def work(tx: Transaction) -> _Queued:
        entries = [entry for entry in tx.all_entries() if entry.seal is not None and entry.waiting is not None]
        records = tx.records(entry.ref for entry in entries)
        terms = session.terms(tx)
        keeping = Keeping(tx, terms.moment.now_ms)
        for entry in entries:
            seal, waiting = entry.seal, entry.waiting
            if seal is None or waiting is None:
                continue
            here = keeping.here(records[entry.ref], entry, entry.ref, told=True)
            known = rewound(here, waiting)
            if seal.base_rev == waiting.rev:
                conflict = Outcome(seal.change_id, OutcomeStatus.CONFLICT, record=waiting)
                keeping.keep(here, answered(known, conflict, terms).rebased)
            elif known.entry is not None:
                tx.put_entry(known.entry)
        return _Queued(keeping.write(), frozenset(keeping.refs))

    _tell(session, await session.store.write(work))


async def replay(session: Session, epoch: str) -> None:
    """Ask for every acknowledged change whether it is there, and queue those anew that are not. Those are
    acknowledged no more: what they changed goes out under new ids."""
    acknowledged = await session.store.read(_acknowledged)
    lost: list[Acknowledged] = []
    made: dict[Ref, Change] = {}
    there: dict[Ref, Record] = {}
    asked = await session.store.read(partial(_to_ask, acknowledged))
    size = session.remote.caps.batch
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(asked), size):
        answer = await send(session, [item.change for item in asked[start : start + size]])
        outcomes.update((outcome.change_id, outcome) for outcome in answer.outcomes)
        await session.store.write(partial(_store_seen, answer.seen))
    for item in acknowledged:
        outcome = outcomes.get(item.change.change_id)
        if outcome is None or outcome.status is not OutcomeStatus.APPLIED:
            lost.append(item)
        elif item.base is None:
            made[item.change.ref] = item.change
        if outcome is not None and outcome.record is not None:
            there[item.change.ref] = outcome.record
    work = _by_record(lost, session.moment().offset_ms)
    void = [item.change.change_id for item in lost]
    _tell(session, await session.store.write(partial(_queue_lost, session, epoch, work, there, made, void)))


@dataclass(frozen=True, slots=True)
class _Queued:
    conflicts: int
    refs: frozenset[Ref]


def _tell(session: Session, queued: _Queued) -> None:
    session.tally.conflicts += queued.conflicts
    if queued.refs:
        session.announce(queued.refs)


def _store_seen(seen: str | None, tx: Transaction) -> None:
    if seen is not None:
        tx.put_sync_state(replace(tx.sync_state(), seen=seen))


def _acknowledged(tx: Transaction) -> list[Acknowledged]:
    """Without those of records that were deleted here since, and of which the remote has nothing left to delete."""
    items = tx.acknowledged_after(0)
    refs = {item.change.ref for item in items}
    records, entries = tx.records(refs), tx.entries(refs)
    gone = {ref for ref, record in records.items() if record.deleted and ref not in entries}
    return [item for item in items if item.change.ref not in gone]


def _to_ask(acknowledged: Sequence[Acknowledged], tx: Transaction) -> list[Acknowledged]:
    """Without those that are surely not there: a record stands at the revision that the change was made on, which in
    another history may be another version of it."""
    records = tx.records({item.change.ref for item in acknowledged})
    return [
        item
        for item in acknowledged
        if item.change.ref not in records or records[item.change.ref].rev != item.change.base_rev
    ]


@dataclass(frozen=True, slots=True)
class _LostWork:
    """What one record lost: the changes as one, on the record that the first was sealed on."""

    base: Record | None
    mine: Record
    edited: Mapping[str, EditTime]
    lost: Mapping[str, LostValue]
    """Values that they were the ones to tell of."""


def _by_record(lost: Sequence[Acknowledged], offset_ms: int) -> dict[Ref, _LostWork]:
    work: dict[Ref, _LostWork] = {}
    for item in lost:
        change = item.change
        known = work.get(change.ref)
        base = known.base if known else item.base
        mine = known.mine if known else item.base or Record(change.kind, change.id, 0, {})
        mine = replace(mine.with_fields(change.fields), deleted=change.deleted)
        times = {**(known.edited if known else {}), **_times(item, offset_ms)}
        told = {name: value for name, value in change.lost.items() if name != DELETED}
        work[change.ref] = _LostWork(base, mine, times, {**(known.lost if known else {}), **told})
    return work


def _times(item: Acknowledged, offset_ms: int) -> dict[str, EditTime]:
    """A change that made its record tells no edit times: its values are at least as old as its acknowledgement."""
    if item.base is None:
        return dict.fromkeys(item.change.fields, EditTime(item.at))
    return {name: EditTime(ms - offset_ms, offset_ms) for name, ms in item.change.edited.items()}


def _queue_lost(
    session: Session,
    epoch: str,
    lost: Mapping[Ref, _LostWork],
    there: Mapping[Ref, Record],
    made: Mapping[Ref, Change],
    void: Sequence[str],
    tx: Transaction,
) -> _Queued:
    records, entries = tx.records({*lost, *there}), tx.entries({*lost, *there})
    terms = session.terms(tx, void_revs=True)
    keeping = Keeping(tx, terms.moment.now_ms)
    for ref in {**dict.fromkeys(there), **dict.fromkeys(lost)}:
        record, entry = records.get(ref), entries.get(ref)
        here = keeping.here(record, entry, ref, told=True)
        incoming = there.get(ref)
        work = lost.get(ref)
        known = _knowing(here, made.get(ref))
        if work is not None and _is_deleted_there(here, incoming):
            known = _without(known, work)
        rebased = accept(known, incoming, terms) if incoming is not None else None
        if work is not None:
            standing = Rebased(known.record, known.entry) if known.record is not None else None
            rebased = _edited_again(work, rebased or standing, terms)
        if rebased is not None:
            keeping.keep(here, rebased)
    conflicts = keeping.write()
    tx.drop_acknowledged(void)
    tx.put_sync_state(replace(tx.sync_state(), epoch=epoch))
    return _Queued(conflicts, frozenset(keeping.refs))


def _knowing(here: Here, made: Change | None) -> Here:
    """An entry that was to make the record anew, after its first creation has been replayed: it knew that one."""
    if made is None or here.entry is None or here.entry.base is not None:
        return here
    base = Record(made.kind, made.id, 0, with_total(made.kind, made.fields))
    return replace(here, entry=replace(here.entry, base=base))


def _is_deleted_there(here: Here, incoming: Record | None) -> bool:
    """By the answer to the replay; of what was not asked, by what an entry has met meanwhile."""
    if incoming is not None:
        return incoming.deleted
    return here.entry is not None and here.entry.base is not None and here.entry.base.deleted


def _without(here: Here, work: _LostWork) -> Here:
    """What is known here of a record that is deleted there: a tombstone shows nothing, and it cannot hide what the
    remote has lost."""

    def older(record: Record) -> Record:
        before = work.base.fields if work.base else {}
        return replace(record, fields=_over(record.kind, work.mine.fields, record.fields, before))

    if here.entry is None:
        return replace(here, record=older(here.record) if here.record is not None else None)
    if here.entry.base is None:
        return here
    return replace(here, entry=replace(here.entry, base=older(here.entry.base)))


def _edited_again(work: _LostWork, now: Rebased | None, terms: Terms) -> Rebased | None:
    """The lost changes merged into the record as it is there now, under what is waiting here anyway. What was deleted
    and is not there any more stays here as a tombstone of revision 0: another desk may bring the record back."""
    mine = Entry(work.mine.kind, work.mine.id, work.base, edited=work.edited, lost=work.lost)
    there = _there(now)
    if there is not None and there.deleted:
        again = _edited_behind(there, work.mine, mine, terms)
    elif there is not None:
        again = accept(Here(work.mine, mine), there, terms)
    elif work.mine.deleted:
        return now or Rebased(replace(work.mine, rev=0, updated_by=terms.me), None)
    else:
        again = Rebased(replace(work.mine, rev=0), replace(mine, base=None, lost={}))
    if now is None or now.entry is None:
        return again
    return _under(again, now, now.entry)


def _edited_behind(there: Record, mine: Record, entry: Entry, terms: Terms) -> Rebased:
    """The lost changes of a record that is deleted there: merged into what is known of it, then met by the deletion."""
    if mine.deleted:
        return Rebased(there, None)
    merged = accept(Here(mine, entry), replace(there, deleted=False), terms)
    if merged.entry is None:
        return Rebased(there, None, merged.conflicts)
    undecided = next((conflict for conflict in merged.conflicts if conflict.state is ConflictState.OPEN), None)
    met = accept(Here(merged.record, merged.entry, undecided), there, terms)
    return replace(met, conflicts=(*merged.conflicts, *met.conflicts))


def _there(now: Rebased | None) -> Record | None:
    """The record as the remote has it, judged by what the download left here."""
    if now is None:
        return None
    return now.entry.base if now.entry is not None else now.record


def _under(again: Rebased, now: Rebased, entry: Entry) -> Rebased:
    """What was edited here since the lost changes stands over them."""
    record = now.record
    there = entry.base.fields if entry.base is not None else {}
    fields = _over(record.kind, there, record.fields, again.record.fields)
    row = replace(again.record, fields=fields, deleted=record.deleted)
    if again.entry is not None:
        held = EntryState.HELD in {again.entry.state, entry.state}
        entry = replace(
            entry,
            edited={**again.entry.edited, **entry.edited},
            lost={**again.entry.lost, **entry.lost},
            state=EntryState.HELD if held else entry.state,
        )
    return Rebased(row, tidied(entry, row), (*now.conflicts, *again.conflicts))


def _over(kind: str, base: Fields, upper: Fields, lower: Fields) -> Fields:
    """One person's changes of a record in turn, `upper` last: field by field, for whoever edited later did not touch
    the rest of a group."""
    merged = merge(kind, base, upper, lower)
    changed = set(differing(kind, base, upper))
    ours = {
        name: unit.mine[name] if name in changed else unit.theirs[name]
        for unit in merged.conflicts.values()
        for name in unit.mine
    }
    return with_total(kind, {**merged.fields, **ours})
