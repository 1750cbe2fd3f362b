"""Opens a replica's database file: one connection, set up for one thread, its schema up to date."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from crmdesk.domain.errors import DatabaseDamaged
from crmdesk.domain.text import fold
from crmdesk.replica.lists import FOLD
from crmdesk.replica.migrating import bring_up_to_date, check_version
from crmdesk.replica.migrations import Migration

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a save is on the disk when it returns
    "PRAGMA cache_size = -65536",  # KiB; with the default a download in pages takes twice as long
    "PRAGMA wal_autocheckpoint = 16384",
    "PRAGMA journal_size_limit = 67108864",  # what a long reader made of the write-ahead log is given back
    "PRAGMA temp_store = MEMORY",
)
_BUSY_MS = 5_000


def open_connection(path: Path, migrations: Sequence[Migration], *, is_new: bool) -> Connection:
    """Makes the file if there is none and it `is_new`, readable by its owner only. Raises DatabaseDamaged if it is not,
    and nothing is there. The calling thread owns the connection."""
    if not path.exists():
        if not is_new:
            raise DatabaseDamaged(f"The local database is gone: there is no {path}.")
        path.touch(mode=0o600)
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: _connect(path), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    connection = engine.connect()
    try:
        _check_content(check_version(connection, path, migrations), path, is_new=is_new)
        for pragma in _PRAGMAS:
            connection.exec_driver_sql(pragma)
        bring_up_to_date(connection, path, migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_content(version: int, path: Path, *, is_new: bool) -> None:
    if version == 0 and not is_new:
        raise DatabaseDamaged(f"The local database is empty: {path}.")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
    connection.create_function(FOLD, 1, _folded, deterministic=True)
    return connection


def _folded(value: str | float | bytes | None) -> str | float | bytes | None:
    return fold(value) if isinstance(value, str) else value
