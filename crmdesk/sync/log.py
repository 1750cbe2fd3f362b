"""What the engine writes down for the sync page (`domain.ports.LogLine`), in the transactions that it makes anyway."""

from collections.abc import Collection
from itertools import takewhile

from crmdesk.domain.errors import FieldError
from crmdesk.domain.ports import LogLine, Transaction
from crmdesk.domain.records import Conflict, ConflictState, Entry, Ref
from crmdesk.sync import status
from crmdesk.sync.status import Tally

KEPT_MS = 30 * 24 * 3_600_000
_AT_REST = {"never", status.IDLE}
_STREAK = 100
"""So many changes of hindrance in a row are looked through for the first one."""


def conflict_line(conflict: Conflict, now_ms: int) -> LogLine:
    what = "settled" if conflict.state is ConflictState.SETTLED else "conflict"
    return LogLine(now_ms, what, conflict.ref, {"conflict": conflict.id, "fields": list(conflict.fields)})


def quarantine_line(entry: Entry, now_ms: int) -> LogLine:
    """Of an entry that has just come to quarantine: refused outright, or given up after the last try."""
    return LogLine(now_ms, "failed", entry.ref) if entry.tries else refusal_line(entry.ref, entry.errors, now_ms)


def refusal_line(ref: Ref, errors: Collection[FieldError], now_ms: int) -> LogLine:
    told = [{"field": error.field, "code": error.code, "message": error.message} for error in errors]
    return LogLine(now_ms, "refused", ref, {"errors": told})


def log_cycle(tx: Transaction, tally: Tally, ended: tuple[str, str, str], state_before: str, now_ms: int) -> None:
    """What a cycle brought, and how it `ended` (state, reason, message) if that is news. Else nothing."""
    for what, kinds in (("sent", tally.pushed), ("received", tally.pulled)):
        if kinds.total():
            tx.add_log([LogLine(now_ms, what, detail={"kinds": dict(kinds)})])
    state, reason, message = ended
    if state == status.IDLE:
        if state_before not in _AT_REST:
            _log_back(tx, now_ms)
    elif (state, reason) != _hindrance(tx, state_before):
        tx.add_log([LogLine(now_ms, "hindered", detail={"state": state, "reason": reason, "message": message})])


def _log_back(tx: Transaction, now_ms: int) -> None:
    streak = list(takewhile(lambda line: line.what == "hindered", tx.log(("hindered", "back"), _STREAK)))
    if streak:
        tx.add_log([LogLine(now_ms, "back", detail={"after_ms": now_ms - streak[-1].at})])


def _hindrance(tx: Transaction, state_before: str) -> tuple[object, object] | None:
    """State and reason in which the cycle before ended, if it was hindered."""
    if state_before in _AT_REST:
        return None
    line = next(iter(tx.log(("hindered",), 1)), None)
    return (line.detail["state"], line.detail["reason"]) if line is not None else None
