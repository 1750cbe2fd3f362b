"""`python -m tests.journeys.hands`: crmdesk commands one after the other in one process, for tests that need thousands.

Each line of standard input is a JSON list of arguments; each is answered by a line of JSON: `code`, `out`, `err`, and
`edits`, the records that it changed with the values before and after. What a command does is what `python -m crmdesk`
does (it opens the profile, works, closes it); only the start of Python, ten times as long, is saved. A deleted record
comes back by `restore KIND ID`, for which the command line has no verb.
"""

import asyncio
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from crmdesk.cli import main
from crmdesk.desktop.workplace import opened
from crmdesk.domain.conflicts import Resolved
from crmdesk.domain.errors import CrmdeskError
from crmdesk.domain.merge import differing
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import Record, Ref
from crmdesk.operations import conflicts
from crmdesk.operations.editing import Editing
from crmdesk.operations.records import restore_record

Edits = list[dict[str, Any]]


def note_edits(edits: Edits) -> None:
    """From now on; the values before an edit are those of its own transaction, whatever other processes do."""
    keep, put_decision = Editing.keep, conflicts._put

    def noting(self: Editing, before: Record | None, after: Record) -> None:
        keep(self, before, after)
        note(before, after)

    def noting_decision(tx: Transaction, editing: Editing, before: Any, resolved: Resolved, *more: Any) -> None:
        put_decision(tx, editing, before, resolved, *more)
        note(before[0], resolved.record)

    def note(before: Record | None, after: Record) -> None:
        held = before.fields if before else {}
        names = differing(after.kind, held, after.fields)
        edits.append(
            {
                "kind": after.kind,
                "id": after.id,
                "fields": {name: [held.get(name), after.fields.get(name)] for name in names},
                "deleted": [before.deleted if before else None, after.deleted],
            }
        )

    Editing.keep = noting  # type: ignore[method-assign]
    conflicts._put = noting_decision


async def restore(kind: str, id_: str) -> None:
    async with opened("default") as workplace:
        await restore_record(workplace.desk, Ref(kind, id_))


def run(arguments: list[str]) -> int:
    if arguments[0] != "restore":
        return main(arguments)
    try:
        asyncio.run(restore(*arguments[1:]))
    except CrmdeskError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


def serve() -> None:
    edits: Edits = []
    note_edits(edits)
    answers = sys.stdout
    for line in sys.stdin:
        edits.clear()
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            try:
                code = run(json.loads(line))
            except SystemExit as ended:
                code = int(ended.code or 0)
        answers.write(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue(), "edits": edits}) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
