"""The replica's file in its folder, with its journal beside it: opened whole, or mended first.

`NAME.lock` is held while it is opened: of several processes one makes, migrates, checks or mends it.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection

from crmdesk.domain.errors import DatabaseDamaged, DatabaseLocked, DatabaseMended
from crmdesk.replica.health import left_open, problems_of
from crmdesk.replica.journal import EditJournal
from crmdesk.replica.journal_lines import everything
from crmdesk.replica.mending import mend
from crmdesk.replica.migrations import Migration
from crmdesk.replica.opening import open_connection
from crmdesk.replica.transactions import plain_faults, transaction

_LOG = logging.getLogger(__name__)
_PATIENCE = 60.0
"""Seconds: as long as it may take to look through a large database."""

_BY_ANOTHER = "Another crmdesk has built the local database anew; what was under way here was not done: try again."


class ReplicaFile:
    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        self.journal = EditJournal(path.with_name(path.name + ".edits"))
        self._path = path
        self._migrations = migrations
        self._opened_as: tuple[int, int] | None = None

    def open(self) -> tuple[Connection, DatabaseMended | None]:
        """A connection for the calling thread, and what was mended before, if need be. Raises StorageFault."""
        with plain_faults(), self._alone():
            try:
                with plain_faults():
                    return self._opened(), None
            except DatabaseDamaged:
                _LOG.exception("the local database is mended")
                return self._mended()

    def mend(self) -> tuple[Connection, DatabaseMended]:
        """For whoever has found it damaged or gone, and has closed it. Another process may have mended it since."""
        with plain_faults(), self._alone():
            if not self.is_in_place() and self._path.exists():
                with suppress(DatabaseDamaged), plain_faults():
                    return self._opened(), DatabaseMended(_BY_ANOTHER)
            return self._mended()

    def is_in_place(self) -> bool:
        """Whether the file under our name is still the one that was opened."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return False
        return (found.st_dev, found.st_ino) == self._opened_as

    def _opened(self) -> Connection:
        was_left_open = left_open(self._path)
        connection = open_connection(self._path, self._migrations, is_new=not self.journal.exists())
        try:
            if was_left_open:
                _check_whole(connection)
            if not self.journal.exists():
                with transaction(connection, writing=True):
                    self.journal.rewrite(everything(connection))
            found = self._path.stat()
        except BaseException:
            connection.close()
            raise
        self._opened_as = (found.st_dev, found.st_ino)
        return connection

    def _mended(self) -> tuple[Connection, DatabaseMended]:
        told = mend(self._path, self.journal, self._migrations)
        return self._opened(), told

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with FileLock(self._path.with_name(self._path.name + ".lock"), timeout=_PATIENCE, mode=0o600):
                yield
        except Timeout as error:
            raise DatabaseLocked("Another crmdesk has been opening the local database for a minute.") from error


def _check_whole(connection: Connection) -> None:
    problems = problems_of(connection)
    if problems:
        raise DatabaseDamaged(f"The local database is damaged: {'; '.join(problems)}.")
