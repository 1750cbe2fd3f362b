"""Which tasks are overdue."""

from datetime import UTC, datetime, timedelta

import pytest

from crmdesk.domain.records import Record
from crmdesk.operations.tasks import count_overdue, is_overdue
from tests.operations.desks import START


def around_now(**span):
    at = datetime.fromtimestamp(START / 1000, UTC) + timedelta(**span)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def day(**span):
    """An all-day moment: midnight UTC of the calendar day here."""
    at = datetime.fromtimestamp(START / 1000, UTC).astimezone() + timedelta(**span)
    return f"{at.date()}T00:00:00Z"


TASKS = {
    "passed": ({"due_at": around_now(minutes=-1)}, True),
    "to come": ({"due_at": around_now(minutes=1)}, False),
    "done": ({"due_at": around_now(minutes=-1), "done": True}, False),
    "not done": ({"due_at": around_now(minutes=-1), "done": False, "all_day": False}, True),
    "yesterday": ({"due_at": day(days=-1), "all_day": True}, True),
    "today": ({"due_at": day(), "all_day": True}, False),
    "yesterday, done": ({"due_at": day(days=-1), "all_day": True, "done": True}, False),
    "some day": ({"due_at": None}, False),
}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_overdue_once_its_moment_or_its_day_has_passed(name):
    fields, overdue = TASKS[name]
    assert is_overdue(fields, START) is overdue


async def test_overdue_tasks_are_counted_as_each_is_judged(place):
    await place.store.write(lambda tx: tx.put_records(Record("task", name, 1, TASKS[name][0]) for name in TASKS))
    assert await count_overdue(place.desk) == sum(overdue for _, overdue in TASKS.values())
