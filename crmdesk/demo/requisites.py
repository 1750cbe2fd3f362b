"""Requisites that hold together and belong to nobody: right check digits, tax offices that do not exist."""

from collections.abc import Callable

from crmdesk.demo.chance import Chance
from crmdesk.domain.requisites import inn_fault, ogrn_fault

_NO_OFFICE = "99"
"""After a region's code it names a tax office that no region has."""


def company_inn(chance: Chance, region: str) -> str:
    return _checked(region + _NO_OFFICE + chance.digits(5), 1, inn_fault)


def person_inn(chance: Chance, region: str) -> str:
    return _checked(region + _NO_OFFICE + chance.digits(6), 2, inn_fault)


def company_ogrn(chance: Chance, region: str) -> str:
    return _checked(f"1{chance.number(3, 25):02}{region}{chance.digits(7)}", 1, ogrn_fault)


def person_ogrn(chance: Chance, region: str) -> str:
    return _checked(f"3{chance.number(4, 25):02}{region}{chance.digits(9)}", 1, ogrn_fault)


def kpp(region: str) -> str:
    return f"{region}{_NO_OFFICE}01001"


def bank_details(chance: Chance, region: str) -> dict[str, str]:
    """BIK, account and correspondent account of a bank that no directory lists."""
    branch = chance.digits(3)
    return {
        "bik": f"04{region}99{branch}",
        "account": f"40702810{chance.digits(12)}",
        "corr_account": f"30101810{chance.digits(9)}{branch}",
    }


def _checked(body: str, check_digits: int, fault: Callable[[str], str | None]) -> str:
    """The body and the check digits that belong to it."""
    tried = (f"{body}{end:0{check_digits}}" for end in range(10**check_digits))
    return next(number for number in tried if fault(number) is None)
