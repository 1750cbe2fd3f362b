"""The records that the tour's story is about, and how they are read."""

from dataclasses import dataclass

from crmdesk.domain.errors import NotFound
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Fields, Record, Ref
from crmdesk.operations.deals import Stage, stages
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import list_rows
from crmdesk.operations.records import show_record

_LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True)
class Cast:
    """As they are when the story begins."""

    contact: Record
    bystander: Record
    """Another contact: of what is done to it nothing is left."""
    deal: Record
    next_stage: Stage
    """Where the deal is moved to."""
    task: Record
    chore: Record
    """Another task to be done."""
    product: Record


async def choose_cast(desk: Desk) -> Cast:
    """Contacts at work, the first with ё in the name if there is one; an open deal without items; tasks to be done.
    Raises NotFound if there are none."""
    at_work = [record for record in await _all(desk, "contact") if record.fields.get("job_title")]
    with_yo = [record for record in at_work if "ё" in record.fields["last_name"].lower()]
    pipeline = (await stages(desk))[0]
    still_open = [stage for stage in pipeline.stages if stage.outcome == "open"]
    following = dict(zip((stage.id for stage in still_open), still_open[1:], strict=False))
    deals = [
        record
        for record in await _all(desk, "deal")
        if record.fields["stage_id"] in following and not record.fields.get("items")
    ]
    tasks = [record for record in await _all(desk, "task") if not record.fields["done"]]
    products = await _all(desk, "product")
    contact = next(iter(with_yo or at_work), None)
    others = [record for record in at_work if record != contact]
    if contact is None or not (others and deals and tasks[1:] and products):
        raise NotFound("these data hold no story: take more records")
    return Cast(
        contact=contact,
        bystander=others[0],
        deal=deals[0],
        next_stage=following[deals[0].fields["stage_id"]],
        task=tasks[0],
        chore=tasks[1],
        product=products[0],
    )


async def fields_of(desk: Desk, ref: Ref) -> Fields:
    return (await show_record(desk, ref)).record.fields


async def _all(desk: Desk, kind: str) -> list[Record]:
    return [row.record for row in await list_rows(desk, Query(kind), _LOOKED_AT)]
