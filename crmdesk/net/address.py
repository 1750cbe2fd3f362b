"""The address of a server as a person types it, made exact: https everywhere, http for this computer only."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from crmdesk.domain.errors import FieldError, Refused


def tidy_address(typed: str) -> str:
    """`scheme://host[:port][/path]` without a closing slash. An address without a scheme gets https, one of this
    computer http. Raises Refused, naming the field `url`."""
    text = typed.strip()
    if "://" not in text:
        text = f"{'http' if _is_loopback(_split('//' + text).hostname or '') else 'https'}://{text}"
    parts = _split(text)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.netloc.endswith(":") or _has_space(text):
        raise _refused("not_an_address", f"“{typed}” is not the address of a server.")
    if parts.username is not None or parts.query or parts.fragment:
        raise _refused("not_an_address", "The address must hold no name, password, query or fragment.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise _refused("insecure", "http is accepted for this computer only; use https.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _has_space(text: str) -> bool:
    return any(mark.isspace() for mark in text)


def is_loopback(address: str) -> bool:
    """Whether a tidy address is one of this computer's own."""
    return _is_loopback(_split(address).hostname or "")


def _split(text: str) -> SplitResult:
    """Raises Refused where urlsplit finds the brackets or the port impossible."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise _refused("not_an_address", f"“{text}” is not the address of a server.") from error
    return parts


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(code: str, message: str) -> Refused:
    return Refused([FieldError("url", code, message)])
