"""Tasks get done, or are overdue."""

from datetime import UTC, datetime

from crmdesk.domain.changes import Changes
from crmdesk.domain.ports import Query, Transaction
from crmdesk.domain.records import Fields, Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.moments import moment
from crmdesk.operations.records import set_fields


async def complete_task(desk: Desk, task_id: str, *, done: bool = True) -> Changes:
    """Mark a task as done now, or as not done after all."""
    return await set_fields(desk, Ref("task", task_id), {"done": done})


def is_overdue(task: Fields, now_ms: int) -> bool:
    """Not done, and its moment, or its whole day on this computer's calendar, has passed."""
    due = task.get("due_at")
    if task.get("done") or not isinstance(due, str):
        return False
    try:
        at = datetime.fromisoformat(due)
    except ValueError:
        return False
    return at.date() < _here(now_ms).date() if task.get("all_day") else at < _here(now_ms)


async def count_overdue(desk: Desk) -> int:
    """How many tasks `is_overdue` is true of."""
    now = desk.clock.now_ms()
    at_a_time = Query("task", unlike={"done": True, "all_day": True}, before={"due_at": moment(now)})
    today = f"{_here(now).date()}T00:00:00Z"
    whole_days = Query("task", where={"all_day": True}, unlike={"done": True}, before={"due_at": today})

    def work(tx: Transaction) -> int:
        return tx.count(at_a_time) + tx.count(whole_days)

    return await desk.store.read(work)


def _here(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()
