"""Every screen as a scene to be photographed: how each is entered and left."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from crmdesk.demo.scenery import Scenery
from crmdesk.demo.until import until
from crmdesk.domain.ports import Pause, Query
from crmdesk.operations.lists import count_rows, list_rows
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.kit.hands import click, is_in_sight, lay_in, named
from crmdesk.ui.sidebar import SECTIONS
from crmdesk.ui.sync.page import SyncPage
from crmdesk.ui.welcome.form import Typed
from crmdesk.ui.welcome.page import WelcomePage

_WITHIN = 20.0
_LOOKED_AT = 1_000

Scene = Callable[[Scenery], AbstractAsyncContextManager[None]]


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


@asynccontextmanager
async def _list_offline(scenery: Scenery) -> AsyncIterator[None]:
    stage = scenery.stage
    await stage.engine.pause(Pause(offline=True))
    async with _list_alone(scenery):
        yield
    await stage.engine.pause(Pause())


@asynccontextmanager
async def _sync_log(scenery: Scenery) -> AsyncIterator[None]:
    page = scenery.stage.window.findChild(SyncPage)
    assert page is not None
    await scenery.stage.window.show_section("sync")
    page.show_log()
    yield


@asynccontextmanager
async def _deal_with_items(scenery: Scenery) -> AsyncIterator[None]:
    rows = await list_rows(scenery.stage.desk, Query("deal"), _LOOKED_AT)
    deal = next(row.record for row in rows if row.record.fields.get("items"))
    await scenery.stage.window.select_record(deal.ref)
    yield


@asynccontextmanager
async def _tasks_done(scenery: Scenery) -> AsyncIterator[None]:
    window = scenery.stage.window
    await window.show_section("tasks")
    page = window.page
    assert page is not None
    await page.close_card()
    click(named(page, "list.view.done"))
    done = await count_rows(scenery.stage.desk, Query("task", where={"done": True}))
    await until(lambda: page.model.rowCount() == done, _WITHIN)
    yield
    click(named(page, "list.view.todo"))


@asynccontextmanager
async def _toast(scenery: Scenery) -> AsyncIterator[None]:
    """Of a task that was ticked."""
    window = scenery.stage.window
    await window.show_section("tasks")
    page = window.page
    assert page is not None
    await page.close_card()
    await page.set_done(scenery.cast.chore.ref, done=True)
    await until(lambda: is_in_sight(window, "toast.verb"), _WITHIN)
    yield
    await window.undo()
    named(window, "toast").hide()


@asynccontextmanager
async def _narrow(scenery: Scenery) -> AsyncIterator[None]:
    """The smallest window: the sidebar is a rail, and the card lies over the list."""
    window = scenery.stage.window
    size = window.size()
    window.resize(window.minimumSize())
    await window.select_record(scenery.cast.contact.ref)
    yield
    window.resize(size)


@asynccontextmanager
async def _menu(scenery: Scenery) -> AsyncIterator[None]:
    """As a part of the window: without a screen nothing pops up, and a picture is of one window."""
    window = scenery.stage.window
    async with _list_alone(scenery):
        under = named(window, "sidebar.menu")
        menu = window.menu()
        lay_in(window, menu, under)
        yield
        menu.deleteLater()


def _conflict(name: str) -> Scene:
    @asynccontextmanager
    async def scene(scenery: Scenery) -> AsyncIterator[None]:
        await scenery.stage.window.show_section("contacts")
        dialog = await scenery.stage.window.open_conflict(getattr(scenery, name))
        yield
        dialog.reject()
        await dialog.decided()

    return scene


@asynccontextmanager
async def _half_decided(scenery: Scenery) -> AsyncIterator[None]:
    await scenery.stage.window.show_section("contacts")
    dialog = await scenery.stage.window.open_conflict(scenery.open_conflict)
    dialog.choose("notes", Pick.BOTH)
    yield
    dialog.take_back()
    dialog.reject()
    await dialog.decided()


@asynccontextmanager
async def _welcome(scenery: Scenery) -> AsyncIterator[None]:
    scenery.stage.window.show_welcome()
    yield
    scenery.stage.window.show_desk()


@asynccontextmanager
async def _refused_sign_in(scenery: Scenery) -> AsyncIterator[None]:
    stage = scenery.stage
    page = stage.window.findChild(WelcomePage)
    assert page is not None
    async with _welcome(scenery):
        page.open_form()
        page.form.write(Typed(stage.server.url, stage.words.people[0].email, "not the password"))
        await page.connect_to_server()
        yield
        page.form.write(Typed())
        page.open_start()


SCENES: Mapping[str, Scene] = {
    "contacts": _of_record("contacts"),
    "contacts-list": _list_alone,
    "contacts-offline": _list_offline,
    "contacts-narrow": _narrow,
    "contact-edit": _editing,
    "contact-new": _draft,
    "companies": _of_record("companies"),
    "deals": _of_record("deals"),
    "deal-card": _deal_with_items,
    "tasks": _of_record("tasks"),
    "tasks-done": _tasks_done,
    "toast": _toast,
    "menu": _menu,
    "communications": _of_record("communications"),
    "products": _of_record("products"),
    "nothing-found": _nothing_found,
    "sync": _sync_page,
    "sync-offline": _offline,
    "sync-log": _sync_log,
    "conflict": _conflict("open_conflict"),
    "conflict-half": _half_decided,
    "conflict-settled": _conflict("settled_conflict"),
    "welcome": _welcome,
    "sign-in-refused": _refused_sign_in,
}
