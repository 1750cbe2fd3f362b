"""Tasks get done."""

from crmdesk.domain.changes import Changes
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import set_fields


async def complete_task(desk: Desk, task_id: str, *, done: bool = True) -> Changes:
    """Mark a task as done now, or as not done after all."""
    return await set_fields(desk, Ref("task", task_id), {"done": done})
