"""What stands behind the pictures: two people have worked, and every state that a record can have is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crmdesk.demo.cast import Cast, choose_cast
from crmdesk.demo.stage import Stage
from crmdesk.demo.until import until
from crmdesk.domain.errors import Offline
from crmdesk.domain.ports import Pause, Policy, Query
from crmdesk.domain.records import ConflictState, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.lists import list_rows
from crmdesk.operations.policy import set_policy
from crmdesk.operations.records import add_record, set_fields
from crmdesk.sync import status

_WITHIN = 20.0
_IN_SIGHT = 8
"""Rows at the top of a list."""
_SKU = "DN-100"


@dataclass(frozen=True, slots=True)
class Scenery:
    stage: Stage
    cast: Cast
    open_conflict: str
    settled_conflict: str


async def set_up(stage: Stage) -> Scenery:
    """One conflict settled by itself and one to be decided, one refusal, three changes that wait. The two people edit
    in turns, the engine resting meanwhile."""
    if not await until(lambda: stage.engine.status.synced_at is not None, _WITHIN):
        raise Offline("the first sync does not come to its end")
    cast = await _cast_in_sight(stage)
    await stage.engine.pause(Pause())
    typed = stage.words.tour
    lower = str(int(typed.deal_amount) * 9 // 10)
    await _disagree(stage, cast.deal.ref, {"amount": typed.deal_amount}, {"amount": lower})
    await set_policy(stage.desk, Policy.ASK)
    phones = cast.contact.fields["phones"]
    await _disagree(
        stage,
        cast.contact.ref,
        {
            "job_title": typed.contact_job,
            "notes": typed.contact_note,
            "phones": [*phones, {"value": typed.contact_phone, "label": None}],
        },
        {
            "job_title": typed.contact_job_elsewhere,
            "notes": typed.contact_note_elsewhere,
            "tags": [*cast.contact.fields["tags"], typed.contact_tag_elsewhere],
        },
    )
    await _same_sku(stage)
    for row in (await list_rows(stage.desk, Query("contact"), _IN_SIGHT))[-2:]:
        await set_fields(
            stage.desk, row.record.ref, {"source": _another(stage.words.sources, row.record.fields.get("source"))}
        )
    await set_fields(stage.desk, cast.task.ref, {"done": True})
    found = await list_conflicts(stage.desk)
    by_state = {conflict.state: conflict.id for conflict in found}
    return Scenery(stage, cast, by_state[ConflictState.OPEN], by_state[ConflictState.SETTLED])


def _another(words: Sequence[str], held: object) -> str:
    return next(word for word in words if word != held)


async def _cast_in_sight(stage: Stage) -> Cast:
    """Near the top of the list, so that the signs of their states are seen in its pictures."""
    cast = await choose_cast(stage.desk)
    rows = await list_rows(stage.desk, Query("contact"), _IN_SIGHT)
    at_work = [row.record for row in rows[2:-2] if row.record.fields.get("job_title") and row.record.fields["phones"]]
    return replace(cast, contact=at_work[0]) if at_work else cast


async def _disagree(stage: Stage, ref: Ref, mine: Mapping[str, object], theirs: Mapping[str, object]) -> None:
    await set_fields(stage.desk, ref, mine)
    await set_fields(stage.colleague.desk, ref, theirs)
    await stage.colleague.sync()
    await _sync(stage)


async def _same_sku(stage: Stage) -> None:
    """A product number is unique: of two that come with one, the second is refused."""
    goods = stage.words.products[0]
    for desk in (stage.colleague.desk, stage.desk):
        await add_record(desk, "product", {"name": goods.name, "sku": _SKU, "price": goods.price})
    await stage.colleague.sync()
    await _sync(stage)


async def _sync(stage: Stage) -> None:
    report = await stage.engine.cycle()
    if report.state != status.IDLE:
        raise Offline(f"a sync of the scenery ended as {report.state}: {report.message}")
