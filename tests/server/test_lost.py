"""What a change overrode is told to everybody: the record's `lost` (DESIGN 4 and 5)."""

from tests.fakes.server import START_MS
from tests.server.desk import ApiDesk

DAY_S = 24 * 3600


async def test_an_overridden_value_is_kept_with_whose_it_was(anna: ApiDesk, boris: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    theirs = (await anna.edit(record, fields={"name": "Orion of Anna"}))["record"]
    stranger = boris.server.ids.new()
    lost = {"name": {"value": "Orion of Anna", "by": stranger, "edited": START_MS}}
    result = await boris.edit(theirs, fields={"name": "Orion of Boris"}, lost=lost)
    assert result["record"]["lost"] == [
        {
            "field": "name",
            "value": "Orion of Anna",
            "by": anna.user_id,
            "at": "2026-11-24T00:00:00.000Z",
            "rev": result["rev"],
        }
    ]


async def test_the_server_knows_who_set_the_value_that_stood(anna: ApiDesk, boris: ApiDesk) -> None:
    """Boris edited another field last: the lost name is still Anna's, whoever the desk says it was."""
    record = await anna.create("company", name="Orion")
    record = (await boris.edit(record, fields={"website": "orion.example"}))["record"]
    lost = {"name": {"value": "Orion", "by": boris.user_id, "edited": 0}}
    result = await boris.edit(record, fields={"name": "Vega"}, lost=lost)
    assert result["record"]["lost"][0]["by"] == anna.user_id


async def test_a_value_that_no_longer_stood_is_whose_the_desk_says_if_that_is_a_person_here(
    anna: ApiDesk, boris: ApiDesk
) -> None:
    record = await anna.create("company", name="Orion")
    lost = {"name": {"value": "Never here", "by": boris.user_id, "edited": 0}}
    record = (await anna.edit(record, fields={"name": "A"}, lost=lost))["record"]
    assert record["lost"][-1]["by"] == boris.user_id
    lost["name"]["by"] = record["id"]
    record = (await anna.edit(record, fields={"name": "B"}, lost=lost))["record"]
    assert record["lost"][-1]["by"] == anna.user_id


async def test_a_change_may_only_say_what_was_lost_and_takes_a_revision(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    lost = {"name": {"value": "Mine", "by": anna.user_id, "edited": START_MS}}
    result = await anna.edit(record, lost=lost)
    assert result["rev"] == record["rev"] + 1
    assert [item["value"] for item in result["record"]["lost"]] == ["Mine"]
    assert result["record"]["fields"] == record["fields"]
    assert result["record"]["edited"] == {}


async def test_a_deletion_can_be_lost_too(anna: ApiDesk, boris: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    gone = (await anna.edit(record, deleted=True, edited={"deleted": START_MS}))["record"]
    lost = {"deleted": {"value": True, "by": None, "edited": START_MS}}
    back = (await boris.edit(gone, fields={"name": "Vega"}, lost=lost))["record"]
    assert [(item["field"], item["value"], item["by"]) for item in back["lost"]] == [("deleted", True, anna.user_id)]


async def test_lost_of_an_unknown_field_is_refused_by_name(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    result = await anna.edit(record, lost={"planet": {"value": 1, "by": None, "edited": 0}})
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "lost.planet")


async def test_lost_values_are_kept_90_days_and_a_hundred_a_record(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    since = await anna.cursor()
    for number in range(101):
        lost = {"name": {"value": f"N{number}", "by": None, "edited": 0}}
        record = (await anna.edit(record, lost=lost))["record"]
    assert [item["value"] for item in record["lost"]] == [f"N{number}" for number in range(1, 101)]
    assert (await anna.incremental(since))["changes"][0]["lost"] == record["lost"]
    anna.server.clock.advance(90 * DAY_S + 1)
    refreshed = {"refresh_token": anna.signed_in["refresh_token"]}
    pair = (await anna.client.post("/api/auth/refresh", json=refreshed)).json()
    anna.client.headers["Authorization"] = f"Bearer {pair['access_token']}"
    assert (await anna.incremental(since))["changes"][0]["lost"] == []
