"""What an incoming record and an answer do to a record with something to send (DESIGN 4)."""

from dataclasses import replace
from typing import Any

import pytest

from crmdesk.domain.answers import answered
from crmdesk.domain.conflicts import Side, resolve
from crmdesk.domain.entries import Moment, edited, pending_fields, sealed
from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.ports import Policy
from crmdesk.domain.rebase import Here, Terms, accept
from crmdesk.domain.records import (
    Acknowledged,
    Change,
    Conflict,
    ConflictState,
    EditTime,
    EntryState,
    Lost,
    Outcome,
    OutcomeStatus,
    Record,
)

ID = "0190b7a1-0000-7000-8000-000000000001"
ME, THEM = "me", "them"
LATER = Moment(now_ms=5_000)
LWW = Terms(Policy.LAST_WRITE_WINS, ME, LATER)
ASK = Terms(Policy.ASK, ME, LATER)
BASE = {"job_title": "base", "source": "base", "notes": None}


def record(rev: int, *, deleted: bool = False, at: int = 0, by: str = THEM, **fields: Any) -> Record:
    times = dict.fromkeys(fields, at) | ({"deleted": at} if deleted else {})
    shown = {} if deleted else {**BASE, **fields}
    return Record("contact", ID, rev, shown, deleted=deleted, edited=times, updated_by=by)


def here(at: int = 1_000, *, deleted: bool = False, **fields: Any) -> Here:
    """This desk with a base of revision 5 and an edit made at `at`."""
    base = record(5)
    now = replace(base, fields={**BASE, **fields}, deleted=deleted)
    return Here(now, edited(base, now, None, EditTime(at, 0)))


def in_flight(at: int = 1_000, **fields: Any) -> Here:
    place = here(at, **fields)
    assert place.record is not None
    assert place.entry is not None
    return replace(place, entry=sealed(place.entry, place.record, "c1", LATER))


def only(conflicts: tuple[Conflict, ...]) -> Conflict:
    (conflict,) = conflicts
    return conflict


def test_without_an_entry_the_newer_record_is_taken_and_the_older_is_not():
    known = Here(record(5))
    assert accept(known, record(6, source="x"), LWW).record.rev == 6
    assert accept(known, record(4, source="x"), LWW).record.rev == 5


def test_different_fields_both_survive_without_a_conflict():
    rebased = accept(here(job_title="mine"), record(6, source="theirs"), LWW)
    assert (rebased.record.fields["job_title"], rebased.record.fields["source"]) == ("mine", "theirs")
    assert rebased.entry is not None
    assert rebased.entry.base is not None
    assert rebased.entry.base.rev == 6
    assert rebased.conflicts == ()


def test_the_same_value_on_both_sides_is_agreement():
    rebased = accept(here(job_title="same"), record(6, job_title="same"), LWW)
    assert (rebased.entry, rebased.conflicts) == (None, ())


def test_the_later_edit_wins_and_names_what_it_overrides():
    rebased = accept(here(at=2_000, job_title="mine"), record(6, at=1_000, job_title="theirs"), LWW)
    conflict = only(rebased.conflicts)
    assert rebased.record.fields["job_title"] == "mine"
    assert conflict.state is ConflictState.SETTLED
    assert conflict.fields["job_title"].result == "mine"
    assert conflict.fields["job_title"].theirs == "theirs"
    assert rebased.entry is not None
    assert rebased.entry.lost["job_title"].value == "theirs"
    assert rebased.entry.lost["job_title"].by == THEM


def test_the_earlier_edit_loses_and_is_told_to_the_other_side():
    rebased = accept(here(at=1_000, job_title="mine"), record(6, at=2_000, job_title="theirs"), LWW)
    assert rebased.record.fields["job_title"] == "theirs"
    assert only(rebased.conflicts).fields["job_title"].result == "theirs"
    assert rebased.entry is not None
    change = sealed(rebased.entry, rebased.record, "c2", LATER).seal
    assert change is not None
    assert dict(change.fields) == {}
    assert (change.lost["job_title"].value, change.lost["job_title"].by) == ("mine", ME)


