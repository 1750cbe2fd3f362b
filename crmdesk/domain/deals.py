"""A deal's amount: typed while it has no items, their total with them (DESIGN 3)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from crmdesk.domain.records import Fields, Value

_CENT = Decimal("0.01")
_LARGEST_EXPONENT = 20
_DIGITS = 150
"""Enough for the exact product of the four numbers of an item."""


def with_total(kind: str, fields: Fields) -> dict[str, Value]:
    """The fields, the amount of a deal with items computed afresh."""
    result = dict(fields)
    items = result.get("items")
    if kind == "deal" and items and isinstance(items, list):
        result["amount"] = items_total(items, result.get("vat"))
    return result


def items_total(items: Value, vat: str | None) -> str:
    """The sum of the lines, each rounded half up to hundredths: price x quantity, less its discount, with its VAT
    added where VAT comes on top."""
    with localcontext(prec=_DIGITS):
        return str(sum((line_total(item, vat) for item in items), Decimal("0.00")))


def line_total(item: Value, vat: str | None) -> Decimal:
    if not isinstance(item, Mapping):
        return Decimal("0.00")
    with localcontext(prec=_DIGITS):
        quantity = _decimal(item.get("quantity"), Decimal(1))
        net = _decimal(item.get("price")) * quantity * (1 - _decimal(item.get("discount_percent")) / 100)
        if vat == "on_top":
            net *= 1 + _decimal(item.get("vat_rate")) / 100
        return net.quantize(_CENT, ROUND_HALF_UP)


def _decimal(value: Value, default: Decimal = Decimal(0)) -> Decimal:
    """A number of an item. What cannot be read, or is too large to be meant, counts as the default: a record that came
    in is never refused."""
    try:
        number = Decimal(str(value)) if value is not None else default
    except (InvalidOperation, ValueError):
        return default
    return number if number.is_finite() and number.adjusted() <= _LARGEST_EXPONENT else default
