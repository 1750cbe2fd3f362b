"""What every Store does: records, outbox, conflicts, what was acknowledged, settings, replacing downloads."""

from dataclasses import replace
from typing import Any

import pytest

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Counts, LogLine, Pause, Person, Policy, Query, Standing, Store, SyncState, Transaction
from crmdesk.domain.records import (
    Acknowledged,
    Conflict,
    ConflictState,
    EditTime,
    EntryState,
    FieldConflict,
    Lost,
    LostValue,
    Record,
    Ref,
)
from crmdesk.domain.undo import DropStep, EditStep, ResolveStep
from tests.contracts.examples import conflict, contact, entry, phones, ref, sealed


class StoreContract:
    """Subclasses give the fixture `store`: an empty one."""

    # -- transactions

    async def test_what_was_written_is_read(self, store: Store) -> None:
        assert await store.write(lambda tx: tx.put_records([contact("a", "Иванов")])) is None
        assert await store.read(lambda tx: tx.record(ref("a")).fields["last_name"]) == "Иванов"

    async def test_a_transaction_sees_its_own_writes(self, store: Store) -> None:
        def work(tx: Transaction) -> tuple[Any, ...]:
            tx.put_records([contact("a", "Иванов")])
            tx.put_entry(entry("a"))
            return tx.record(ref("a")), tx.entry(ref("a")), tx.count(Query("contact", "иван"))

        record, its_entry, count = await store.write(work)
        assert (record.id, its_entry.id, count) == ("a", "a", 1)

    async def test_work_that_raises_leaves_nothing(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("a", "Иванов")]))

        def work(tx: Transaction) -> None:
            tx.put_records([contact("a", "Петров"), contact("b", "Сидоров")])
            tx.put_entry(entry("a"))
            tx.put_conflict(conflict("c", "a"))
            tx.add_acknowledged([Acknowledged(sealed("a"), None, 1, 1)])
            tx.put_policy(Policy.ASK)
            tx.mark_brought([ref("a")])
            tx.put_sync_state(SyncState(cursor="9"))
            raise RuntimeError("in the middle")

        with pytest.raises(RuntimeError, match="in the middle"):
            await store.write(work)

        def look(tx: Transaction) -> tuple[Any, ...]:
            return (
                [row.record.fields["last_name"] for row in tx.find(Query("contact"), 10)],
                tx.count(Query("contact", "петров")), tx.count(Query("contact", "иванов")),
                tx.all_entries(), tx.conflicts(), tx.acknowledged_after(0), tx.policy(), tx.sync_state(),
            )  # fmt: skip

        assert await store.read(look) == (
            ["Иванов"], 0, 1, [], [], [], Policy.LAST_WRITE_WINS, SyncState(),
        )  # fmt: skip

    # -- records

    async def test_a_record_comes_back_whole(self, store: Store) -> None:
        record = Record(
            "contact", "a", 7,
            {**KINDS["contact"].empty_fields(), "first_name": "Ольга", "phones": phones("+7 912 123-45-67"),
             "tags": ["vip"], "custom": {"size": 4, "open": True}, "birthday": "1990-05-17"},
            deleted=True, edited={"first_name": 1_795_000_000_000},
            created_at="2026-11-23T14:05:00Z", created_by="u1", updated_at="2026-11-24T14:05:00.123Z", updated_by="u2",
            lost=(Lost("first_name", "Оля", "u3", "2026-11-24T14:05:00Z", 6), Lost("tags", [], None, "x", 5)),
            external={"amocrm:acme": "contacts/1"},
        )  # fmt: skip
        await store.write(lambda tx: tx.put_records([record]))
        assert await store.read(lambda tx: tx.record(record.ref)) == record

    async def test_a_deal_keeps_money_items_and_numbers_as_they_are(self, store: Store) -> None:
        items = [{"id": "i", "position": 1, "quantity": 1.5, "price": "10.10", "name": None}]
        fields = {**KINDS["deal"].empty_fields(), "title": "Сделка", "amount": "1234.50", "items": items}
        fields["more_contact_ids"] = ["x", "y"]
        await store.write(lambda tx: tx.put_records([Record("deal", "d", 1, fields)]))
        assert await store.read(lambda tx: tx.record(Ref("deal", "d")).fields) == fields

    async def test_a_field_left_out_is_read_as_empty(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([Record("task", "t", 1, {"done": False, "duration_min": 30})]))
        expected = {**KINDS["task"].empty_fields(), "done": False, "duration_min": 30}
        assert await store.read(lambda tx: tx.record(Ref("task", "t")).fields) == expected

    async def test_unknown_fields_and_odd_values_are_kept(self, store: Store) -> None:
        odd = {
            "shoe_size": 43, "horoscope": {"sign": "лев", "houses": [1, None]}, "gone": None,
            "last_name": 12, "first_name": {"ru": "Анна"}, "phones": "none", "tags": {"a": 1}, "custom": [1],
        }  # fmt: skip
        product = {"vat_rate": 2**80, "active": 1, "price": 12.5, "name": ""}
        await store.write(
            lambda tx: tx.put_records([Record("contact", "a", 1, odd), Record("product", "p", 1, product)])
        )

        def look(tx: Transaction) -> tuple[Any, Any]:
            return tx.record(ref("a")).fields, tx.record(Ref("product", "p")).fields

        contact_fields, product_fields = await store.read(look)
        assert contact_fields == {**KINDS["contact"].empty_fields(), **odd}
        assert product_fields == {**KINDS["product"].empty_fields(), **product}
        assert product_fields["active"] is not True

    async def test_records_are_replaced_whole_and_the_last_of_one_id_stands(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("a", "Иванов", job_title="директор")]))
        await store.write(lambda tx: tx.put_records([contact("a", "Петров"), contact("a", "Сидоров")]))
        record = await store.read(lambda tx: tx.record(ref("a")))
        assert (record.fields["last_name"], record.fields["job_title"]) == ("Сидоров", None)
        assert await store.read(lambda tx: tx.count(Query("contact"))) == 1

    async def test_records_of_several_kinds_are_read_together(self, store: Store) -> None:
        company = Record("company", "c", 1, {"name": "Ромашка"})
        await store.write(lambda tx: tx.put_records([contact("a"), company]))
        wanted = [ref("a"), company.ref, ref("nobody"), Ref("company", "a")]
        assert set(await store.read(lambda tx: tx.records(wanted))) == {ref("a"), company.ref}
        assert await store.read(lambda tx: tx.record(ref("nobody"))) is None

    async def test_thousands_are_written_at_once(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact(str(n), f"Имя{n}") for n in range(2_500)]))
        assert await store.read(lambda tx: tx.count(Query("contact"))) == 2_500
        assert await store.read(lambda tx: tx.count(Query("contact", "имя2499"))) == 1

    async def test_dropped_records_are_forgotten(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_records([contact("a", "Иванов"), contact("b", "Иванова")]))
        key = await store.read(lambda tx: tx.key_of(ref("b")))
        await store.write(lambda tx: tx.drop_records([ref("b"), ref("nobody")]))
        assert await store.read(lambda tx: tx.record(ref("b"))) is None
        assert await store.read(lambda tx: tx.count(Query("contact", "иванов"))) == 1
        await store.write(lambda tx: tx.put_records([contact("c", "Новый")]))
        assert await store.read(lambda tx: tx.rows("contact", [key])) == []

    # -- outbox

    async def test_an_entry_comes_back_whole(self, store: Store) -> None:
        whole = entry(
            "a", edited={"last_name": EditTime(5, -3), "tags": EditTime(6)},
            lost={"last_name": LostValue(["x"], "u", 4)}, seal=sealed("a"), waiting=contact("a", "Чужой"),
            state=EntryState.QUARANTINED, errors=(FieldError("last_name", "too_long", "too long"),),
            tries=4, parked_since=10, retry_at=20,
        )  # fmt: skip
        await store.write(lambda tx: tx.put_entry(whole))
        assert await store.read(lambda tx: tx.entry(ref("a"))) == whole
        assert await store.read(lambda tx: tx.entries([ref("a"), ref("b")])) == {ref("a"): whole}

    async def test_a_seal_keeps_the_order_of_its_fields(self, store: Store) -> None:
        await store.write(lambda tx: tx.put_entry(entry("a", seal=sealed("a"))))
        found = await store.read(lambda tx: tx.entry(ref("a")))
        assert list(found.seal.fields) == ["last_name", "first_name"]

    async def test_entries_go_out_by_kind_then_oldest_first(self, store: Store) -> None:
        await store.write(
            lambda tx: tx.put_entries(
                [entry("t", "task"), entry("b"), entry("a"), entry("d", "deal"), entry("p", "product")]
            )
        )
        await store.write(lambda tx: tx.put_entry(entry("b", tries=1)))
        assert [one.id for one in await store.read(lambda tx: tx.all_entries())] == ["p", "b", "a", "d", "t"]
        await store.write(lambda tx: tx.drop_entry(ref("b")))
        await store.write(lambda tx: tx.put_entry(entry("b")))
        assert [one.id for one in await store.read(lambda tx: tx.all_entries())] == ["p", "a", "b", "d", "t"]

    async def test_the_first_of_some_states_are_read_alone_and_the_oldest_is_known(self, store: Store) -> None:
        entries = [
            entry("refused", state=EntryState.QUARANTINED),
            entry("old", "task", state=EntryState.HELD),
            entry("waits"),
            entry("goods", "product"),
        ]
        await store.write(lambda tx: tx.put_entries(entries))
        waiting = {EntryState.WAITING, EntryState.HELD}
        assert [one.id for one in await store.read(lambda tx: tx.first_entries(waiting, 2))] == ["goods", "waits"]
        assert len(await store.read(lambda tx: tx.first_entries(waiting, 9))) == 3
        oldest = await store.read(lambda tx: tx.oldest_entry(waiting))
        assert oldest is not None
        assert oldest.id == "old"
        assert await store.read(lambda tx: tx.oldest_entry({EntryState.SENT})) is None

    async def test_ready_are_sent_ones_first_then_waiting_and_due_ones(self, store: Store) -> None:
        entries = [
            entry("held", state=EntryState.HELD),
            entry("waits"),
            entry("due", state=EntryState.PARKED, retry_at=100),
            entry("later", state=EntryState.PARKED, retry_at=101),
            entry("refused", state=EntryState.QUARANTINED),
            entry("sent", "task", state=EntryState.SENT, seal=sealed("sent")),
            entry("goods", "product"),
        ]
        await store.write(lambda tx: tx.put_entries(entries))
        ready = await store.read(lambda tx: tx.ready_entries(100, 10))
        assert [one.id for one in ready] == ["sent", "goods", "waits", "due"]
        assert [one.id for one in await store.read(lambda tx: tx.ready_entries(100, 2))] == ["sent", "goods"]

    async def test_creates_that_cannot_go_are_stuck(self, store: Store) -> None:
        entries = [
            entry("held", made_here=True, state=EntryState.HELD),
            entry("refused", made_here=True, state=EntryState.QUARANTINED),
            entry("later", made_here=True, state=EntryState.PARKED, retry_at=101),
            entry("due", made_here=True, state=EntryState.PARKED, retry_at=100),
            entry("waits", made_here=True),
            entry("sent", made_here=True, state=EntryState.SENT),
            entry("known", state=EntryState.HELD),
        ]
        await store.write(lambda tx: tx.put_entries(entries))
        assert await store.read(lambda tx: tx.stuck_creates(100)) == {"held", "refused", "later"}

    async def test_counts_tell_what_waits_what_was_refused_and_open_conflicts(self, store: Store) -> None:
        assert await store.read(lambda tx: tx.counts()) == Counts()

        def work(tx: Transaction) -> None:
            states = [EntryState.WAITING, EntryState.SENT, EntryState.HELD, EntryState.PARKED, EntryState.QUARANTINED]
            tx.put_entries([entry(state, state=state) for state in states])
            tx.put_conflict(conflict("1", "a"))
            tx.put_conflict(conflict("2", "a", is_open=False))

        await store.write(work)
        assert await store.read(lambda tx: tx.counts()) == Counts(4, 1, 1)

    # -- conflicts

    async def test_conflicts_are_listed_newest_first_and_settled_in_place(self, store: Store) -> None:
        def work(tx: Transaction) -> None:
            for one in (conflict("old", "a", 1), conflict("new", "b", 3), conflict("middle", "a", 2)):
                tx.put_conflict(one)

        await store.write(work)
        assert [one.id for one in await store.read(lambda tx: tx.conflicts())] == ["new", "middle", "old"]
        assert await store.read(lambda tx: tx.open_conflict(ref("a"))) == conflict("middle", "a", 2)
        await store.write(lambda tx: tx.put_conflict(conflict("middle", "a", 2, is_open=False)))
        await store.write(lambda tx: tx.put_conflict(conflict("old", "a", 1, is_open=False)))
        assert await store.read(lambda tx: tx.open_conflict(ref("a"))) is None
        assert await store.read(lambda tx: tx.conflict("old")) == conflict("old", "a", 1, is_open=False)
        assert await store.read(lambda tx: tx.conflict("nosuch")) is None
        assert len(await store.read(lambda tx: tx.conflicts())) == 3

    # -- what was applied there

    async def test_acknowledged_changes_are_found_by_record_and_by_revision(self, store: Store) -> None:
        first = Acknowledged(sealed("a", "1"), contact("a", "Иванов"), rev=5, at=100)
        second = Acknowledged(sealed("a", "2"), None, rev=6, at=200)
        other = Acknowledged(sealed("b", "3"), None, rev=7, at=300)
        await store.write(lambda tx: tx.add_acknowledged([first, second, other]))
        assert await store.read(lambda tx: tx.acknowledged_of(ref("a"))) == [first, second]
        assert await store.read(lambda tx: tx.acknowledged_after(5)) == [second, other]
        await store.write(lambda tx: tx.drop_acknowledged(["nobody"]))
        await store.write(lambda tx: tx.forget_acknowledged(200))
        assert await store.read(lambda tx: tx.acknowledged_after(0)) == [second, other]

    async def test_a_replayed_change_counts_as_of_its_newest_answer(self, store: Store) -> None:
        await store.write(lambda tx: tx.add_acknowledged([Acknowledged(sealed("a", "1"), None, 5, 100)]))
        again = Acknowledged(sealed("a", "1"), None, 2, 400)
        await store.write(lambda tx: tx.add_acknowledged([again]))
        assert await store.read(lambda tx: tx.acknowledged_of(ref("a"))) == [again]

    # -- settings

    async def test_sync_state_policy_and_person_are_remembered(self, store: Store) -> None:
        assert await store.read(lambda tx: (tx.sync_state(), tx.policy(), tx.person())) == (
            SyncState(), Policy.LAST_WRITE_WINS, None,
        )  # fmt: skip
        state = SyncState("s", "e", "c", "seen", "r", replacing=True, offset_ms=-4, synced_at=9, state="idle")
        person = Person("u", "Анна", "a@example.com", "rep", "w", "Ромашка", "RUB")

        def work(tx: Transaction) -> None:
            tx.put_sync_state(SyncState(cursor="earlier"))
            tx.put_sync_state(state)
            tx.put_policy(Policy.ASK)
            tx.put_person(person)

        await store.write(work)
        assert await store.read(lambda tx: (tx.sync_state(), tx.policy(), tx.person())) == (state, Policy.ASK, person)

    # -- replacing downloads

    async def test_what_a_download_did_not_bring_is_told(self, store: Store) -> None:
        def before(tx: Transaction) -> None:
            tx.put_records([contact("kept", "Иванов"), contact("gone", "Иванов"), contact("mine", "Иванов")])
            tx.put_records([Record("deal", "kept", 1, {"title": "Сделка"})])
            tx.put_entry(entry("mine"))
            tx.mark_brought([ref("gone")])
            tx.start_replacing()

        await store.write(before)
        await store.write(lambda tx: tx.mark_brought([ref("kept")]))
        await store.write(lambda tx: tx.mark_brought([ref("kept")]))
        left = await store.read(lambda tx: {record.ref for record in tx.not_brought()})
        assert left == {ref("gone"), ref("mine"), Ref("deal", "kept")}

    async def test_what_is_lost_there_is_found_by_its_records(self, store: Store) -> None:
        lost = replace(conflict("c1", record_id="a"), state=ConflictState.LOST_THERE)
        await store.write(lambda tx: tx.put_conflict(lost))
        await store.write(lambda tx: tx.put_conflict(conflict("c2", record_id="b")))
        assert await store.read(lambda tx: tx.lost_there([ref("a"), ref("b")])) == [lost]
        assert await store.read(lambda tx: tx.lost_there([ref("b")])) == []
        await store.write(lambda tx: tx.put_conflict(replace(lost, state=ConflictState.SETTLED)))
        assert await store.read(lambda tx: tx.lost_there([ref("a")])) == []

    # -- what a person is shown of sync

    async def test_a_pause_is_remembered_until_it_is_taken_back(self, store: Store) -> None:
        assert await store.read(lambda tx: tx.pause()) is None
        await store.write(lambda tx: tx.put_pause(Pause(until=9)))
        await store.write(lambda tx: tx.put_pause(Pause(offline=True)))
        assert await store.read(lambda tx: tx.pause()) == Pause(offline=True)
        await store.write(lambda tx: tx.put_pause(None))
        assert await store.read(lambda tx: tx.pause()) is None

    async def test_the_log_is_read_by_sort_newest_first_and_forgotten_by_age(self, store: Store) -> None:
        lines = [
            LogLine(1, "received", detail={"kinds": {"contact": 2}}),
            LogLine(2, "settled", ref("a"), {"conflict": "c", "fields": ["name"]}),
            LogLine(3, "sent", detail={"kinds": {"deal": 1}}),
        ]
        await store.write(lambda tx: tx.add_log(lines))
        assert await store.read(lambda tx: tx.log((), 9)) == lines[::-1]
        assert await store.read(lambda tx: tx.log((), 1)) == lines[2:]
        assert await store.read(lambda tx: tx.log(("settled", "received"), 9)) == [lines[1], lines[0]]
        assert await store.read(lambda tx: tx.log((), 9, 2)) == [lines[2], lines[1]]
        await store.write(lambda tx: tx.forget_log(2))
        assert await store.read(lambda tx: tx.log((), 9)) == [lines[2], lines[1]]

    async def test_what_waits_and_what_was_decided_is_counted_by_kind(self, store: Store) -> None:
        assert await store.read(lambda tx: tx.standings()) == {}
        deal = replace(entry("d"), kind="deal", state=EntryState.QUARANTINED)

        def work(tx: Transaction) -> None:
            tx.put_entries([entry("a"), replace(entry("b"), state=EntryState.HELD), deal])
            tx.put_conflict(conflict("k", "b"))
            for number in range(3):
                settled = replace(conflict(f"k{number}", "z"), kind="task", state=ConflictState.SETTLED)
                tx.put_conflict(settled)

        await store.write(work)
        assert await store.read(lambda tx: tx.standings()) == {
            "contact": Standing(pending=2, open_conflicts=1),
            "deal": Standing(quarantined=1),
            "task": Standing(settled_conflicts=3),
        }

    async def test_a_step_is_kept_with_its_number_until_it_is_dropped(self, store: Store) -> None:
        assert await store.read(lambda tx: tx.undo_step(None)) is None
        edit = EditStep(ref("a"), 10, {"tags": ["x"], "notes": None}, {"tags": [], "notes": "y"})
        kept = conflict("k", "a")
        made = contact("b", "Иванов")
        resolve = ResolveStep(10, contact("a", "Иванов"), contact("a", "Петров"), entry("a"), None, kept, made)
        drop = DropStep(10, contact("a", "Иванов"), entry("a"), kept)
        first = await store.write(lambda tx: tx.add_undo(edit))
        second = await store.write(lambda tx: tx.add_undo(resolve))
        assert second > first
        assert await store.read(lambda tx: tx.undo_step(None)) == (second, resolve)
        assert await store.read(lambda tx: tx.undo_step(first)) == (first, edit)
        third = await store.write(lambda tx: tx.add_undo(drop))
        assert await store.read(lambda tx: tx.undo_step(None)) == (third, drop)
        assert await store.read(lambda tx: tx.newest_undo(2)) == [(third, drop), (second, resolve)]
        await store.write(lambda tx: tx.drop_undo(third))
        await store.write(lambda tx: tx.drop_undo(second))
        assert await store.read(lambda tx: tx.undo_step(second)) is None
        assert await store.read(lambda tx: tx.undo_step(None)) == (first, edit)
        assert await store.write(lambda tx: tx.add_undo(replace(edit, at=20))) > second

    async def test_only_the_newest_200_steps_are_kept(self, store: Store) -> None:
        def work(tx: Transaction) -> list[int]:
            return [tx.add_undo(EditStep(ref("a"), at, {}, {}, created=True)) for at in range(1, 202)]

        numbers = await store.write(work)
        assert await store.read(lambda tx: tx.undo_step(numbers[0])) is None
        assert await store.read(lambda tx: tx.undo_step(numbers[1])) is not None

    async def test_a_conflict_keeps_what_merged_beside_it_and_what_was_picked(self, store: Store) -> None:
        versions = FieldConflict("a", "b", "c", None)
        conflict = Conflict("k", "contact", "a", ConflictState.OPEN, 5, None, {"notes": versions})
        conflict = replace(conflict, merged={"source": versions}, picks={"notes": {"pick": "own", "value": "d"}})
        await store.write(lambda tx: tx.put_conflict(conflict))
        assert await store.read(lambda tx: tx.conflict("k")) == conflict
