"""Sample tasks (overdue, today, later, done) and the calls, letters and meetings of the last months."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from crmdesk.demo.chance import Chance
from crmdesk.demo.clients import Person
from crmdesk.demo.ground import Draft, Ground, moment
from crmdesk.demo.sales import Deal

_WHEN = {"overdue": 2.0, "today": 2.0, "later": 4.0, "done": 3.0}
_TASK_TYPES = {"call": 5.0, "email": 3.0, "meeting": 2.0, "visit": 1.0, "other": 2.0}
_PRIORITIES = {"normal": 7.0, "high": 2.0, "low": 1.0}
_COMMUNICATION_TYPES = {"call": 6.0, "email": 5.0, "meeting": 2.0, "message": 2.0, "note": 2.0}
_DURATIONS_S = {"call": (20, 900), "meeting": (1_200, 7_200)}
_MEMORY_DAYS = 120
"""How long ago the oldest communication was."""


def task_drafts(ground: Ground, deals: Sequence[Deal], people: Sequence[Person]) -> Iterator[Draft]:
    """A task for every four contacts."""
    words, chance = ground.words, ground.stream("task")
    for index in range(max(4, ground.contacts // 4)):
        kind_of_task = chance.weighted(_TASK_TYPES)
        person, about = _about(chance, deals, people)
        fields: dict[str, Any] = {
            "title": chance.pick(words.tasks[kind_of_task]).format(who=person.name),
            "type": kind_of_task,
            "priority": chance.weighted(_PRIORITIES),
            "owner_id": ground.owner(chance),
            **about,
            **_due(ground, chance, chance.weighted(_WHEN)),
        }
        yield Draft("task", ground.new_id(chance, index), fields)


def communication_drafts(ground: Ground, deals: Sequence[Deal], people: Sequence[Person]) -> Iterator[Draft]:
    """As many as there are contacts; all of them in the past."""
    words, chance = ground.words, ground.stream("communication")
    for index in range(ground.contacts):
        kind_of_talk = chance.weighted(_COMMUNICATION_TYPES)
        said = chance.pick(words.communications[kind_of_talk])
        _, about = _about(chance, deals, people)
        fields: dict[str, Any] = {
            "type": kind_of_talk,
            "subject": said.subject,
            "body": said.body,
            "happened_at": moment(_past(ground, chance)),
            "author_id": ground.owner(chance),
            **about,
        }
        if kind_of_talk != "note":
            fields["direction"] = said.direction or chance.pick(("incoming", "outgoing"))
        if kind_of_talk in _DURATIONS_S:
            fields["duration_s"] = chance.number(*_DURATIONS_S[kind_of_talk])
        yield Draft("communication", ground.new_id(chance, index), fields)


def _about(chance: Chance, deals: Sequence[Deal], people: Sequence[Person]) -> tuple[Person, dict[str, str]]:
    """Somebody, and the references that lead to them: through a deal or directly."""
    deal = chance.pick(deals) if chance.happens(0.5) else None
    person = (deal.person if deal else None) or chance.pick(people)
    about = {"contact_id": person.id}
    if person.company_id:
        about["company_id"] = person.company_id
    if deal and deal.person:
        about["deal_id"] = deal.id
    return person, about


def _due(ground: Ground, chance: Chance, when: str) -> dict[str, Any]:
    days = {
        "overdue": -chance.number(1, 10),
        "today": 0,
        "later": chance.number(1, 21),
        "done": -chance.number(1, 30),
    }[when]
    all_day = chance.happens(0.3)
    at = ground.office_hour(chance, days)
    fields: dict[str, Any] = {"due_at": ground.midnight(days) if all_day else moment(at), "all_day": all_day}
    if not all_day:
        fields["duration_min"] = chance.pick((15, 30, 30, 60))
    if when == "done":
        fields |= {"done": True, "done_at": moment(at), "result": chance.pick(ground.words.task_results)}
    else:
        fields["done"] = False
    return fields


def _past(ground: Ground, chance: Chance) -> datetime:
    at = ground.office_hour(chance, -chance.early(_MEMORY_DAYS)) + timedelta(minutes=chance.number(0, 14))
    return at if at < ground.now else at - timedelta(days=1)
