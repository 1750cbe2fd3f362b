"""Records in from a file: all of them, or none."""

from dataclasses import dataclass, field

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.ids import is_id
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Record, Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.editing import Editing
from crmdesk.operations.transfer.formats import FileRow, read_rows

_ONE_BY_ONE = 100
"""Up to so many records are announced singly."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many records the file made, changed, and left as they were."""

    added: int
    changed: int
    unchanged: int
    changes: Changes = field(default_factory=Changes)


async def import_records(
    desk: Desk, kind: str, file_format: str, data: bytes, *, dry_run: bool = False
) -> ImportResult:
    """Take in a file. A row with the id of a record changes it, a row without id makes one.

    Raises Refused naming the line and field of everything that is wrong in the file; then nothing is changed.
    """
    rows = read_rows(kind, file_format, data)

    def work(tx: Transaction) -> list[tuple[Record | None, Record]]:
        editing = Editing(desk, tx)
        edits = _edits(tx, editing, kind, rows)
        if not dry_run:
            editing.put(edits)
        return edits

    edits = await (desk.store.read(work) if dry_run else desk.store.write(work))
    added = sum(before is None for before, _ in edits)
    touched = [after.ref for before, after in edits if after is not before]
    changes = Changes()
    if touched and not dry_run:
        few = len(touched) <= _ONE_BY_ONE
        changes = Changes.of(touched) if few else Changes(kinds=frozenset({kind}), sync=True)
        desk.announced(changes)
    return ImportResult(added, len(touched) - added, len(edits) - len(touched), changes)


def _edits(tx: Transaction, editing: Editing, kind: str, rows: list[FileRow]) -> list[tuple[Record | None, Record]]:
    editing.check_allowed(kind)
    known = tx.records({Ref(kind, row.id) for row in rows if row.id is not None and is_id(row.id)})
    edits: list[tuple[Record | None, Record]] = []
    errors: list[FieldError] = []
    seen: set[str] = set()
    for row in rows:
        try:
            edits.append(_edit(editing, kind, row, known, seen))
        except Refused as refused:
            errors += [FieldError(f"line {row.line}, {one.field}", one.code, one.message) for one in refused.errors]
    if errors:
        raise Refused(errors)
    return edits


def _edit(
    editing: Editing, kind: str, row: FileRow, known: dict[Ref, Record], seen: set[str]
) -> tuple[Record | None, Record]:
    if row.errors:
        raise Refused(row.errors)
    if row.id is None:
        return None, editing.new_record(kind, row.fields)
    if row.id in seen:
        raise Refused([FieldError("id", "twice", "an earlier row has the same id")])
    seen.add(row.id)
    before = known.get(Ref(kind, row.id))
    if before is None or before.deleted:
        raise Refused([FieldError("id", "not_found", f"no {kind} with this id: leave it empty to add a new one")])
    return before, editing.changed(before, row.fields)
