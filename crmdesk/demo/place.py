"""Where a demo lives: a folder of its own that is gone afterwards, and no word to the person's keyring."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

_ASKED_TO_END = 128 + signal.SIGTERM


@contextmanager
def private_place() -> Iterator[Path]:
    """Profiles opened inside the block lie in the folder, their secrets in files."""
    folder = Path(tempfile.mkdtemp(prefix="crmdesk-demo-"))
    ours = {"CRMDESK_HOME": str(folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield folder
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cleaned_up_when_terminated() -> Iterator[None]:
    """SIGTERM unwinds the block as Ctrl-C does, so that no server and no folder is left behind."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(_ASKED_TO_END)
