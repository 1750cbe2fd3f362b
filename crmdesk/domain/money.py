"""Money: a decimal string of up to 15 digits before the point and 4 after it; a currency stands beside it."""

import re
from decimal import Decimal

_ON_THE_WIRE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")
_SPACES = re.compile(r"[\s'’]+")
_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_CURRENCIES = frozenset(_CODES.split())
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
    """Whether it is the code of a currency in use (ISO 4217)."""
    return text in _CURRENCIES
