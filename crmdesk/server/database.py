"""The database behind the server: every statement runs on a thread, writes one at a time, reads beside them.

The only place that knows which database it is. SQLite runs in WAL mode with full durability; a write takes the lock at
its beginning, a read is one snapshot.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from crmdesk.domain.errors import FieldError, Refused, StorageFault

T = TypeVar("T")

_READERS = 4
_BUSY_MS = 30_000


def sqlite_path(url: str) -> Path:
    """The file that `sqlite:///PATH` names; Refused for another database (PostgreSQL is not built yet)."""
    with contextlib.suppress(ArgumentError):
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            return Path(parsed.database)
    raise Refused([FieldError("database", "not_supported", "Name an SQLite file, as in sqlite:///PATH.")])


class Database:
    """`read` and `write` run `work` in one transaction on a thread; it is committed when they return, and left without
    trace if it raises."""

    def __init__(self, url: str) -> None:
        path = sqlite_path(url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFault(f"Cannot make the folder {path.parent}: {error.strerror}.") from error
        _make_private(path)
        self._writer = _sqlite_engine(path, "BEGIN IMMEDIATE", connections=1)
        self._reader = _sqlite_engine(path, "BEGIN", connections=_READERS)
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="database-write")
        self._read_threads = ThreadPoolExecutor(_READERS, thread_name_prefix="database-read")

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, self.read_now, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._write_thread, self.write_now, work)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        with self._reader.begin() as connection:
            return work(connection)

    def write_now(self, work: Callable[[Connection], T]) -> T:
        with self._writer.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Waits for what is under way."""
        self._write_thread.shutdown()
        self._read_threads.shutdown()
        self._reader.dispose()
        self._writer.dispose()


def _make_private(path: Path) -> None:
    """Customers' data and password hashes are for the server's own user; SQLite gives its -wal and -shm the same
    rights."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageFault(f"Cannot write {path}: {error.strerror}.") from error


def _sqlite_engine(path: Path, begin: str, connections: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
