"""The invariants of DESIGN 4, judged after a run (I4 also at every step of a cursor)."""

from collections.abc import Iterator, Sequence

from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.merge import same, value_of
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import EntryState, Ref
from crmdesk.sync.selecting import choose
from tests.fakes.remote_server import MemoryServer
from tests.simulation.desk import SimDesk
from tests.simulation.evidence import Evidence, is_unique, later, stands_alone
from tests.simulation.ledger import ADDED, REMOVED, SCALAR, WEB, Edit
from tests.simulation.values import elements_of, plain

_RIGHTLY_REFUSED = {"forbidden_word", "reference_deleted", "reference_unknown", "server_fault"}
_TIE_MS = 1_000


def what_waits(desk: SimDesk, server: MemoryServer) -> list[str]:
    """What a desk still has to do by itself: none, if only people are waited for (I3, I5)."""
    tx = desk.look()
    waits = [f"{desk.name} is {desk.status.state}"] if desk.status.state != "idle" else []
    if tx.sync_state().cursor != server.token():
        waits.append(f"{desk.name} stands at {tx.sync_state().cursor}, the server at {server.token()}")
    deferred = {
        entry.ref
        for entry in tx.all_entries()
        if entry.state is EntryState.PARKED and {error.code for error in entry.errors} == {"reference_unknown"}
    }
    free, _ = choose(tx, 1_000_000, frozenset(deferred), desk.clock.now_ms())
    waits += [f"{desk.name}: {entry.ref} is {entry.state}" for entry in free]
    for entry in tx.all_entries():
        # one whose time has come is free, or waits for a record that a person has to mend
        if entry.state is EntryState.PARKED and (entry.retry_at or 0) > desk.clock.now_ms():
            waits.append(f"{desk.name}: {entry.ref} is parked")
    return waits


def held_up_by(desk: SimDesk, word: str) -> list[str]:
    """What might go out at any time and does not hold the word, nor waits for what does."""
    tx = desk.look()
    deferred = {entry.ref for entry in tx.all_entries() if entry.state is EntryState.PARKED and entry.retry_at is None}
    free, records = choose(tx, 1_000_000, frozenset(deferred), desk.clock.now_ms())
    return [
        f"{desk.name}: {entry.ref}"
        for entry in free
        if word not in plain(dict(records[entry.ref].fields))
        and not (entry.seal and word in plain(dict(entry.seal.fields)))
    ]


def wrongly_refused(desk: SimDesk) -> list[str]:
    return [
        f"I5 {desk.name}: {entry.ref} was refused: {entry.errors}"
        for entry in desk.look().all_entries()
        if entry.state is EntryState.QUARANTINED and not {error.code for error in entry.errors} <= _RIGHTLY_REFUSED
    ]


def passed_by(desk: SimDesk, server: MemoryServer) -> list[str]:
    """I4: what the cursor has passed and is not stored here. A complete download brings no tombstones: of those that it
    passed the next push of an entry tells."""
    tx = desk.look()
    cursor = tx.sync_state().cursor
    if cursor is None:
        return []
    rev = server.rev_of(cursor)
    missed = []
    passed = {ref: record for ref, record in server.history.records.items() if record.rev <= rev}
    entries, records = tx.entries(passed), tx.records(passed)
    for ref, record in passed.items():
        entry, here = entries.get(ref), records.get(ref)
        known = [here, entry.base if entry else None, entry.waiting if entry else None]
        newest = max((item.rev for item in known if item is not None), default=-1)
        gone = record.deleted and (
            here is None or here.deleted or (entry is not None and record.rev <= desk.downloaded_to)
        )
        if newest < record.rev and not gone:
            missed.append(f"I4 {desk.name} stands at {rev} and knows {ref} at {newest}, not at {record.rev}")
    return missed


def differences(desk: SimDesk, server: MemoryServer) -> list[str]:
    """I3: whole states compared field by field."""
    here = {ref: record for ref, record in desk.disk.records().items() if not record.deleted}
    there = {ref: record for ref, record in server.history.records.items() if not record.deleted}
    found = [f"I3 {desk.name} still has an entry for {entry.ref}: {entry}" for entry in desk.look().all_entries()]
    found += [f"I3 {desk.name} lacks {ref}" for ref in there.keys() - here.keys()]
    found += [f"I3 only {desk.name} has {ref}" for ref in here.keys() - there.keys()]
    for ref in sorted(here.keys() & there.keys()):
        kind = KINDS[ref.kind]
        for name in kind.fields:
            mine, theirs = value_of(kind, here[ref].fields, name), value_of(kind, there[ref].fields, name)
            if not same(kind, name, mine, theirs):
                found.append(f"I3 {desk.name} has {ref}.{name} {mine!r}, the server {theirs!r}")
        if here[ref].rev != there[ref].rev:
            found.append(f"I3 {desk.name} has {ref} at {here[ref].rev}, the server at {there[ref].rev}")
    return found


