import pytest

from crmdesk.domain.errors import Refused
from crmdesk.domain.ids import uuid7
from crmdesk.operations.deals import move_deal, stages
from crmdesk.operations.records import add_record, set_fields
from crmdesk.operations.tasks import complete_task
from tests.operations.desks import START, START_MOMENT

NEW, TALKS, WON, LOST, OTHER = (uuid7(3, number) for number in range(5))


def stage(stage_id, name, outcome, position):
    return {"id": stage_id, "name": name, "outcome": outcome, "position": position}


@pytest.fixture
async def pipelines(place):
    """Sales comes first by position, its stages stored out of order."""
    second = await place.synced("pipeline", 1, name="Service", position=2, stages=[stage(OTHER, "Open", "open", 1)])
    rows = [
        stage(WON, "Won", "won", 3),
        stage(NEW, "New", "open", 1),
        stage(LOST, "Lost", "lost", 4),
        stage(TALKS, "Talks", "open", 2),
    ]
    first = await place.synced("pipeline", 2, name="Sales", position=1, stages=rows)
    return first.id, second.id


@pytest.fixture
async def deal(place, pipelines):
    ref, _ = await add_record(place.desk, "deal", {"title": "Pumps"})
    return ref


async def held(place, ref, *names):
    fields = (await place.record(ref)).fields
    return tuple(fields[name] for name in names)


async def test_stages_come_in_their_order(place, pipelines):
    listed = await stages(place.desk)
    assert [pipeline.name for pipeline in listed] == ["Sales", "Service"]
    assert [one.name for one in listed[0].stages] == ["New", "Talks", "Won", "Lost"]


async def test_a_new_deal_stands_at_the_first_stage_of_the_first_pipeline(place, pipelines, deal):
    assert await held(place, deal, "pipeline_id", "stage_id", "closed_at") == (pipelines[0], NEW, None)


async def test_winning_closes_a_deal_and_moving_back_opens_it_again(place, deal):
    await move_deal(place.desk, deal.id, WON)
    assert await held(place, deal, "stage_id", "closed_at") == (WON, START_MOMENT)
    place.clock.ms = START + 60_000
    await set_fields(place.desk, deal, {"title": "Pumps and hoses", "stage_id": WON})
    assert await held(place, deal, "closed_at") == (START_MOMENT,)
    await move_deal(place.desk, deal.id, TALKS)
    assert await held(place, deal, "stage_id", "closed_at") == (TALKS, None)


async def test_a_loss_reason_goes_with_the_lost_stage(place, deal):
    await set_fields(place.desk, deal, {"stage_id": LOST, "loss_reason": "too dear"})
    assert await held(place, deal, "stage_id", "loss_reason", "closed_at") == (LOST, "too dear", START_MOMENT)
    await move_deal(place.desk, deal.id, NEW)
    assert await held(place, deal, "loss_reason") == (None,)


async def test_another_pipelines_stage_takes_the_deal_to_that_pipeline(place, pipelines, deal):
    await move_deal(place.desk, deal.id, OTHER)
    assert await held(place, deal, "pipeline_id", "stage_id") == (pipelines[1], OTHER)
    await set_fields(place.desk, deal, {"pipeline_id": pipelines[0]})
    assert await held(place, deal, "pipeline_id", "stage_id") == (pipelines[0], NEW)


@pytest.mark.parametrize("given", [{"stage_id": uuid7(9, 9)}, {"stage_id": OTHER, "pipeline_id": "first"}])
async def test_a_stage_that_does_not_fit_is_refused(place, pipelines, deal, given):
    given = {name: pipelines[0] if value == "first" else value for name, value in given.items()}
    with pytest.raises(Refused, match="stage_id"):
        await set_fields(place.desk, deal, given)
    assert await held(place, deal, "stage_id") == (NEW,)


async def test_a_stage_is_taken_as_it_is_while_no_pipeline_is_on_this_computer(place):
    ref, _ = await add_record(place.desk, "deal", {"title": "Pumps", "stage_id": NEW})
    assert await held(place, ref, "stage_id") == (NEW,)


async def test_the_amount_of_a_deal_with_items_is_their_total(place):
    item = {"id": uuid7(4, 1), "name": "Pump", "quantity": 3, "price": "10.00"}
    ref, _ = await add_record(place.desk, "deal", {"title": "Pumps", "items": [item]})
    assert await held(place, ref, "amount", "currency") == ("30.00", "RUB")
    with pytest.raises(Refused, match="amount"):
        await set_fields(place.desk, ref, {"amount": "99.00"})
    await set_fields(place.desk, ref, {"items": [{**item, "quantity": 4}]})
    assert await held(place, ref, "amount") == ("40.00",)
    await set_fields(place.desk, ref, {"items": [], "amount": "99.00"})
    assert await held(place, ref, "amount") == ("99.00",)


async def test_a_task_is_done_now_and_may_be_undone(place):
    ref, _ = await add_record(place.desk, "task", {"title": "Call"})
    place.clock.ms = START + 1
    await complete_task(place.desk, ref.id)
    assert await held(place, ref, "done", "done_at") == (True, START_MOMENT.replace(".000", ".001"))
    await complete_task(place.desk, ref.id, done=False)
    assert await held(place, ref, "done", "done_at") == (False, None)
