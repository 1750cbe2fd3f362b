"""Folders of database files on a disk in memory: what stands in one outlasts the program that had it open."""

import atexit
import shutil
import tempfile
from itertools import count
from pathlib import Path

_MEMORY = Path("/dev/shm")
_NOT_KEPT = (".lock", ".migrate", "-shm")
"""What a computer that lost its power, or a copy of its disk, has no more."""


def temporary_folder() -> Path:
    """Gone with this process at the latest."""
    folder = Path(tempfile.mkdtemp(prefix="crmdesk-simulation-", dir=_MEMORY if _MEMORY.is_dir() else None))
    atexit.register(removed, folder)
    return folder


class Folders:
    """Every copy is a folder of its own: SQLite tells files apart by their place on the disk."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self._numbers = count()

    def copied(self, folder: Path) -> Path:
        """The files as they stand at this moment, also in the middle of a transaction."""
        copy = self._parent / f"{next(self._numbers):04}"
        copy.mkdir(parents=True)
        for file in folder.iterdir():
            if not file.name.endswith(_NOT_KEPT):
                shutil.copyfile(file, copy / file.name)
        return copy


def removed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
