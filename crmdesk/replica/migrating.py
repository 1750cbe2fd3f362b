"""Brings a database to the program's version, one transaction a migration; `PRAGMA user_version` counts them.

A database that holds something is copied first. One that a newer program made is refused, and not touched.
"""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from crmdesk.domain.errors import DatabaseBroken
from crmdesk.replica.migrations import Migration
from crmdesk.replica.transactions import transaction


def check_version(connection: Connection, path: Path, migrations: Sequence[Migration]) -> int:
    """The database's version. Raises DatabaseBroken if this program cannot use it; changes nothing."""
    with transaction(connection, writing=False):  # another process may be making the tables at this moment
        version = _version(connection)
        is_empty = connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first() is None
    if version > len(migrations):
        raise DatabaseBroken(
            f"{path} was made by a newer crmdesk (its version is {version}, this program knows {len(migrations)}); "
            "install the newer program. Nothing was changed."
        )
    if version == 0 and not is_empty:
        raise DatabaseBroken(f"{path} is a database, but not one of crmdesk. Nothing was changed.")
    return version


def bring_up_to_date(connection: Connection, path: Path, migrations: Sequence[Migration]) -> None:
    version = check_version(connection, path, migrations)
    if 0 < version < len(migrations):
        _copy(connection, copy_before(path, version))
    for number, migrate in enumerate(migrations, start=1):
        if number <= version:
            continue
        with transaction(connection, writing=True):
            if _version(connection) >= number:  # another process was faster
                continue
            migrate(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")


def copy_before(path: Path, version: int) -> Path:
    """Where the copy of a database of this version is, once it was migrated."""
    return path.with_name(f"{path.name}.v{version}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _copy(connection: Connection, target: Path) -> None:
    """A whole copy, or none: it gets its name when it is complete and on the disk."""
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    copy = sqlite3.connect(unfinished)
    try:
        source = connection.connection.driver_connection
        assert source is not None
        source.backup(copy)
    finally:
        copy.close()
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
