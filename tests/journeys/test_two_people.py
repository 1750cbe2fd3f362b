"""Two profiles driven by commands against one server (issue 2, Done when)."""

import json
from typing import Any

import pytest

from tests.journeys.places import Profile, Server

KINDS = ("pipeline", "product", "company", "contact", "deal", "task", "communication")


@pytest.fixture
def people(anna: Profile, boris: Profile) -> tuple[Profile, Profile]:
    return anna, boris


def everything(profile: Profile) -> dict[str, dict[str, Any]]:
    return {kind: profile.fields(kind) for kind in KINDS}


def test_what_was_edited_while_the_server_was_down_agrees_field_by_field_afterwards(
    server: Server, people: tuple[Profile, Profile]
):
    anna, boris = people
    shared = anna("add", "contact", "last_name=Соколова", "first_name=Елена").expect(0).out.strip()
    anna.sync()
    boris.sync()

    server.kill()
    anna("set", "contact", shared, "job_title=Директор", 'phones=[{"value": "+7 921 447-03-16"}]').expect(0)
    company = anna("add", "company", "name=ООО «Теплоэнерго»", "inn=7812045569").expect(0).out.strip()
    anna("set", "contact", shared, f"company_id={company}").expect(0)
    items = [{"id": company, "name": "Насос", "quantity": 2, "price": "100.50", "discount_percent": 10}]
    anna("add", "deal", "title=Насосы", f"contact_id={shared}", f"items={json.dumps(items)}", "currency=RUB").expect(0)
    boris("set", "contact", shared, "source=выставка", 'tags=["котельные"]').expect(0)
    boris("add", "task", "title=Позвонить", f"contact_id={shared}", "due_at=2026-11-25T09:00:00Z").expect(0)
    assert anna("sync", "--json").expect(4).json["state"] == "offline"
    assert anna("sync", "--json").json["pending"] == 3

    server.start()
    for person in (anna, boris, anna):
        assert person.sync()["pending"] == 0

    assert everything(anna) == everything(boris)
    contact = anna.fields("contact")[shared]
    assert contact["job_title"] == "Директор"
    assert contact["source"] == "выставка"
    assert contact["tags"] == ["котельные"]
    assert contact["company_id"] == company
    (deal,) = anna.fields("deal").values()
    assert deal["amount"] == "180.90"


@pytest.mark.parametrize("later", ["anna", "boris"])
def test_a_conflicting_edit_is_listed_on_both_desks_and_turned_round_on_both(
    people: tuple[Profile, Profile], later: str
):
    anna, boris = people
    contact = anna("add", "contact", "last_name=Петров").expect(0).out.strip()
    anna.sync()
    boris.sync()
    first, second = (boris, anna) if later == "anna" else (anna, boris)
    first("set", "contact", contact, f"job_title={first.email}").expect(0)
    second("set", "contact", contact, f"job_title={second.email}").expect(0)
    for person in (anna, boris, anna):
        person.sync()

    assert anna.fields("contact") == boris.fields("contact")
    assert anna.fields("contact")[contact]["job_title"] == second.email, "the later edit stands"
    for person, other in ((anna, boris), (boris, anna)):
        (conflict,) = person("conflicts", "--json").expect(0).json
        assert conflict["state"] == "settled"
        assert (conflict["kind"], conflict["record_id"]) == ("contact", contact)
        versions = conflict["fields"]["job_title"]
        assert versions["mine"] == person.email
        assert versions["theirs"] == other.email
        assert versions["result"] == second.email

    (conflict,) = first("conflicts", "--json").json
    first("resolve", conflict["id"], "--mine").expect(0)
    for person in (first, second):
        person.sync()
    assert anna.fields("contact")[contact]["job_title"] == first.email
    assert boris.fields("contact")[contact]["job_title"] == first.email

    (conflict,) = second("conflicts", "--json").json
    second("resolve", conflict["id"], "--mine").expect(0)
    for person in (second, first):
        person.sync()
    assert anna.fields("contact")[contact]["job_title"] == second.email
    assert boris.fields("contact")[contact]["job_title"] == second.email
    assert len(anna("conflicts", "--json").json) == 1, "turning it round is no new conflict"
    assert len(boris("conflicts", "--json").json) == 1


def test_ask_holds_the_entry_until_the_person_decides(people: tuple[Profile, Profile]):
    anna, boris = people
    deal = anna("add", "deal", "title=Насосы", "amount=100.00", "currency=RUB").expect(0).out.strip()
    anna.sync()
    boris.sync()
    boris("policy", "ask").expect(0)
    anna("set", "deal", deal, "amount=200").expect(0)
    boris("set", "deal", deal, "amount=300", "source=звонок").expect(0)
    anna.sync()
    report = boris.sync()

    assert report["conflicts"] == 1
    assert report["pending"] == 1
    (entry,) = boris("outbox", "--json").expect(0).json
    assert entry["state"] == "held"
    shown = boris("show", "deal", deal, "--json").expect(0).json
    assert shown["fields"]["amount"] == "300.00", "the desk goes on showing the person's own value"
    assert shown["conflict"] is True
    boris.sync()
    anna.sync()
    assert anna.fields("deal")[deal]["amount"] == "200.00"

    (conflict,) = boris("conflicts", "--json").json
    assert conflict["state"] == "open"
    assert conflict["fields"]["amount"]["base"] == "100.00"
    boris("resolve", conflict["id"], "--set", "amount=250").expect(0)
    boris.sync()
    anna.sync()
    assert anna.fields("deal")[deal] == boris.fields("deal")[deal]
    assert anna.fields("deal")[deal]["amount"] == "250.00"
    assert anna.fields("deal")[deal]["source"] == "звонок"
    assert boris("outbox", "--json").json == []


def test_an_edit_survives_a_deletion_and_both_sides_learn_of_it(people: tuple[Profile, Profile]):
    anna, boris = people
    contact = anna("add", "contact", "last_name=Ёлкин").expect(0).out.strip()
    anna.sync()
    boris.sync()
    anna("delete", "contact", contact).expect(0)
    boris("set", "contact", contact, "job_title=инженер").expect(0)
    for person in (anna, boris, anna):
        person.sync()

    assert anna.fields("contact")[contact]["job_title"] == "инженер"
    assert anna.fields("contact") == boris.fields("contact")
    for person in people:
        (conflict,) = person("conflicts", "--json").json
        assert conflict["fields"]["deleted"]["result"] is False
    (conflict,) = anna("conflicts", "--json").json
    anna("resolve", conflict["id"], "--mine").expect(0)
    anna.sync()
    boris.sync()
    assert contact not in boris.fields("contact")
