"""export, import."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from crmdesk.cli.exits import DONE, UsageError
from crmdesk.cli.opening import opened
from crmdesk.cli.output import line, print_json, write
from crmdesk.domain.errors import NotFound, StorageFault
from crmdesk.operations.transfer import FORMATS, export_records, import_records


async def export(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        chunks = export_records(workplace.desk, args.kind, args.format)
        if args.file is None:
            if args.format == "csv":
                sys.stdout.reconfigure(newline="")  # type: ignore[union-attr] # CSV ends its lines itself
            async for chunk in chunks:
                write(chunk)
            return DONE
        with _written(args.file) as file:
            async for chunk in chunks:
                file.write(chunk)
    return DONE


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """A file to write. A plain one is put in place whole at the end of the block, and a fault leaves what was there
    before; anything else (a pipe, /dev/stdout) is written to, never replaced."""
    try:
        is_plain = path.is_file() or not path.exists()
        with _whole_file(path.resolve()) if is_plain else _opened(path) as file:  # resolved: a link stays a link
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageFault(f"{path}: {error.strerror}") from error


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    beside = path.with_name(path.name + ".part")
    try:
        with _opened(beside) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


async def import_file(args: Namespace) -> int:
    file_format = args.format or args.file.suffix.lstrip(".").lower()
    if file_format not in FORMATS:
        raise UsageError(f"{args.file}: is it csv or json? Say --format")
    try:
        data = args.file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"no file {args.file}") from error
    except OSError as error:
        raise StorageFault(f"{args.file}: {error.strerror}") from error
    async with opened(args.profile) as workplace:
        result = await import_records(workplace.desk, args.kind, file_format, data, dry_run=args.dry_run)
    if args.json:
        counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}
        print_json({**counts, "dry_run": args.dry_run})
    else:
        would = "would be " if args.dry_run else ""
        line(f"{would}added: {result.added}, changed: {result.changed}, unchanged: {result.unchanged}")
    return DONE
