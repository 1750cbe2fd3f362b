import subprocess
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QCoreApplication, QEvent

from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.look import Look
from crmdesk.ui.window import DeskWindow
from tests.ui.places import Place

SOURCES = Path(__file__).parents[2] / "resources" / "translations"


@pytest.fixture(scope="session")
def translations(tmp_path_factory) -> Path:
    """The compiled translations, built here: they are not committed."""
    folder = tmp_path_factory.mktemp("translations")
    release = Path(sys.executable).with_name("pyside6-lrelease")
    for source in SOURCES.glob("*.ts"):
        target = folder / f"{source.stem}.qm"
        subprocess.run([release, "-silent", source, "-qm", target], check=True)
    return folder


@pytest.fixture(scope="session")
def first_appearance(qapp, translations) -> Appearance:
    """Dressing costs time: once for all tests."""
    qapp.setQuitOnLastWindowClosed(False)
    return Appearance(qapp, translations, "en", "light")


@pytest.fixture
def appearance(first_appearance) -> Appearance:
    """English sentences with their plurals, light; whatever a test puts on is taken off again."""
    if first_appearance.language != "en":
        first_appearance.choose_language("en")
    if first_appearance.theme != "light":
        first_appearance.choose_theme("light")
    return first_appearance


@pytest.fixture
def look(appearance) -> Look:
    return appearance.look


@pytest.fixture(autouse=True)
def _deleted_on_this_thread(qapp):
    """What a test put away is deleted when it ends, and not with the garbage of another test's database thread."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest_asyncio.fixture
async def place(qapp) -> Place:
    made = Place()
    await made.prepare()
    return made


@pytest_asyncio.fixture
async def window(place, appearance, qapp):
    """The desk of Anna, opened. Everything is put away after the test; a task that was left behind fails it."""
    made = DeskWindow(place.workplace(), appearance)
    made.show()
    yield made
    await made.close_tasks()
    made.hide()
    made.deleteLater()
