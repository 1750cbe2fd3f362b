"""Money: a decimal string of up to 15 digits before the point and 4 after it; a currency stands beside it."""

import re
from decimal import Decimal

_ON_THE_WIRE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")
_SPACES = re.compile(r"[\s'’]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CENT = Decimal("0.01")
_SHORTEST_FRACTION = -2


def is_money(text: str) -> bool:
    """Whether it can be stored: "1234.50", "-5", "0.1234"."""
    return _ON_THE_WIRE.fullmatch(text) is not None


def normal_money(text: str) -> str:
    """What people type made storable, with two decimals at least: "1 234,5" is "1234.50". Raises ValueError for what is
    no amount, and for "1,234.50", which may be read in two ways."""
    plain = _SPACES.sub("", text).replace("−", "-").replace(",", ".")
    if not is_money(plain):
        raise ValueError(f"not an amount: {text[:40]!r}")
    amount = Decimal(plain)
    if int(amount.as_tuple().exponent) > _SHORTEST_FRACTION:
        amount = amount.quantize(_CENT)
    return str(abs(amount) if amount.is_zero() else amount)


def is_currency(text: str) -> bool:
    """Whether it looks like an ISO 4217 code."""
    return _CURRENCY.fullmatch(text) is not None
