import subprocess
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QLocale

from crmdesk.ui.kit.language import install_language
from crmdesk.ui.kit.look import Look, dress
from crmdesk.ui.kit.theme import LIGHT
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
def look(qapp_dressed) -> Look:
    return qapp_dressed


@pytest.fixture(scope="session")
def qapp_dressed(qapp, translations) -> Look:
    """English sentences with their plurals; the style is set once, as in the program."""
    qapp.setQuitOnLastWindowClosed(False)
    install_language(qapp, "en", translations)
    return dress(qapp, LIGHT, QLocale("en_GB"))


@pytest_asyncio.fixture
async def place(qapp) -> Place:
    made = Place()
    await made.prepare()
    return made


@pytest_asyncio.fixture
async def window(place, look, qapp):
    """The desk of Anna, opened. Everything is put away after the test; a task that was left behind fails it."""
    made = DeskWindow(place.workplace(), look)
    made.show()
    yield made
    await made.close_tasks()
    made.hide()
    made.deleteLater()
