from crmdesk.domain.conflicts import Side
from crmdesk.domain.records import Conflict, ConflictState, EditTime, Entry, FieldConflict, Record
from crmdesk.domain.suggestions import Reason, Suggestion, suggestions


def suggested(kind, fields, mine_at=None, theirs_at=None, stages=()):
    versions = {name: FieldConflict(None, mine, theirs, None) for name, (mine, theirs) in fields.items()}
    base = Record(kind, "r", 5, {}, edited=theirs_at or {})
    entry = Entry(kind, "r", base, {name: EditTime(at, 10) for name, at in (mine_at or {}).items()})
    return suggestions(Conflict("c", kind, "r", ConflictState.OPEN, 0, None, versions), entry, stages)


def test_the_newer_version_by_how_much_on_one_clock():
    fields = {"job_title": ("director", "head of supply")}
    assert suggested("contact", fields, {"job_title": 100}, {"job_title": 400}) == {
        "job_title": Suggestion(Side.THEIRS, Reason.NEWER, 290)
    }


def test_a_group_has_one_suggestion_by_its_latest_field():
    fields = {"first_name": ("Petr", "Peter"), "last_name": ("Petroff", "Petrow")}
    found = suggested("contact", fields, {"first_name": 500, "last_name": 100}, {"first_name": 1, "last_name": 400})
    assert set(found) == {"first_name", "last_name"}
    assert set(found.values()) == {Suggestion(Side.MINE, Reason.NEWER, 110)}


def test_the_fuller_version_whatever_its_age():
    fields = {
        "job_title": (None, "head of supply"),
        "address": ("Perm, Mira 4", "Perm"),
        "tags": (["a"], ["a", "b"]),
    }
    found = suggested("contact", fields, dict.fromkeys(fields, 9), dict.fromkeys(fields, 1))
    assert {name: (one.side, one.reason) for name, one in found.items()} == {
        "job_title": (Side.THEIRS, Reason.FULLER),
        "address": (Side.MINE, Reason.FULLER),
        "tags": (Side.THEIRS, Reason.FULLER),
    }


def test_a_longer_number_is_no_fuller_one():
    assert suggested("company", {"inn": ("7707", "770708")}) == {}


def test_the_stage_further_in_the_pipeline_and_none_across_pipelines():
    fields = {"stage_id": ("won", "talks")}
    found = suggested("deal", fields, {"stage_id": 1}, {"stage_id": 500}, ("new", "talks", "won"))
    assert found == {"stage_id": Suggestion(Side.MINE, Reason.FURTHER)}
    moved = {**fields, "pipeline_id": ("one", "two")}
    assert suggested("deal", moved, stages=("new", "talks", "won")) == {}


def test_nobody_is_told_whether_to_delete_nor_anything_without_a_reason():
    assert suggested("contact", {"deleted": (True, False)}, {"deleted": 1}, {"deleted": 2}) == {}
    assert suggested("contact", {"job_title": ("director", "head of supply")}) == {}