def test_a_tie_goes_to_the_change_that_arrives_later():
    rebased = accept(here(at=2_000, job_title="mine"), record(6, at=2_000, job_title="theirs"), LWW)
    assert rebased.record.fields["job_title"] == "mine"


def test_ask_holds_the_entry_and_shows_the_persons_own_value():
    rebased = accept(here(job_title="mine", notes="n"), record(6, at=9, job_title="theirs", source="t"), ASK)
    assert rebased.entry is not None
    assert rebased.entry.state is EntryState.HELD
    assert rebased.record.fields["job_title"] == "mine"
    assert rebased.record.fields["source"] == "t"
    assert only(rebased.conflicts).state is ConflictState.OPEN
    assert only(rebased.conflicts).fields["job_title"].result is None


def test_an_open_conflict_follows_the_other_side_and_closes_when_both_agree():
    held = accept(here(job_title="mine"), record(6, job_title="theirs"), ASK)
    place = Here(held.record, held.entry, only(held.conflicts))
    moved = accept(place, record(7, job_title="theirs again"), ASK)
    assert only(moved.conflicts).id == only(held.conflicts).id
    assert only(moved.conflicts).fields["job_title"].theirs == "theirs again"
    assert only(moved.conflicts).fields["job_title"].base == "base"
    agreed = accept(replace(place, open_conflict=only(moved.conflicts)), record(8, job_title="mine"), ASK)
    assert only(agreed.conflicts).state is ConflictState.SETTLED
    assert agreed.entry is None


@pytest.mark.parametrize(("side", "expected"), [(Side.MINE, "mine"), (Side.THEIRS, "theirs")])
def test_resolving_an_open_conflict_releases_the_entry(side: Side, expected: str):
    held = accept(here(job_title="mine"), record(6, job_title="theirs"), ASK)
    resolved = resolve(held.record, held.entry, only(held.conflicts), side, {}, EditTime(4_000, 0))
    assert resolved.record.fields["job_title"] == expected
    assert resolved.conflict.state is ConflictState.SETTLED
    assert resolved.conflict.fields["job_title"].result == expected
    if side is Side.MINE:
        assert resolved.entry is not None
        assert resolved.entry.state is EntryState.WAITING
        assert resolved.entry.lost["job_title"].value == "theirs"
    else:
        assert resolved.entry is None


def test_an_open_conflict_must_be_decided_whole():
    held = accept(here(job_title="mine", source="m"), record(6, job_title="theirs", source="t"), ASK)
    with pytest.raises(Refused, match="source"):
        resolve(held.record, held.entry, only(held.conflicts), None, {"job_title": "x"}, EditTime(4_000, 0))


def test_a_settled_conflict_is_turned_round_by_an_ordinary_edit():
    rebased = accept(here(at=1_000, job_title="mine"), record(6, at=2_000, job_title="theirs"), LWW)
    resolved = resolve(rebased.record, None, only(rebased.conflicts), Side.MINE, {}, EditTime(4_000, 0))
    assert resolved.record.fields["job_title"] == "mine"
    assert resolved.entry is not None
    assert resolved.entry.lost == {}


def test_an_edit_survives_a_deletion_there():
    rebased = accept(here(job_title="mine"), record(6, deleted=True, at=4_000), LWW)
    assert not rebased.record.deleted
    assert rebased.record.fields["job_title"] == "mine"
    assert rebased.entry is not None
    change = sealed(rebased.entry, rebased.record, "c2", LATER).seal
    assert change is not None
    assert (change.base_rev, change.deleted, dict(change.fields)) == (6, False, {}), "the record alone comes back first"
    assert pending_fields(rebased.entry, rebased.record) == {"job_title": "mine"}
    assert change.lost["deleted"].value is True
    assert only(rebased.conflicts).fields["deleted"].result is False


def test_an_edit_there_survives_a_deletion_here():
    rebased = accept(here(deleted=True), record(6, job_title="theirs"), LWW)
    assert not rebased.record.deleted
    assert rebased.record.fields["job_title"] == "theirs"
    assert only(rebased.conflicts).fields["deleted"].mine is True
    assert rebased.entry is not None
    assert rebased.entry.lost["deleted"].by == ME


