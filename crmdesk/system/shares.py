"""Whether a folder is on another computer. SQLite's write-ahead log needs memory that all who write share, so on such a
folder a replica is safe with one computer at a time only."""

import re
from pathlib import Path

_MOUNTS = Path("/proc/mounts")
_FAR = re.compile(r"nfs\d?|cifs|smb\w*|9p|afs|ncpfs|davfs|fuse\..*")
_ESCAPED = re.compile(r"\\(\d{3})")


def share_of(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The file system's name (`nfs4`, `cifs`, `fuse.sshfs`) if the folder is on one of the network, else None; also
    where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    there = folder.resolve()
    found = ""
    depth = 0
    for _, point, kind, *_ in (line.split(" ") for line in lines):
        mounted_at = Path(_plain(point))
        if len(mounted_at.parts) >= depth and there.is_relative_to(mounted_at):  # the innermost; of several the last
            found, depth = kind, len(mounted_at.parts)
    return found if _FAR.fullmatch(found) else None


def _plain(point: str) -> str:
    """Blanks are written as a backslash and 040."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 8)), point)
