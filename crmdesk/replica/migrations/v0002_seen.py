"""Version 2: what a person is shown of sync, and may take back."""

from sqlalchemy import Connection

_STATEMENTS = (
    "ALTER TABLE conflict ADD COLUMN merged TEXT",
    "ALTER TABLE conflict ADD COLUMN picks TEXT",
    """
    CREATE TABLE sync_log (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, what TEXT NOT NULL, kind TEXT, id TEXT,
        detail TEXT NOT NULL
    )
    """,
    "CREATE INDEX sync_log_at ON sync_log (at)",
    """
    CREATE TABLE undo (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, step TEXT NOT NULL
    )
    """,
)


def migrate(connection: Connection) -> None:
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
