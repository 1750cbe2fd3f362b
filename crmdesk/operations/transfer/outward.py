"""Records out to a file."""

from collections.abc import AsyncIterator

from crmdesk.domain.ports import Query
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import list_keys, rows_of
from crmdesk.operations.transfer.formats import csv_header, csv_row, json_row

_CHUNK = 1_000


async def export_records(desk: Desk, kind: str, file_format: str) -> AsyncIterator[str]:
    """The text of a file with every record of a kind, in chunks of a thousand records."""
    keys = await list_keys(desk, Query(kind))
    yield csv_header(kind) if file_format == "csv" else "["
    first = True
    for start in range(0, len(keys), _CHUNK):
        records = [row.record for row in await rows_of(desk, kind, keys[start : start + _CHUNK])]
        if file_format == "csv":
            yield "".join(csv_row(record) for record in records)
        elif records:
            yield ("\n" if first else ",\n") + ",\n".join(json_row(record) for record in records)
            first = False
    if file_format != "csv":
        yield "\n]\n"
