"""Judges one change against a batch: applied, conflict, deferred or rejected (DESIGN 5, Applying and Validation)."""

import hashlib
import logging
from dataclasses import dataclass

import msgspec

from crmdesk.domain.errors import FieldError
from crmdesk.domain.ids import is_id
from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.records import OutcomeStatus
from crmdesk.domain.validation import check_fields, check_record
from crmdesk.protocol.wire import WireChange
from crmdesk.server.applying import changed, created, with_lost
from crmdesk.server.batch import Accepted, Batch
from crmdesk.server.records import UNNUMBERED, Stored
from crmdesk.server.references import missing_and_refused
from crmdesk.server.uniqueness import unique_value

ADMIN, MANAGER, REP = ROLES = ("admin", "manager", "rep")
_MAY_CHANGE = {"custom_field": (ADMIN,), "pipeline": (ADMIN, MANAGER)}
_PRICED = frozenset({"amount", "price", "items", "currency"})
"""The fields that a rule between fields speaks of: a change of others is not judged by what the record holds."""
_LONGEST_CHANGE_ID = 64
_DEEPEST = 3
"""A list of objects is two levels deep, a custom field of several choices too."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Verdict:
    change_id: str
    status: OutcomeStatus
    errors: tuple[FieldError, ...] = ()
    rev: int | None = None
    about: WireChange | None = None
    """Whose record, as it now stands, belongs into the answer; None for one that could not be read."""
    accepted: Accepted | None = None


def judge(batch: Batch, change: WireChange) -> Verdict:
    """A fault in one change is that change's own: it fails, and the others go on."""
    try:
        return _judge(batch, change)
    except Exception:  # noqa: BLE001  the door of one change: its fault is logged and answered `failed`
        _log.exception("Change %s of %s %s could not be judged", change.change_id, change.kind, change.id)
        return failed(change)


def failed(change: WireChange) -> Verdict:
    error = FieldError("change", "failed", "The server could not apply this change; it will be tried again.")
    return Verdict(change.change_id, OutcomeStatus.FAILED, (error,), about=change)


def content_hash(change: WireChange) -> str:
    return hashlib.sha256(msgspec.json.encode(change, order="deterministic")).hexdigest()


def _judge(batch: Batch, change: WireChange) -> Verdict:
    digest = content_hash(change)
    repeated = _repeated(batch, change, digest)
    if repeated is not None:
        return repeated
    errors = _form_errors(change) or _permission_errors(batch, change)
    if errors:
        return _refused(change, errors)
    current = batch.records.get(change.id)
    if current is not None and current.kind != change.kind:
        return _refused(change, [FieldError("id", "id_used", f"This id belongs to a {current.kind}.")])
    stands = current.rev if current else None
    if stands != change.base_rev or stands == UNNUMBERED:  # an earlier change of this call made it: nobody knows it yet
        return Verdict(change.change_id, OutcomeStatus.CONFLICT, about=change)
    return _judge_content(batch, change, digest, current)


def _judge_content(batch: Batch, change: WireChange, digest: str, current: Stored | None) -> Verdict:
    errors = check_fields(change.kind, change.fields, create=current is None)
    if errors:
        return _refused(change, errors)
    after = changed(current, change, batch.author) if current else created(change, batch.author)
    missing, refused = missing_and_refused(change.kind, change.fields, current.fields if current else {}, batch.met)
    errors = [*refused, *_uniqueness_errors(batch, after)]
    if current and not _PRICED.isdisjoint(change.fields):
        errors += check_record(change.kind, after.fields)
    if errors:
        return _refused(change, errors)
    if missing:
        return Verdict(change.change_id, OutcomeStatus.DEFERRED, tuple(missing), about=change)
    after = with_lost(after, current, change, batch.author, lambda by: by in batch.met and batch.met[by].kind == "user")
    accepted = Accepted(change, digest, current, after)
    batch.accept(accepted)
    return Verdict(change.change_id, OutcomeStatus.APPLIED, about=change, accepted=accepted)


def _repeated(batch: Batch, change: WireChange, digest: str) -> Verdict | None:
    fresh = batch.fresh.get(change.change_id)
    before, rev = (fresh.content_hash, None) if fresh else batch.applied.get(change.change_id, (None, None))
    if before is None:
        return None
    if before != digest:
        message = "Another change was applied under this id; seal this one under a new id."
        return _refused(change, [FieldError("change_id", "change_id_reused", message)])
    return Verdict(change.change_id, OutcomeStatus.APPLIED, rev=rev, about=change, accepted=fresh)


def _form_errors(change: WireChange) -> list[FieldError]:
    errors = []
    if not 0 < len(change.change_id) <= _LONGEST_CHANGE_ID:
        message = f"A change id has 1 to {_LONGEST_CHANGE_ID} characters."
        errors.append(FieldError("change_id", "bad_id", message))
    if change.kind not in KINDS:
        return [*errors, FieldError("kind", "unknown_kind", f"There is no kind {change.kind[:40]!r}.")]
    if not is_id(change.id):
        errors.append(FieldError("id", "bad_id", "A record's id is a UUID in lower case."))
    if change.deleted and change.fields:
        errors.append(FieldError("fields", "not_with_deletion", "A deletion sets no fields."))
    known = {*KINDS[change.kind].fields, DELETED}
    for part, names in (("edited", change.edited), ("lost", change.lost)):
        message = f"A {change.kind} has no such field."
        errors += [FieldError(f"{part}.{name}", "unknown_field", message) for name in names if name not in known]
    errors += [
        FieldError(f"lost.{name}", "wrong_type", "No field holds a value nested so deeply.")
        for name, lost in change.lost.items()
        if not _is_shallow(lost.value, _DEEPEST)
    ]
    if change.base_rev is None and change.deleted:
        errors.append(FieldError("deleted", "not_created", "What was never here cannot be deleted."))
    return errors


def _is_shallow(value: object, levels: int) -> bool:
    """Whether lists and objects lie in one another at most so often. What is nested deeper could be stored, but another
    end with less room on its stack could not read the page that brings it."""
    if not isinstance(value, list | dict):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in inner)


def _permission_errors(batch: Batch, change: WireChange) -> list[FieldError]:
    if change.kind == "user":
        message = "People are changed by administrators, under Users; ask one of them."
        return [FieldError("kind", "forbidden", message)]
    roles = _MAY_CHANGE.get(change.kind, ROLES)
    if batch.author.role in roles:
        return []
    who = "an administrator" if roles == (ADMIN,) else "an administrator or a manager"
    message = f"Only {who} may change a {change.kind}; ask one of them."
    return [FieldError("kind", "forbidden", message)]


def _uniqueness_errors(batch: Batch, after: Stored) -> list[FieldError]:
    found = None if after.deleted else unique_value(after.kind, after.fields)
    if found is None or batch.owners.get(found[1], after.id) == after.id:
        return []
    message = f"Another {after.kind} has this value already; it must be unique."
    return [FieldError(found[0], "not_unique", message)]


def _refused(change: WireChange, errors: list[FieldError]) -> Verdict:
    return Verdict(change.change_id, OutcomeStatus.REJECTED, tuple(errors), about=change)
