"""Something is typed in a field while its record is changed elsewhere: neither is lost without a word."""

import asyncio
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from crmdesk.domain.changes import Changes
from tests.ui.contacts import arrives, people, writes_take_time
from tests.ui.waiting import turns, until

OLGAS = "Meanwhile changed elsewhere (Olga Panova, 03.02.2020): "


def told_at(row):
    """Without the hour, which depends on where one is."""
    return re.sub(r", \d\d:\d\d\)", ")", row.findChild(QLabel, "card.note").text())


def phone(value, label="work"):
    return {"value": value, "label": label}


def save_lines(row):
    QTest.keyClick(row.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


async def opened(window, ref):
    await window.start()
    await window.select_record(ref)
    return window.card


async def test_a_value_that_nobody_has_seen_yet_is_told_before_it_is_written_over(window, place):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    row = card.field("job_title")
    row.edit("boss")
    await arrives(place, ref, job_title="head")
    QTest.keyClick(row.editor, Qt.Key.Key_Return)
    await until(lambda: told_at(row) == f"{OLGAS}head\nEnter keeps yours, Esc takes theirs")
    assert row.error_text()
    assert (row.is_editing, row.typed_text()) == (True, "boss")
    assert (await place.fields(ref))["job_title"] == "head"
    QTest.keyClick(row.editor, Qt.Key.Key_Return)
    await until(lambda: not row.is_editing)
    assert (await place.fields(ref))["job_title"] == "boss"


async def test_escape_takes_what_has_come_meanwhile(window, place):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    await arrives(place, ref, job_title="head")
    assert not await card.edit_field("job_title", "boss")
    row = card.field("job_title")
    QTest.keyClick(row.editor, Qt.Key.Key_Escape)
    assert row.value_text() == "head"
    await window.select_record(ref)
    assert (await place.fields(ref))["job_title"] == "head"


async def test_what_was_told_at_the_field_is_written_over_by_one_enter(window, place):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    row = card.field("job_title")
    row.edit("boss")
    await arrives(place, ref, job_title="head")
    place.feed.announce(Changes.of([ref]))
    await until(lambda: told_at(row).startswith(OLGAS))
    QTest.keyClick(row.editor, Qt.Key.Key_Return)
    await until(lambda: not row.is_editing)
    assert (await place.fields(ref))["job_title"] == "boss"


async def test_what_is_told_after_enter_was_pressed_does_not_count_as_seen(window, place, monkeypatch):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    row = card.field("job_title")
    row.edit("boss")
    gate, write = asyncio.Event(), place.store.write

    async def slow(work):
        await gate.wait()
        return await write(work)

    with monkeypatch.context() as patch:
        patch.setattr(place.store, "write", slow)
        row.submit()
        await turns()
    await arrives(place, ref, job_title="head")
    place.feed.announce(Changes.of([ref]))
    await until(lambda: told_at(row).startswith(OLGAS))
    assert not row.error_text()
    gate.set()
    await until(row.error_text)
    assert (await place.fields(ref))["job_title"] == "head"


async def test_the_same_value_typed_by_two_is_no_quarrel(window, place):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    await arrives(place, ref, job_title="boss")
    assert await card.edit_field("job_title", "boss")
    assert (await place.fields(ref))["job_title"] == "boss"


async def test_a_phone_that_another_added_meanwhile_stays(window, place):
    ref = (await people(place, 1, phones=[phone("+79122041890")]))[0]
    card = await opened(window, ref)
    row = card.field("phones")
    row.edit("+79122041890\n+79122041892")
    await arrives(place, ref, phones=[phone("+79122041890"), phone("+79122041891")])
    place.feed.announce(Changes.of([ref]))
    await until(lambda: told_at(row).endswith("Ctrl+Enter keeps both, Esc takes theirs"))
    await arrives(place, ref, phones=[phone("+79122041890"), phone("+79122041891"), phone("+79122041893")])
    save_lines(row)
    await until(lambda: not row.is_editing)
    kept = [one["value"][-2:] for one in (await place.fields(ref))["phones"]]
    assert sorted(kept) == ["90", "91", "92", "93"]


async def test_a_phone_that_another_removed_meanwhile_does_not_come_back(window, place):
    ref = (await people(place, 1, phones=[phone("+79122041890"), phone("+79122041895")]))[0]
    card = await opened(window, ref)
    row = card.field("phones")
    row.edit("+79122041890\n+79122041895\n+79122041892")
    await arrives(place, ref, phones=[phone("+79122041895")])
    place.feed.announce(Changes.of([ref]))
    await until(lambda: told_at(row).startswith(OLGAS))
    save_lines(row)
    await until(lambda: not row.is_editing)
    kept = [(one["value"][-2:], one["label"]) for one in (await place.fields(ref))["phones"]]
    assert sorted(kept) == [("92", None), ("95", "work")]


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_phone_that_both_changed_is_said_to_be_written_over_before_it_is(window, place, is_announced):
    ref = (await people(place, 1, phones=[phone("+79122041890")]))[0]
    card = await opened(window, ref)
    row = card.field("phones")
    row.edit("+79122041892")
    await arrives(place, ref, phones=[phone("+79122041890", "home")])
    if is_announced:
        place.feed.announce(Changes.of([ref]))
        await until(lambda: told_at(row).endswith("Ctrl+Enter keeps both, Esc takes theirs"))
    save_lines(row)
    await until(lambda: row.error_text().endswith("Ctrl+Enter keeps yours, Esc takes theirs"))
    assert (await place.fields(ref))["phones"] == [phone("+79122041890", "home")]
    save_lines(row)
    await until(lambda: not row.is_editing)
    assert (await place.fields(ref))["phones"] == [phone("+79122041892", None)]


async def test_a_sum_is_not_saved_over_a_currency_that_nobody_has_seen(window, place):
    deal = await place.synced("deal", 1, title="Pumps", amount="100.00", currency="RUB")
    card = await opened(window, deal)
    await arrives(place, deal, currency="EUR")
    assert not await card.edit_field("amount", "200")
    assert told_at(card.field("amount")) == f"{OLGAS}Currency: EUR\nEnter keeps yours, Esc takes theirs"
    assert await card.edit_field("amount", "200")
    fields = await place.fields(deal)
    assert (fields["amount"], fields["currency"]) == ("200.00", "EUR")


async def test_what_one_types_oneself_in_two_fields_that_go_together_is_no_news(window, place):
    refs = await people(place, 2)
    deal = await place.synced("deal", 1, title="Pumps")
    card = await opened(window, refs[0])
    card.field("last_name").edit("Zimin")
    card.field("first_name").edit("Nil")
    assert await card.finish()
    fields = await place.fields(refs[0])
    assert (fields["last_name"], fields["first_name"]) == ("Zimin", "Nil")
    card = await opened(window, deal)
    card.field("amount").edit("100")
    card.field("currency").edit("EUR")
    assert await card.finish()
    fields = await place.fields(deal)
    assert (fields["amount"], fields["currency"]) == ("100.00", "EUR")


async def test_typing_on_while_a_save_runs_and_saving_again_is_no_news(window, place, monkeypatch):
    ref = (await people(place, 1))[0]
    card = await opened(window, ref)
    writes_take_time(place, monkeypatch)
    row = card.field("job_title")
    row.edit("head")
    row.submit()
    await asyncio.sleep(0)
    row.edit("head of supply")
    row.submit()
    await until(lambda: not row.is_editing)
    assert (await place.fields(ref))["job_title"] == "head of supply"


async def test_an_open_field_in_which_nothing_is_typed_takes_up_what_arrives(window, place):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    row = card.field("job_title")
    row.open()
    await arrives(place, ref, job_title="head")
    place.feed.announce(Changes.of([ref]))
    await until(lambda: row.typed_text() == "head")
    assert told_at(row) == f"{OLGAS}head"
    assert await card.edit_field("job_title", "head of supply")


async def test_what_is_being_saved_goes_to_its_record_though_the_card_has_turned(window, place, monkeypatch):
    company = await place.synced("company", 900, name="Vector")
    refs = await people(place, 2)
    card = await opened(window, refs[0])
    row = card.field("company_id")
    row.edit("Vector")
    gate, look_up = asyncio.Event(), card._lookup.read

    async def slow(*given):
        await gate.wait()
        return await look_up(*given)

    monkeypatch.setattr(card._lookup, "read", slow)
    row.submit()
    await turns()
    QTest.keyClick(row.editor, Qt.Key.Key_Escape)
    turning = asyncio.ensure_future(window.select_record(refs[1]))
    await turns()
    gate.set()
    await turning
    await turns()
    assert [(await place.fields(ref))["company_id"] for ref in refs] == [company.id, None]


async def test_a_click_on_another_row_writes_nothing_over_what_nobody_has_seen(window, place):
    refs = await people(place, 2, job_title="clerk")
    card = await opened(window, refs[0])
    window.activateWindow()
    row = card.field("job_title")
    row.edit("boss")
    await arrives(place, refs[0], job_title="head")
    table = window.page.table
    at = window.page.model.index(await window.page.model.row_of(refs[1]), 1)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(at).center())
    await until(row.error_text)
    await until(lambda: table.chosen_index().row() == 0)
    await turns()
    assert told_at(row) == f"{OLGAS}head\nEnter keeps yours, Esc takes theirs"
    assert (card.ref, row.typed_text()) == (refs[0], "boss")
    assert (await place.fields(refs[0]))["job_title"] == "head"


