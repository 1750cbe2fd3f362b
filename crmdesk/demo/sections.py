"""Every section is opened by its button, searched, and its first card opens."""

from functools import partial

from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.domain.names import display_name
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Record, Ref
from crmdesk.operations.lists import list_rows
from crmdesk.ui.kit.hands import click, click_row, is_checked, is_in_sight, named, press, write
from crmdesk.ui.records.page import RecordsPage
from crmdesk.ui.sidebar import SECTIONS, SYNC

_ALL = 100_000
_MARKS = "«»“”\"'.,:;()"


async def visit_sections(stage: Stage, journal: Journal) -> None:
    for section, kind in SECTIONS.items():
        async with journal.step(f"section-{section}", f"The section {section}: its list, its search, its card") as step:
            page = await _open_section(stage, step, section)
            click(named(page, "list.view.all"))
            records = [row.record for row in await list_rows(stage.desk, Query(kind), _ALL)]
            refs = [record.ref for record in records]
            await step.becomes(f"it lists the {len(refs)} records of the replica", partial(_lists, page, refs))
            await _search(step, page, records)
            await _open_first(step, page, records[0])
    async with journal.step("section-sync", "The section of the synchronisation: nothing waits") as step:
        click(named(stage.window, f"sidebar.{SYNC}"))
        await step.becomes(
            "its button opens it", lambda: stage.window.section == SYNC and is_in_sight(stage.window, "sync.page")
        )
        step.check("its button is marked", is_checked(stage.window, f"sidebar.{SYNC}"))
        step.check("it tells what is where", is_in_sight(stage.window, "sync.kinds"))


async def _open_section(stage: Stage, step: Step, section: str) -> RecordsPage:
    click(named(stage.window, f"sidebar.{section}"))
    await step.becomes("its button opens it", lambda: _has_opened(stage, section))
    step.check("its button is marked", is_checked(stage.window, f"sidebar.{section}"))
    page = stage.window.page
    assert page is not None
    return page


def _has_opened(stage: Stage, section: str) -> bool:
    page = stage.window.page
    return page is not None and page.kind == SECTIONS[section] and page.isVisible()


async def _lists(page: RecordsPage, refs: list[Ref]) -> bool:
    """Whether exactly these stand in it, in this order."""
    return page.model.rowCount() == len(refs) and [await page.model.ref_of_key(key) for key in page.model.keys] == refs


async def _search(step: Step, page: RecordsPage, records: list[Record]) -> None:
    """By a word of a name, that of the last record; then the whole list again."""
    sought = records[-1]
    word = max(display_name(sought.kind, sought.fields).split(), key=len).strip(_MARKS).lower()
    write(page.search, word)
    await step.becomes(f"a search for “{word}” narrows it", lambda: 0 < page.model.rowCount() < len(records))
    found = [await page.model.ref_of_key(key) for key in page.model.keys]
    step.check("the record with this name is among those found", sought.ref in found)
    press(page.window(), "Esc")
    await step.becomes("Esc brings the whole list back", lambda: page.model.rowCount() == len(records))


async def _open_first(step: Step, page: RecordsPage, first: Record) -> None:
    click_row(page.table, 0)
    await step.becomes("a click on the first row opens its card", page.card.isVisible)
    await step.becomes("the card is that record's", lambda: page.card.ref == first.ref)
