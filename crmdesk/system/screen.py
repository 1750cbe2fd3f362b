"""Whether this computer can show a window."""

import os
import sys


def has_screen() -> bool:
    """Only X11 and Wayland tell that there is none; a platform plugin named by hand is trusted."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
