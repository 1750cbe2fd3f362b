"""The second half of the story: back online, the conflict on both desks, the decision, and everything equal."""

from crmdesk.demo.agreement import ServerStatus, checksum, differences, state_of_replica, state_of_server
from crmdesk.demo.cast import Cast, fields_of
from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Pause, Policy
from crmdesk.domain.records import Conflict, ConflictState, EntryState, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.desk import Desk
from crmdesk.operations.outbox import count_outbox, list_outbox
from crmdesk.operations.policy import read_policy
from crmdesk.operations.records import set_fields
from crmdesk.sync import status
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.kit.editors import ChoiceEditor

FIELD = "job_title"
"""What both change."""


async def reconnect(stage: Stage, journal: Journal, cast: Cast, created: Ref, task: Ref) -> None:
    typed = stage.words.tour
    async with journal.step("reconnected", "The network is back: both desks sync") as step:
        await stage.server.start_aside()
        await _sync_all(stage, step)
        await stage.window.select_record(cast.contact.ref)
        for whose, desk in _desks(stage):
            contact = await fields_of(desk, cast.contact.ref)
            deal = await fields_of(desk, cast.deal.ref)
            step.check(f"{whose}: nothing waits", (await count_outbox(desk)).pending == 0)
            step.check(f"{whose}: the later job title stands", contact[FIELD] == typed.contact_job_elsewhere)
            step.check(f"{whose}: the phone added here is there", contact["phones"][-1]["value"] == typed.contact_phone)
            step.check(f"{whose}: so is the tag added elsewhere", typed.contact_tag_elsewhere in contact["tags"])
            step.check(f"{whose}: the deal has moved", deal["stage_id"] == cast.next_stage.id)
            step.check(f"{whose}: the task is done", (await fields_of(desk, cast.task.ref))["done"] is True)
            new = await fields_of(desk, created)
            step.check(f"{whose}: the new contact is there", new["last_name"] == typed.new_last_name)
            added = await fields_of(desk, task)
            step.check(f"{whose}: the colleague's task is there", added["title"] == typed.task_elsewhere)
        await step.becomes(
            "the card shows what stands now",
            lambda: stage.window.card.field(FIELD).value_text() == typed.contact_job_elsewhere,
        )


async def see_what_was_settled(stage: Stage, journal: Journal, cast: Cast) -> None:
    typed = stage.words.tour
    async with journal.step("settled", "The overridden edit is told on both desks, nothing is lost") as step:
        await stage.window.show_section("sync")
        sides = {"mine": typed.contact_job, "theirs": typed.contact_job_elsewhere}
        swapped = {"mine": sides["theirs"], "theirs": sides["mine"]}
        for (whose, desk), expected in zip(_desks(stage), (sides, swapped), strict=True):
            found = await _conflicts(desk, cast.contact.ref)
            step.check(f"{whose}: one conflict is listed", len(found) == 1)
            step.check(f"{whose}: it is settled", all(one.state is ConflictState.SETTLED for one in found))
            versions = found[0].fields[FIELD]
            step.check(f"{whose}: it has both versions", {side: getattr(versions, side) for side in sides} == expected)
            step.check(f"{whose}: it says what stands", versions.result == typed.contact_job_elsewhere)
            step.check(f"{whose}: it has what was before", versions.base == cast.contact.fields[FIELD])


async def ask(stage: Stage, journal: Journal, cast: Cast) -> Conflict:
    """Gives the conflict that is open then, its dialog on the screen."""
    typed = stage.words.tour
    async with journal.step("ask", "Now the person wants to be asked: a second conflict is held") as step:
        await _choose_policy(stage, step)
        # held back for a moment: the colleague has to be first at the server
        await stage.engine.pause(Pause())
        await stage.window.select_record(cast.contact.ref)
        edited = await stage.window.card.edit_field(FIELD, typed.contact_job_again)
        step.check("the job title is edited here", edited)
        await set_fields(stage.colleague.desk, cast.contact.ref, {FIELD: typed.contact_job_again_elsewhere})
        step.check("the colleague's edit is on the server", (await stage.colleague.sync())["pushed"] == 1)
        await stage.engine.pause(None)
        await stage.window.sync_now()
        (conflict,) = [one for one in await _conflicts(stage.desk, cast.contact.ref) if one.state is ConflictState.OPEN]
        held = [item for item in await list_outbox(stage.desk) if item.state is EntryState.HELD]
        step.check("the edit is held, not sent", [item.ref for item in held] == [cast.contact.ref])
        await step.becomes(
            "the desk goes on showing the person's own value",
            lambda: stage.window.card.field(FIELD).value_text() == typed.contact_job_again,
        )
        there = await fields_of(stage.colleague.desk, cast.contact.ref)
        step.check("the colleague has theirs meanwhile", there[FIELD] == typed.contact_job_again_elsewhere)
        counted = await count_outbox(stage.desk)
        step.check("one decision is asked for", counted.open_conflicts == 1)
    return conflict


