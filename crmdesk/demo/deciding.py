"""A second conflict is asked about, left, decided by the keys, undone, and decided again."""

from collections.abc import Sequence

from crmdesk.demo.cast import Cast, fields_of
from crmdesk.demo.desks import both_desks, conflicts_of, dialog_in_sight, sync_both
from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.demo.together import FIELD
from crmdesk.domain.ports import Pause, Policy
from crmdesk.domain.records import Conflict, ConflictState, EntryState
from crmdesk.operations.conflicts import show_conflict
from crmdesk.operations.outbox import count_outbox, list_outbox
from crmdesk.operations.policy import read_policy
from crmdesk.operations.records import set_fields
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.conflict.dialog import ConflictDialog
from crmdesk.ui.kit.editors import ChoiceEditor
from crmdesk.ui.kit.hands import click, is_in_sight, named, press

NOTE = "notes"
"""What both change as well, and both of which is kept."""


async def ask(stage: Stage, journal: Journal, cast: Cast) -> Conflict:
    """Gives the conflict that is open then."""
    typed = stage.words.tour
    async with journal.step("ask", "Now the person wants to be asked: a second conflict is held") as step:
        press(stage.window, "Esc")
        await step.becomes("Esc closes the dialog", lambda: dialog_in_sight(stage) is None)
        await _choose_policy(stage, step)
        # held back for a moment: the colleague has to be first at the server
        await stage.engine.pause(Pause())
        await stage.window.select_record(cast.contact.ref)
        for name, text in ((FIELD, typed.contact_job_again), (NOTE, typed.contact_note)):
            step.check(f"the {name} is edited here", await stage.window.card.edit_field(name, text))
        elsewhere = {FIELD: typed.contact_job_again_elsewhere, NOTE: typed.contact_note_elsewhere}
        await set_fields(stage.colleague.desk, cast.contact.ref, elsewhere)
        step.check("the colleague's edit is on the server", (await stage.colleague.sync())["pushed"] == 1)
        await stage.window.sync_now()
        found = await conflicts_of(stage.desk, cast.contact.ref)
        (conflict,) = [one for one in found if one.state is ConflictState.OPEN]
        step.check("both fields are asked about", set(conflict.fields) == {FIELD, NOTE})
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


async def decide(stage: Stage, journal: Journal, cast: Cast, conflict: Conflict) -> None:
    """With the keyboard; the engine rests meanwhile, so that the decision can be undone before it is sent."""
    fields = list(conflict.fields)
    await _decide_in_part(stage, journal, conflict, fields)
    await _decide_the_rest(stage, journal, conflict, fields)
    await _undo_decision(stage, journal, conflict)
    await _decide_again(stage, journal, cast)


async def _decide_in_part(stage: Stage, journal: Journal, conflict: Conflict, fields: Sequence[str]) -> None:
    typed = stage.words.tour
    async with journal.step("dialog", "The dialog shows before, mine and theirs; it is left half decided") as step:
        dialog = await _open_from_card(stage, step)
        versions = conflict.fields[FIELD]
        shown = (versions.base, versions.mine, versions.theirs)
        expected = (typed.contact_job_elsewhere, typed.contact_job_again, typed.contact_job_again_elsewhere)
        step.check("it has the three versions", shown == expected)
        step.check("nothing is chosen for the person", not dialog.choices.picks)
        press(stage.window, "Ctrl+Return")
        step.check("it cannot be saved before a choice is made", not await dialog.save() and dialog.isVisible())
        _go_to(stage, fields, fields[0], NOTE)
        press(stage.window, "B")
        step.check("B keeps both notes", dialog.choices.pick_of(NOTE) is Pick.BOTH)
        step.check("the other field is still open", dialog.choices.undecided == [FIELD])
    async with journal.step("later", "Esc: decided later, the choice so far is kept") as step:
        press(stage.window, "Esc")
        await step.becomes("the dialog is closed", lambda: dialog_in_sight(stage) is None)
        still = await show_conflict(stage.desk, conflict.id)
        step.check("the question stands", still.state is ConflictState.OPEN)


