"""The two desks of the story: what both are checked for, and how both sync."""

from crmdesk.demo.journal import Step
from crmdesk.demo.stage import Stage
from crmdesk.domain.records import Conflict, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.desk import Desk
from crmdesk.operations.outbox import count_outbox
from crmdesk.sync import status
from crmdesk.ui.conflict.dialog import ConflictDialog
from crmdesk.ui.records.page import RecordsPage


def both_desks(stage: Stage) -> tuple[tuple[str, Desk], tuple[str, Desk]]:
    return ("this desk", stage.desk), ("the colleague's desk", stage.colleague.desk)


async def sync_both(stage: Stage, step: Step) -> None:
    """Twice: what one desk sends last, the other has to fetch."""
    for _ in range(2):
        report = await stage.window.sync_now()
        step.check("this desk syncs", report is not None and report.state == status.IDLE)
        step.check("the colleague's desk syncs", (await stage.colleague.sync())["state"] == status.IDLE)
    await step.becomes("the status line is at rest", lambda: stage.engine.status.state == status.IDLE)


async def waiting(desk: Desk) -> int:
    """How many records wait to be sent."""
    return (await count_outbox(desk)).pending


async def conflicts_of(desk: Desk, ref: Ref) -> list[Conflict]:
    return [conflict for conflict in await list_conflicts(desk) if conflict.ref == ref]


async def open_list(stage: Stage, section: str) -> RecordsPage:
    await stage.window.show_section(section)
    page = stage.window.page
    assert page is not None
    return page


def dialog_in_sight(stage: Stage) -> ConflictDialog | None:
    return next((one for one in stage.window.findChildren(ConflictDialog) if one.isVisible()), None)
