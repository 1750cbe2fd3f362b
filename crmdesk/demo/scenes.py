"""Every screen as a scene to be photographed: what is set up once, and how each is entered and left."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from crmdesk.demo.cast import Cast, choose_cast
from crmdesk.demo.stage import Stage
from crmdesk.demo.until import until
from crmdesk.domain.errors import Offline
from crmdesk.domain.ports import Pause, Policy, Query
from crmdesk.domain.records import ConflictState, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.lists import list_rows
from crmdesk.operations.policy import set_policy
from crmdesk.operations.records import add_record, set_fields
from crmdesk.sync import status
from crmdesk.ui.sidebar import SECTIONS

_WITHIN = 20.0
_SKU = "DN-100"


@dataclass(frozen=True, slots=True)
class Scenery:
    stage: Stage
    cast: Cast
    open_conflict: str
    settled_conflict: str


Scene = Callable[[Scenery], AbstractAsyncContextManager[None]]


async def set_up(stage: Stage) -> Scenery:
    """One conflict settled by itself and one to be decided, one refusal, three changes that wait. The two people edit
    in turns, the engine resting meanwhile."""
    if not await until(lambda: stage.engine.status.synced_at is not None, _WITHIN):
        raise Offline("the first sync does not come to its end")
    cast = await choose_cast(stage.desk)
    await stage.engine.pause(Pause())
    await _disagree(stage, cast.deal.ref, {"amount": "1240000"}, {"amount": "1180000"})
    await set_policy(stage.desk, Policy.ASK)
    typed = stage.words.tour
    phones = cast.contact.fields["phones"]
    await _disagree(
        stage,
        cast.contact.ref,
        {"job_title": typed.contact_job, "phones": [*phones, {"value": typed.contact_phone, "label": None}]},
        {"job_title": typed.contact_job_elsewhere, "tags": [*cast.contact.fields["tags"], typed.contact_tag_elsewhere]},
    )
    await _same_sku(stage)
    others = [row.record for row in await list_rows(stage.desk, Query("contact"), 9) if row.record != cast.contact]
    for other in others[3:5]:
        await set_fields(stage.desk, other.ref, {"job_title": typed.new_job})
    await set_fields(stage.desk, cast.task.ref, {"done": True})
    found = await list_conflicts(stage.desk)
    by_state = {conflict.state: conflict.id for conflict in found}
    return Scenery(stage, cast, by_state[ConflictState.OPEN], by_state[ConflictState.SETTLED])


async def _disagree(stage: Stage, ref: Ref, mine: Mapping[str, object], theirs: Mapping[str, object]) -> None:
    await set_fields(stage.desk, ref, mine)
    await set_fields(stage.colleague.desk, ref, theirs)
    await stage.colleague.sync()
    await _sync(stage)


async def _same_sku(stage: Stage) -> None:
    """A product number is unique: of two that come with one, the second is refused."""
    goods = stage.words.products[0]
    for desk in (stage.colleague.desk, stage.desk):
        await add_record(desk, "product", {"name": goods.name, "sku": _SKU, "price": goods.price})
    await stage.colleague.sync()
    await _sync(stage)


async def _sync(stage: Stage) -> None:
    report = await stage.engine.cycle()
    if report.state != status.IDLE:
        raise Offline(f"a sync of the scenery ended as {report.state}: {report.message}")


def _of_record(section: str) -> Scene:
    """The list with a card beside it."""

    @asynccontextmanager
    async def scene(scenery: Scenery) -> AsyncIterator[None]:
        kind = SECTIONS[section]
        chosen = {one.kind: one.ref for one in (scenery.cast.contact, scenery.cast.deal, scenery.cast.task)}
        first = (await list_rows(scenery.stage.desk, Query(kind), 1))[0].record.ref
        await scenery.stage.window.select_record(chosen.get(kind, first))
        yield

    return scene


@asynccontextmanager
async def _list_alone(scenery: Scenery) -> AsyncIterator[None]:
    window = scenery.stage.window
    await window.show_section("contacts")
    if window.page is not None:
        await window.page.close_card()
    yield


@asynccontextmanager
async def _editing(scenery: Scenery) -> AsyncIterator[None]:
    window = scenery.stage.window
    await window.select_record(scenery.cast.contact.ref)
    window.card.field("job_title").open()
    yield
    window.card.field("job_title").close_editor()


@asynccontextmanager
async def _draft(scenery: Scenery) -> AsyncIterator[None]:
    window = scenery.stage.window
    await window.show_section("contacts")
    assert window.page is not None
    await window.page.start_draft()
    yield
    await window.page.close_card()


@asynccontextmanager
async def _nothing_found(scenery: Scenery) -> AsyncIterator[None]:
    window = scenery.stage.window
    await window.show_section("companies")
    page = window.page
    assert page is not None
    await page.close_card()
    page.search.setText("xyzzy")
    await until(lambda: page.model.rowCount() == 0, _WITHIN)
    yield
    page.search.clear()


@asynccontextmanager
async def _sync_page(scenery: Scenery) -> AsyncIterator[None]:
    await scenery.stage.window.show_section("sync")
    yield


@asynccontextmanager
async def _offline(scenery: Scenery) -> AsyncIterator[None]:
    stage = scenery.stage
    await stage.engine.pause(Pause(offline=True))
    await stage.window.show_section("sync")
    yield
    await stage.engine.pause(Pause())


def _conflict(name: str) -> Scene:
    @asynccontextmanager
    async def scene(scenery: Scenery) -> AsyncIterator[None]:
        await scenery.stage.window.show_section("contacts")
        dialog = await scenery.stage.window.open_conflict(getattr(scenery, name))
        yield
        dialog.reject()

    return scene


@asynccontextmanager
async def _welcome(scenery: Scenery) -> AsyncIterator[None]:
    scenery.stage.window.show_welcome()
    yield
    scenery.stage.window.show_desk()


SCENES: Mapping[str, Scene] = {
    "contacts": _of_record("contacts"),
    "contacts-list": _list_alone,
    "contact-edit": _editing,
    "contact-new": _draft,
    "companies": _of_record("companies"),
    "deals": _of_record("deals"),
    "tasks": _of_record("tasks"),
    "communications": _of_record("communications"),
    "products": _of_record("products"),
    "nothing-found": _nothing_found,
    "sync": _sync_page,
    "sync-offline": _offline,
    "conflict": _conflict("open_conflict"),
    "conflict-settled": _conflict("settled_conflict"),
    "welcome": _welcome,
}
