"""Records that have the same name are told apart by what stood in the field."""

import pytest


@pytest.fixture
async def namesakes(place):
    return [await place.synced("contact", at, last_name="Ivanov", first_name="Pyotr") for at in (1, 2)]


async def deal_of(place, window, refs):
    deal = await place.synced("deal", 1, title="Pumps", more_contact_ids=[ref.id for ref in refs])
    await window.start()
    await window.select_record(deal)
    return deal


async def contacts_of(place, deal):
    return (await place.fields(deal))["more_contact_ids"]


def lines(window):
    row = window.card.field("more_contact_ids")
    row.open()
    return row.typed_text().splitlines()


async def test_two_contacts_of_one_name_stay_two_when_another_is_added(window, place, namesakes):
    oleg = await place.synced("contact", 3, last_name="Orlov", first_name="Oleg")
    deal = await deal_of(place, window, namesakes)
    typed = [*lines(window), "Orlov Oleg"]
    assert typed == ["Ivanov Pyotr", "Ivanov Pyotr", "Orlov Oleg"]
    assert await window.card.edit_field("more_contact_ids", "\n".join(typed))
    assert await contacts_of(place, deal) == [ref.id for ref in (*namesakes, oleg)]


async def test_the_other_contact_of_a_name_is_meant_by_the_same_name_once_more(window, place, namesakes):
    deal = await deal_of(place, window, namesakes[:1])
    assert await window.card.edit_field("more_contact_ids", "Ivanov Pyotr\nIvanov Pyotr")
    assert await contacts_of(place, deal) == [ref.id for ref in namesakes]


async def test_more_lines_than_there_are_contacts_of_a_name_are_refused_in_words(window, place, namesakes):
    deal = await deal_of(place, window, namesakes)
    assert not await window.card.edit_field("more_contact_ids", "\n".join(["Ivanov Pyotr"] * 3))
    said = window.card.field("more_contact_ids").error_text()
    assert said == "The list has this record already: take the line away"
    assert await contacts_of(place, deal) == [ref.id for ref in namesakes]


async def test_a_contact_that_is_not_here_or_has_no_name_stays_in_a_list_that_is_edited(window, place):
    nameless = await place.synced("contact", 1)
    oleg = await place.synced("contact", 3, last_name="Orlov", first_name="Oleg")
    deal = await place.synced("deal", 1, title="Pumps", more_contact_ids=[nameless.id, unknown_id(9)])
    await window.start()
    await window.select_record(deal)
    typed = [*lines(window), "Orlov Oleg"]
    assert typed == ["—", "not on this computer", "Orlov Oleg"]
    assert await window.card.edit_field("more_contact_ids", "\n".join(typed))
    assert await contacts_of(place, deal) == [nameless.id, unknown_id(9), oleg.id]


def unknown_id(number):
    return f"0190b7a1-0000-7000-8000-{number:012}"
