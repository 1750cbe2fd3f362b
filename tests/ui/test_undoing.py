"""What can be taken back is offered, and said."""

import pytest
from PySide6.QtWidgets import QPushButton

from crmdesk.domain.changes import Changes
from crmdesk.domain.kinds import DELETED
from crmdesk.domain.records import Ref
from crmdesk.operations.records import set_fields
from crmdesk.operations.tasks import complete_task
from crmdesk.operations.undo import Undone
from crmdesk.ui.toast import Toast
from crmdesk.ui.undoing import UndoWords
from tests.ui.waiting import until

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


async def test_the_undo_of_a_toast_is_of_what_it_tells_and_not_of_what_came_after(window, place):
    company = await place.synced("company", 900, name="Vector")
    task = await place.synced("task", 1, title="Call", done=False)
    await window.start()
    await complete_task(place.desk, task.id)
    await set_fields(place.desk, task, {"company_id": company.id})
    window._undoing.offer_task_done(task, done=True)
    verb = window.findChild(QPushButton, "toast.verb")
    await until(verb.isVisible)
    verb.click()
    await until(lambda: "As it was before" in window.findChild(Toast, "toast").text())
    fields = await place.fields(task)
    assert (fields["done"], fields["company_id"]) == (False, company.id)


async def test_what_cannot_be_taken_back_any_more_is_told_without_a_verb(window, place):
    task = await place.synced("task", 1, title="Call")
    await window.start()
    window._undoing.offer_deleted(task)
    await until(lambda: window.findChild(Toast, "toast").text() == "Task “Call” deleted")
    assert not window.findChild(QPushButton, "toast.verb").isVisible()
