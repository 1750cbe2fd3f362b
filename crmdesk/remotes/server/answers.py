"""What an answer of our server means: its body decoded, or its problem (RFC 9457) raised as a domain error."""

from typing import TypeVar

import msgspec

from crmdesk.domain.errors import (
    CrmdeskError,
    Defect,
    DeviceRevoked,
    FieldError,
    Forbidden,
    HistoryUnknown,
    Offline,
    Refused,
    ResyncRequired,
    SignInRequired,
    TooLarge,
)
from crmdesk.net.client import HttpAnswer
from crmdesk.protocol.wire import DEVICE_REVOKED, HISTORY_UNKNOWN, Problem

T = TypeVar("T")

OK = 200
_SUCCESS = range(200, 300)
_CLIENT_ERRORS = range(400, 500)
BAD_REQUEST = 400
UNAUTHORIZED = 401
_FORBIDDEN = 403
NOT_FOUND = 404
_CONFLICT = 409
_GONE = 410
_TOO_LARGE = 413
UNPROCESSABLE = 422
_UPGRADE_REQUIRED = 426


def decoded(body: bytes, shape: type[T]) -> T:
    """Raises Offline where the body is not the promised one: truncated, or somebody else's."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise not_promised(str(error)) from error


def not_promised(what: str) -> Offline:
    return Offline(f"The server's answer is not the promised one: {what}")


def problem_of(answer: HttpAnswer) -> Problem:
    """The problem that a refusing answer names; an empty one where a proxy answered in its own words."""
    try:
        return msgspec.json.decode(answer.body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem()


def slug_of(problem: Problem) -> str:
    return problem.type.rpartition("/")[2]


def raise_problem(answer: HttpAnswer) -> None:
    """Returns if the answer is a success."""
    if answer.status not in _SUCCESS:
        raise _error_of(answer.status, problem_of(answer))


def raise_refusal(answer: HttpAnswer) -> None:
    """As `raise_problem`, for a form that a person filled in: what validation names is Refused."""
    if answer.status in {BAD_REQUEST, UNPROCESSABLE}:
        errors = [FieldError(error.field, error.code, error.message) for error in problem_of(answer).errors]
        if errors:
            raise Refused(errors)
    raise_problem(answer)


def _error_of(status: int, problem: Problem) -> CrmdeskError:
    slug, said = slug_of(problem), problem.detail or problem.title
    if status == UNAUTHORIZED:
        if slug == DEVICE_REVOKED:
            return DeviceRevoked(said or "An administrator revoked this device.")
        return SignInRequired(said or "The sign-in has ended; please sign in again.")
    if status == _CONFLICT and slug == HISTORY_UNKNOWN:
        return HistoryUnknown(said or "The server was restored from a backup.")
    plain: dict[int, CrmdeskError] = {
        _FORBIDDEN: Forbidden(said or "The server does not allow this."),
        _GONE: ResyncRequired(said or "Too long without a sync: everything is downloaded anew."),
        _TOO_LARGE: TooLarge(said or "The request is larger than the server takes."),
        _UPGRADE_REQUIRED: Forbidden(said or "This crmdesk is too old for the server; please update it."),
    }
    if status in plain:
        return plain[status]
    if status in _CLIENT_ERRORS:
        return Defect(f"The server refused a request as malformed ({status}): {said or slug}")
    return not_promised(f"status {status}")
