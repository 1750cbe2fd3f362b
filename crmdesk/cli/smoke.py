"""`crmdesk --smoke`: is everything in this program that it needs, and does it work here?

A line a check, `ok   NAME: what was found` or `failed NAME: why`. It works in a place of its own that is gone
afterwards: no profile, keyring or server of the person is touched. Only the picture of the window stays.
"""

import asyncio
import contextlib
import os
import ssl
import tempfile
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from crmdesk.cli.exits import DONE, FAILED
from crmdesk.cli.output import flush, line
from crmdesk.demo.place import private_place
from crmdesk.demo.private_server import PrivateServer
from crmdesk.demo.words import LANGUAGES, load_words
from crmdesk.desktop.workplace import open_profile, opened
from crmdesk.domain.phones import canonical_phone, display_phone
from crmdesk.domain.ports import Person, Query
from crmdesk.operations.lists import list_rows
from crmdesk.operations.records import add_record, show_record
from crmdesk.replica.health import problems_of
from crmdesk.serve import add_user
from crmdesk.serve import check as faults_of
from crmdesk.system.paths import profile_folder, resources
from crmdesk.system.screen import has_screen
from crmdesk.system.secrets import FileSecrets, open_secrets
from crmdesk.system.settings import Settings, load_settings, save_settings
from crmdesk.ui.app import make_application, run_loop
from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.smoke import (
    Missing,
    check_doorbell,
    check_fonts,
    check_icons,
    check_network,
    check_translations,
    check_window,
)

_PROFILE = "smoke"
_CONTACT = {"first_name": "Пётр", "last_name": "Королёв", "phones": [{"value": "8 (912) 345-67-89"}]}
_FOUND_BY = ("королев", "ПЁТР", "роле", "3456789")
_PERSON = Person("", "Анна Белова", "anna@example.com", "admin", "", "crmdesk", "RUB")
_ANSWERS = {
    "/api/health": b"",
    "/api/openapi.json": b'"openapi"',
    "/api/docs": b"<html",
    "/api/docs/swagger-ui-bundle.js": b"SwaggerUI",
}
"""What the server must serve, and what stands in it."""
_ANSWERED_WITHIN = 20.0


def run_smoke() -> int:
    """The exit code: 0 if every check held."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    pictures = Path(tempfile.mkdtemp(prefix="crmdesk-smoke-"))
    with private_place() as folder:
        return DONE if all([*_without_window(folder), *_of_window(folder, pictures / "window.png")]) else FAILED


def _without_window(folder: Path) -> list[bool]:
    return [
        _holds("database", lambda: asyncio.run(_database())),
        _holds("search", lambda: asyncio.run(_search())),
        _holds("secrets", _secrets),
        _holds("settings", _settings),
        _holds("tls", _tls),
        _holds("phones", _phones),
        _holds("sample data", _sample),
        _holds("server", lambda: _server(folder)),
    ]


def _of_window(folder: Path, picture: Path) -> list[bool]:
    application, appearance = make_application(resources() / "translations", "ru", "light")
    return [
        _holds("fonts", lambda: check_fonts(appearance.look)),
        _holds("icons", lambda: check_icons(appearance.look)),
        _holds("network", check_network),
        _holds("one window", lambda: run_loop(application, lambda: check_doorbell(folder))),
        _holds("window", lambda: run_loop(application, lambda: _window(appearance, picture))),
        _holds("translations", lambda: check_translations(application, resources() / "translations")),
    ]


def _holds(name: str, check: Callable[[], str]) -> bool:
    try:
        found = check()
    except Exception as error:  # noqa: BLE001 - whatever a missing part brings about is what is to be told
        line(f"failed {name}: {type(error).__name__}: {' '.join(str(error).split())}")
        return False
    finally:
        flush()
    line(f"ok   {name}: {found}")
    flush()
    return True


async def _database() -> str:
    async with opened(_PROFILE) as workplace:
        ref, _ = await add_record(workplace.desk, "contact", _CONTACT)
    async with opened(_PROFILE) as workplace:
        read = await show_record(workplace.desk, ref)
        problems = await workplace.store.run(problems_of, writing=False)
    if read.record.fields["last_name"] != _CONTACT["last_name"] or problems:
        raise Missing(f"what was written is not read again: {'; '.join(problems)}")
    return "made, written and read again"


async def _search() -> str:
    async with opened(_PROFILE) as workplace:
        for text in _FOUND_BY:
            if not await list_rows(workplace.desk, Query("contact", search=text), 1):
                raise Missing(f"“{text}” does not find {_CONTACT['last_name']}")
        if await list_rows(workplace.desk, Query("contact", search="сидоров"), 1):
            raise Missing("a name that nobody has is found")
    return f"found by {', '.join(_FOUND_BY)}"


def _secrets() -> str:
    """The file that stands in for a keyring, and that the keyrings' own modules are in the program."""
    keyrings = entry_points(group="keyring.backends")
    for keyring in keyrings:
        keyring.load()
    if not keyrings:
        raise Missing("no keyring is known")
    secrets, notice = open_secrets(profile_folder(_PROFILE))
    secrets.put("token", "секрет")
    again, _ = open_secrets(profile_folder(_PROFILE))
    if notice is None or again.get("token") != "секрет":
        raise Missing("the file of secrets does not keep them")
    sealed = FileSecrets(profile_folder(_PROFILE) / "sealed", passphrase=_PERSON.email)
    sealed.put("token", "секрет")
    if sealed.get("token") != "секрет":
        raise Missing("the encrypted file of secrets does not keep them")
    return f"{len(keyrings)} keyrings are known; without one a file keeps them, encrypted too"


