"""POST /api/sync/outgoing: applying, conflicts, references, repeats (DESIGN 5)."""

import gzip
import json

from crmdesk.server import outgoing
from crmdesk.server.integrity import faults
from crmdesk.server.retention import KEPT_MS
from tests.fakes.server import START_MS, sign_in
from tests.server.desk import ApiDesk, found, problem


async def test_a_create_takes_the_next_revision_and_answers_the_whole_record(anna: ApiDesk) -> None:
    before = (await anna.status())["head"]
    record = await anna.create("company", name="Orion")
    assert record["rev"] == before + 1
    assert record["fields"]["name"] == "Orion"
    assert record["fields"]["inn"] is None
    assert record["fields"]["tags"] == []
    assert record["fields"]["custom"] == {}
    assert record["edited"] == {}
    assert record["created_by"] == record["updated_by"] == anna.user_id
    assert record["created_at"] == "2026-11-24T00:00:00.000Z"


async def test_a_change_is_applied_on_the_current_revision_only(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    applied = await anna.edit(record, fields={"name": "Orion Plus"})
    assert applied["status"] == "applied"
    late = await anna.edit(record, fields={"website": "orion.example"})
    assert late["status"] == "conflict"
    assert late["record"] == applied["record"]
    assert late["rev"] is None


async def test_a_create_of_an_id_that_exists_is_a_conflict(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    again = await anna.push(anna.change("company", record["id"], fields={"name": "Other"}))
    assert (again["status"], again["record"]["fields"]["name"]) == ("conflict", "Orion")


async def test_an_id_of_one_kind_is_refused_for_another(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    result = await anna.push(anna.change("contact", record["id"], fields={"last_name": "Orlov"}))
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "id")
    assert result["record"] is None
    strange = await anna.push(anna.change("spaceship", record["id"]))
    assert (strange["errors"][0]["field"], strange["record"]) == ("kind", None)


async def test_a_record_that_a_call_makes_has_no_revision_to_change_it_on(anna: ApiDesk) -> None:
    create = anna.change("company", fields={"name": "Orion"})
    edit = anna.change("company", create["id"], 0, fields={"name": "Vega"})
    results = await anna.push_all(create, edit)
    assert [result["status"] for result in results] == ["applied", "conflict"]
    assert results[1]["record"]["fields"]["name"] == "Orion"


async def test_a_base_revision_of_a_record_that_is_not_here_is_a_conflict_without_record(anna: ApiDesk) -> None:
    result = await anna.push(anna.change("company", base_rev=5, fields={"name": "Orion"}))
    assert (result["status"], result["record"]) == ("conflict", None)


async def test_a_repeat_answers_applied_with_the_same_revision_and_does_nothing(anna: ApiDesk) -> None:
    change = anna.change("company", fields={"name": "Orion"})
    first = await anna.push(change)
    later = await anna.edit(first["record"], fields={"name": "Orion Plus"})
    head = (await anna.status())["head"]
    again = await anna.push(change)
    assert (again["status"], again["rev"]) == ("applied", first["rev"])
    assert again["record"] == later["record"]
    assert (await anna.status())["head"] == head


async def test_a_repeat_in_the_same_call_is_applied_once(anna: ApiDesk) -> None:
    change = anna.change("company", fields={"name": "Orion"})
    head = (await anna.status())["head"]
    first, second = await anna.push_all(change, change)
    assert (first["status"], second["status"]) == ("applied", "applied")
    assert first["rev"] == second["rev"] == head + 1
    assert (await anna.status())["head"] == head + 1


async def test_another_content_under_an_applied_change_id_is_rejected(anna: ApiDesk) -> None:
    change = anna.change("company", fields={"name": "Orion"})
    await anna.push(change)
    result = await anna.push({**change, "fields": {"name": "Other"}})
    assert (result["status"], result["errors"][0]["code"]) == ("rejected", "change_id_reused")


async def test_a_change_that_was_not_applied_is_judged_anew_under_its_id(anna: ApiDesk) -> None:
    company_id = anna.server.ids.new()
    contact = anna.change("contact", fields={"last_name": "Orlov", "company_id": company_id})
    assert (await anna.push(contact))["status"] == "deferred"
    await anna.push(anna.change("company", company_id, fields={"name": "Orion"}))
    assert (await anna.push(contact))["status"] == "applied"


async def test_each_change_stands_on_its_own(anna: ApiDesk) -> None:
    good = anna.change("company", fields={"name": "Orion"})
    results = await anna.push_all(
        anna.change("company", fields={"name": "Vega", "planet": "x"}),
        {**good, "base_rev": "seven"},
        {"change_id": "odd"},
        anna.change("spaceship", fields={}),
        good,
    )
    assert [result["status"] for result in results] == ["rejected"] * 4 + ["applied"]
    assert [result["errors"][0]["field"] for result in results[:4]] == ["planet", "base_rev", "kind", "kind"]
    assert results[1]["change_id"] == good["change_id"]
    assert results[2]["change_id"] == "odd"


async def test_a_call_takes_one_number_a_change_in_order(anna: ApiDesk) -> None:
    head = (await anna.status())["head"]
    results = await anna.push_all(*(anna.change("company", fields={"name": f"C{n}"}) for n in range(5)))
    assert [result["rev"] for result in results] == [head + 1 + n for n in range(5)]


async def test_two_changes_of_one_record_in_one_call_are_one_applied_and_one_conflict(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    results = await anna.push_all(
        *(anna.change("company", record["id"], record["rev"], fields={"name": name}) for name in ("A", "B"))
    )
    assert [result["status"] for result in results] == ["applied", "conflict"]
    assert results[1]["record"] == results[0]["record"]


async def test_a_change_the_database_refuses_fails_alone(anna: ApiDesk, monkeypatch) -> None:
    store = outgoing.store

    def refusing(connection, author, pairs):
        if any(after.fields.get("name") == "Cursed" for _, after in pairs):
            raise outgoing.IntegrityError("INSERT", {}, ValueError("refused"))
        return store(connection, author, pairs)

    monkeypatch.setattr(outgoing, "store", refusing)
    good, cursed = (anna.change("company", fields={"name": name}) for name in ("Orion", "Cursed"))
    child = anna.change("contact", fields={"last_name": "Orlov", "company_id": cursed["id"]})
    results = await anna.push_all(good, cursed, child)
    assert [result["status"] for result in results] == ["applied", "failed", "deferred"]
    assert (await anna.status())["counts"]["company"] == 1


async def test_a_fault_in_judging_one_change_fails_that_change_alone(anna: ApiDesk, monkeypatch, caplog) -> None:
    monkeypatch.setattr("crmdesk.server.judging.check_fields", lambda *_args, create: 1 / 0 if create else [])
    record = next(line for line in await anna.initial() if line.get("kind") == "pipeline")
    bad = anna.change("company", fields={"name": "Orion"})
    good = anna.change("pipeline", record["id"], record["rev"], fields={"name": "Sales 2"})
    results = await anna.push_all(bad, good)
    assert [result["status"] for result in results] == ["failed", "applied"]
    assert "could not be judged" in caplog.text


async def test_a_deletion_leaves_a_tombstone_that_keeps_its_fields(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion", website="orion.example")
    gone = await anna.edit(record, deleted=True)
    assert (gone["record"]["deleted"], gone["record"]["fields"]) == (True, {})
    back = await anna.edit(gone["record"], fields={"name": "Orion Plus"})
    assert back["status"] == "applied"
    assert back["record"]["deleted"] is False
    assert back["record"]["fields"]["name"] == "Orion Plus"
    assert back["record"]["fields"]["website"] == "orion.example"
    assert set(back["record"]["edited"]) == {"deleted", "name"}


async def test_a_deletion_sets_no_fields(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    result = await anna.edit(record, deleted=True, fields={"name": "Other"})
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "fields")


async def test_what_was_never_here_cannot_be_deleted(anna: ApiDesk) -> None:
    result = await anna.push(anna.change("company", deleted=True))
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "deleted")


async def test_a_reference_to_what_was_never_seen_is_deferred(anna: ApiDesk) -> None:
    result = await anna.push(anna.change("contact", fields={"last_name": "Orlov", "company_id": anna.server.ids.new()}))
    assert (result["status"], result["errors"][0]["field"]) == ("deferred", "company_id")


async def test_a_reference_to_an_earlier_create_of_the_call_holds(anna: ApiDesk) -> None:
    company = anna.change("company", fields={"name": "Orion"})
    contact = anna.change("contact", fields={"last_name": "Orlov", "company_id": company["id"]})
    results = await anna.push_all(company, contact)
    assert [result["status"] for result in results] == ["applied", "applied"]


async def test_a_reference_to_a_rejected_create_of_the_call_is_deferred(anna: ApiDesk) -> None:
    company = anna.change("company", fields={"name": ""})
    contact = anna.change("contact", fields={"last_name": "Orlov", "company_id": company["id"]})
    results = await anna.push_all(company, contact)
    assert [result["status"] for result in results] == ["rejected", "deferred"]


async def test_a_new_reference_to_a_deleted_record_is_rejected_and_an_old_one_may_stay(anna: ApiDesk) -> None:
    company = await anna.create("company", name="Orion")
    contact = await anna.create("contact", last_name="Orlov", company_id=company["id"])
    await anna.edit(company, deleted=True)
    new = await anna.push(anna.change("contact", fields={"last_name": "Petrov", "company_id": company["id"]}))
    assert (new["status"], new["errors"][0]["code"]) == ("rejected", "reference_deleted")
    old = await anna.edit(contact, fields={"company_id": company["id"], "last_name": "Orlova"})
    assert old["status"] == "applied"


async def test_a_reference_to_what_was_purged_may_stay(anna: ApiDesk) -> None:
    product = await anna.create("product", name="Lamp")
    items = [{"id": anna.server.ids.new(), "product_id": product["id"], "price": "1.00", "quantity": 1}]
    deal = await anna.create("deal", title="D", currency="RUB", items=items)
    await anna.edit(product, deleted=True)
    anna.server.clock.advance(KEPT_MS / 1000 + 1)
    assert anna.server.purge() == 1
    await sign_in(anna.client, "anna@example.com", "anna-laptop")
    edited = await anna.edit(deal, fields={"items": [{**items[0], "quantity": 2}]})
    assert (edited["status"], edited["record"]["fields"]["amount"]) == ("applied", "2.00")
    assert anna.server.backend.database.read_now(faults) == []


async def test_a_reference_in_a_row_is_checked_too(anna: ApiDesk) -> None:
    item = {"id": anna.server.ids.new(), "product_id": anna.server.ids.new(), "price": "1.00"}
    result = await anna.push(anna.change("deal", fields={"title": "D", "currency": "RUB", "items": [item]}))
    assert (result["status"], result["errors"][0]["field"]) == ("deferred", "items[0].product_id")


async def test_a_call_may_refer_to_more_records_than_a_statement_takes(anna: ApiDesk) -> None:
    new = anna.server.ids.new
    deals = [
        anna.change("deal", fields={"title": "D", "currency": "RUB", "items": [
            {"id": new(), "product_id": new()} for _ in range(1_000)
        ]})
        for _ in range(34)
    ]  # fmt: skip
    results = await anna.push_all(*deals)
    assert {result["status"] for result in results} == {"deferred"}


async def test_a_reference_to_another_kind_is_rejected(anna: ApiDesk) -> None:
    company = await anna.create("company", name="Orion")
    result = await anna.push(anna.change("task", fields={"title": "Call", "contact_id": company["id"]}))
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "contact_id")


async def test_deleting_leaves_references_as_they_are(anna: ApiDesk) -> None:
    company = await anna.create("company", name="Orion")
    contact = await anna.create("contact", last_name="Orlov", company_id=company["id"])
    assert (await anna.edit(company, deleted=True))["status"] == "applied"
    lines = await anna.initial()
    assert next(line for line in lines if line.get("id") == contact["id"])["fields"]["company_id"] == company["id"]


async def test_edit_times_are_clamped_between_the_fields_last_edit_and_now(anna: ApiDesk) -> None:
    record = await anna.create("company", name="Orion")
    future = (await anna.edit(record, fields={"name": "A"}, edited={"name": START_MS + 999}))["record"]
    assert future["edited"] == {"name": START_MS}
    anna.server.clock.advance(10)
    past = (await anna.edit(future, fields={"name": "B"}, edited={"name": 5}))["record"]
    assert past["edited"] == {"name": START_MS}
    between = (await anna.edit(past, fields={"name": "C"}, edited={"name": START_MS + 4_000}))["record"]
    assert between["edited"] == {"name": START_MS + 4_000}
    without = (await anna.edit(between, fields={"website": "a.example"}))["record"]
    assert without["edited"] == {"name": START_MS + 4_000, "website": START_MS + 10_000}


async def test_a_create_ignores_edit_times(anna: ApiDesk) -> None:
    result = await anna.push(anna.change("company", fields={"name": "Orion"}, edited={"name": 5}))
    assert result["record"]["edited"] == {}


async def test_a_deal_with_items_gets_their_total(anna: ApiDesk) -> None:
    items = [{"id": anna.server.ids.new(), "price": "100.00", "quantity": 3, "discount_percent": 10}]
    deal = await anna.create("deal", title="D", currency="RUB", amount="1.00", items=items)
    assert deal["fields"]["amount"] == "270.00"


async def test_an_amount_needs_a_currency(anna: ApiDesk) -> None:
    result = await anna.push(anna.change("deal", fields={"title": "D", "amount": "1.00"}))
    assert (result["status"], result["errors"][0]["code"]) == ("rejected", "currency_required")
    deal = await anna.create("deal", title="D")
    later = await anna.edit(deal, fields={"amount": "1.00"})
    assert (later["status"], later["errors"][0]["code"]) == ("rejected", "currency_required")


async def test_validation_names_the_field(anna: ApiDesk) -> None:
    bad = {
        "inn": "7707083894",
        "emails": [{"value": "nobody", "label": None}],
        "notes": "x" * 100_001,
        "website": "x" * 1_001,
        "tags": "one",
    }
    result = await anna.push(anna.change("company", fields={"name": "Orion", **bad}))
    assert result["status"] == "rejected"
    assert {error["field"].split("[")[0] for error in result["errors"]} == set(bad)


async def test_rows_of_a_wrong_shape_are_rejected_by_name(anna: ApiDesk) -> None:
    for items in ("x", [1], [{"price": "1.00"}], [{"id": 5}]):
        result = await anna.push(anna.change("deal", fields={"title": "D", "currency": "RUB", "items": items}))
        assert result["status"] == "rejected", items
        assert result["errors"][0]["field"].startswith("items")


async def test_a_products_sku_is_unique_until_it_is_deleted(anna: ApiDesk) -> None:
    first = await anna.create("product", name="Lamp", sku="L-1")
    second = anna.change("product", fields={"name": "Lamp 2", "sku": "l-1 "})
    result = await anna.push({**second, "fields": {"name": "Lamp 2", "sku": "l-1"}})
    assert (result["status"], result["errors"][0]["field"], result["errors"][0]["code"]) == (
        "rejected", "sku", "not_unique",
    )  # fmt: skip
    gone = (await anna.edit(first, deleted=True))["record"]
    await anna.create("product", name="Lamp 3", sku="L-1")
    back = await anna.edit(gone, fields={})
    assert (back["status"], back["errors"][0]["code"]) == ("rejected", "not_unique")


async def test_of_two_equal_skus_in_one_call_the_second_is_rejected(anna: ApiDesk) -> None:
    results = await anna.push_all(*(anna.change("product", fields={"name": "Lamp", "sku": "L-1"}) for _ in range(2)))
    assert [result["status"] for result in results] == ["applied", "rejected"]


async def test_two_products_may_swap_their_skus_over_a_free_one(anna: ApiDesk) -> None:
    one, two = [await anna.create("product", name=name, sku=name) for name in ("a", "b")]
    results = await anna.push_all(
        anna.change("product", one["id"], one["rev"], fields={"sku": "c"}),
        anna.change("product", two["id"], two["rev"], fields={"sku": "a"}),
    )
    assert [result["status"] for result in results] == ["applied", "applied"]


async def test_a_custom_fields_key_is_unique_on_its_kind(anna: ApiDesk) -> None:
    field = {"kind": "deal", "key": "region", "label": "Region", "type": "text"}
    results = await anna.push_all(
        *(anna.change("custom_field", fields={**field, "kind": kind}) for kind in ("deal", "deal", "contact"))
    )
    assert [result["status"] for result in results] == ["applied", "rejected", "applied"]
    assert results[1]["errors"][0]["field"] == "key"


async def test_a_rep_changes_neither_pipelines_nor_custom_fields_nor_people(anna: ApiDesk, boris: ApiDesk) -> None:
    for kind, fields in (
        ("pipeline", {"name": "P"}),
        ("custom_field", {"kind": "deal", "key": "region", "label": "Region", "type": "text"}),
    ):
        result = await boris.push(boris.change(kind, fields=fields))
        assert (result["status"], result["errors"][0]["code"]) == ("rejected", "forbidden")
        assert "administrator" in result["errors"][0]["message"]
        assert (await anna.push(anna.change(kind, fields=fields)))["status"] == "applied"
    result = await anna.push(anna.change("user", fields={"name": "X", "email": "x@example.com"}))
    assert (result["status"], result["errors"][0]["code"]) == ("rejected", "forbidden")


async def test_seen_of_another_server_is_refused_before_anything_is_done(anna: ApiDesk) -> None:
    change = anna.change("company", fields={"name": "Orion"})
    for seen in ("1-0123456789abcdef", "nonsense", f"{10**9:x}-0123456789abcdef"):
        answer = await anna.client.post("/api/sync/outgoing", json={"seen": seen, "changes": [change]})
        problem(answer, 409, "history_unknown")
    assert (await anna.status())["counts"]["company"] == 0


async def test_the_answer_carries_the_newest_revision_as_seen(anna: ApiDesk) -> None:
    change = anna.change("company", fields={"name": "Orion"})
    answer = await anna.client.post("/api/sync/outgoing", json={"seen": await anna.cursor(), "changes": [change]})
    assert answer.json()["seen"] == await anna.cursor()


async def test_more_than_a_thousand_changes_are_too_many(anna: ApiDesk) -> None:
    answer = await anna.client.post("/api/sync/outgoing", json={"changes": [{}] * 1_001})
    problem(answer, 413, "too_large")


async def test_more_than_sixteen_megabytes_are_too_large_packed_or_not(anna: ApiDesk) -> None:
    body = b'{"changes": []}' + b" " * 16_000_000
    problem(await anna.client.post("/api/sync/outgoing", content=body), 413, "too_large")
    packed = gzip.compress(body)
    answer = await anna.client.post("/api/sync/outgoing", content=packed, headers={"Content-Encoding": "gzip"})
    problem(answer, 413, "too_large")


async def test_a_packed_body_is_understood_and_a_cut_one_is_named(anna: ApiDesk) -> None:
    packed = gzip.compress(json.dumps({"changes": [anna.change("company", fields={"name": "Orion"})]}).encode())
    headers = {"Content-Encoding": "gzip"}
    answer = await anna.client.post("/api/sync/outgoing", content=packed, headers=headers)
    assert answer.json()["results"][0]["status"] == "applied"
    cut = await anna.client.post("/api/sync/outgoing", content=packed[:-9], headers=headers)
    assert problem(cut, 400, "malformed")["errors"][0]["field"] == "body"


async def test_a_malformed_body_says_what_is_wrong(anna: ApiDesk) -> None:
    for body, field in (
        (b"{", "body"),
        (b'{"changes": 5}', "changes"),
        (b'{"changes": [{]}', "body"),
        (b"\xff", "body"),
    ):
        answer = await anna.client.post("/api/sync/outgoing", content=body)
        assert problem(answer, 400, "malformed")["errors"][0]["field"] == field


async def test_a_change_that_is_no_utf_8_does_not_sink_the_others(anna: ApiDesk) -> None:
    changes = [anna.change("company", fields={"name": name}) for name in ("Orion", "BROKEN")]
    body = json.dumps({"changes": changes}).encode().replace(b"BROKEN", b"\xff")
    results = found(await anna.client.post("/api/sync/outgoing", content=body))["results"]
    assert [result["status"] for result in results] == ["applied", "rejected"]
    assert [result["change_id"] for result in results] == [change["change_id"] for change in changes]


async def test_endless_nesting_is_malformed(anna: ApiDesk) -> None:
    body = b'{"changes": [{"fields": {"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}]}"
    answer = await anna.client.post("/api/sync/outgoing", content=body)
    assert problem(answer, 400, "malformed")["errors"][0]["field"] == "body"


async def test_a_lost_value_that_no_field_could_hold_is_refused(anna: ApiDesk) -> None:
    """Else one change would keep every desk from reading the page that brings it."""
    value: object = "x"
    for _ in range(300):
        value = [value]
    lost = {"name": {"value": value, "by": None, "edited": 1}}
    result = await anna.push(anna.change("company", fields={"name": "Orion"}, lost=lost))
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "lost.name")
