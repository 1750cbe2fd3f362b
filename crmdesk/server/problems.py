"""Errors as RFC 9457 problems: one declaration of their types, from which answers and documents are made."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.protocol.wire import (
    DEVICE_REVOKED,
    HISTORY_UNKNOWN,
    PROBLEMS,
    RESYNC_REQUIRED,
    SIGN_IN_REQUIRED,
    Problem,
    WireError,
)
from crmdesk.server.malformed import fault

MEDIA_TYPE = "application/problem+json"
_UNPROCESSABLE = 422
_SERVER_FAULT = 500

_MISSING_PARAMETER = re.compile(r"[Mm]issing required query parameter '(\w+)'")

_BODY = "data"
"""Litestar's name of the body, and all that it says of one that is not there."""
_NO_BODY = "The body is missing."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemType:
    slug: str
    status: int
    title: str
    meaning: str
    """What it means and what to do about it, in a sentence or two."""


_TYPES = (
    ProblemType("malformed", 400, "Malformed request", "The request cannot be read; `errors` names what is wrong."),
    ProblemType("token_missing", 401, "No access token", "Send the access token as `Authorization: Bearer TOKEN`."),
    ProblemType("token_invalid", 401, "Not a token of this server", "The token is forged, worn out or of elsewhere."),
    ProblemType("token_expired", 401, "Access token expired", "Ask for a new pair with the refresh token."),
    ProblemType("wrong_credentials", 401, "Wrong e-mail or password", "No active account answers to this pair."),
    ProblemType(SIGN_IN_REQUIRED, 401, "Sign in again", "This sign-in has ended. Nothing on the desk is lost."),
    ProblemType(DEVICE_REVOKED, 401, "Device revoked", "This device was revoked: seal what was not sent, then wipe."),
    ProblemType("forbidden", 403, "Not allowed", "The role of this person does not allow it; an administrator's may."),
    ProblemType("not_found", 404, "Not found", "There is nothing at this address."),
    ProblemType("method_not_allowed", 405, "Method not allowed", "This address knows other methods."),
    ProblemType(HISTORY_UNKNOWN, 409, "History unknown", "The position is not part of this server's history: another "
                "server, or one restored from a backup. Download everything anew; nothing was done."),
    ProblemType(RESYNC_REQUIRED, 410, "Too old", "The cursor or resume token is too old. Download everything anew."),
    ProblemType("too_large", 413, "Too large", "Send less at once."),
    ProblemType("refused", 422, "Values refused", "`errors` names each refused value and why."),
    ProblemType("slow_down", 429, "Too many requests", "Try again after the seconds in `Retry-After`."),
    ProblemType("server_fault", 500, "Server fault", "A fault of the server, which has logged it. Try again later."),
)  # fmt: skip

TYPES = {problem.slug: problem for problem in _TYPES}
_BY_STATUS = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "slow_down"}


class ProblemError(Exception):
    """Answers the request with a problem; `retry_after` in seconds and `allow`, the methods, become headers."""

    def __init__(
        self,
        slug: str,
        detail: str = "",
        errors: Iterable[FieldError] = (),
        retry_after: int | None = None,
        allow: str = "",
    ) -> None:
        super().__init__(detail or slug)
        self.type = TYPES[slug]
        self.detail = detail or self.type.meaning
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.allow = allow


def answer(problem: ProblemError) -> Response[bytes]:
    headers: dict[str, str] = {}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.allow:
        headers["Allow"] = problem.allow
    if problem.type.status == 401:  # noqa: PLR2004  the one status that RFC 9110 ties to a header
        headers["WWW-Authenticate"] = "Bearer"
    body = Problem(
        type=PROBLEMS + problem.type.slug,
        title=problem.type.title,
        status=problem.type.status,
        detail=problem.detail,
        errors=to_wire(problem.errors),
    )
    return Response(msgspec.json.encode(body), status_code=body.status, headers=headers, media_type=MEDIA_TYPE)


def to_wire(errors: Iterable[FieldError]) -> list[WireError]:
    return [WireError(error.field, error.code, error.message) for error in errors]


def exception_handlers() -> ExceptionHandlersMap:
    return {
        ProblemError: lambda _request, error: answer(error),
        Refused: lambda _request, error: answer(ProblemError("refused", errors=error.errors)),
        ValidationException: lambda _request, error: answer(_not_valid(error)),
        HTTPException: lambda _request, error: _http(error),
        Exception: _fault,
    }


def _not_valid(error: ValidationException) -> ProblemError:
    """A parameter or body that does not have the declared shape."""
    found = error.extra if isinstance(error.extra, list) else []
    errors = []
    for item in found:
        key = str(item.get("key") or _BODY)
        message = str(item.get("message"))
        message = _NO_BODY if message == repr(_BODY) else message
        errors.append(fault(message, "body", "" if key == _BODY else key))
    missing = _MISSING_PARAMETER.search(error.detail)
    field = missing[1] if missing else "body"
    return ProblemError("malformed", errors=errors or [FieldError(field, "malformed", error.detail)])


def _http(error: HTTPException) -> Response[bytes]:
    slug = _BY_STATUS.get(error.status_code)
    if slug is None:
        _log.error("An answer without a problem type: %s", error.status_code, exc_info=error)
        slug = "server_fault"
    errors = [FieldError("body", "malformed", error.detail)] if slug == "malformed" else []
    return answer(ProblemError(slug, errors=errors, allow=(error.headers or {}).get("allow", "")))


def _fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return answer(ProblemError("server_fault"))
