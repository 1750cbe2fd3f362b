"""The edit journal (SYNC 5): a file beside the database, the second copy of what nobody else could give back.

A line says all there is about one thing (`journal_lines`); the last good line about a thing counts, the older ones are
history. Lines are written, and on the disk, under the database's write lock just before COMMIT, whichever process
commits. So they stand in the order of the commits, and nothing is in the database that is not here.

The other way round it may happen: the line is here, and the commit fails. That does no harm. The journal is read only
when the database is lost, the next line about that thing replaces it, and what it holds is true or was typed: an edit
that a person was told is not saved, an answer that the remote did give, a seal that never went out. A line that was
torn by a crash has no right sum and is passed over; every write begins with a line's end, so that it spoils no other.
"""

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from crmdesk.replica.journal_lines import About, Line
from crmdesk.replica.stored_json import plain

_GROWS_BY = 4
_SHORT = 256 * 1024
"""Bytes; a journal that is shorter is not worth the trouble."""


class EditJournal:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._rewrite_at: int | None = None
        """Bytes; None: another process keeps it short."""

    def exists(self) -> bool:
        return self.path.exists()

    def takes_more(self) -> bool:
        """Else it is to be rewritten: it is not there, or has grown too long and is ours to shorten."""
        return self.exists() and (self._rewrite_at is None or self.path.stat().st_size <= self._rewrite_at)

    def append(self, lines: Sequence[Line]) -> None:
        """They are on the disk when this returns. Raises OSError."""
        with self.path.open("ab", buffering=0) as file:
            rest = memoryview(b"\n" + b"".join(map(_encoded, lines)))
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())

    def keep_short(self) -> None:
        """Only for the process that syncs: from now on it is ours to shorten, and too long as it is."""
        self._rewrite_at = 0

    def rewrite(self, everything: Iterable[Line]) -> None:
        """The file becomes these lines; a crash leaves the old one or the new one. Raises OSError."""
        unfinished = self.path.with_name(self.path.name + ".part")
        unfinished.unlink(missing_ok=True)
        with unfinished.open("xb") as file:
            unfinished.chmod(0o600)
            file.writelines(_encoded(line) for line in everything)
            file.flush()
            os.fsync(file.fileno())
            length = file.tell()
        unfinished.replace(self.path)
        sync_folder(self.path.parent)
        if self._rewrite_at is not None:
            self._rewrite_at = max(_SHORT, _GROWS_BY * length)

    def read(self) -> list[Line]:
        """The lines that count, in the order in which their things came up."""
        last: dict[About, Line] = {}
        for line in self._lines():
            if line.is_gone:
                last.pop(line.about, None)
            else:
                last[line.about] = line
        return list(last.values())

    def _lines(self) -> Iterator[Line]:
        with self.path.open("rb") as file:
            for text in file:
                line = _decoded(text)
                if line is not None:
                    yield line


def sync_folder(folder: Path) -> None:
    """A file that was renamed keeps its new name through a power cut."""
    if os.name == "posix":  # elsewhere a folder cannot be opened, and the system does it
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _encoded(line: Line) -> bytes:
    text = msgspec.json.encode(line, enc_hook=plain)
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _decoded(text: bytes) -> Line | None:
    """None for an empty or torn line."""
    total, _, content = text.rstrip(b"\n").partition(b" ")
    if total != b"%08x" % zlib.crc32(content) or not content:
        return None
    return msgspec.json.decode(content, type=Line)
