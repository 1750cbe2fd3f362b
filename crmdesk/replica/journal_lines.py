"""What the edit journal says: all that a person has done here and the remote does not have.

Not in it, and lost with a database that cannot be read: settled conflicts (the server tells the losing values again),
what may be taken back, the log of sync, and the acknowledged changes kept for a server that is restored.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from crmdesk.domain.records import Conflict, ConflictState, Entry, Record, Ref
from crmdesk.replica import outbox, records, settings
from crmdesk.replica.tables import CONFLICT

_CONFLICT, _SETTING = "conflict", "setting"


class About(NamedTuple):
    """What a line speaks of: an entry (its kind and id), a conflict or a setting."""

    sort: str
    name: str


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    about: About
    entry: Entry | None = None
    record: Record | None = None
    """The entry's record as the person has it; None if it is not here."""
    conflict: Conflict | None = None
    """An open one."""
    setting: str | None = None
    """JSON."""

    @property
    def is_gone(self) -> bool:
        """It was acknowledged, given up, settled, taken back: there is no such thing any more."""
        return self.entry is None and self.conflict is None and self.setting is None


class News:
    """What one transaction changes of it."""

    def __init__(self) -> None:
        self._entries: dict[Ref, Entry | None] = {}
        self._conflicts: dict[str, Conflict] = {}
        self._settings: set[str] = set()

    def put_entries(self, entries: Iterable[Entry]) -> None:
        self._entries.update((entry.ref, entry) for entry in entries)

    def drop_entry(self, ref: Ref) -> None:
        self._entries[ref] = None

    def put_conflict(self, conflict: Conflict) -> None:
        self._conflicts[conflict.id] = conflict

    def put_setting(self, name: str) -> None:
        self._settings.add(name)

    def lines(self, connection: Connection) -> list[Line]:
        """At the end of the transaction."""
        standing = [entry for entry in self._entries.values() if entry is not None]
        gone = [Line(About(*ref)) for ref, entry in self._entries.items() if entry is None]
        chosen = settings.read_chosen(connection) if self._settings else {}
        return [
            *_of_entries(connection, standing),
            *gone,
            *map(_of_conflict, self._conflicts.values()),
            *(Line(About(_SETTING, name), setting=chosen.get(name)) for name in sorted(self._settings)),
        ]


def everything(connection: Connection) -> list[Line]:
    """All lines that count."""
    undecided = outbox.read_conflicts(connection, CONFLICT.c.state == ConflictState.OPEN.value)
    return [
        *_of_entries(connection, outbox.read_all_entries(connection)),
        *map(_of_conflict, undecided),
        *(Line(About(_SETTING, name), setting=text) for name, text in settings.read_chosen(connection).items()),
    ]


def put_back(connection: Connection, lines: Iterable[Line]) -> list[Record]:
    """Store in an empty replica what the lines say; the records that were brought back."""
    kept = list(lines)
    brought = [line.record for line in kept if line.record is not None]
    records.put_records(connection, brought)
    outbox.put_entries(connection, (line.entry for line in kept if line.entry is not None))
    for line in kept:
        if line.conflict is not None:
            outbox.put_conflict(connection, line.conflict)
        if line.setting is not None:
            settings.put_text(connection, line.about.name, line.setting)
    return brought


def _of_entries(connection: Connection, entries: list[Entry]) -> list[Line]:
    now = records.read_records(connection, (entry.ref for entry in entries))
    return [Line(About(*entry.ref), entry=entry, record=now.get(entry.ref)) for entry in entries]


def _of_conflict(conflict: Conflict) -> Line:
    is_open = conflict.state is ConflictState.OPEN
    return Line(About(_CONFLICT, conflict.id), conflict=conflict if is_open else None)