async def resolve(stage: Stage, journal: Journal, cast: Cast, conflict: Conflict) -> None:
    typed = stage.words.tour
    async with journal.step("dialog", "The dialog shows before, mine and theirs") as step:
        dialog = await stage.window.open_conflict(conflict.id)
        step.check("the dialog is open", dialog.isVisible())
        step.check("it cannot be saved before a choice is made", not await dialog.save())
        versions = conflict.fields[FIELD]
        shown = (versions.base, versions.mine, versions.theirs)
        expected = (typed.contact_job_elsewhere, typed.contact_job_again, typed.contact_job_again_elsewhere)
        step.check("it has the three versions", shown == expected)
        dialog.choose(FIELD, Pick.MINE)
    async with journal.step("resolved", "Decided in the dialog, sent, and the same everywhere") as step:
        step.check("the dialog saves", await dialog.save())
        await _sync_all(stage, step)
        for whose, desk in _desks(stage):
            contact = await fields_of(desk, cast.contact.ref)
            step.check(f"{whose}: the chosen job title stands", contact[FIELD] == typed.contact_job_again)
            conflicts = await _conflicts(desk, cast.contact.ref)
            step.check(f"{whose}: no decision is open", all(one.state is ConflictState.SETTLED for one in conflicts))
        await step.becomes(
            "the card shows it", lambda: stage.window.card.field(FIELD).value_text() == typed.contact_job_again
        )


async def compare(stage: Stage, journal: Journal) -> None:
    async with journal.step("equal", "Both desks and the server hold the same, field by field") as step:
        await stage.window.show_section("contacts")
        on_server = await state_of_server(stage.colleague.workplace.remote())
        for whose, desk in _desks(stage):
            apart = differences(await state_of_replica(desk.store), on_server)
            told = f" ({len(apart)} differ, first: {apart[0]})" if apart else ""
            step.check(f"{whose}: all {len(on_server)} records as on the server{told}", not apart)
        for kind in KINDS:
            told_by_server = await ServerStatus(stage.mine).checksum(kind)
            for whose, desk in _desks(stage):
                here = checksum(await state_of_replica(desk.store), kind)
                step.check(f"{whose}: the server's checksum of {kind}", here == told_by_server)
        step.check("no edit is in quarantine", (await count_outbox(stage.desk)).quarantined == 0)


async def _sync_all(stage: Stage, step: Step) -> None:
    """Twice: what one desk sends last, the other has to fetch."""
    for _ in range(2):
        report = await stage.window.sync_now()
        step.check("this desk syncs", report is not None and report.state == status.IDLE)
        step.check("the colleague's desk syncs", (await stage.colleague.sync())["state"] == status.IDLE)
    await step.becomes("the status line is at rest", lambda: stage.engine.status.state == status.IDLE)


async def _choose_policy(stage: Stage, step: Step) -> None:
    """On the sync page, as by hand."""
    await stage.window.show_section("sync")
    choice = stage.window.findChild(ChoiceEditor, "sync.policy")
    assert choice is not None
    choice.choose(Policy.ASK)
    choice.activated.emit(choice.currentIndex())

    async def chosen() -> bool:
        return await read_policy(stage.desk) is Policy.ASK

    await step.becomes("the policy is “ask”", chosen)


async def _conflicts(desk: Desk, ref: Ref) -> list[Conflict]:
    return [conflict for conflict in await list_conflicts(desk) if conflict.ref == ref]


def _desks(stage: Stage) -> tuple[tuple[str, Desk], tuple[str, Desk]]:
    return ("this desk", stage.desk), ("the colleague's desk", stage.colleague.desk)
