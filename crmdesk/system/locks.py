"""Which process may sync a replica, and which shows its window (DESIGN 4, Processes). The operating system holds the
locks, so that a process that dies lets them go."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crmdesk.domain.errors import Busy
from crmdesk.system.files import make_private_folder


class ProcessLock:
    """A lock among processes on one file; within a process it is held or not, whichever thread asks."""

    def __init__(self, path: Path) -> None:
        make_private_folder(path.parent)
        self._lock = FileLock(path, thread_local=False)

    def try_acquire(self) -> bool:
        """Whether it is ours now. Never waits."""
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        self._lock.release()

    @contextmanager
    def held(self, otherwise: str) -> Iterator[None]:
        """Hold it for a block; raises Busy with the sentence `otherwise` if another process has it."""
        if not self.try_acquire():
            raise Busy(otherwise)
        try:
            yield
        finally:
            self.release()

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Hold it for a block, as soon as nobody else does: for work of moments only."""
        with self._lock:
            yield


def sync_lock(folder: Path) -> ProcessLock:
    """Whoever holds it syncs this profile: refreshes tokens, seals, acknowledges."""
    return ProcessLock(folder / "sync.lock")


def profile_lock(folder: Path) -> ProcessLock:
    """Whoever holds it makes this profile's file."""
    return ProcessLock(folder / "profile.lock")


def instance_lock(folder: Path) -> ProcessLock:
    """Whoever holds it shows this profile's window."""
    return ProcessLock(folder / "desktop.lock")