def judge_history(evidence: Evidence, *, times_hold: bool, restored: bool) -> list[str]:
    """I1, I2, I7, and I8 if all clocks ran on.

    Of a server that was restored neither false conflicts nor I8: what was lost with the old history is played again by
    desks that do not know of each other, so a value may meet the one that knew it, and a record that is made anew tells
    no edit times. Both values stand in the conflict; nothing may be lost, replaced unseen or applied twice.
    """
    found = [*_vanished(evidence), *_elements_vanished(evidence), *_applied_twice(evidence), *_overwritten(evidence)]
    if not restored and not evidence.ledger.rolled_back:
        found += _false_conflicts(evidence)
        if times_hold:
            found += _wrong_winners(evidence)
    return found


def _vanished(evidence: Evidence) -> Iterator[str]:
    """I1: every edit is applied, recorded, waiting, replaced by its own author, or was given up."""
    edits = evidence.ledger.edits
    for edit in edits:
        if edit.how == REMOVED or (edit.how == SCALAR and edit.field != DELETED and not _is_unique(edit)):
            continue
        place = (edit.ref, edit.field)
        accounted = (
            edit.value in evidence.logged.get(place, ())
            or edit.value in evidence.recorded.get(place, ())
            or edit.value in evidence.buried.get(place, ())
            or (edit.desk, edit.ref) in evidence.ledger.dropped
            or (edit.field == "amount" and (edit.ref, "items") in evidence.logged)
            or later(edits, edit)
            or (edit.field == "amount" and _itemised_since(edits, edit))
            or (edit.field == DELETED and edit.value == "true" and _worked_on_since(edits, edit))
            or (edit.field == DELETED and edit.value == "true" and _deleted_by_others_too(edits, edit))
            or _not_there(evidence, edit)
            or (edit.desk == WEB and (_given_up_with_its_record(evidence, edit) or _set_since(evidence, edit)))
            or evidence.is_pending(edit)
            or edit.number in evidence.ledger.rolled_back
            or (edit.desk == WEB and (edit.field == DELETED or edit.number not in evidence.ledger.known_elsewhere))
            or _was_replaced(evidence, edit)
        )
        if not accounted:
            yield f"I1 vanished: {edit}"


def _itemised_since(edits: Sequence[Edit], amount: Edit) -> bool:
    """Its author typed items later, whose total takes the place of what was typed."""
    return any(
        (edit.desk, edit.ref, edit.field) == (amount.desk, amount.ref, "items") and edit.number > amount.number
        for edit in edits
    )


def _deleted_by_others_too(edits: Sequence[Edit], deletion: Edit) -> bool:
    """Both sides agreed, and the deletion that the server had is told of, or lost, as the other's."""
    return any(
        (edit.ref, edit.field, edit.value) == (deletion.ref, DELETED, "true") and edit.desk != deletion.desk
        for edit in edits
    )


def _worked_on_since(edits: Sequence[Edit], deletion: Edit) -> bool:
    """Its author went on with the record, which a restored server had shown again."""
    return any(
        (edit.desk, edit.ref) == (deletion.desk, deletion.ref) and edit.number > deletion.number for edit in edits
    )


def _was_replaced(evidence: Evidence, edit: Edit) -> bool:
    """By somebody who knew it and whose value is accounted for; the log of that may have gone with a lost history."""
    place = (edit.ref, edit.field)
    kept = (evidence.logged, evidence.recorded, evidence.buried)
    return any(
        any(other.value in values.get(place, ()) for values in kept)
        for other in evidence.ledger.edits
        if (other.ref, other.field) == place and evidence.knows(other, edit.value)
    )


def _given_up_with_its_record(evidence: Evidence, edit: Edit) -> bool:
    """Somebody who saw the record deleted it, when the server had lost it already."""
    return edit.ref not in evidence.server.history.records and any(
        (other.ref, other.field, other.value) == (edit.ref, DELETED, "true") and other.number > edit.number
        for other in evidence.ledger.edits
    )


def _set_since(evidence: Evidence, edit: Edit) -> bool:
    """Somebody set the field when the server had lost the value: theirs is newer, and no desk but the author's could
    tell that it knew nothing of the other. The web has none."""
    place = (edit.ref, edit.field)
    return any(
        (other.ref, other.field) == place and other.number > edit.number for other in evidence.ledger.edits
    ) and bool(evidence.logged.get(place))


def _not_there(evidence: Evidence, edit: Edit) -> bool:
    """Deleted, and the server does not have it: it never had, or lost it when it was restored."""
    return edit.field == DELETED and edit.ref not in evidence.server.history.records


