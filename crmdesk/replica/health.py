"""Is the database file whole, and was it closed?"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection


def problems_of(connection: Connection) -> list[str]:
    """What SQLite finds wrong with the file, none if it is whole. Reads all of it."""
    found = list(connection.exec_driver_sql("PRAGMA quick_check(10)").scalars())
    return [] if found == ["ok"] else [str(problem) for problem in found]


def left_open(path: Path) -> bool:
    """Whether the last process that had it open ended without closing it, and nobody has it open now."""
    log = path.with_name(path.name + "-wal")
    if not path.exists() or not log.exists():  # the last connection that is closed removes the log
        return False
    probe = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        probe.execute("PRAGMA locking_mode = EXCLUSIVE")
        probe.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:  # busy: whoever has it open has looked
        return False
    finally:
        probe.close()
    return True
