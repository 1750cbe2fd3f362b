"""Somebody new signs in: on a profile of their own, in a window of their own, with two mistakes before it succeeds."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from crmdesk.demo.agreement import differences, state_of_replica
from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.desktop.syncing import ProfileSyncer
from crmdesk.desktop.window import surroundings
from crmdesk.desktop.workplace import Workplace, open_profile
from crmdesk.ui.app import opened_window
from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.hands import click, is_in_sight, named, text_of, write
from crmdesk.ui.window import DeskWindow

_PROFILE = "newcomer"
_NOBODY_LISTENS = "http://127.0.0.1:1"


async def sign_in_newcomer(stage: Stage, journal: Journal, appearance: Appearance) -> None:
    who, password = stage.words.tour.newcomer, secrets.token_urlsafe(12)
    add = partial(stage.server.add_person, who.email, who.name, "rep", stage.words.workspace, password)
    await asyncio.to_thread(add, appearance.language)
    async with _window(appearance) as (window, workplace):
        with stage.looked_at(window):
            await _connect(stage, journal, window, password)
            await _see_desk(stage, journal, window, workplace)


async def _connect(stage: Stage, journal: Journal, window: DeskWindow, password: str) -> None:
    email = stage.words.tour.newcomer.email
    async with journal.step("welcome", "A new profile begins with the welcome page") as step:
        step.check(
            "it offers the example and a server",
            is_in_sight(window, "welcome.demo") and is_in_sight(window, "welcome.server"),
        )
        click(named(window, "welcome.server"))
        await step.becomes("a server's form opens", lambda: is_in_sight(window, "welcome.address"))
    async with journal.step("wrong-address", "A wrong address is told at the address") as step:
        await _try(step, window, {"address": _NOBODY_LISTENS, "email": email, "password": password}, "address")
    async with journal.step("wrong-password", "A wrong password is told at the password") as step:
        await _try(step, window, {"address": stage.server.url, "password": f"{password}?"}, "password")
    _fill(window, {"password": password})
    click(named(window, "welcome.connect"))


async def _see_desk(stage: Stage, journal: Journal, window: DeskWindow, workplace: Workplace) -> None:
    async def is_filled() -> bool:
        return not differences(await state_of_replica(workplace.store), await state_of_replica(stage.desk.store))

    def list_is_filled() -> bool:
        return window.page is not None and window.page.model.rowCount() > 0

    async with journal.step("newcomer", "The right one: the newcomer's desk fills") as step:
        await step.becomes("the desk opens", lambda: window.page is not None and window.page.isVisible())
        await stage.window.sync_now()  # the other desk has yet to learn of the newcomer
        await step.becomes("it holds what the other desks hold", is_filled)
        await step.becomes("its list shows it", list_is_filled)


@asynccontextmanager
async def _window(appearance: Appearance) -> AsyncIterator[tuple[DeskWindow, Workplace]]:
    feed = Feed()
    workplace = await open_profile(_PROFILE, feed.announce)
    try:
        async with opened_window(
            surroundings(workplace, feed, partial(ProfileSyncer, workplace)), appearance
        ) as window:
            yield window, workplace
    finally:
        await workplace.close()


def _fill(window: DeskWindow, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        write(named(window, f"welcome.{name}"), text)


async def _try(step: Step, window: DeskWindow, texts: dict[str, str], wrong: str) -> None:
    _fill(window, texts)
    click(named(window, "welcome.connect"))
    await step.becomes("the reason stands there", lambda: bool(text_of(window, f"welcome.{wrong}.error")))
    step.check("the form stays", is_in_sight(window, "welcome.connect"))
