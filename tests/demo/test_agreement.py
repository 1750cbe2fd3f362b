import hashlib

from crmdesk.demo.agreement import checksum, differences
from crmdesk.domain.records import Ref

ONE = Ref("contact", "01a20aee-0000-7000-8000-000000000001")
TWO = Ref("contact", "01a20aee-0000-7000-8000-000000000002")
DEAL = Ref("deal", "01a20aee-0000-7000-8000-000000000003")


def test_equal_states_do_not_differ():
    assert differences({ONE: {"job_title": "a", "rev": 1}}, {ONE: {"rev": 1, "job_title": "a"}}) == []


def test_a_field_that_differs_is_named():
    here, there = {ONE: {"job_title": "a", "rev": 1}}, {ONE: {"job_title": "b", "rev": 1}}
    assert differences(here, there) == [f"contact {ONE.id}: job_title"]


def test_a_revision_that_differs_counts_too():
    assert differences({ONE: {"rev": 1}}, {ONE: {"rev": 2}}) == [f"contact {ONE.id}: rev"]


def test_a_record_that_only_one_side_has_is_named():
    assert differences({ONE: {"rev": 1}}, {}) == [f"contact {ONE.id}: only on one side"]
    assert differences({}, {ONE: {"rev": 1}}) == [f"contact {ONE.id}: only on one side"]


def test_the_checksum_is_over_ids_and_revisions_of_one_kind_in_the_order_of_ids():
    state = {TWO: {"rev": 7}, DEAL: {"rev": 8}, ONE: {"rev": 9}}
    expected = hashlib.sha256(f"{ONE.id} 9\n{TWO.id} 7\n".encode()).hexdigest()
    assert checksum(state, "contact") == (2, expected)
