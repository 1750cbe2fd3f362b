"""The parts of the window that a frozen program can lose: each check answers what it found, or raises Missing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QRawFont
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication

from crmdesk.domain.ports import Pause, Person
from crmdesk.operations.desk import Desk
from crmdesk.sync.status import Report
from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.doorbell import Doorbell, ring
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.icons import SECTION_ICONS, STATE_ICONS
from crmdesk.ui.kit.language import LANGUAGES, install_language
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.words import Words
from crmdesk.ui.window import DeskWindow
from crmdesk.ui.workplace import Account, Workplace

_NEEDED_SIGNS = "АЯабвяёЁ₽№«»—"
_SENTENCES = {"ru": "2 изменения ждут отправки", "en": "2 changes waiting to be sent"}
"""What `Words` says of two changes: both catalogues have it, with its plural."""
_QT_SENTENCES = {"ru": "Отмена", "en": "Cancel"}
_PAINTED_WITHIN = 10.0


class Missing(Exception):  # noqa: N818 - said as it is
    """A part of the program is not there, or does not do its work."""


def check_translations(application: QApplication, folder: Path) -> str:
    """Leaves English behind."""
    for language in LANGUAGES:
        locale = install_language(application, language, folder)
        said = {
            Words(locale).waiting_to_be_sent(2): _SENTENCES[language],
            application.translate("QPlatformTheme", "Cancel"): _QT_SENTENCES[language],
        }
        for sentence, expected in said.items():
            if sentence != expected:
                raise Missing(f"{language}: “{sentence}” instead of “{expected}”")
    return f"{' and '.join(LANGUAGES)} are spoken, by Qt too"


def check_fonts(look: Look) -> str:
    raw = QRawFont.fromFont(font(look.family))
    if not raw.familyName().startswith("Inter"):
        raise Missing(f"Inter is not registered: {raw.familyName() or 'no font'} stands in")
    lacking = [sign for sign in _NEEDED_SIGNS if not raw.supportsCharacter(ord(sign))]
    if lacking:
        raise Missing(f"{raw.familyName()} has no {' '.join(lacking)}")
    return f"{raw.familyName()}, with Cyrillic and ₽"


def check_icons(look: Look) -> str:
    names = {*SECTION_ICONS.values(), *(name for name, _ in STATE_ICONS.values())}
    blank = [name for name in sorted(names) if _is_blank(look, name)]
    if blank:
        raise Missing(f"nothing is painted for {', '.join(blank)}")
    return f"{len(names)} are painted"


def _is_blank(look: Look, name: str) -> bool:
    image = look.icons.pixmap(name, 24).toImage()
    inside = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return not any(image.pixelColor(x, y).alpha() for x, y in inside)


def check_network() -> str:
    """The plugins by which Qt asks the system; whether it answers is the system's affair."""
    found = sorted(QNetworkInformation.availableBackends())
    if not found:
        raise Missing("nothing tells of the system's network")
    return f"asked of {', '.join(found)}"


async def check_doorbell(folder: Path) -> str:
    """What a second start does with the window of the first."""
    owner = QObject()
    rung = asyncio.Event()
    Doorbell(folder, owner).rung.connect(rung.set)
    if not await asyncio.to_thread(ring, folder) or not rung.is_set():
        raise Missing("a second start is not answered")
    owner.deleteLater()
    return "a second start is answered"


async def check_window(desk: Desk, feed: Feed, person: Person, appearance: Appearance, picture: Path) -> str:
    """Opens the desk of `person` on the list of contacts, which must hold a row, and takes its picture."""

    async def account() -> Account:
        return Account(person, "https://crm.example.com", server_is_local=False)

    async def sign_in(_address: str, _email: str, _password: str) -> None:
        raise Missing("nobody signs in here")

    async def start_demo(_language: str, _on_ready: Callable[[], None]) -> None:
        raise Missing("no demo is started here")

    workplace = Workplace(desk, feed, account, lambda _status: _Still(), sign_in, start_demo)
    window = DeskWindow(workplace, appearance)
    window.show()
    try:
        await window.start()
        await _first_row(window)
        taken = window.grab()
        if not taken.save(str(picture)):
            raise Missing(f"the picture cannot be written to {picture}")
        return f"{taken.width()} x {taken.height()} on {QApplication.platformName()}, picture: {picture}"
    finally:
        await window.close_tasks()
        window.hide()
        window.deleteLater()
        await asyncio.sleep(0)


async def _first_row(window: DeskWindow) -> None:
    """Until the first row is there to be painted."""
    if window.page is None:
        raise Missing("the list of contacts does not open")
    model = window.page.model
    fetched = asyncio.Event()
    model.dataChanged.connect(lambda *_: fetched.set())
    window.grab()  # the first painting is what asks for rows
    async with asyncio.timeout(_PAINTED_WITHIN):
        while model.ref_at(0) is None:
            await fetched.wait()
            fetched.clear()


class _Still:
    """A syncer without a server."""

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def cycle(self) -> Report:
        return Report("offline")

    def nudge(self, soon: bool = False) -> None:
        """There is nobody to nudge."""

    async def pause(self, pause: Pause | None) -> None:
        """Nothing moves as it is."""

    def network(self, *, reachable: bool) -> None:
        """Nobody is to be reached."""
