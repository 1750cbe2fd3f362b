"""`crmdesk demo --tour DIR`: the story played through the real window and the real server (DESIGN 6)."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path

from crmdesk.demo.apart import colleague_edits, edit_offline, find_contact, open_desk
from crmdesk.demo.cast import choose_cast
from crmdesk.demo.deciding import ask, decide
from crmdesk.demo.journal import Journal, TourBroken
from crmdesk.demo.looks import change_looks
from crmdesk.demo.newcomer import sign_in_newcomer
from crmdesk.demo.pausing import stop_syncing
from crmdesk.demo.private_server import PrivateServer
from crmdesk.demo.sections import visit_sections
from crmdesk.demo.stage import Stage, set_stage
from crmdesk.demo.taking_back import take_back
from crmdesk.demo.together import compare, reconnect, see_what_was_settled
from crmdesk.demo.words import Words
from crmdesk.system.paths import resources
from crmdesk.system.screen import has_screen
from crmdesk.ui.app import make_application, run_loop
from crmdesk.ui.kit.appearance import Appearance

_THEME = "light"
_INTERRUPTED = 130


def play(
    server: PrivateServer, words: Words, profiles: tuple[str, str], lang: str, folder: Path, tell: Callable[[str], None]
) -> int:
    """The exit code: 0 if every check held. Pictures and tour.json go to `folder`, a line a step to `tell`."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application, appearance = make_application(resources() / "translations", lang, _THEME)

    async def tour() -> bool:
        _end_when_asked()
        async with set_stage(server, words, profiles, appearance) as stage:
            journal = Journal(folder, stage.picture, tell)
            try:
                await _play(stage, journal, appearance)
            except TourBroken as broken:
                tell(f"the tour ends at “{broken}”")
                return False
            return journal.holds

    try:
        held = run_loop(application, tour)
    except asyncio.CancelledError:
        tell("the tour was ended before its end")
        return _INTERRUPTED
    tell(f"{'every check held' if held else 'not every check held'}; pictures and tour.json are in {folder.resolve()}")
    return 0 if held else 1


def _end_when_asked() -> None:
    """Ctrl-C and SIGTERM cancel the tour, so that it unwinds. An exception raised by a signal inside one of Qt's calls
    would end the process on the spot, and leave the server behind."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def _play(stage: Stage, journal: Journal, appearance: Appearance) -> None:
    await open_desk(stage, journal)
    cast = await choose_cast(stage.desk)
    await visit_sections(stage, journal)
    await find_contact(stage, journal, cast)
    await take_back(stage, journal, cast)
    await change_looks(stage, journal, cast, appearance.language)
    await stop_syncing(stage, journal, cast)
    created = await edit_offline(stage, journal, cast)
    task = await colleague_edits(stage, journal, cast)
    await reconnect(stage, journal, cast, created, task)
    await see_what_was_settled(stage, journal, cast)
    conflict = await ask(stage, journal, cast)
    await decide(stage, journal, cast, conflict)
    await compare(stage, journal)
    await sign_in_newcomer(stage, journal, appearance)
