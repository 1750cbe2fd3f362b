"""Garbage is collected on the window's thread alone.

Python collects on whichever thread happens to allocate. A widget that dies on the database's thread takes its timers
with it there, and the process.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_LOOK_EVERY_MS = 50
"""Often, so that little has come together and no look holds the window."""
_OLDEST = 2


@contextmanager
def collected_here() -> Iterator[None]:
    """For the time of a block, on the thread that runs it. By Python's own thresholds."""
    was_enabled = gc.isenabled()
    gc.disable()
    looking = QTimer(interval=_LOOK_EVERY_MS)
    looking.timeout.connect(_collect)
    looking.start()
    try:
        yield
    finally:
        looking.stop()
        if was_enabled:
            gc.enable()


def _collect() -> None:
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in range(_OLDEST, -1, -1):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
