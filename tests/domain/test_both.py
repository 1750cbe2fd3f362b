from crmdesk.domain.both import both, can_keep_both
from crmdesk.domain.kinds import KINDS

CONTACT = KINDS["contact"].fields


def phone(value, label=None):
    return {"value": value, "label": label}


def test_two_lists_become_one_with_mine_first_and_no_element_twice():
    mine = [phone("+7 912 204-18-90", "work"), phone("+7 912 000-00-01")]
    theirs = [phone("8 (912) 204-18-90", "home"), phone("+7 495 120-44-00")]
    assert both(CONTACT["phones"], mine, theirs, "") == [*mine, phone("+7 495 120-44-00")]
    assert both(CONTACT["tags"], ["VIP"], ["vip", "pumps"], "") == ["VIP", "pumps"]


def test_a_text_of_theirs_stands_below_mine_with_whose_it_is():
    assert both(CONTACT["notes"], "Call.", "Wait.", "Boris, 19 Nov:") == "Call.\n\nBoris, 19 Nov:\nWait."
    assert both(CONTACT["notes"], None, "Wait.", "Boris, 19 Nov:") == "Wait."


def test_a_single_value_cannot_be_both():
    assert [name for name in CONTACT if can_keep_both("contact", name)] == ["phones", "emails", "tags", "notes"]
    assert not can_keep_both("contact", "deleted")
