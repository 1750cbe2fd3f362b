"""What a person chose for this computer, whichever profile they open: language, theme, and where the window stood.
Kept in home()/settings.json."""

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from crmdesk.domain.errors import StorageFault
from crmdesk.system.files import read_file, replace_file
from crmdesk.system.paths import home

_LOG = logging.getLogger(__name__)
_THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Settings:
    language: str | None = None
    """ru or en; None: the system's."""
    theme: str | None = None
    """light or dark; None: the system's."""
    window: str | None = None
    """Qt's saved geometry, in base64."""


def load_settings() -> Settings:
    """As they were saved. A file that cannot be read is put aside as settings.json.broken: what is chosen here is no
    reason not to start."""
    file = home() / "settings.json"
    try:
        content = read_file(file)
        return _settings(content) if content is not None else Settings()
    except StorageFault:
        _LOG.warning("the settings cannot be read; the defaults are used", exc_info=True)
    except ValueError as fault:
        _LOG.warning("%s is no file of settings (%s); it is put aside", file, fault)
        _put_aside(file)
    return Settings()


def save_settings(settings: Settings) -> None:
    """Raises StorageFault."""
    replace_file(home() / "settings.json", json.dumps(asdict(settings), indent=2).encode())


def _settings(content: bytes) -> Settings:
    """Raises ValueError for what is no object of texts; a name that is unknown here is a later version's."""
    stored = json.loads(content)
    if not isinstance(stored, dict):
        raise ValueError("no object")  # noqa: TRY004 - the fault is in the file, as bad JSON is
    known = {field.name: stored[field.name] for field in fields(Settings) if stored.get(field.name) is not None}
    if not all(isinstance(value, str) for value in known.values()) or known.get("theme", "light") not in _THEMES:
        raise ValueError("an unknown value")
    return Settings(**known)


def _put_aside(file: Path) -> None:
    try:
        file.replace(file.with_name("settings.json.broken"))
    except OSError:
        _LOG.warning("%s cannot be put aside", file, exc_info=True)