def _elements_vanished(evidence: Evidence) -> Iterator[str]:
    """I1 and I7 of lists: an element that came to the server is there, unless somebody took it away or a conflict tells
    of it."""
    edits = evidence.ledger.edits
    removed = {(edit.ref, edit.field, edit.value) for edit in edits if edit.how == REMOVED}
    for edit in edits:
        place = (edit.ref, edit.field)
        record = evidence.server.history.records.get(edit.ref)
        if edit.how != ADDED or record is None or place in evidence.ledger.decided:
            continue
        gone = edit.value not in elements_of(edit.ref.kind, edit.field, record.fields.get(edit.field))
        told = (*place, edit.value) in removed or edit.value in evidence.recorded.get(place, ())
        if gone and edit.value in evidence.standing.get(place, ()) and not told:
            yield f"I7 an element is gone from the server: {edit}"


def _applied_twice(evidence: Evidence) -> Iterator[str]:
    """I2: a value that was typed once comes into the server's log once. What overrides another value by name is the
    outcome of a recorded conflict, and may well be the value that stood there before."""
    times: dict[tuple[Ref, str, str], int] = {}
    for _, _, change in evidence.server.history.log:
        if change.base_rev is None:  # made anew, after its tombstone was purged
            times = {key: count for key, count in times.items() if key[0] != change.ref}
        for name, value in change.fields.items():
            key = (change.ref, name, plain(value))
            judged = is_unique(*key) and stands_alone(change.ref, name) and key[:2] not in evidence.ledger.decided
            if judged and name not in change.lost:
                times[key] = times.get(key, 0) + 1
    for key, count in times.items():
        if count > max(1, len(evidence.edits_of(*key))):
            yield f"I2 applied {count} times: {key}"


def _overwritten(evidence: Evidence) -> Iterator[str]:
    """I7: an acknowledged value is replaced by who knew it, or a conflict holds it."""
    current: dict[tuple[Ref, str], str] = {}
    for rev, user, change in evidence.server.history.log:
        if change.base_rev is None:  # made anew, after its tombstone was purged
            current = {place: value for place, value in current.items() if place[0] != change.ref}
        for name, value in change.fields.items():
            place, new = (change.ref, name), plain(value)
            old = current.get(place)
            current[place] = new
            if name == "amount" and (change.ref, "items") in evidence.logged:
                continue  # computed, and never a conflict by itself
            if old is None or old == new or not is_unique(*place, old) or not is_unique(*place, new):
                continue
            known = any(evidence.knows(edit, old) for edit in evidence.edits_of(*place, new))
            if not known and old not in evidence.recorded.get(place, ()) and place not in evidence.ledger.decided:
                yield f"I7 {user} replaced {place} {old} by {new} at {rev} without knowing it"


def _false_conflicts(evidence: Evidence) -> Iterator[str]:
    """I7: no conflict between two edits of which one knew the other."""
    for desk in evidence.desks:
        for conflict in desk.look().conflicts():
            for name, versions in conflict.fields.items():
                place = (conflict.ref, name)
                mine, theirs = plain(versions.mine), plain(versions.theirs)
                if place in evidence.ledger.decided or not stands_alone(*place):
                    continue
                sides = [(mine, theirs), (theirs, mine)]
                for one, other in sides:
                    known = [evidence.knows(edit, other) for edit in evidence.edits_of(*place, one)]
                    if is_unique(*place, one) and is_unique(*place, other) and known == [True]:
                        yield f"I7 {desk.name} recorded a conflict on {place}, but {one} knew {other}"


def _wrong_winners(evidence: Evidence) -> Iterator[str]:
    """I8: under last-write-wins the edit made later in true time stands."""
    if any(desk.look().policy() is not Policy.LAST_WRITE_WINS for desk in evidence.desks):
        return
    current: dict[tuple[Ref, str], str] = {}
    for rev, _, change in evidence.server.history.log:
        if change.base_rev is None:
            current = {place: value for place, value in current.items() if place[0] != change.ref}
        for name, lost in change.lost.items():
            place = (change.ref, name)
            winner = plain(change.fields[name]) if name in change.fields else current.get(place)
            if winner is None or not stands_alone(*place) or place in evidence.ledger.decided:
                continue
            won, gave_way = evidence.edits_of(*place, winner), evidence.edits_of(*place, plain(lost.value))
            if not (len(won) == len(gave_way) == 1 and won[0].measured and gave_way[0].measured):
                continue
            if won[0].at_ms < gave_way[0].at_ms - _TIE_MS:
                yield f"I8 at {rev} {won[0]} stands over the later {gave_way[0]}"
        for name, value in change.fields.items():
            current[change.ref, name] = plain(value)


def _is_unique(edit: Edit) -> bool:
    return is_unique(edit.ref, edit.field, edit.value)