async def test_going_on_while_leaving_the_field_is_refused_writes_nothing_over_it(window, place, monkeypatch):
    refs = await people(place, 2, job_title="clerk")
    card = await opened(window, refs[0])
    row = card.field("job_title")
    row.edit("boss")
    await arrives(place, refs[0], job_title="head")
    writes_take_time(place, monkeypatch)
    row.submit()
    await asyncio.sleep(0)
    assert not await card.show_ref(refs[1])
    assert row.error_text()
    assert (await place.fields(refs[0]))["job_title"] == "head"


async def test_what_was_fetched_before_a_save_and_comes_after_it_makes_no_news_of_it(window, place, monkeypatch):
    ref = (await people(place, 1, job_title="clerk"))[0]
    card = await opened(window, ref)
    fetch, gate, is_first = card._lookup.names, asyncio.Event(), [True]

    async def slow(*given):
        found = await fetch(*given)
        if is_first and is_first.pop():
            await gate.wait()
        return found

    monkeypatch.setattr(card._lookup, "names", slow)
    reloading = asyncio.ensure_future(card.reload())
    await turns()
    row = card.field("job_title")
    row.edit("head")
    row.submit()
    await turns()
    row.edit("head of supply")
    gate.set()
    await reloading
    await turns()
    assert not told_at(row).startswith("Meanwhile")
    assert (row.typed_text(), row.value) == ("head of supply", "head")
