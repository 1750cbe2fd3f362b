"""A record that is deleted elsewhere while a person types in it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from crmdesk.domain.changes import Changes
from tests.ui.contacts import people
from tests.ui.waiting import turns, until


async def typed_over_a_deletion(window, place):
    olga = await place.synced("user", 50, name="Olga Panova")
    ref = (await people(place, 3))[1]
    await window.start()
    await window.select_record(ref)
    window.card.field("job_title").edit("boss")

    def go(tx):
        gone = replace(tx.record(ref), deleted=True, updated_by=olga.id, updated_at="2020-02-03T10:00:00Z")
        tx.put_records([gone])

    await place.store.write(go)
    place.feed.announce(Changes.of([ref]))
    await until(lambda: window.card.state_bar.text().startswith("Deleted elsewhere (Olga Panova, "))
    return ref


def is_offered(window, name):
    return not window.card.findChild(QPushButton, name).isHidden()


async def test_what_is_typed_stays_and_is_saved_when_the_record_is_restored(window, place):
    ref = await typed_over_a_deletion(window, place)
    row = window.card.field("job_title")
    assert (window.card.isVisible(), row.is_editing, row.typed_text()) == (True, True, "boss")
    assert not is_offered(window, "card.delete")
    window.card.findChild(QPushButton, "card.restore").click()
    await until(lambda: not row.is_editing)
    record = await place.store.read(lambda tx: tx.record(ref))
    assert (record.deleted, record.fields["job_title"]) == (False, "boss")
    await until(lambda: not is_offered(window, "card.restore"))
    assert not is_offered(window, "card.discard")
    assert is_offered(window, "card.delete")


async def test_what_is_typed_is_given_up_by_discard_only(window, place):
    ref = await typed_over_a_deletion(window, place)
    await window.page.close_card()
    assert window.card.isVisible()
    assert window.card.field("job_title").typed_text() == "boss"
    window.card.findChild(QPushButton, "card.discard").click()
    await until(window.card.isHidden)
    assert (await place.store.read(lambda tx: tx.record(ref))).deleted


@pytest.mark.parametrize("is_restored", [True, False])
async def test_the_next_record_s_card_says_nothing_of_it(window, place, is_restored):
    await typed_over_a_deletion(window, place)
    window.card.findChild(QPushButton, "card.restore" if is_restored else "card.discard").click()
    await turns(20)
    window.page.choosing.step(1)
    await until(lambda: window.card.isVisible() and not is_offered(window, "card.discard"))
    assert "Deleted" not in window.card.state_bar.text() or window.card.state_bar.isHidden()


async def test_one_that_is_not_here_at_all_any_more_cannot_be_restored(window, place):
    ref = (await people(place, 1))[0]
    await window.start()
    await window.select_record(ref)
    window.card.field("job_title").edit("boss")
    await place.store.write(lambda tx: tx.drop_records([ref]))
    place.feed.announce(Changes.of([ref]))
    await until(lambda: window.card.state_bar.text().startswith("The record is not here any more"))
    assert not is_offered(window, "card.restore")
    assert is_offered(window, "card.discard")
    assert window.card.field("job_title").typed_text() == "boss"
