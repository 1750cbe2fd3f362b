"""Where crmdesk keeps its things on this computer (DESIGN 6).

home()/profiles/NAME/   profile.json, replica.sqlite, secrets, crmdesk.log, and locks
home()/server/          the database of `crmdesk server` where no other is named
"""

import os
import re
import sys
from pathlib import Path

import platformdirs

from crmdesk.domain.errors import FieldError, Refused

DEFAULT_PROFILE = "default"
_PROFILE_NAME = re.compile(r"\w[\w .@-]{0,63}")
_BESIDE_THE_PACKAGE = Path(__file__).resolve().parents[2] / "resources"


def home() -> Path:
    """`CRMDESK_HOME`, or the platform's data folder."""
    chosen = os.environ.get("CRMDESK_HOME")
    return Path(chosen).expanduser().resolve() if chosen else platformdirs.user_data_path("crmdesk", appauthor=False)


def check_profile_name(name: str) -> None:
    """Raises Refused for a name that is no plain folder name."""
    if _PROFILE_NAME.fullmatch(name) is None or name.endswith((".", " ")):
        message = "a profile's name is made of letters, digits, spaces, dots, dashes and @, and starts with a letter"
        raise Refused([FieldError("profile", "bad_name", message)])


def profile_folder(name: str) -> Path:
    check_profile_name(name)
    return home() / "profiles" / name


def resources() -> Path:
    """Translations, sample data and icons: beside the package, or in the frozen program."""
    frozen_in = getattr(sys, "_MEIPASS", None)
    return Path(frozen_in) / "resources" if frozen_in else _BESIDE_THE_PACKAGE