def test_a_deletion_of_what_nobody_edited_is_no_conflict():
    assert accept(Here(record(5)), record(6, deleted=True), LWW).record.deleted
    kept = accept(here(deleted=True), record(6), LWW)
    assert kept.record.deleted
    assert kept.entry is not None
    assert kept.conflicts == ()


def test_a_tombstone_keeps_its_fields_here():
    assert accept(Here(record(5, source="kept")), record(6, deleted=True), LWW).record.fields["source"] == "kept"


def test_what_goes_out_whole_and_meets_a_tombstone_still_has_all_to_send():
    """Nobody here knows what that one hides: what was typed here is not known there (seed 3532)."""
    made = replace(record(0), fields={**BASE, "job_title": "mine"})
    place = Here(made, edited(None, made, None, EditTime(1_000, 0)))
    met = accept(place, record(9, deleted=True), LWW)
    assert not met.record.deleted
    assert met.entry is not None
    assert pending_fields(met.entry, met.record)["job_title"] == "mine"


def test_deleted_on_both_sides_is_agreement():
    rebased = accept(here(deleted=True), record(6, deleted=True), LWW)
    assert rebased.record.deleted
    assert (rebased.entry, rebased.conflicts) == (None, ())


def test_while_a_seal_is_unanswered_an_incoming_record_waits():
    rebased = accept(in_flight(job_title="mine"), record(6, job_title="theirs"), LWW)
    assert rebased.record.fields["job_title"] == "mine"
    assert rebased.entry is not None
    assert rebased.entry.waiting is not None
    assert rebased.conflicts == ()


def test_an_applied_answer_touches_only_what_was_sealed():
    place = in_flight(job_title="sealed")
    assert place.record is not None
    typed = replace(place.record, fields={**place.record.fields, "job_title": "typed since", "source": "new"})
    entry = edited(place.record, typed, place.entry, EditTime(3_000, 0))
    result = answered(Here(typed, entry), Outcome("c1", OutcomeStatus.APPLIED, rev=8), LWW)
    assert result.rebased.entry is not None
    assert result.rebased.entry.base is not None
    assert result.rebased.entry.base.rev == 8
    assert result.rebased.entry.base.fields["job_title"] == "sealed"
    assert result.rebased.record.fields["job_title"] == "typed since"
    assert set(result.rebased.entry.edited) == {"job_title", "source"}
    assert result.acknowledged is not None


def test_an_applied_answer_without_later_edits_ends_the_entry():
    result = answered(in_flight(job_title="mine"), Outcome("c1", OutcomeStatus.APPLIED, rev=8), LWW)
    assert result.rebased.entry is None
    assert result.rebased.record.rev == 8


def test_what_waited_behind_an_applied_change_is_taken_as_knowing_it():
    place = in_flight(job_title="mine")
    waiting = accept(place, record(9, at=3_000, job_title="theirs, knowing mine"), LWW)
    result = answered(Here(waiting.record, waiting.entry), Outcome("c1", OutcomeStatus.APPLIED, rev=8), LWW)
    assert result.rebased.record.fields["job_title"] == "theirs, knowing mine"
    assert result.rebased.conflicts == ()


def test_a_conflict_answer_is_merged_and_sealed_anew():
    theirs = record(9, at=500, job_title="theirs")
    result = answered(in_flight(job_title="mine"), Outcome("c1", OutcomeStatus.CONFLICT, record=theirs), LWW)
    assert result.rebased.entry is not None
    assert result.rebased.entry.seal is None
    assert result.rebased.entry.base == theirs
    assert only(result.rebased.conflicts).fields["job_title"].result == "mine"


def test_a_record_the_server_does_not_have_goes_out_whole_as_a_create():
    result = answered(in_flight(job_title="mine"), Outcome("c1", OutcomeStatus.CONFLICT), LWW)
    assert result.rebased.entry is not None
    change = sealed(result.rebased.entry, result.rebased.record, "c2", LATER).seal
    assert change is not None
    assert change.base_rev is None
    assert dict(change.fields) == {"job_title": "mine", "source": "base"}


