"""Syncing is stopped by the person: paused by the sync page's menu, then off altogether by its switch; and goes on."""

from functools import partial

from crmdesk.demo.agreement import ServerStatus
from crmdesk.demo.cast import Cast, fields_of
from crmdesk.demo.desks import waiting
from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.domain.ports import Query
from crmdesk.operations.lists import count_rows
from crmdesk.operations.outbox import list_outbox
from crmdesk.operations.overview import SHOWN_KINDS
from crmdesk.operations.records import add_record
from crmdesk.operations.sync_log import read_log
from crmdesk.sync import status
from crmdesk.ui.kit.hands import choose, click, is_in_sight, named, text_of
from crmdesk.ui.kit.labels import section_name
from crmdesk.ui.sidebar import SYNC
from crmdesk.ui.sync.head import PageHead
from crmdesk.ui.sync.row import LowRow


async def stop_syncing(stage: Stage, journal: Journal, cast: Cast) -> None:
    await stage.window.show_section(SYNC)
    await _pause(stage, journal)
    await _work_offline(stage, journal, cast)


async def _pause(stage: Stage, journal: Journal) -> None:
    async with journal.step("paused", "Syncing is paused, and goes on") as step:
        before = stage.window.status_text()
        head = stage.window.findChild(PageHead)
        assert head is not None
        choose(head.menu(), "sync.pause.until_told")
        await step.becomes("the engine rests", lambda: stage.engine.status.state == status.PAUSED)
        await step.becomes("the status line says so", lambda: stage.window.status_text() != before)
        await step.becomes("it offers to go on", lambda: is_in_sight(stage.window, "status.verb"))
        click(named(stage.window, "status.verb"))
        await step.becomes("the engine goes on", lambda: stage.engine.status.state == status.IDLE)
        newest = [line.what for line in await read_log(stage.desk, ("paused", "resumed"), 2)]
        step.check("the log tells both", newest == ["resumed", "paused"])


async def _work_offline(stage: Stage, journal: Journal, cast: Cast) -> None:
    typed, product = stage.words.tour, cast.product.ref
    async with journal.step("work-offline", "Working offline by choice: nothing is sent, nothing comes") as step:
        click(named(stage.window, "sync.offline"))
        await step.becomes("the engine obeys", lambda: stage.engine.status.state == status.WORK_OFFLINE)
        await stage.window.select_record(product)
        step.check("a price is edited", await stage.window.card.edit_field("price", typed.product_price))
        await stage.window.show_section(SYNC)
        task, _ = await add_record(stage.colleague.desk, "task", {"title": typed.task_meanwhile})
        step.check("the colleague's new task is on the server", (await stage.colleague.sync())["pushed"] == 1)
        report = await stage.window.sync_now()
        refused = report is not None and report.state == status.WORK_OFFLINE
        step.check("not even the sync button sends anything", refused and await waiting(stage.desk) == 1)
        await step.becomes("the status line says that one waits", lambda: "1" in stage.window.status_text())
        await step.becomes("the page counts it", lambda: _number(stage, "product", "waiting") == 1)
    async with journal.step("gone-on", "Online again: the log tells what went and what came") as step:
        click(named(stage.window, "sync.offline"))
        await step.becomes("the edit is sent", lambda: _is_sent(stage))
        await step.becomes("the engine is at rest", lambda: stage.engine.status.state == status.IDLE)
        came = await fields_of(stage.desk, task)
        step.check("the colleague's task is here", came["title"] == typed.task_meanwhile)
        await _check_log(stage, step, {"sent": "product", "received": "task"})
        await _check_counts(stage, step)


async def _is_sent(stage: Stage) -> bool:
    return await waiting(stage.desk) == 0


async def _check_log(stage: Stage, step: Step, expected: dict[str, str]) -> None:
    for what, kind in expected.items():
        (line,) = await read_log(stage.desk, (what,), 1)
        step.check(f"the log's newest of “{what}” is one {kind}", line.detail["kinds"] == {kind: 1})
        told = f"{section_name(kind).lower()} 1"
        await step.becomes(f"the page shows a line with “{told}”", partial(_has_line, stage, told))


async def _check_counts(stage: Stage, step: Step) -> None:
    """By kind, against the replica and the server."""
    outbox = await list_outbox(stage.desk)
    for kind in SHOWN_KINDS:
        there, _ = await ServerStatus(stage.mine).checksum(kind)
        expected = {
            "here": await count_rows(stage.desk, Query(kind)),
            "there": there,
            "waiting": sum(item.ref.kind == kind for item in outbox),
        }
        await step.becomes(
            f"{kind}: the page counts as the replica and the server do", partial(_shows, stage, kind, expected)
        )


def _has_line(stage: Stage, aside: str) -> bool:
    return any(row.line.aside == aside for row in stage.window.findChildren(LowRow))


def _shows(stage: Stage, kind: str, expected: dict[str, int]) -> bool:
    return {name: _number(stage, kind, name) for name in expected} == expected


def _number(stage: Stage, kind: str, column: str) -> int:
    """As the table of the sync page says it; digits may be parted."""
    said = text_of(stage.window, f"sync.kinds.{kind}.{column}")
    return int("".join(sign for sign in said if sign.isdigit()))