async def _decide_the_rest(stage: Stage, journal: Journal, conflict: Conflict, fields: Sequence[str]) -> None:
    async with journal.step("reopened", "Opened again, the choice stands; the rest is decided by keys") as step:
        dialog = await _open_from_card(stage, step)
        step.check("both notes are still chosen", dialog.choices.picks == {NOTE: Pick.BOTH})
        _go_to(stage, fields, fields[0], FIELD)
        press(stage.window, "2")
        step.check("2 takes the server's", dialog.choices.pick_of(FIELD) is Pick.THEIRS)
        press(stage.window, "1")
        step.check("1 takes one's own", dialog.choices.pick_of(FIELD) is Pick.MINE)
    async with journal.step("decided", "Ctrl+Enter saves the decision") as step:
        press(stage.window, "Ctrl+Return")
        await step.becomes("the dialog is closed", lambda: dialog_in_sight(stage) is None)
        settled = await show_conflict(stage.desk, conflict.id)
        step.check("the question is settled", settled.state is ConflictState.SETTLED)
        await step.becomes("a toast offers to undo it", lambda: is_in_sight(stage.window, "toast.verb"))


async def _undo_decision(stage: Stage, journal: Journal, conflict: Conflict) -> None:
    async with journal.step("asked-again", "Undone, the question is there again") as step:
        click(named(stage.window, "toast.verb"))

        async def is_open() -> bool:
            return (await show_conflict(stage.desk, conflict.id)).state is ConflictState.OPEN

        await step.becomes("it is to be decided again", is_open)
        held = [item.ref for item in await list_outbox(stage.desk) if item.state is EntryState.HELD]
        step.check("and the edit is held again", held == [conflict.ref])
        await step.becomes("the card says so", lambda: is_in_sight(stage.window.card, "card.state.verb"))


async def _decide_again(stage: Stage, journal: Journal, cast: Cast) -> None:
    typed = stage.words.tour
    async with journal.step("resolved", "Decided once more, sent, and the same everywhere") as step:
        dialog = await _open_from_card(stage, step)
        step.check("the choices are those of before", dialog.choices.picks == {FIELD: Pick.MINE, NOTE: Pick.BOTH})
        press(stage.window, "Ctrl+Return")
        await step.becomes("the dialog is closed", lambda: dialog_in_sight(stage) is None)
        await stage.engine.pause(None)
        await sync_both(stage, step)
        for whose, desk in both_desks(stage):
            contact = await fields_of(desk, cast.contact.ref)
            step.check(f"{whose}: the chosen job title stands", contact[FIELD] == typed.contact_job_again)
            notes = all(note in contact[NOTE] for note in (typed.contact_note, typed.contact_note_elsewhere))
            step.check(f"{whose}: both notes are kept", notes)
            conflicts = await conflicts_of(desk, cast.contact.ref)
            step.check(f"{whose}: no decision is open", all(one.state is ConflictState.SETTLED for one in conflicts))
        await step.becomes(
            "the card shows it", lambda: stage.window.card.field(FIELD).value_text() == typed.contact_job_again
        )


async def _open_from_card(stage: Stage, step: Step) -> ConflictDialog:
    """By the verb beside the card's state."""
    await step.becomes("the card asks for the decision", stage.window.card.state_bar.isVisible)
    click(named(stage.window.card, "card.state.verb"))
    await step.becomes("its verb opens the dialog", lambda: dialog_in_sight(stage) is not None)
    dialog = dialog_in_sight(stage)
    assert dialog is not None
    return dialog


def _go_to(stage: Stage, fields: Sequence[str], start: str, end: str) -> None:
    """From row to row, with the arrows."""
    by = fields.index(end) - fields.index(start)
    for _ in range(abs(by)):
        press(stage.window, "Down" if by > 0 else "Up")


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
