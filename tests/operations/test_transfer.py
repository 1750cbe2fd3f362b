import csv
import io
import json

import pytest

from crmdesk.domain.errors import Refused
from crmdesk.domain.ids import uuid7
from crmdesk.operations.records import add_record, delete_record
from crmdesk.operations.transfer import export_records, import_records
from tests.operations.desks import ANNA

CONTACT = {
    "first_name": "Ёлка",
    "notes": 'first line\nsecond, with "quotes"',
    "phones": [{"value": "+79121234567", "label": "work"}],
    "tags": ["vip", "2026"],
    "birthday": "1990-02-28",
}


async def exported(place, kind, file_format):
    return "".join([chunk async for chunk in export_records(place.desk, kind, file_format)])


async def refused(place, kind, file_format, text):
    with pytest.raises(Refused) as raised:
        await import_records(place.desk, kind, file_format, text.encode())
    return [(error.field, error.code) for error in raised.value.errors]


@pytest.mark.parametrize("file_format", ["csv", "json"])
async def test_what_was_exported_changes_nothing_when_it_is_imported(place, file_format):
    ref, _ = await add_record(place.desk, "contact", CONTACT)
    item = {"id": uuid7(4, 1), "name": "Pump", "quantity": 2, "price": "10.00"}
    deal, _ = await add_record(place.desk, "deal", {"title": "Pumps", "items": [item], "contact_id": ref.id})
    for one in (ref, deal):
        await place.sent(one)
    for kind in ("contact", "deal"):
        data = (await exported(place, kind, file_format)).encode()
        result = await import_records(place.desk, kind, file_format, data)
        assert (result.added, result.changed, result.unchanged) == (0, 0, 1)
        assert not result.changes
    assert await place.entry(ref) is None
    assert await place.entry(deal) is None


async def test_values_that_people_may_not_type_survive_the_way_out_and_back(place):
    ref = await place.synced("company", 1, name="Sun", inn="123", phones=[{"value": "call Ann", "label": None}])
    data = (await exported(place, "company", "csv")).encode()
    assert (await import_records(place.desk, "company", "csv", data)).unchanged == 1
    assert await place.entry(ref) is None


async def test_csv_headers_are_field_names_and_lists_are_json(place):
    ref, _ = await add_record(place.desk, "contact", CONTACT)
    (row,) = csv.DictReader(io.StringIO(await exported(place, "contact", "csv"), newline=""))
    assert row["id"] == ref.id
    assert row["first_name"] == "Ёлка"
    assert row["notes"] == CONTACT["notes"]
    assert json.loads(row["phones"]) == CONTACT["phones"]
    assert row["company_id"] == ""


async def test_json_of_nothing_is_an_empty_array(place):
    assert json.loads(await exported(place, "contact", "json")) == []


async def test_deleted_records_are_not_exported(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    await delete_record(place.desk, ref)
    assert json.loads(await exported(place, "contact", "json")) == []


async def test_a_row_without_id_is_new_and_one_with_an_id_changes_that_record(place):
    ref = await place.synced("contact", 1, first_name="Ada", job_title="CEO")
    text = f"id,first_name,owner_id\n{ref.id},Eda,\n,Ida,\n"
    result = await import_records(place.desk, "contact", "csv", text.encode("utf-8-sig"))
    assert (result.added, result.changed) == (1, 1)
    assert (await place.record(ref)).fields["job_title"] == "CEO"
    made = next(one for one in result.changes.refs if one != ref)
    assert (await place.record(made)).fields["owner_id"] == ANNA.user_id
    assert place.announced == [result.changes]


async def test_every_bad_row_is_named_by_line_and_field_and_nothing_is_changed(place):
    text = (
        "name,inn,emails,notes\n"
        'Sun,7707083893,,"two\nlines"\n'
        "Moon,7707083894,,\n"
        ",,,\n"
        'Mars,,"[""nonsense""]",\n'
        "Venus,,{half,\n"
        "short,row\n"
        f"Pluto,,,,{'extra'}\n"
    )
    found = await refused(place, "company", "csv", text)
    assert [field for field, _ in found] == [
        "line 4, inn",
        "line 5, name",
        "line 6, emails[0].value",
        "line 7, emails",
        "line 8, row",
        "line 9, row",
    ]
    assert await place.store.read(lambda tx: tx.all_entries()) == []
    assert place.announced == []


async def test_bad_json_rows_are_named_by_the_line_they_start_at(place):
    text = '[\n {"name": "Sun"},\n {"name": "Moon",\n  "inn": "1"},\n 5, {"nosuch": 1, "name": "x"}\n]'
    found = await refused(place, "company", "json", text)
    assert [field for field, _ in found] == ["line 3, inn", "line 5, row", "line 5, nosuch"]


async def test_a_cell_of_a_megabyte_is_named_by_line_and_field(place):
    text = "name,notes\nSun,fine\nMoon," + "x" * 1_000_000 + "\n"
    assert await refused(place, "company", "csv", text) == [("line 3, notes", "too_long")]


@pytest.mark.parametrize(
    ("file_format", "text", "field"),
    [
        ("csv", "name,nosuch\nSun,1\n", "nosuch"),
        ("csv", "name,name\nSun,1\n", "name"),
        ("csv", "", "file"),
        ("csv", 'name\n"open', "file"),
        ("json", "{}", "file"),
        ("json", "[{]", "file"),
    ],
)
async def test_a_file_that_is_not_of_this_kind_is_refused(place, file_format, text, field):
    assert [name for name, _ in await refused(place, "company", file_format, text)] == [field]


async def test_bytes_that_are_no_text_are_refused(place):
    with pytest.raises(Refused, match="UTF-8"):
        await import_records(place.desk, "company", "csv", "name\nСолнце\n".encode("cp1251"))


async def test_an_id_that_does_not_exist_or_comes_twice_is_an_error(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    text = f"id,first_name\n{uuid7(9, 9)},Eda\n{ref.id},Eda\n{ref.id},Ida\n"
    assert await refused(place, "contact", "csv", text) == [("line 2, id", "not_found"), ("line 4, id", "twice")]


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(place):
    ref = await place.synced("contact", 1, first_name="Ada")
    text = f"id,first_name\n{ref.id},Eda\n,Ida\n"
    result = await import_records(place.desk, "contact", "csv", text.encode(), dry_run=True)
    assert (result.added, result.changed, bool(result.changes)) == (1, 1, False)
    assert (await place.record(ref)).fields["first_name"] == "Ada"
    assert place.announced == []


async def test_a_long_import_is_announced_as_a_change_of_the_kind(place):
    text = "name\n" + "".join(f"Company {number}\n" for number in range(150))
    result = await import_records(place.desk, "company", "csv", text.encode())
    assert result.added == 150
    assert result.changes.kinds == {"company"}
    assert result.changes.refs == frozenset()


async def test_people_are_not_imported(place):
    with pytest.raises(Refused, match="administrator"):
        await import_records(place.desk, "user", "csv", b"name,email\nEve,eve@example.com\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_a_spreadsheets_columns_are_parted_as_its_header_is(place, delimiter):
    text = f"last_name{delimiter}tags\nPetrova{delimiter}\n"
    done = await import_records(place.desk, "contact", "csv", text.encode())
    assert done.added == 1
    assert "Petrova" in await exported(place, "contact", "csv")
