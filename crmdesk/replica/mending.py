"""A database that is damaged, empty or gone: set aside, and built anew from the edit journal.

The damaged file is never deleted: it becomes `NAME.broken-MOMENT`, with its write-ahead log and a copy of the journal.
First it is taken away, and then the journal read: whoever commits looks for the file in its place after having written
his lines. The new one is complete before it gets the name; a crash in between leaves none, and the next start mends.
The cache is not salvaged: without a cursor, the next sync downloads it again.
"""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from crmdesk.domain.errors import DatabaseMended
from crmdesk.domain.names import display_name
from crmdesk.domain.records import Record
from crmdesk.replica.journal import EditJournal, sync_folder
from crmdesk.replica.journal_lines import put_back
from crmdesk.replica.migrations import Migration
from crmdesk.replica.opening import open_connection
from crmdesk.replica.transactions import transaction

_NAMED = 5
"""Records that the sentence names."""


def mend(path: Path, journal: EditJournal, migrations: Sequence[Migration]) -> DatabaseMended:
    """What is to be told of it. Nobody else may open the database meanwhile, and this process does not have it open."""
    aside = _set_aside(path, journal)
    brought = _build(_beside(path, "new"), journal, migrations)
    _beside(path, "new").replace(path)
    sync_folder(path.parent)
    return DatabaseMended(_sentence(brought, aside), str(aside) if aside else None)


def _build(path: Path, journal: EditJournal, migrations: Sequence[Migration]) -> list[Record]:
    for leftover in _files(path):
        leftover.unlink(missing_ok=True)
    connection = open_connection(path, migrations, is_new=True)
    try:
        with transaction(connection, writing=True):
            return put_back(connection, journal.read()) if journal.exists() else []
    finally:
        connection.close()  # and all of it is in the one file


def _set_aside(path: Path, journal: EditJournal) -> Path | None:
    """Where the damaged file is now; None if there was none."""
    was_there = path.exists()
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S-%fZ")
    aside = _beside(path, f"broken-{moment}")
    if journal.exists():
        shutil.copy2(journal.path, _beside(aside, "edits"))
    for old, new in zip(_files(path), _files(aside), strict=True):
        if old.exists():
            old.replace(new)
    return aside if was_there else None


def set_aside_before(path: Path) -> list[Path]:
    """The damaged files of this database that are kept, oldest first."""
    return sorted(path.parent.glob(f"{path.name}.broken-*Z"))


def _files(path: Path) -> list[Path]:
    """A database, its write-ahead log and the index of that."""
    return [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _sentence(brought: list[Record], aside: Path | None) -> str:
    happened = "was gone" if aside is None else "was damaged"
    kept = "" if aside is None else f"; the damaged file is kept as {aside}"
    left_out = "Settled conflicts, undo and the log of sync are not in it; the next sync downloads the rest."
    return f"The local database {happened} and was built anew: {_told(brought)}{kept}. {left_out}"


def _told(brought: list[Record]) -> str:
    if not brought:
        return "nothing was waiting to be sent"
    names = [f"{one.kind} “{display_name(one.kind, one.fields)}” ({one.id})" for one in brought[:_NAMED]]
    if len(brought) > _NAMED:
        names.append(f"{len(brought) - _NAMED} more")
    return f"unsent changes of {len(brought)} records were brought back: {', '.join(names)}"
