"""Values as people read and type them."""

from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from crmdesk.domain.errors import Refused
from crmdesk.domain.kinds import KINDS, FieldType
from crmdesk.domain.records import Ref
from crmdesk.ui.kit.values import Names, money, read, references_in, shown, typed
from crmdesk.ui.kit.words import Words

RU = QLocale("ru_RU")
DEAL = KINDS["deal"].fields
CONTACT = KINDS["contact"].fields
TASK = KINDS["task"].fields


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        ("1234.50", "RUB", "1\u202f234,50\u00a0₽"),
        ("1000000.00", "EUR", "1\u202f000\u202f000\u00a0€"),
        ("-12.00", "CHF", "−12\u00a0CHF"),
        ("999", None, "999"),
    ],
)
def test_sums_are_grouped_and_signed(value, currency, expected):
    assert money(value, currency, RU) == expected


def test_what_came_in_with_a_wrong_type_is_shown_as_it_is():
    assert shown(DEAL["amount"], {"odd": 1}, Names(), {}, RU) == "{'odd': 1}"
    assert shown(CONTACT["phones"], "123", Names(), {}, RU) == "123"


def test_a_reference_shows_its_name_or_that_it_is_not_here(qapp):
    names = Names({Ref("company", "c1"): "Vector"})
    assert shown(CONTACT["company_id"], "c1", names, {}, RU) == "Vector"
    assert shown(CONTACT["company_id"], "c2", names, {}, RU) != ""
    assert references_in(DEAL["more_contact_ids"], ["a", "b"]) == [Ref("contact", "a"), Ref("contact", "b")]


def test_an_all_day_task_is_its_calendar_day_in_every_zone():
    task = {"all_day": True}
    assert shown(TASK["due_at"], "2026-11-23T00:00:00Z", Names(), task, RU) == "23.11.2026"
    assert read(TASK["due_at"], "24.11.2026", None, task) == "2026-11-24T00:00:00Z"


def test_a_moment_is_typed_in_the_zone_of_this_computer():
    stored = read(TASK["due_at"], "23.11.2026 14:05", None, {})
    assert datetime.fromisoformat(stored) == datetime(2026, 11, 23, 14, 5).astimezone()
    assert shown(TASK["due_at"], stored, Names(), {}, RU) == "23.11.2026 14:05"


def test_a_number_that_stays_keeps_its_label():
    before = [{"value": "+7 912 204-18-90", "label": "work"}]
    after = read(CONTACT["phones"], "+7 912 204-18-90\n123", before, {})
    assert after == [*before, {"value": "123", "label": None}]


@pytest.mark.parametrize("declared", [*DEAL.values(), *CONTACT.values()], ids=lambda field: field.name)
def test_an_emptied_field_is_empty_as_it_is_declared(declared):
    if declared.type not in (FieldType.ROWS, FieldType.CUSTOM):
        assert read(declared, "  ", "anything", {}) == declared.empty
        assert typed(declared, declared.empty, {}, RU) == ""


@pytest.mark.parametrize(
    ("declared", "text", "code"),
    [
        (CONTACT["birthday"], "32.13.", "bad_date"),
        (TASK["remind_at"], "soon", "bad_moment"),
        (TASK["duration_min"], "many", "bad_number"),
        (TASK["duration_min"], "NaN", "bad_number"),
    ],
)
def test_what_is_no_value_is_refused_by_name(declared, text, code):
    with pytest.raises(Refused) as caught:
        read(declared, text, None, {})
    assert [(error.field, error.code) for error in caught.value.errors] == [(declared.name, code)]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Sent 10,000 changes"), ("ru", "Отправлено 10\u00a0000 изменений")]
)
def test_large_numbers_are_parted_in_sentences(appearance, language, said):
    appearance.choose_language(language)
    assert Words(appearance.look.locale).sent(10_000) == said
