"""What commands print: data on stdout, one plain line on stderr."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Self

_WIDEST = 48
_JSON = json.JSONEncoder(ensure_ascii=False)


def prepare_streams() -> None:
    """UTF-8 wherever the output is read by a program; a terminal keeps its own."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace", **({} if stream.isatty() else {"encoding": "utf-8"}))


def write(text: str) -> None:
    sys.stdout.write(text)


def line(text: str) -> None:
    sys.stdout.write(text + "\n")


def flush() -> None:
    """At once, for whoever waits for what was printed."""
    sys.stdout.flush()


def complain(problem: object) -> None:
    """One line on stderr."""
    note(f"crmdesk: {problem}")


def note(text: str) -> None:
    sys.stderr.write(" ".join(text.split()) + "\n")


def print_json(value: Any) -> None:
    line(_JSON.encode(value))


class JsonList:
    """A JSON array written element by element, so that a long list needs no memory."""

    def __init__(self) -> None:
        self._empty = True

    def __enter__(self) -> Self:
        write("[")
        return self

    def add(self, element: Any) -> None:
        write(("\n" if self._empty else ",\n") + _JSON.encode(element))
        self._empty = False

    def __exit__(self, *raised: object) -> None:
        # an array that was cut by a fault stays open: nobody takes it for a whole one
        if raised[0] is None:
            write("]\n" if self._empty else "\n]\n")


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns; long cells are cut, as --json has them whole."""
    cut = [[_cut(cell) for cell in row] for row in [header, *rows]]
    widths = [max(_width(row[column]) for row in cut) for column in range(len(header))]
    for row in cut:
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        line("  ".join(padded).rstrip())


def shown(value: Any) -> str:
    """A field's value for people: text as it is, everything else as JSON, nothing for empty."""
    if value is None or value in ([], {}):
        return ""
    return value if isinstance(value, str) else _JSON.encode(value)


def _cut(cell: str) -> str:
    flat = " ".join(cell.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
