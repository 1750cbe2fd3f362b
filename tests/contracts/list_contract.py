"""What every Store lists, finds and orders."""

from dataclasses import replace
from typing import Any

import pytest

from crmdesk.domain.errors import Refused
from crmdesk.domain.ports import Query, SortOrder, Store, Transaction
from crmdesk.domain.records import EntryState, Record, Ref
from tests.contracts.examples import conflict, contact, entry, phones, ref


async def listed(store: Store, kind: str, **query: Any) -> list[str]:
    return [row.record.id for row in await store.read(lambda tx: tx.find(Query(kind, **query), 100))]


class ListContract:
    """Subclasses give the fixture `store`: an empty one."""

    # -- rows

    async def test_a_list_is_keys_and_rows_in_the_order_asked_for(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("b", "Борисов"), contact("a", "Абрамов")]))
        keys = list(await store.read(lambda tx: tx.keys(Query("contact"))))
        assert [row.record.id for row in await store.read(lambda tx: tx.rows("contact", keys))] == ["a", "b"]
        turned = [keys[1], 999_999, keys[0]]
        assert [row.record.id for row in await store.read(lambda tx: tx.rows("contact", turned))] == ["b", "a"]
        assert await store.read(lambda tx: tx.key_of(ref("b"))) == keys[1]
        assert await store.read(lambda tx: tx.key_of(ref("nobody"))) is None

    async def test_a_key_stays_when_the_record_changes(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("a", "Абрамов")]))
        key = await store.read(lambda tx: tx.key_of(ref("a")))
        await store.write(lambda tx: tx.put_records([contact("a", "Яковлев")]))
        assert await store.read(lambda tx: tx.key_of(ref("a"))) == key

    async def test_no_list_shows_a_deleted_record(self, store: Store) -> None:
        alive = contact("a", "Иванов")
        await store.write(lambda tx: tx.put_records([alive, contact("b", "Иванова")]))
        key = await store.read(lambda tx: tx.key_of(ref("a")))
        await store.write(lambda tx: tx.put_records([replace(alive, deleted=True)]))

        def look(tx: Transaction) -> tuple[Any, ...]:
            query = Query("contact", "иванов")
            return tx.count(query), len(tx.keys(query)), tx.key_of(ref("a")), tx.rows("contact", [key])

        assert await store.read(look) == (1, 1, None, [])
        assert await listed(store, "contact") == ["b"]
        assert (await store.read(lambda tx: tx.record(ref("a")))).deleted
        await store.write(lambda tx: tx.put_records([alive]))
        assert await listed(store, "contact", search="иванов") == ["a", "b"]

    async def test_a_part_of_a_list_is_found_by_limit_and_offset(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact(name, name) for name in "абвгд"]))
        rows = await store.read(lambda tx: tx.find(Query("contact"), 2, 1))
        assert [row.record.id for row in rows] == ["б", "в"]

    async def test_each_row_tells_how_it_stands(self, store: Store) -> None:
        parked = {"state": EntryState.PARKED, "retry_at": 5}
        entries = {
            "1 conflict": entry("1 conflict", state=EntryState.QUARANTINED),
            "2 blocked": entry("2 blocked", state=EntryState.QUARANTINED),
            "3 failed": entry("3 failed", **parked, tries=3),
            "4 sending": entry("4 sending", state=EntryState.SENT),
            "5 pending": entry("5 pending"),
            "6 pending": entry("6 pending", **parked, tries=2),
            "7 pending": entry("7 pending", state=EntryState.HELD),
        }

        def work(tx: Transaction) -> None:
            tx.put_records([contact(name, name) for name in (*entries, "8 synced", "9 synced")])
            tx.put_entries(entries.values())
            tx.put_entry(entry("8 synced", "company", state=EntryState.SENT))
            tx.put_conflict(conflict("x", "1 conflict"))
            tx.put_conflict(conflict("y", "9 synced", is_open=False))

        await store.write(work)
        rows = await store.read(lambda tx: tx.find(Query("contact"), 100))
        assert [row.state for row in rows] == [row.record.id[2:] for row in rows]
        assert len(rows) == 9

    async def test_names_are_told_of_those_that_are_here(self, store: Store) -> None:
        deal = Record("deal", "d", 1, {"title": "Поставка"})
        gone = replace(contact("g", "Ушедший"), deleted=True)
        await store.write(lambda tx: tx.put_records([contact("a", "Иванов", first_name="Иван"), deal, gone]))
        names = await store.read(lambda tx: tx.names([ref("a"), deal.ref, ref("nobody"), gone.ref]))
        assert names == {ref("a"): "Иванов Иван", deal.ref: "Поставка", gone.ref: "Ушедший"}

    # -- natural order

    async def test_names_are_in_the_order_of_the_alphabet_whatever_their_case(self, store: Store) -> None:
        names = ["яковлев", "Абрамов", "Ёлкин", "елисеев", "Жуков", "абакумов", "Smith"]
        await store.write(lambda tx: tx.put_records([contact(name, name) for name in names]))
        expected = ["Smith", "абакумов", "Абрамов", "елисеев", "Ёлкин", "Жуков", "яковлев"]
        assert await listed(store, "contact") == expected
        assert await listed(store, "contact", order=SortOrder.DESCENDING) == expected[::-1]
        assert await listed(store, "contact", sort="last_name") == expected

    async def test_contacts_of_one_surname_are_ordered_by_name_and_patronymic(self, store: Store) -> None:
        await store.write(
            lambda tx: tx.put_records(
                [
                    contact("3", "Иванов", first_name="Пётр"),
                    contact("2", "Иванов", first_name="Иван", middle_name="Юрьевич"),
                    contact("1", "Иванов", first_name="Иван", middle_name="Ильич"),
                ]
            )
        )
        assert await listed(store, "contact") == ["1", "2", "3"]

    async def test_tasks_are_listed_by_due_date_those_without_one_last(self, store: Store) -> None:
        due = {"c": "2026-11-23T10:00:00.500Z", "b": "2026-11-23T10:00:00Z", "d": None, "a": "2026-11-22T23:00:00Z"}
        await store.write(lambda tx: tx.put_records([Record("task", n, 1, {"due_at": at}) for n, at in due.items()]))
        assert await listed(store, "task") == ["a", "b", "c", "d"]

    async def test_deals_and_communications_are_listed_newest_first(self, store: Store) -> None:
        moments = {"old": "2026-01-01T00:00:00Z", "new": "2026-11-01T00:00:00Z", "fresh": None}

        def work(tx: Transaction) -> None:
            for name, at in moments.items():
                tx.put_records([Record("deal", name, 1, {"title": name}, created_at=at)])
                tx.put_records([Record("communication", name, 1, {"happened_at": at})])

        await store.write(work)
        assert await listed(store, "deal") == ["fresh", "new", "old"]
        assert await listed(store, "communication") == ["fresh", "new", "old"]
        assert await listed(store, "communication", order=SortOrder.DESCENDING) == ["old", "new", "fresh"]

    # -- sorting by a field

    @pytest.mark.parametrize(
        ("kind", "field", "smallest_first"),
        [
            ("deal", "amount", ["9.50", "10.00", "1234.5"]),
            ("product", "vat_rate", [5, 7.5, 20]),
            ("task", "done", [False, True]),
            ("task", "duration_min", [5, 15, 100]),
            ("contact", "job_title", ["агент", "Бухгалтер", "ёж", "Жокей"]),
            ("contact", "birthday", ["1980-01-01", "1990-01-01"]),
            ("task", "remind_at", ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.5Z", "2026-11-23T10:00:01Z"]),
            ("contact", "phones", [phones("+7 1"), phones("+7 2", "+7 0")]),
            ("contact", "tags", [["А", "я"], ["б"]]),
            ("deal", "more_contact_ids", [["z"], ["a", "b"]]),
            ("deal", "currency", ["EUR", "RUB"]),
        ],
    )
    async def test_sorted_by_any_field_empty_ones_last(
        self, store: Store, kind: str, field: str, smallest_first: list[Any]
    ) -> None:
        records = [Record(kind, str(place), 1, {field: value}) for place, value in enumerate(smallest_first)]
        empty = Record(kind, "empty", 1, {})
        await store.write(lambda tx: tx.put_records([empty, *reversed(records)]))
        ids = [record.id for record in records]
        assert await listed(store, kind, sort=field) == [*ids, "empty"]
        assert await listed(store, kind, sort=field, order=SortOrder.DESCENDING) == [*ids[::-1], "empty"]

    async def test_a_reference_is_sorted_by_the_name_it_refers_to(self, store: Store) -> None:
        def work(tx: Transaction) -> None:
            tx.put_records([Record("company", "1", 1, {"name": "Яхта"}), Record("company", "2", 1, {"name": "арбуз"})])
            tx.put_records([Record("deal", "1", 1, {"title": "Якорь"}), Record("deal", "2", 1, {"title": "абажур"})])
            tx.put_records([contact(name, company_id=name) for name in ("1", "2", "3")])
            tx.put_records([Record("task", name, 1, {"deal_id": name}) for name in ("1", "2", "3")])

        await store.write(work)
        assert await listed(store, "contact", sort="company_id") == ["2", "1", "3"]
        assert await listed(store, "task", sort="deal_id") == ["2", "1", "3"]

    async def test_sorted_by_when_it_was_changed(self, store: Store) -> None:
        moments = {"2": "2026-11-01T00:00:00.1Z", "1": "2026-11-01T00:00:00Z", "3": None}
        await store.write(
            lambda tx: tx.put_records([Record("company", n, 1, {}, updated_at=at) for n, at in moments.items()])
        )
        assert await listed(store, "company", sort="updated_at") == ["1", "2", "3"]

    async def test_equal_values_are_ordered_by_key(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact(name, job_title="агент") for name in "cab"]))
        assert await listed(store, "contact", sort="job_title") == ["c", "a", "b"]
        assert await listed(store, "contact", sort="job_title", order=SortOrder.DESCENDING) == ["b", "a", "c"]

    # -- equal values

    @pytest.mark.parametrize(
        ("kind", "field", "value", "other"),
        [
            ("contact", "company_id", "c1", "c2"),
            ("contact", "owner_id", None, "u"),
            ("contact", "tags", ["a", "b"], ["a"]),
            ("contact", "tags", [], ["a"]),
            ("contact", "custom", {"a": 1, "b": 2}, {"a": 1}),
            ("deal", "amount", "10.00", "10.01"),
            ("deal", "amount", None, "0"),
            ("task", "done", False, True),
            ("task", "duration_min", 30, 31),
            ("task", "type", "call", "visit"),
        ],
    )
    async def test_found_by_an_equal_value(self, store: Store, kind: str, field: str, value: Any, other: Any) -> None:
        await store.write(
            lambda tx: tx.put_records([Record(kind, "yes", 1, {field: value}), Record(kind, "no", 1, {field: other})])
        )
        assert await listed(store, kind, where={field: value}) == ["yes"]
        assert await store.read(lambda tx: tx.count(Query(kind, where={field: value}))) == 1

    async def test_equal_in_another_form_is_equal(self, store: Store) -> None:
        await store.write(
            lambda tx: tx.put_records(
                [Record("deal", "d", 1, {"amount": "10.50"}), contact("a", custom={"b": 2, "a": 1})]
            )
        )
        assert await listed(store, "deal", where={"amount": "10.5"}) == ["d"]
        assert await listed(store, "contact", where={"custom": {"a": 1, "b": 2}}) == ["a"]

    async def test_all_of_several_values_must_be_equal(self, store: Store) -> None:
        await store.write(
            lambda tx: tx.put_records(
                [contact("a", "Иванов", owner_id="u", company_id="c"), contact("b", "Иванов", owner_id="u")]
            )
        )
        assert await listed(store, "contact", search="иван", where={"owner_id": "u", "company_id": "c"}) == ["a"]

    @pytest.mark.parametrize(
        ("kind", "field", "value", "others"),
        [
            ("task", "done", True, [False, None]),
            ("task", "type", "call", ["visit", None]),
            ("task", "result", None, ["x"]),
            ("deal", "amount", "10", ["9"]),
        ],
    )
    async def test_found_by_not_holding_a_value(
        self, store: Store, kind: str, field: str, value: Any, others: list[Any]
    ) -> None:
        found = [Record(kind, str(place), 1, {field: other}) for place, other in enumerate(others)]
        await store.write(lambda tx: tx.put_records([Record(kind, "no", 1, {field: value}), *found]))
        assert await listed(store, kind, unlike={field: value}) == [record.id for record in found]

    async def test_found_by_an_earlier_moment(self, store: Store) -> None:
        due = {
            "a": "2026-11-22T10:00:00Z",
            "b": "2026-11-23T09:59:59.999Z",
            "no": "2026-11-23T10:00:00Z",
            "empty": None,
        }
        await store.write(lambda tx: tx.put_records([Record("task", n, 1, {"due_at": at}) for n, at in due.items()]))
        assert await listed(store, "task", before={"due_at": "2026-11-23T10:00:00Z"}) == ["a", "b"]

    async def test_a_field_that_does_not_exist_is_refused_by_name(self, store: Store) -> None:
        for told in (
            {"where": {"nosuch": 1}},
            {"unlike": {"nosuch": 1}},
            {"before": {"nosuch": ""}},
            {"sort": "nosuch"},
        ):
            query = Query("contact", **told)
            with pytest.raises(Refused, match="nosuch"):
                await store.read(lambda tx, query=query: tx.find(query, 1))

    # -- search

    @pytest.mark.parametrize(
        "search",
        [
            "кузнецов", "КУЗНЕЦОВ", "Кузн", "ку", "к", "УЗНЕЦ", "пётр кузнецов", "петр", "ПЁТР", "ку пё",
            "иль кузн", "9121234567", "89121234567", "+7 912 123-45-67", "8 (912) 123-45-67", "8 912 123 45 67",
            "912 123", "123-45-67", "4567", "+79121234567", "Кузнецов +7 912 123-45-67", "petr@example",
            "PETR@EXAMPLE.COM", "xample.co", "оптовик", "  кузнецов  ", "«Кузнецов», Пётр", "", "+", '"', "к*", "214",
        ],
    )  # fmt: skip
    async def test_search_forgives_case_yo_word_order_and_the_form_of_a_phone(self, store: Store, search: str) -> None:
        wanted = contact(
            "yes", "Кузнецов", first_name="Пётр", middle_name="Ильич", tags=["Оптовик"],
            phones=phones("8(912)123-45-67 доб. 214"), emails=phones("Petr@Example.com"),
        )  # fmt: skip
        await store.write(lambda tx: tx.put_records([wanted]))
        assert await listed(store, "contact", search=search) == ["yes"]

    @pytest.mark.parametrize(
        "search", ["кузнецова", "зн", "9121234568", "петров", "кузнецов петров", "8 912 999 45 67", "к OR п", "NEAR(к)"]
    )
    async def test_search_finds_nothing_else(self, store: Store, search: str) -> None:
        wanted = contact("yes", "Кузнецов", first_name="Пётр", phones=phones("+79121234567"))
        await store.write(lambda tx: tx.put_records([wanted]))
        assert await listed(store, "contact", search=search) == []

    async def test_search_follows_edits(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("a", "Иванов"), contact("b", "Петров")]))
        await store.write(lambda tx: tx.put_records([contact("a", "Сидоров"), contact("b", "Петров", notes="x")]))
        assert await listed(store, "contact", search="иванов") == []
        assert await listed(store, "contact", search="сидор") == ["a"]
        assert await listed(store, "contact", search="петр") == ["b"]

    async def test_companies_are_found_by_inn_and_products_by_sku(self, store: Store) -> None:
        company = Record("company", "c", 1, {"name": "Ромашка", "inn": "7707083893"})
        product = Record("product", "p", 1, {"name": "Болт 100 500", "sku": "912-123"})
        await store.write(lambda tx: tx.put_records([company, product]))
        assert await listed(store, "company", search="7707083893") == ["c"]
        assert await listed(store, "company", search="омаш") == ["c"]
        assert await listed(store, "product", search="912-123") == ["p"]
        assert await listed(store, "product", search="100 500") == ["p"]
        assert await listed(store, "contact", search="ромашка") == []

    async def test_rows_of_another_kind_do_not_answer_a_key(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("a"), Record("deal", "d", 1, {"title": "x"})]))
        key = await store.read(lambda tx: tx.key_of(Ref("deal", "d")))
        assert [row.record.id for row in await store.read(lambda tx: tx.rows("deal", [key]))] == ["d"]
