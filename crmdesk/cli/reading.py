"""Text that comes from outside, and may be none: arguments, standard input."""

import sys

from crmdesk.domain.errors import FieldError, Refused


def is_text(text: str) -> bool:
    """Whether it can be written as UTF-8. Bytes that are no text, and half of an escaped pair in JSON, come in as lone
    surrogates, which cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_password() -> str:
    """One line of standard input, its end left out. Raises Refused if it is no text."""
    try:
        password = sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        password = None
    if password is None or not is_text(password):
        raise Refused([FieldError("password", "bad_text", "what standard input gives is not UTF-8 text")])
    return password
