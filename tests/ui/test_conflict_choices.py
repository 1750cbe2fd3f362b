"""What is chosen in a conflict: groups, both, own, suggestions, and what is kept."""

from dataclasses import replace

from crmdesk.domain.conflicts import Side
from crmdesk.domain.records import Conflict, ConflictState, FieldConflict
from crmdesk.domain.suggestions import Reason, Suggestion
from crmdesk.ui.conflict.choices import Choices, Pick
from tests.ui.disputes import CITY, JOB, TAGS

FIRST = FieldConflict("Pyotr", "Petr", "Peter", None)
LAST = FieldConflict("Petrov", "Petroff", "Petrow", None)
NOTES = FieldConflict("Call.", "Call at nine.", "Call Boris.", None)


def make(**fields):
    return Choices(Conflict("c", "contact", "r", ConflictState.OPEN, 0, None, fields))


def test_fields_of_one_group_go_together():
    choices = make(first_name=FIRST, last_name=LAST, job_title=JOB)
    choices.choose("first_name", Pick.THEIRS)
    assert choices.picks == {"first_name": Pick.THEIRS, "last_name": Pick.THEIRS}
    assert choices.undecided == ["job_title"]


def test_the_answer_is_a_side_and_what_differs_from_it():
    choices = make(address=CITY, job_title=JOB)
    choices.choose("address", Pick.MINE)
    choices.choose("job_title", Pick.THEIRS)
    assert choices.answer() == ("mine", {"job_title": "head of supply"})
    choices.set_own("address", "Tomsk")
    assert choices.answer() == ("theirs", {"address": "Tomsk"})
    choices.choose("job_title", Pick.BASE)
    assert choices.answer() == (None, {"address": "Tomsk", "job_title": "manager"})


def test_items_that_conflict_with_the_currency_go_with_it():
    fields = {name: FieldConflict(None, 1, 2, None) for name in ("items", "currency", "vat")}
    choices = Choices(Conflict("c", "deal", "r", ConflictState.OPEN, 0, None, fields))
    choices.choose("items", Pick.THEIRS)
    assert set(choices.picks) == {"items", "currency"}
    choices.choose("items", Pick.BOTH)
    assert choices.pick_of("currency") is Pick.THEIRS


def test_lists_and_texts_are_kept_both_and_nothing_else():
    choices = replace(make(notes=NOTES, tags=TAGS, job_title=JOB), heading="Boris, 19 Nov:")
    for name in ("notes", "tags", "job_title"):
        choices.choose(name, Pick.BOTH)
    assert choices.result("notes") == "Call at nine.\n\nBoris, 19 Nov:\nCall Boris."
    assert choices.result("tags") == ["a", "mine", "theirs"]
    assert choices.undecided == ["job_title"]


def test_what_was_merged_by_itself_is_sent_only_where_the_person_chose_otherwise():
    merged = {name: FieldConflict(None, None, "Omsk", "Omsk") for name in ("address", "source")}
    conflict = Conflict("c", "contact", "r", ConflictState.OPEN, 0, None, {"job_title": JOB}, merged)
    choices = Choices(conflict)
    choices.choose("job_title", Pick.THEIRS)
    assert choices.answer() == ("theirs", {})
    choices.choose("address", Pick.MINE)
    assert choices.answer() == ("theirs", {"address": None})


def test_choices_are_kept_taken_up_and_taken_back():
    choices = make(job_title=JOB, address=CITY)
    choices.choose("job_title", Pick.BASE)
    choices.set_own("address", "Tomsk")
    again = Choices(replace(choices.conflict, picks=choices.kept()))
    assert (again.picks, again.own) == (choices.picks, choices.own)
    choices.take_back()
    assert choices.undecided == ["address"]
    choices.take_back()
    choices.take_back()
    assert choices.picks == {}


def test_all_suggestions_choose_nothing_without_a_reason():
    choices = make(job_title=JOB, address=CITY)
    choices.suggested = {"address": Suggestion(Side.MINE, Reason.FULLER)}
    choices.accept()
    assert choices.picks == {"address": Pick.MINE}


def test_a_result_typed_in_a_group_leaves_the_others_undecided_together():
    choices = make(first_name=FIRST, last_name=LAST)
    choices.set_own("first_name", "Piotr")
    assert choices.undecided == ["last_name"]
    choices.choose("last_name", Pick.THEIRS)
    assert (choices.result("first_name"), choices.result("last_name")) == ("Piotr", "Petrow")


def test_a_result_typed_in_a_group_keeps_the_side_that_the_others_have():
    choices = make(first_name=FIRST, last_name=LAST)
    choices.choose("last_name", Pick.MINE)
    choices.set_own("first_name", "Piotr")
    assert choices.picks == {"first_name": Pick.OWN, "last_name": Pick.MINE}
    choices.choose("first_name", Pick.THEIRS)
    assert choices.picks == {"first_name": Pick.THEIRS, "last_name": Pick.THEIRS}


def test_what_was_taken_from_the_server_stays_when_the_server_has_another_value():
    choices = make(job_title=JOB, address=CITY)
    choices.choose("job_title", Pick.THEIRS)
    choices.choose("address", Pick.MINE)
    later = {"job_title": replace(JOB, theirs="chair"), "address": replace(CITY, mine="Perm, Mira 5")}
    again = Choices(replace(choices.conflict, fields=later, picks=choices.kept()))
    assert (again.pick_of("job_title"), again.result("job_title")) == (Pick.OWN, "head of supply")
    assert (again.pick_of("address"), again.result("address")) == (Pick.MINE, "Perm, Mira 5")
