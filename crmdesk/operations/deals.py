"""Deals move through the stages of pipelines."""

from crmdesk.domain.changes import Changes
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.pipelines import Pipeline, Stage, pipelines_of
from crmdesk.operations.records import set_fields

__all__ = ["Pipeline", "Stage", "move_deal", "stages"]


async def stages(desk: Desk) -> list[Pipeline]:
    """Every pipeline with its stages, in their order."""
    return await desk.store.read(pipelines_of)


async def move_deal(desk: Desk, deal_id: str, stage_id: str) -> Changes:
    """To a stage, of whichever pipeline: a won or lost one closes the deal now, an open one opens it again."""
    return await set_fields(desk, Ref("deal", deal_id), {"stage_id": stage_id})
