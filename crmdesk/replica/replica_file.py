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
from crmdesk.replica.journal_lines import Line, everything
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
        self._lock = FileLock(path.with_name(path.name + ".lock"), timeout=_PATIENCE, mode=0o600)

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
            if not self._is_in_place() and self._path.exists():
                with suppress(DatabaseDamaged), plain_faults():
                    return self._opened(), DatabaseMended(_BY_ANOTHER)
            return self._mended()

    def check_place(self) -> None:
        """Raises DatabaseDamaged if the file under our name is not the one that was opened."""
        if not self._is_in_place():
            raise DatabaseDamaged("The local database was removed, or another file put in its place.")

    def note(self, connection: Connection, lines: Sequence[Line]) -> None:
        """In the journal, before the commit that is about to be. Looked at again after it, the file in its place shows
        that whoever builds it anew will read these lines: a file is first taken away, and then the journal read."""
        self.check_place()
        if lines and (self.journal.takes_more() or not self._rewritten(connection)):
            self.journal.append(lines)

    def keep_journal_short(self, connection: Connection) -> None:
        self.journal.keep_short()
        self._rewritten(connection)

    def _rewritten(self, connection: Connection) -> bool:
        with self._alone():  # what was built anew since must not lose its lines to those of a file that is gone
            self.check_place()
            try:
                self.journal.rewrite(everything(connection))
            except OSError:
                if not self.journal.exists():
                    raise
                _LOG.warning("the edit journal stays long", exc_info=True)  # a full disk may have room for a line
                return False
        return True

    def _is_in_place(self) -> bool:
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
            with self._lock:
                yield
        except Timeout as error:
            raise DatabaseLocked("Another crmdesk has been opening the local database for a minute.") from error


def _check_whole(connection: Connection) -> None:
    problems = problems_of(connection)
    if problems:
        raise DatabaseDamaged(f"The local database is damaged: {'; '.join(problems)}.")
