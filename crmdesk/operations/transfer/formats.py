"""The rows of a file. CSV headers and JSON keys are field names; in CSV, lists, objects, numbers and yes/no are JSON,
and an empty cell is an empty field."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crmdesk.domain.entry import parse_text
from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import KINDS, FieldType
from crmdesk.domain.records import Record, Value

FORMATS = ("csv", "json")
_LARGEST_CELL = 64_000_000
_AS_TYPED = frozenset(
    {
        FieldType.TEXT,
        FieldType.NOTE,
        FieldType.MONEY,
        FieldType.CURRENCY,
        FieldType.DATE,
        FieldType.MOMENT,
        FieldType.CHOICE,
        FieldType.REFERENCE,
    }
)


@dataclass(frozen=True, slots=True)
class FileRow:
    line: int
    """Where it starts in the file, from 1."""
    id: str | None
    fields: dict[str, Value]
    errors: tuple[FieldError, ...] = ()


# -- out


def csv_header(kind: str) -> str:
    return _csv_line(["id", *KINDS[kind].fields])


def csv_row(record: Record) -> str:
    cells = [_cell(name, record) for name in KINDS[record.kind].fields]
    return _csv_line([record.id, *cells])


def json_row(record: Record) -> str:
    fields = {name: record.fields.get(name, declared.empty) for name, declared in KINDS[record.kind].fields.items()}
    return json.dumps({"id": record.id, **fields}, ensure_ascii=False)


def _cell(name: str, record: Record) -> str:
    value = record.fields.get(name)
    if value is None or value in ([], {}):
        return ""
    if KINDS[record.kind].fields[name].type in _AS_TYPED and isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


# -- in


def read_rows(kind: str, file_format: str, data: bytes) -> list[FileRow]:
    """Every row of a file, those with errors too. Raises Refused for a file that has no rows of this kind at all: no
    text, malformed, or with columns that the kind does not have."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(f"byte {error.start + 1} is not UTF-8 text: save the file as UTF-8") from error
    return list(_csv_rows(kind, text) if file_format == "csv" else _json_rows(kind, text))


def _csv_rows(kind: str, text: str) -> Iterator[FileRow]:
    # csv's own limit would refuse a long cell without naming its field; validation names it
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    started = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(kind, header)
        started = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _csv_row(kind, header, cells, started)
            started = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(f"line {started} is no CSV: {error}") from error


def _delimiter(text: str) -> str:
    """What parts the names of the columns: a spreadsheet writes semicolons where the comma is the decimal sign."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _csv_row(kind: str, header: list[str], cells: list[str], line: int) -> FileRow:
    if len(cells) != len(header):
        message = f"this row has {len(cells)} cells, the header {len(header)}"
        return FileRow(line, None, {}, (FieldError("row", "bad_row", message),))
    typed = dict(zip(header, cells, strict=True))
    row_id = typed.pop("id", "").strip() or None
    fields: dict[str, Value] = {}
    errors: list[FieldError] = []
    for name, cell in typed.items():
        try:
            fields[name] = parse_text(KINDS[kind].fields[name], cell)
        except Refused as refused:
            errors += refused.errors
    return FileRow(line, row_id, fields, tuple(errors))


def _json_rows(kind: str, text: str) -> Iterator[FileRow]:
    for line, row in _json_elements(text):
        if not isinstance(row, dict):
            yield FileRow(line, None, {}, (FieldError("row", "bad_row", "a row is an object"),))
            continue
        errors = _column_errors(kind, list(row))
        if errors:
            yield FileRow(line, None, {}, tuple(errors))
            continue
        fields = dict(row)
        row_id = fields.pop("id", None)
        if row_id is not None and not isinstance(row_id, str):
            yield FileRow(line, None, {}, (FieldError("id", "bad_id", "an id is text"),))
            continue
        yield FileRow(line, row_id or None, fields)


def _json_elements(text: str) -> Iterator[tuple[int, Any]]:
    """The elements of a JSON array, each with the line where it starts."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(f"this is no JSON: {error}") from error
    if not isinstance(whole, list):
        raise _unreadable("the file must hold a JSON array of objects")
    decoder = json.JSONDecoder()
    position = text.index("[") + 1
    line = text.count("\n", 0, position) + 1
    for element in whole:
        start = _skip(text, position)
        line += text.count("\n", position, start)
        yield line, element
        _, end = decoder.raw_decode(text, start)
        line += text.count("\n", start, end)
        position = end


def _skip(text: str, position: int) -> int:
    while text[position] in " \t\r\n,":
        position += 1
    return position


def _check_header(kind: str, names: list[str]) -> None:
    errors = _column_errors(kind, names)
    if not names:
        errors = [FieldError("file", "empty", "the file has no header")]
    if errors:
        raise Refused(errors)


def _column_errors(kind: str, names: list[str]) -> list[FieldError]:
    known = KINDS[kind].fields
    unknown = [name for name in names if name != "id" and name not in known]
    errors = [FieldError(name or "(no name)", "unknown_field", f"a {kind} has no such field") for name in unknown]
    twice = {name for name in names if names.count(name) > 1}
    return errors + [FieldError(name, "twice", "this column is there twice") for name in sorted(twice - set(unknown))]


def _unreadable(message: str) -> Refused:
    return Refused([FieldError("file", "unreadable", message)])
