"""Brings a database up to this version, one process at a time; every server command does it first."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from filelock import FileLock
from sqlalchemy import Connection

from crmdesk.server.database import Database, sqlite_path


def migrate(database: Database, url: str) -> None:
    path = sqlite_path(url)
    with FileLock(path.with_name(path.name + ".migrate")), as_file(files("crmdesk.server") / "migrations") as folder:

        def upgrade(connection: Connection) -> None:
            config = Config()
            config.set_main_option("script_location", str(folder).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

        database.write_now(upgrade)
