"""Small files that are whole or not there: written beside, flushed to disk, then put in place."""

import errno
import os
import tempfile
from pathlib import Path

from crmdesk.domain.errors import DiskFull, StorageFault


def make_private_folder(folder: Path) -> None:
    """Only the person may look into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _as_fault(folder, error) from error


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in place of the file, mode 0600. A crash leaves the old file or the new one."""
    make_private_folder(path.parent)
    try:
        descriptor, beside = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # 0600 from the start
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _as_fault(path, error) from error


def read_file(path: Path) -> bytes | None:
    """None if there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _as_fault(path, error) from error


def _as_fault(path: Path, error: OSError) -> StorageFault:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"the disk is full: {path} was not written")
    return StorageFault(f"{path}: {error.strerror or error}")
