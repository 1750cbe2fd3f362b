from crmdesk.domain.ports import Query
from crmdesk.operations.lists import count_rows, key_of, list_keys, list_rows, names_of, rows_of, shown_of
from crmdesk.operations.records import add_record, delete_record


async def test_a_list_is_keys_first_and_rows_by_window(place):
    refs = [await place.synced("company", number, name=f"Company {number}") for number in range(5)]
    await delete_record(place.desk, refs[2])
    keys = await list_keys(place.desk, Query("company"))
    assert len(keys) == await count_rows(place.desk, Query("company")) == 4
    rows = await rows_of(place.desk, "company", keys[1:3])
    assert [row.record.ref for row in rows] == [refs[1], refs[3]]
    assert keys[1] == await key_of(place.desk, refs[1])
    assert [row.record.ref for row in await list_rows(place.desk, Query("company"), 2, 1)] == [refs[1], refs[3]]


async def test_shown_rows_tell_what_waits(place):
    await place.synced("company", 1, name="A")
    await add_record(place.desk, "company", {"name": "B"})
    keys = await list_keys(place.desk, Query("company"))
    shown = await shown_of(place.desk, "company", keys)
    assert [(one.record.fields["name"], one.pending, one.state) for one in shown] == [
        ("A", False, "synced"),
        ("B", True, "pending"),
    ]


async def test_a_reference_shows_the_name_of_its_record(place):
    ref = await place.synced("company", 1, name="Sun")
    assert await names_of(place.desk, [ref]) == {ref: "Sun"}
