"""A call of `outgoing`: one transaction, each change on its own (DESIGN 5).

Changes are judged in memory against what was read at the beginning, so that a thousand of them take a handful of
statements. If the database refuses what the judging let through, the culprits are found by storing each change alone
inside a savepoint; they fail, and the rest is judged anew without them.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DataError, IntegrityError

from crmdesk.domain.records import OutcomeStatus
from crmdesk.protocol.wire import Results, WireChange, WireResult
from crmdesk.server.applying import Author
from crmdesk.server.batch import Accepted, Batch, load_batch
from crmdesk.server.judging import Verdict, failed, judge
from crmdesk.server.malformed import UNREADABLE, unreadable
from crmdesk.server.problems import to_wire
from crmdesk.server.records import wire_record
from crmdesk.server.revisions import check_known, head
from crmdesk.server.storing import store
from crmdesk.server.tables import APPLIED_CHANGE

_decoder = msgspec.json.Decoder(WireChange)


class _Named(msgspec.Struct):
    """Of a change that cannot be read, what names it: the rest is skipped, not read."""

    change_id: str = ""


_named = msgspec.json.Decoder(_Named)


class RawOutgoing(msgspec.Struct):
    """`Outgoing` with its changes not read yet: a malformed one must not sink the others."""

    changes: list[msgspec.Raw]
    seen: str | None = None


def push(connection: Connection, author: Author, body: RawOutgoing) -> Results:
    check_known(connection, author.workspace_id, seen=body.seen)
    read = [_read(raw) for raw in body.changes]
    changes = [item for item in read if isinstance(item, WireChange)]
    batch, verdicts = _apply(connection, author, changes)
    judged = iter(verdicts)
    results = [_result(batch, next(judged) if isinstance(item, WireChange) else item, author.now_ms) for item in read]
    return Results(results, str(head(connection, author.workspace_id)))


def _apply(connection: Connection, author: Author, changes: Sequence[WireChange]) -> tuple[Batch, list[Verdict]]:
    culprits: set[int] = set()
    while True:
        batch = load_batch(connection, author, changes)
        verdicts = [
            failed(change) if index in culprits else judge(batch, change) for index, change in enumerate(changes)
        ]
        try:
            with connection.begin_nested():
                _store(connection, author, list(batch.fresh.values()))
        except (IntegrityError, DataError):
            found = _culprits(connection, author, batch, changes)
            if not found:
                raise
            culprits |= found
        else:
            batch.records |= {item.after.id: item.after for item in batch.fresh.values()}
            return batch, verdicts


def _store(connection: Connection, author: Author, accepted: Sequence[Accepted]) -> None:
    if not accepted:
        return
    pairs = [(item.before, item.after) for item in accepted]
    for item, after in zip(accepted, store(connection, author, pairs), strict=True):
        item.after = after
    remembered = [
        {
            "workspace_id": author.workspace_id,
            "change_id": item.change.change_id,
            "content_hash": item.content_hash,
            "rev": item.after.rev,
            "at": author.now_ms,
        }
        for item in accepted
    ]
    connection.execute(insert(APPLIED_CHANGE), remembered)


def _culprits(connection: Connection, author: Author, batch: Batch, changes: Sequence[WireChange]) -> set[int]:
    """The indices of the changes that the database refuses even alone."""
    found: set[int] = set()
    for index, change in enumerate(changes):
        accepted = batch.fresh.get(change.change_id)
        if accepted is None:
            continue
        savepoint = connection.begin_nested()
        try:
            _store(connection, author, [accepted])
        except (IntegrityError, DataError):
            found.add(index)
        finally:
            savepoint.rollback()
    return found


def _read(raw: msgspec.Raw) -> WireChange | Verdict:
    try:
        return _decoder.decode(raw)
    except UNREADABLE as error:
        return Verdict(_change_id(raw), OutcomeStatus.REJECTED, (unreadable(error, "change"),))


def _change_id(raw: msgspec.Raw) -> str:
    """Empty where even that cannot be read."""
    try:
        return _named.decode(raw).change_id
    except UNREADABLE:
        return ""


def _result(batch: Batch, verdict: Verdict, now_ms: int) -> WireResult:
    record = batch.records.get(verdict.about.id) if verdict.about else None
    if record and verdict.about and record.kind != verdict.about.kind:
        record = None  # another record, which the sender did not name
    return WireResult(
        change_id=verdict.change_id,
        status=verdict.status,
        rev=verdict.accepted.after.rev if verdict.accepted else verdict.rev,
        record=wire_record(record, now_ms) if record else None,
        errors=to_wire(verdict.errors),
    )
