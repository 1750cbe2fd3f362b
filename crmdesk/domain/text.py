"""Text as it is searched, sorted and told apart."""

import re
import unicodedata

_NOT_DIGITS = re.compile(r"[^0-9]+")


def fold(text: str) -> str:
    """Text without case, ё as е, spaces in single file: what search, sorting and tags compare.

    Compatibility forms (full-width letters, ligatures, hard spaces) count as the plain ones; accents and й stay.
    """
    lower = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", lower).replace("ё", "е").split())


def digits(text: str) -> str:
    return _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", text))
