"""Transactions on one SQLite connection, and SQLite's faults as ours.

The driver begins nothing by itself (see `store`): a transaction begins and ends here and nowhere else.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from crmdesk.domain.errors import (
    CrmdeskError,
    DatabaseDamaged,
    DatabaseLocked,
    Defect,
    DiskFull,
    StorageFault,
)

_PRIMARY = 0xFF
"""The low byte of an extended result code is the primary one."""


@contextmanager
def transaction(connection: Connection, *, writing: bool) -> Iterator[None]:
    """One transaction: committed at the end, rolled back if anything is raised."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    try:
        yield
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: Connection) -> None:
    source = connection.connection.driver_connection
    assert source is not None
    if source.in_transaction:  # a full disk may have rolled it back already
        connection.exec_driver_sql("ROLLBACK")


@contextmanager
def plain_faults() -> Iterator[None]:
    """Raises the driver's errors, and those of files, as StorageFault (the computer's fault) or Defect (ours)."""
    try:
        yield
    except DBAPIError as error:
        raise _fault(error.orig) from error
    except sqlite3.Error as error:
        raise _fault(error) from error
    except OSError as error:
        raise _file_fault(error) from error


def _fault(error: BaseException | None) -> CrmdeskError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & _PRIMARY
    # the index of the write-ahead log finds no room: the first that an opened database asks of a full disk
    if primary == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _disk_full()
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return DatabaseLocked("Another program holds the local database; the last change was not saved. Try again.")
    if primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return DatabaseDamaged(f"The local database is damaged: {error}.")
    if primary in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return StorageFault(f"The local database cannot be used: {error}.")
    return Defect(f"The local database refused a statement: {error}")


def _file_fault(error: OSError) -> StorageFault:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full()
    return StorageFault(f"{error.filename or 'The local database'} cannot be used: {error.strerror or error}.")


def _disk_full() -> DiskFull:
    return DiskFull("The disk is full; the last change was not saved. Free some space and try again.")
