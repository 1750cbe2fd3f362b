"""`crmdesk demo`: a private server, sample data, two signed-in people; then the window, or the tour (DESIGN 6)."""

import asyncio
import secrets
import sys
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import structs

from crmdesk.demo.place import cleaned_up_when_terminated, private_place
from crmdesk.demo.private_server import PrivateServer
from crmdesk.demo.seeding import seed
from crmdesk.demo.words import LANGUAGES, Member, Words, load_words
from crmdesk.desktop.syncing import sync_once
from crmdesk.desktop.window import run_window
from crmdesk.desktop.workplace import opened, person_of, sign_in
from crmdesk.domain.errors import Offline
from crmdesk.system.child import READY
from crmdesk.system.locks import sync_lock
from crmdesk.system.screen import has_screen
from crmdesk.system.settings import load_settings, save_settings

RECORDS = 300
_FAILED = 1
_EXAMPLE = {"ru": "{0} (пример)", "en": "{0} (example)"}
_ROLES = ("admin", "rep")


def run_demo(records: int | None, lang: str | None, tour: Path | None) -> int:
    """The exit code: 0 if the window was closed, or every check of the tour held. `records`: how many contacts."""
    lang = lang if lang in LANGUAGES else LANGUAGES[0]
    if tour is None and not has_screen():
        _say(
            "no screen here: try `crmdesk demo --tour DIR`, which plays the story by itself and writes pictures to DIR"
        )
        return _FAILED
    words = load_words(lang)
    if tour is None:
        words = named_example(words, lang)
    chosen = replace(load_settings(), language=lang)
    with cleaned_up_when_terminated(), private_place() as folder:
        save_settings(chosen)  # it looks as the person's own desk does
        server = PrivateServer(folder)
        try:
            profiles = set_up_demo(server, words, lang, records or RECORDS)
            if tour is None:
                return _open_window(profiles, words, folder, lang)
            # the tour brings Qt: what needs none of it starts without
            from crmdesk.demo.tour import play  # noqa: PLC0415

            return play(server, words, profiles, lang, tour, _say)
        finally:
            server.stop()


def named_example(words: Words, lang: str) -> Words:
    """With a workspace whose name tells, in the corner of the window, that these are not one's own data."""
    return structs.replace(words, workspace=_EXAMPLE[lang].format(words.workspace))


def set_up_demo(server: PrivateServer, words: Words, lang: str, contacts: int) -> tuple[str, str]:
    """People, server, data, both signed in and synced; the names of their profiles."""
    passwords = [secrets.token_urlsafe(12) for _ in words.people]
    for person, password, role in zip(words.people, passwords, _ROLES, strict=True):
        server.add_person(person.email, person.name, role, words.workspace, password, lang)
    server.start()
    _say(f"a private server listens on {server.url}")
    made = asyncio.run(_fill(server.url, words, passwords, contacts))
    _say(f"{made} sample records, signed in: {' and '.join(person.name for person in words.people)}")
    first, second = words.people
    return profile_name(first), profile_name(second)


async def _fill(url: str, words: Words, passwords: list[str], contacts: int) -> int:
    now = datetime.now().astimezone()
    for person, password in zip(words.people, passwords, strict=True):
        async with opened(profile_name(person)) as workplace:
            await sign_in(workplace, url, person.email, password)
    made = 0
    for person in words.people:
        async with opened(profile_name(person)) as workplace:
            if not made:
                signed_in = await person_of(workplace)
                assert signed_in is not None
                made = await seed(workplace.remote(), words, contacts, now, signed_in.user_id, signed_in.currency)
            report = await sync_once(workplace, sync_lock(workplace.profile.folder))
            if report["state"] != "idle":
                raise Offline(f"the first sync of {person.name} did not finish: {report['message']}")
    return made


def profile_name(person: Member) -> str:
    return person.email.partition("@")[0]


def _open_window(profiles: tuple[str, str], words: Words, folder: Path, lang: str) -> int:
    mine, other = profiles
    _say(f"this is {words.people[0].name}; {words.people[1].name} works by commands, from another terminal:")
    _say(f"    CRMDESK_HOME={folder} crmdesk --profile {other} list task")
    _say("this is an example: everything here is gone when its window is closed")
    return run_window(mine, lang=lang, on_shown=partial(_say, READY))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
