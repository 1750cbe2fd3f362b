"""What was done by mistake is taken back: a deletion and a tick by their toasts, an edit by undo."""

from crmdesk.demo.cast import Cast, fields_of
from crmdesk.demo.desks import open_list, sync_both, waiting
from crmdesk.demo.journal import Journal
from crmdesk.demo.stage import Stage
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Ref
from crmdesk.operations.lists import count_rows
from crmdesk.operations.records import show_record
from crmdesk.ui.kit.hands import click, click_check, click_row, is_in_sight, named, press
from crmdesk.ui.records.page import RecordsPage


async def take_back(stage: Stage, journal: Journal, cast: Cast) -> None:
    await _delete(stage, journal, cast)
    await _edit(stage, journal, cast)
    await _tick(stage, journal, cast)


async def _delete(stage: Stage, journal: Journal, cast: Cast) -> None:
    ref = cast.bystander.ref
    page = await open_list(stage, "contacts")
    await stage.window.select_record(ref)  # outside what was searched for: this ends the search
    everybody = page.model.rowCount()
    async with journal.step("deleted", "A contact is deleted with the key, and a toast offers to undo it") as step:
        click_row(page.table, await _row(page, ref))
        press(stage.window, "Del")
        await step.becomes("it leaves the list", lambda: page.model.rowCount() == everybody - 1)
        step.check("it is the chosen one", await page.model.row_of(ref) is None)
        await step.becomes("the card goes on to another one", lambda: page.card.ref not in (None, ref))
        await step.becomes("the toast offers to undo it", lambda: is_in_sight(stage.window, "toast.verb"))
    async with journal.step("back", "The toast brings the contact back") as step:
        click(named(stage.window, "toast.verb"))
        await step.becomes("the list has it again", lambda: page.model.rowCount() == everybody)
        step.check("with all its fields", await fields_of(stage.desk, ref) == cast.bystander.fields)
        await step.becomes("the toast says so", lambda: is_in_sight(stage.window, "toast"))


async def _edit(stage: Stage, journal: Journal, cast: Cast) -> None:
    ref = cast.bystander.ref
    before, typed = cast.bystander.fields["job_title"], stage.words.tour.contact_job_again
    async with journal.step("taken-back", "An edit is taken back") as step:
        await stage.window.select_record(ref)
        card = stage.window.card
        step.check("the card takes an edit", await card.edit_field("job_title", typed))
        step.check("the replica has it", (await fields_of(stage.desk, ref))["job_title"] == typed)
        undone = await stage.window.undo()
        step.check("undo says what it took back", undone is not None and undone.fields == ("job_title",))
        step.check("the replica has the old value", (await fields_of(stage.desk, ref))["job_title"] == before)
        await step.becomes("so does the card", lambda: card.field("job_title").value_text() == before)


async def _tick(stage: Stage, journal: Journal, cast: Cast) -> None:
    ref = cast.chore.ref
    async with journal.step("ticked", "A task is ticked in its list, and the tick is undone") as step:
        page = await open_list(stage, "tasks")
        click(named(page, "list.view.todo"))
        to_do = await count_rows(stage.desk, Query("task", unlike={"done": True}))
        await step.becomes("the list is that of what is to be done", lambda: page.model.rowCount() == to_do)
        click_check(page.table, await _row(page, ref))
        await step.becomes("it is done", lambda: _is_done(stage, ref))
        await step.becomes("it leaves that list", lambda: page.model.rowCount() == to_do - 1)
        await step.becomes("the toast offers to undo it", lambda: is_in_sight(stage.window, "toast.verb"))
        click(named(stage.window, "toast.verb"))
        await step.becomes("undone, it is to be done again", lambda: _is_to_be_done(stage, ref))
        await step.becomes("it is in that list again", lambda: page.model.rowCount() == to_do)
        await sync_both(stage, step)
        step.check("nothing waits to be sent", await waiting(stage.desk) == 0)


async def _is_done(stage: Stage, ref: Ref) -> bool:
    return bool((await show_record(stage.desk, ref)).record.fields.get("done"))


async def _is_to_be_done(stage: Stage, ref: Ref) -> bool:
    return not await _is_done(stage, ref)


async def _row(page: RecordsPage, ref: Ref) -> int:
    row = await page.model.row_of(ref)
    assert row is not None
    return row