def test_a_rejected_change_is_quarantined_unless_it_was_edited_since():
    refusal = Outcome("c1", OutcomeStatus.REJECTED, errors=(FieldError("job_title", "too_long", "shorten it"),))
    place = in_flight(job_title="mine")
    assert answered(place, refusal, LWW).rebased.entry.state is EntryState.QUARANTINED
    assert place.record is not None
    typed = replace(place.record, fields={**place.record.fields, "job_title": "shorter"})
    entry = edited(place.record, typed, place.entry, EditTime(3_000, 0))
    assert answered(Here(typed, entry), refusal, LWW).rebased.entry.state is EntryState.WAITING


def test_a_failed_change_waits_longer_each_time_and_the_sixth_failure_is_the_last():
    place = here(job_title="mine")
    waits = []
    for number in range(1, 7):
        assert place.record is not None
        assert place.entry is not None
        sent = replace(place, entry=sealed(place.entry, place.record, f"c{number}", LATER))
        failed = answered(sent, Outcome(f"c{number}", OutcomeStatus.FAILED), LWW).rebased
        place = Here(failed.record, failed.entry)
        assert failed.entry is not None
        if failed.entry.retry_at is not None:
            waits.append((failed.entry.retry_at - LATER.now_ms) // 1_000)
    assert waits == [25, 120, 600, 3_600, 18_000]
    assert place.entry is not None
    assert place.entry.state is EntryState.QUARANTINED


def test_a_deferred_change_is_given_up_only_after_a_day_and_eight_tries():
    def deferred(place: Here, now_ms: int) -> Here:
        assert place.record is not None
        assert place.entry is not None
        moment = Moment(now_ms)
        sent = replace(place, entry=sealed(place.entry, place.record, "c1", moment))
        outcome = Outcome("c1", OutcomeStatus.DEFERRED)
        result = answered(sent, outcome, Terms(Policy.LAST_WRITE_WINS, ME, moment)).rebased
        return Here(result.record, result.entry)

    day = 24 * 3_600_000
    place = here(job_title="mine")
    for minute in range(20):
        place = deferred(place, minute * 60_000)
    assert place.entry is not None
    assert place.entry.state is EntryState.PARKED
    place = deferred(place, day)
    assert place.entry is not None
    assert place.entry.state is EntryState.QUARANTINED


def test_a_desk_learns_that_its_edit_was_overridden():
    lost = Lost("job_title", "mine", ME, "2026-11-23T10:00:00Z", 7)
    theirs = replace(record(7, job_title="theirs"), lost=(lost,))
    told = only(accept(Here(record(6, job_title="mine", by=ME)), theirs, LWW).conflicts)
    assert told.state is ConflictState.SETTLED
    assert told.by == THEM
    assert (told.fields["job_title"].mine, told.fields["job_title"].result) == ("mine", "theirs")
    again = accept(Here(theirs), replace(theirs, rev=8), LWW)
    assert again.conflicts == (), "told once"


def test_a_desk_learns_that_its_edit_stands_over_anothers():
    change = Change("c0", "contact", ID, 5, {"job_title": "mine"})
    place = Here(record(6, job_title="mine", by=ME), acknowledged=(Acknowledged(change, record(5), 6, 0),))
    lost = Lost("job_title", "theirs", THEM, "2026-11-23T10:00:00Z", 7)
    told = only(accept(place, replace(record(7, job_title="mine"), lost=(lost,)), LWW).conflicts)
    versions = told.fields["job_title"]
    assert (versions.base, versions.mine, versions.theirs, versions.result) == ("base", "mine", "theirs", "mine")
    assert told.by == THEM


def test_what_was_to_be_overridden_and_never_was_is_not_told_as_lost():
    won = accept(here(at=2_000, job_title="mine"), record(6, at=1_000, job_title="theirs"), LWW)
    assert won.entry is not None
    deleted = replace(won.record, deleted=True)
    entry = edited(won.record, deleted, won.entry, EditTime(3_000, 0))
    back = accept(Here(deleted, entry), record(7, at=4_000, job_title="theirs, later"), LWW)
    assert not back.record.deleted
    assert back.entry is not None
    assert set(back.entry.lost) == {"deleted"}


def test_a_strangers_conflict_is_not_listed_here():
    lost = Lost("job_title", "x", "third", "2026-11-23T10:00:00Z", 7)
    assert accept(Here(record(6)), replace(record(7, job_title="y"), lost=(lost,)), LWW).conflicts == ()
