"""The desk opens, the network goes, and two people edit the same records apart."""

from collections.abc import Mapping

from crmdesk.demo.agreement import ServerStatus
from crmdesk.demo.cast import Cast, fields_of
from crmdesk.demo.desks import open_list, waiting
from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Ref
from crmdesk.operations.lists import count_rows
from crmdesk.operations.records import add_record, set_fields
from crmdesk.sync import status

_EDITED = 4
"""A contact, a deal, a task, and a contact that is new."""
_EDITED_ELSEWHERE = 2
"""The same contact, and a task that is new."""


async def open_desk(stage: Stage, journal: Journal) -> None:
    window, engine = stage.window, stage.engine
    async with journal.step("desk", "The desk opens with its data, the first sync is done") as step:
        await step.becomes(
            "the first sync is done, the engine rests",
            lambda: engine.status.state == status.IDLE and engine.status.synced_at is not None,
        )
        step.check("the status line says how things stand", window.status_text())
        on_server, _ = await ServerStatus(stage.mine).checksum("contact")
        page = await open_list(stage, "contacts")
        await step.becomes("the list has every contact of the server", lambda: page.model.rowCount() == on_server)
        for kind in ("company", "deal", "task", "communication", "product"):
            step.check(f"there are records of the kind {kind}", await count_rows(stage.desk, Query(kind)))
        step.check("nothing waits to be sent", await waiting(stage.desk) == 0)


async def find_contact(stage: Stage, journal: Journal, cast: Cast) -> None:
    fields = cast.contact.fields
    async with journal.step("contact", "A contact is found by name and opened") as step:
        page = await open_list(stage, "contacts")
        everybody = page.model.rowCount()
        page.search.setText(_typed_in_haste(fields["last_name"]))
        await step.becomes("the search narrows the list", lambda: 0 < page.model.rowCount() < everybody)
        step.check("the contact is among those found", await page.model.row_of(cast.contact.ref) is not None)
        await stage.window.select_record(cast.contact.ref)
        step.check("the card beside the list is the contact's", page.card.ref == cast.contact.ref)
        for name in ("first_name", "last_name", "job_title"):
            step.check(f"the card shows the {name}", page.card.field(name).value_text() == fields[name])


async def edit_offline(stage: Stage, journal: Journal, cast: Cast) -> Ref:
    """Gives the contact that is new."""
    typed = stage.words.tour
    phones = "\n".join([*(phone["value"] for phone in cast.contact.fields["phones"]), typed.contact_phone])
    async with journal.step("offline", "No network: the work goes on in the card") as step:
        await stage.server.stop_aside()
        await _edit(stage, step, cast.contact.ref, {"job_title": typed.contact_job, "phones": phones})
        await _edit(stage, step, cast.deal.ref, {"stage_id": cast.next_stage.name, "amount": typed.deal_amount})
        await _edit(stage, step, cast.task.ref, {"done": "true"})
        created = await _create_contact(stage, step)
        await _check_edited(stage, step, cast, created)
        await stage.window.select_record(cast.contact.ref)
        await step.becomes("the engine knows that it is offline", lambda: stage.engine.status.state == status.OFFLINE)
        await step.becomes("the status line says how many wait", lambda: str(_EDITED) in stage.window.status_text())
        await step.becomes("the card says that it is not sent yet", stage.window.card.state_bar.isVisible)
        return created


async def _check_edited(stage: Stage, step: Step, cast: Cast, created: Ref) -> None:
    typed = stage.words.tour
    contact, deal = await fields_of(stage.desk, cast.contact.ref), await fields_of(stage.desk, cast.deal.ref)
    step.check("the contact has the new job title", contact["job_title"] == typed.contact_job)
    step.check("the contact has one phone more", contact["phones"][-1]["value"] == typed.contact_phone)
    step.check("the deal stands in its next stage", deal["stage_id"] == cast.next_stage.id)
    step.check("the deal has the new amount", deal["amount"] == f"{typed.deal_amount}.00")
    step.check("the task is done", (await fields_of(stage.desk, cast.task.ref))["done"] is True)
    new = await fields_of(stage.desk, created)
    step.check("the new contact has its name", new["last_name"] == typed.new_last_name)
    step.check(f"what was edited waits in the outbox: {_EDITED} records", await waiting(stage.desk) == _EDITED)


async def colleague_edits(stage: Stage, journal: Journal, cast: Cast) -> Ref:
    """Gives the colleague's new task."""
    typed, colleague = stage.words.tour, stage.colleague
    async with journal.step("colleague", "A colleague edits the same contact elsewhere, offline too") as step:
        tags = [*cast.contact.fields["tags"], typed.contact_tag_elsewhere]
        await set_fields(colleague.desk, cast.contact.ref, {"job_title": typed.contact_job_elsewhere, "tags": tags})
        task, _ = await add_record(
            colleague.desk, "task", {"title": typed.task_elsewhere, "contact_id": cast.contact.id}
        )
        report = await colleague.sync()
        step.check("the colleague is offline as well", report["state"] == status.OFFLINE)
        step.check("the colleague's edits wait there", report["pending"] == _EDITED_ELSEWHERE)
        here = await fields_of(stage.desk, cast.contact.ref)
        step.check("this desk knows nothing of it", here["job_title"] == typed.contact_job)
        await stage.window.show_section("sync")
        return task


async def _edit(stage: Stage, step: Step, ref: Ref, texts: Mapping[str, str]) -> None:
    """Through the editors of the card, as typed."""
    await stage.window.select_record(ref)
    card = stage.window.card
    for name, text in texts.items():
        step.check(f"the card is the {ref.kind}'s", card.ref == ref)
        taken = await card.edit_field(name, text)
        said = "" if taken else f": {card.field(name).error_text()}"
        step.check(f"the card takes the {ref.kind}'s {name}{said}", taken)


async def _create_contact(stage: Stage, step: Step) -> Ref:
    page = await open_list(stage, "contacts")
    typed = stage.words.tour
    await page.start_draft()
    for name, text in (
        ("first_name", typed.new_first_name),
        ("last_name", typed.new_last_name),
        ("job_title", typed.new_job),
    ):
        await page.card.edit_field(name, text)
    created = await page.card.create_record()
    step.check("the card makes a new contact", created is not None)
    assert created is not None
    return created


def _typed_in_haste(name: str) -> str:
    """In lower case, and е for ё: the search must not mind."""
    return name.lower().replace("ё", "е")
