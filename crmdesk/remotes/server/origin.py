"""Did our server answer? Judged by the header that each of its answers carries, before anything else is believed."""

from collections.abc import Mapping

from crmdesk.domain.errors import Offline
from crmdesk.protocol.wire import SERVER_HEADER

_TOO_LARGE = 413
_TOO_MANY = 429
_UNAVAILABLE = 503
_FAULTS = frozenset(range(500, 600)) - {501}
"""A web server that knows no POST says 501; no proxy in front of ours does."""
_REDIRECTS = range(300, 400)


class ServerOrigin:
    """`expected` is the id of the server that the profile signed in to; None while that is still to be learnt."""

    def __init__(self, expected: str | None = None) -> None:
        self._expected = expected

    def __call__(self, status: int, headers: Mapping[str, str]) -> None:
        """Raises Offline unless the answer is our server's, or one with which a proxy in front of it may speak: too
        large, too many, come back later."""
        server_id = headers.get(SERVER_HEADER)
        if not server_id:
            if not _may_be_a_proxy(status, headers):
                raise _stranger(status, headers)
        elif self._expected is not None and server_id != self._expected:
            raise Offline("Another crmdesk server answers at this address.", reason="not_our_server")


def _may_be_a_proxy(status: int, headers: Mapping[str, str]) -> bool:
    return status in {_TOO_LARGE, _TOO_MANY} or (status == _UNAVAILABLE and "retry-after" in headers)


def _stranger(status: int, headers: Mapping[str, str]) -> Offline:
    """A proxy's own 502 is no ServerFault: the changes sent did not cause it, and the batch must not be halved."""
    if status in _FAULTS:
        return Offline(f"The proxy in front of the server answers {status}.", reason="server_fault")
    if status in _REDIRECTS and "location" in headers:
        return Offline(f"This address only points to {headers['location']}.", reason="not_our_server")
    return Offline("What answers at this address is not a crmdesk server.", reason="not_our_server")
