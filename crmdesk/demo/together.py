"""Back online: the conflict is settled and told on both desks; and at the end everything is equal."""

from crmdesk.demo.agreement import ServerStatus, checksum, differences, state_of_replica, state_of_server
from crmdesk.demo.cast import Cast, fields_of
from crmdesk.demo.desks import both_desks, conflicts_of, dialog_in_sight, sync_both, waiting
from crmdesk.demo.journal import Journal
from crmdesk.demo.stage import Stage
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import ConflictState, Ref
from crmdesk.operations.outbox import count_outbox
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.kit.hands import click, named

FIELD = "job_title"
"""What both change."""


async def reconnect(stage: Stage, journal: Journal, cast: Cast, created: Ref, task: Ref) -> None:
    typed = stage.words.tour
    async with journal.step("reconnected", "The network is back: both desks sync") as step:
        await stage.server.start_aside()
        await sync_both(stage, step)
        await stage.window.select_record(cast.contact.ref)
        for whose, desk in both_desks(stage):
            contact = await fields_of(desk, cast.contact.ref)
            deal = await fields_of(desk, cast.deal.ref)
            step.check(f"{whose}: nothing waits", await waiting(desk) == 0)
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
        for (whose, desk), expected in zip(both_desks(stage), (sides, swapped), strict=True):
            found = await conflicts_of(desk, cast.contact.ref)
            step.check(f"{whose}: one conflict is listed", len(found) == 1)
            step.check(f"{whose}: it is settled", all(one.state is ConflictState.SETTLED for one in found))
            versions = found[0].fields[FIELD]
            step.check(f"{whose}: it has both versions", {side: getattr(versions, side) for side in sides} == expected)
            step.check(f"{whose}: it says what stands", versions.result == typed.contact_job_elsewhere)
            step.check(f"{whose}: it has what was before", versions.base == cast.contact.fields[FIELD])
    async with journal.step("outcome", "The dialog opens with the outcome that stands") as step:
        (conflict,) = await conflicts_of(stage.desk, cast.contact.ref)
        click(named(named(stage.window, f"sync.conflict.{conflict.id}"), "sync.open"))
        await step.becomes("the row's verb opens it", lambda: dialog_in_sight(stage) is not None)
        dialog = dialog_in_sight(stage)
        stands = dialog is not None and dialog.choices.picks == {FIELD: Pick.THEIRS}
        step.check("the colleague's later edit is chosen", stands)


async def compare(stage: Stage, journal: Journal) -> None:
    async with journal.step("equal", "Both desks and the server hold the same, field by field") as step:
        await stage.window.show_section("contacts")
        on_server = await state_of_server(stage.colleague.workplace.remote())
        for whose, desk in both_desks(stage):
            apart = differences(await state_of_replica(desk.store), on_server)
            told = f" ({len(apart)} differ, first: {apart[0]})" if apart else ""
            step.check(f"{whose}: all {len(on_server)} records as on the server{told}", not apart)
        for kind in KINDS:
            told_by_server = await ServerStatus(stage.mine).checksum(kind)
            for whose, desk in both_desks(stage):
                here = checksum(await state_of_replica(desk.store), kind)
                step.check(f"{whose}: the server's checksum of {kind}", here == told_by_server)
        step.check("no edit is in quarantine", (await count_outbox(stage.desk)).quarantined == 0)
