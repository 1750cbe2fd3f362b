"""What went wrong between here and there, said in the domain's words. Nothing of httpx leaves this room.

name or route fails                        Offline (no_network)
refused, dropped, timed out, garbled       Offline (no_answer)
a certificate that is not trusted          Offline (not_trusted)
429, 503 with Retry-After                  SlowDown
other 5xx                                  ServerFault
"""

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from crmdesk.domain.errors import CrmdeskError, Defect, Offline, ServerFault, SlowDown

TOO_MANY = 429
UNAVAILABLE = 503
SERVER_FAULTS = 500

DEFAULT_WAIT = 60.0
"""Seconds to wait on a 429 that does not say how long."""
LONGEST_WAIT = 3_600.0
"""A Retry-After beyond an hour (a proxy's nonsense, a wrong date) must not silence a desk for days."""

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
_OUT_OF_DATE = frozenset({9, 10})
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""

_BROKEN = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)


class Dropped(Offline):
    """The connection broke while it was in use, as an idle one does that the server had just closed."""


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raises every transport fault of its block as a domain error; `place` is the host that was asked."""
    try:
        yield
    except (httpx.HTTPError, OSError) as fault:
        raise _meaning(fault, place) from fault


def check_status(status: int, headers: Mapping[str, str], place: str) -> None:
    """Raises SlowDown or ServerFault where the status alone says that there is no answer."""
    if status == TOO_MANY or (status == UNAVAILABLE and "retry-after" in headers):
        raise SlowDown(f"{place} asks to wait.", _seconds_to_wait(headers))
    if status >= SERVER_FAULTS:
        raise ServerFault(f"{place} failed to answer ({status}).")


def _meaning(fault: Exception, place: str) -> CrmdeskError:
    if isinstance(fault, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return Defect(f"A request to {place} was malformed: {fault}")
    if isinstance(fault, _BROKEN):
        return Dropped(f"The connection to {place} broke.")
    if isinstance(fault, httpx.DecodingError):
        return Offline(f"The answer of {place} arrived damaged.")
    causes = list(_causes(fault))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Offline(f"The certificate of {place} {_why_not_trusted(cause)}", reason="not_trusted")
    if _is_no_network(causes):
        return Offline(f"{place} cannot be reached from this network.", reason="no_network")
    return Offline(f"{place} {_how_late(fault)}")


def _why_not_trusted(fault: ssl.SSLCertVerificationError) -> str:
    """A date that does not fit is more often this computer's than the certificate's."""
    if fault.verify_code in _OUT_OF_DATE:
        return "is not valid at the time that this computer's clock shows: is the clock right?"
    return "cannot be trusted."


def _how_late(fault: Exception) -> str:
    return "did not answer in time." if isinstance(fault, httpx.TimeoutException) else "does not answer."


def _is_no_network(causes: Sequence[BaseException]) -> bool:
    """An address that refuses or is silent was reached, or at least sent to: on a network without IPv6 the other
    addresses of the host have no route."""
    if any(isinstance(cause, ConnectionError | TimeoutError) for cause in causes):
        return False
    return any(
        isinstance(cause, socket.gaierror) or (isinstance(cause, OSError) and cause.errno in _NO_ROUTE)
        for cause in causes
    )


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """The fault, what it was raised from, and the members of groups: several addresses of one host fail together."""
    yield fault
    if isinstance(fault, BaseExceptionGroup):
        for member in fault.exceptions:
            yield from _causes(member)
    deeper = fault.__cause__ or fault.__context__
    if deeper is not None:
        yield from _causes(deeper)


def _seconds_to_wait(headers: Mapping[str, str]) -> float:
    """Retry-After in seconds. A date counts from the answer's own Date, never from this computer's clock."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WAIT)
    until, now = _moment(said), _moment(headers.get("date", ""))
    if until is None or now is None:
        return DEFAULT_WAIT
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
