"""How edits enter the outbox and what is sealed (DESIGN 4, The engine; Clocks)."""

from dataclasses import replace

from crmdesk.domain.entries import Moment, edit_ms, edited, pending_fields, sealed, tidied
from crmdesk.domain.errors import FieldError
from crmdesk.domain.records import EditTime, Entry, EntryState, LostValue, Record

ID = "0190b7a1-0000-7000-8000-000000000001"
WHEN = EditTime(wall_ms=1_000_000, offset_ms=0)
NOW = Moment(now_ms=2_000_000, offset_ms=0)


def contact(rev: int = 5, *, deleted: bool = False, **fields: object) -> Record:
    return Record("contact", ID, rev, fields, deleted=deleted)


def test_an_edit_keeps_the_base_and_the_time_of_each_field():
    before, after = contact(job_title="a"), contact(job_title="b")
    entry = edited(before, after, None, WHEN)
    assert entry is not None
    assert entry.base == before
    assert entry.edited == {"job_title": WHEN}
    assert pending_fields(entry, after) == {"job_title": "b"}


def test_an_edit_taken_back_by_hand_leaves_nothing_to_send():
    """F60."""
    before, after = contact(job_title="a"), contact(job_title="b")
    entry = edited(before, after, None, WHEN)
    assert edited(after, before, entry, WHEN) is None


def test_a_value_in_another_spelling_is_no_edit():
    before = contact(phones=[{"value": "8 (912) 204-18-90", "label": None}])
    after = contact(phones=[{"value": "+79122041890", "label": None}])
    assert edited(before, after, None, WHEN) is None


def test_a_record_made_and_deleted_before_it_was_sent_is_never_sent():
    made = contact(rev=0, last_name="x")
    entry = edited(None, made, None, WHEN)
    assert entry is not None
    assert entry.is_create
    assert edited(made, replace(made, deleted=True), entry, WHEN) is None


def test_any_edit_tries_a_quarantined_entry_again():
    refused = Entry(
        "contact",
        ID,
        contact(job_title="a"),
        state=EntryState.QUARANTINED,
        errors=(FieldError("x", "y", "z"),),
        tries=3,
    )
    entry = edited(contact(job_title="b"), contact(job_title="c"), refused, WHEN)
    assert entry is not None
    assert (entry.state, entry.errors, entry.tries) == (EntryState.WAITING, (), 0)


def test_a_held_entry_stays_held_whatever_is_typed():
    base = contact(job_title="a")
    held = Entry("contact", ID, base, state=EntryState.HELD)
    entry = edited(contact(job_title="b"), base, held, WHEN)
    assert entry is not None
    assert entry.state is EntryState.HELD


def test_a_seal_holds_only_what_changed():
    before, after = contact(job_title="a", source="s"), contact(job_title="b", source="s")
    entry = edited(before, after, None, WHEN)
    assert entry is not None
    seal = sealed(entry, after, "c1", NOW).seal
    assert seal is not None
    assert (seal.base_rev, dict(seal.fields), dict(seal.edited)) == (5, {"job_title": "b"}, {"job_title": 1_000_000})


def test_a_seal_of_a_deletion_has_no_fields():
    before, after = contact(job_title="a"), contact(job_title="b", deleted=True)
    entry = edited(before, after, None, WHEN)
    assert entry is not None
    seal = sealed(entry, after, "c1", NOW).seal
    assert seal is not None
    assert (seal.deleted, dict(seal.fields), dict(seal.edited)) == (True, {}, {"deleted": 1_000_000})


def test_a_deals_amount_is_not_sent_while_it_has_items():
    items = [{"id": ID, "price": "10.00", "quantity": 1}]
    before = Record("deal", ID, 5, {"amount": "1.00", "currency": "RUB"})
    after = Record("deal", ID, 5, {"amount": "10.00", "currency": "RUB", "items": items})
    entry = edited(before, after, None, WHEN)
    assert entry is not None
    assert set(pending_fields(entry, after)) == {"items"}


def test_an_edit_time_is_corrected_by_this_cycles_offset_and_clamped():
    base = replace(contact(job_title="a"), edited={"job_title": 1_500_000})
    entry = Entry("contact", ID, base, edited={"job_title": WHEN, "source": WHEN, "address": EditTime(9_000_000, 0)})
    assert edit_ms(entry, "source", Moment(2_000_000, 30_000)) == 1_030_000
    assert edit_ms(entry, "job_title", NOW) == 1_500_000, "never before the base field's edit time"
    assert edit_ms(entry, "address", NOW) == 2_000_000, "never after the remote's now"


def test_a_field_that_goes_along_with_its_group_is_as_old_as_the_edit_that_won():
    """I8: stamped with the time of sending it would win over edits that were made in between."""
    theirs = replace(contact(first_name="Theirs", last_name="Old"), edited={"first_name": 900_000})
    mine = replace(theirs, fields={"first_name": "Known", "last_name": "Mine"})
    seal = sealed(Entry("contact", ID, theirs, edited={"last_name": WHEN}), mine, "c1", NOW).seal
    assert seal is not None
    assert seal.edited == {"first_name": 1_000_000, "last_name": 1_000_000}


def test_an_edit_made_before_the_clock_was_set_counts_as_made_at_sealing():
    entry = Entry("contact", ID, contact(), edited={"source": EditTime(1_000_000, 0)})
    assert edit_ms(entry, "source", Moment(2_000_000, 60_001)) == 2_060_001


def test_a_lost_value_that_stands_again_is_not_told():
    now = contact(job_title="mine")
    entry = Entry("contact", ID, now, lost={"job_title": LostValue("mine", "u2", 1)})
    assert tidied(entry, now) is None
    told = Entry("contact", ID, now, lost={"job_title": LostValue("theirs", "u2", 1)})
    assert tidied(told, now) == told