def _settings() -> str:
    chosen = Settings(language="ru", theme="dark")
    save_settings(chosen)
    if load_settings() != chosen:
        raise Missing("what is chosen is not read again")
    return "kept and read again"


def _tls() -> str:
    context = ssl.create_default_context()
    known = context.cert_store_stats()["x509_ca"]
    if not known:
        raise Missing("no CA certificates on this computer: https cannot be checked")
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):  # it has said hello and waits for the answer
        context.wrap_bio(incoming, outgoing, server_hostname="crm.example.com").do_handshake()
    if not outgoing.pending:
        raise Missing("a handshake does not begin")
    return f"{ssl.OPENSSL_VERSION}, {known} CA certificates"


def _phones() -> str:
    for typed, canonical in (("8 (912) 345-67-89", "+79123456789"), ("+49 30 901820", "+4930901820")):
        if canonical_phone(typed) != canonical:
            raise Missing(f"{typed} is taken for {canonical_phone(typed)}")
    if display_phone("89123456789") != "+7 912 345-67-89":
        raise Missing(f"89123456789 is shown as {display_phone('89123456789')}")
    return "numbering plans are known"


def _sample() -> str:
    people = [load_words(lang).people[0].name for lang in LANGUAGES]
    return f"of {' and '.join(people)}"


def _server(folder: Path) -> str:
    """Migrations and a person here, then the server as a process of its own, as the demo starts it."""
    database = f"sqlite:///{folder / 'server.sqlite'}"
    add_user(database, _PERSON.email, _PERSON.name, None, "crmdesk", "a password for a smoke", "ru")
    faults = faults_of(database)
    if faults:
        raise Missing("; ".join(faults))
    server = PrivateServer(folder)
    server.start()
    try:
        # a proxy of the environment knows another "localhost" than ours
        opener = build_opener(ProxyHandler({}))
        for path, within in _ANSWERS.items():
            try:
                with opener.open(server.url + path, timeout=_ANSWERED_WITHIN) as answer:
                    if within not in answer.read():
                        raise Missing(f"{path} answers something else")
            except OSError as error:
                raise Missing(f"{path}: {error}") from error
    finally:
        server.stop()
    return "database migrated, runs as a child process, documented"


async def _window(appearance: Appearance, picture: Path) -> str:
    feed = Feed()
    workplace = await open_profile(_PROFILE, feed.announce)
    try:
        await workplace.store.write(lambda tx: tx.put_person(_PERSON))
        return await check_window(workplace.desk, feed, _PERSON, appearance, picture)
    finally:
        await workplace.close()
