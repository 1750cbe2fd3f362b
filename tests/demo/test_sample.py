import json
from collections import Counter
from datetime import datetime

import pytest

from crmdesk.demo.ground import Draft
from crmdesk.demo.sample import sample_drafts
from crmdesk.demo.words import load_words
from crmdesk.domain.ids import is_id
from crmdesk.domain.kinds import KINDS, PUSH_ORDER, FieldType
from crmdesk.domain.validation import check_fields
from tests.demo.grounds import NOW, OWNERS, STAGES, ground

LANGUAGES = ("ru", "en")


def drafts_of(lang: str, contacts: int = 200) -> list[Draft]:
    return list(sample_drafts(ground(lang, contacts)))


def of_kind(drafts: list[Draft], kind: str) -> list[Draft]:
    return [draft for draft in drafts if draft.kind == kind]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sample_record_is_one_that_the_server_accepts(lang: str):
    faults = {
        (draft.kind, error.field, error.code, json.dumps(draft.fields.get(error.field), ensure_ascii=False))
        for draft in drafts_of(lang)
        for error in check_fields(draft.kind, draft.fields, create=True)
    }
    assert faults == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_as_much_of_each_kind_as_a_company_of_that_size_has(lang: str):
    counted = Counter(draft.kind for draft in drafts_of(lang, 400))
    assert counted == {
        "product": 40, "company": 100, "contact": 400, "deal": 133, "task": 100, "communication": 400,
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ids_are_unique_and_proper(lang: str):
    ids = [draft.id for draft in drafts_of(lang, 2_000)]
    assert len(set(ids)) == len(ids)
    assert all(map(is_id, ids))


def test_the_same_language_size_and_moment_give_the_same_data():
    assert drafts_of("ru") == drafts_of("ru")
    assert drafts_of("ru") != list(sample_drafts(ground("ru", seed=2)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reference_leads_to_a_record_made_earlier(lang: str):
    known = {*OWNERS, *STAGES, ground().pipeline_id}
    for draft in drafts_of(lang):
        declared = KINDS[draft.kind].fields
        for name, value in draft.fields.items():
            if declared[name].type is FieldType.REFERENCE:
                assert value in known, (draft.kind, name)
        known.add(draft.id)


def test_kinds_come_in_the_order_in_which_they_are_pushed():
    kinds = list(dict.fromkeys(draft.kind for draft in drafts_of("ru")))
    assert kinds == sorted(kinds, key=PUSH_ORDER.index)


def test_tasks_are_overdue_due_today_later_and_done():
    seen: Counter[str] = Counter()
    for task in of_kind(drafts_of("ru", 800), "task"):
        due = instant(task.fields["due_at"])
        day = due.date() if task.fields["all_day"] else due.astimezone(NOW.tzinfo).date()
        when = (day > NOW.date()) - (day < NOW.date())
        seen["done" if task.fields["done"] else {-1: "overdue", 0: "today", 1: "later"}[when]] += 1
    assert set(seen) == {"overdue", "today", "later", "done"}
    assert min(seen.values()) > 20


def test_an_all_day_task_is_due_at_midnight_utc():
    all_day = [task for task in of_kind(drafts_of("ru"), "task") if task.fields["all_day"]]
    assert all_day
    assert all(task.fields["due_at"].endswith("T00:00:00Z") for task in all_day)


def test_communications_and_closed_deals_lie_in_the_past():
    drafts = drafts_of("en", 600)
    assert all(instant(talk.fields["happened_at"]) < NOW for talk in of_kind(drafts, "communication"))
    closed = [deal for deal in of_kind(drafts, "deal") if STAGES[deal.fields["stage_id"]] != "open"]
    assert closed
    assert all(instant(deal.fields["closed_at"]) < NOW for deal in closed)


def test_deals_stand_in_every_stage_and_some_have_items():
    deals = of_kind(drafts_of("ru"), "deal")
    assert {deal.fields["stage_id"] for deal in deals} == set(STAGES)
    assert 10 < sum("items" in deal.fields for deal in deals) < len(deals) - 10
    assert all("closed_at" not in deal.fields for deal in deals if STAGES[deal.fields["stage_id"]] == "open")


def test_russian_companies_have_requisites_and_people_have_patronymics_and_yo():
    drafts = drafts_of("ru")
    assert all(company.fields["inn"] for company in of_kind(drafts, "company"))
    contacts = of_kind(drafts, "contact")
    assert all(contact.fields["middle_name"] for contact in contacts)
    assert any("ё" in contact.fields["last_name"].lower() for contact in contacts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_telephones_and_addresses_belong_to_nobody(lang: str):
    reserved = " 000-" if lang == "ru" else "-555-01"
    for draft in drafts_of(lang):
        for phone in draft.fields.get("phones", []):
            assert reserved.replace(" ", "") in phone["value"].replace(" ", ""), phone
        assert all(email["value"].endswith(".example") for email in draft.fields.get("emails", []))


def test_company_names_stay_apart_when_there_are_many():
    names = [draft.fields["name"] for draft in of_kind(drafts_of("en", 8_000), "company")]
    assert Counter(Counter(names).values())[1] > len(names) * 0.95


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_tour_types_as_a_job_is_nobodys_job_yet(lang: str):
    """Else an edit of the story would change nothing."""
    words = load_words(lang)
    typed = words.tour
    jobs = [typed.contact_job, typed.contact_job_elsewhere, typed.contact_job_again, typed.contact_job_again_elsewhere]
    assert len(set(jobs)) == len(jobs)
    assert not set(jobs) & set(words.jobs)
