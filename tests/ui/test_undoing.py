"""What is said of a thing that was taken back."""

import pytest

from crmdesk.domain.changes import Changes
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.records import Ref
from crmdesk.operations.undo import Undone
from crmdesk.ui.undoing import UndoWords

REF = Ref("contact", "a")


@pytest.mark.parametrize(
    ("undone", "said"),
    [
        (Undone(REF, "changed", ("job_title",), (), Changes()), "As it was before: Contact “Zimin”"),
        (
            Undone(REF, "changed", ("job_title",), ("address",), Changes()),
            "As it was before: Contact “Zimin”. Changed since, and left: Address",
        ),
        (
            Undone(REF, "added", (), (DELETED,), Changes()),
            "Nothing to take back in: Contact “Zimin”. It was changed since.",
        ),
        (
            Undone(REF, "decided", ("job_title",), (), Changes(), second_stays=True),
            "The decision is taken back: Contact “Zimin”. The second record stays",
        ),
    ],
)
def test_what_was_left_is_said_with_what_came_back(appearance, undone, said):
    assert UndoWords().sentence(undone, "Zimin") == said
