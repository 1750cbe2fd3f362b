"""Sample companies and the people in them."""

import unicodedata
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from crmdesk.demo.chance import Chance
from crmdesk.demo.ground import Draft, Ground
from crmdesk.demo.requisites import bank_details, company_inn, company_ogrn, kpp, person_inn, person_ogrn
from crmdesk.demo.words import City, Form, Words

_LATIN = MappingProxyType(
    str.maketrans(dict(zip("абвгдезиклмнопрстуфцыэёй", "abvgdeziklmnoprstufcyeey", strict=True)))
    | str.maketrans({"ж": "zh", "х": "kh", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"})
)
_NO_SUBSCRIBERS = "000"
"""Numbers that begin so are given to nobody in Russia; in America it is 555-01xx."""


class Company(NamedTuple):
    id: str
    site: str
    """Its domain: .example belongs to nobody."""
    city: City


class Person(NamedTuple):
    id: str
    name: str
    """First and last."""
    company_id: str | None


class _Called(NamedTuple):
    first: str
    middle: str | None
    last: str


def company_drafts(ground: Ground, made: list[Company]) -> Iterator[Draft]:
    """A company for every four contacts; tells in `made` what contacts refer to."""
    words, chance = ground.words, ground.stream("company")
    names = chance.shuffled([head + tail for head in words.heads for tail in words.tails])
    forms: dict[Form, float] = {form: form.weight for form in words.forms}
    if words.sole_trader:
        forms[words.sole_trader] = words.sole_trader.weight
    for index in range(max(2, ground.contacts // 4)):
        city, form = chance.pick(words.cities), chance.weighted(forms)
        called = _called(words, chance)
        sole = form is words.sole_trader
        short = _sole_name(called, full=False) if sole else _trade_name(names, index, city)
        long = _sole_name(called, full=True) if sole else short
        company = Company(ground.new_id(chance, index), f"{_slug(short)}.example", city)
        fields: dict[str, Any] = {
            "name": form.short.format(name=short),
            "legal_name": form.long.format(name=long),
            "phones": [_phone(words, chance, city.code, "work")],
            "emails": [{"value": f"info@{company.site}", "label": words.email_labels["work"]}],
            "website": f"https://{company.site}",
            "address": _address(words, chance, city),
            "industry": chance.pick(words.industries),
            "tags": chance.some(words.tags, 2),
            "owner_id": ground.owner(chance),
            **(_requisites(words, chance, city, sole=sole) if words.is_russian else {}),
        }
        if chance.happens(0.3):
            fields["notes"] = chance.pick(words.company_notes)
        made.append(company)
        yield Draft("company", company.id, fields)


def contact_drafts(ground: Ground, companies: Sequence[Company], made: list[Person]) -> Iterator[Draft]:
    """As many people as asked for; tells in `made` what deals, tasks and communications refer to."""
    words, chance = ground.words, ground.stream("contact")
    for index in range(ground.contacts):
        called = _called(words, chance)
        company = chance.pick(companies) if chance.happens(0.9) else None
        person = Person(ground.new_id(chance, index), f"{called.first} {called.last}", company.id if company else None)
        fields: dict[str, Any] = {
            "first_name": called.first,
            "last_name": called.last,
            "phones": [_phone(words, chance, chance.pick(words.mobile_codes), "mobile")],
            "emails": [{"value": _mailbox(called, company), "label": words.email_labels["work"]}],
            "source": chance.pick(words.sources),
            "tags": chance.some(words.tags, 3),
            "owner_id": ground.owner(chance),
        }
        if called.middle:
            fields["middle_name"] = called.middle
        if company:
            fields |= {"company_id": company.id, "job_title": chance.pick(words.jobs)}
            if chance.happens(0.35):
                fields["phones"].append(_phone(words, chance, company.city.code, "work"))
        if chance.happens(0.2):
            fields["address"] = _address(words, chance, chance.pick(words.cities))
        if chance.happens(0.4):
            year = ground.now.year - chance.number(24, 62)
            fields["birthday"] = f"{year}-{chance.number(1, 12):02}-{chance.number(1, 28):02}"
        if chance.happens(0.25):
            fields["notes"] = chance.pick(words.contact_notes)
        made.append(person)
        yield Draft("contact", person.id, fields)


def _called(words: Words, chance: Chance) -> _Called:
    names = words.male if chance.happens(0.5) else words.female
    middle = chance.pick(names.middle) if names.middle else None
    return _Called(chance.pick(names.first), middle, chance.pick(names.last))


def _trade_name(names: Sequence[str], index: int, city: City) -> str:
    """Each name once; when they are used up, the branches in the cities, then numbered ones."""
    round_, place = divmod(index, len(names))
    if round_ == 0:
        return names[place]
    return f"{names[place]}-{city.name}" + (f" {round_}" if round_ > 1 else "")


def _sole_name(called: _Called, *, full: bool) -> str:
    if full:
        return " ".join(part for part in (called.last, called.first, called.middle) if part)
    return f"{called.last} {called.first[0]}." + (f" {called.middle[0]}." if called.middle else "")


def _requisites(words: Words, chance: Chance, city: City, *, sole: bool) -> dict[str, str]:
    """INN, KPP, OGRN and the bank, as a Russian company has them."""
    bank = {"bank_name": chance.pick(words.banks), **bank_details(chance, city.region)}
    if sole:
        return {"inn": person_inn(chance, city.region), "ogrn": person_ogrn(chance, city.region), **bank}
    own = {"inn": company_inn(chance, city.region), "kpp": kpp(city.region), "ogrn": company_ogrn(chance, city.region)}
    return {**own, **bank}


def _phone(words: Words, chance: Chance, code: str, label: str) -> dict[str, str]:
    if words.is_russian:
        value = f"+{words.country_code} {code} {_NO_SUBSCRIBERS}-{chance.digits(2)}-{chance.digits(2)}"
    else:
        value = f"+{words.country_code} {code}-555-01{chance.digits(2)}"
    return {"value": value, "label": words.phone_labels[label]}


def _mailbox(called: _Called, company: Company | None) -> str:
    site = company.site if company else "mail.example"
    return f"{_slug(called.first)[0]}.{_slug(called.last)}@{site}"


def _address(words: Words, chance: Chance, city: City) -> str:
    return words.address.format(city=city.name, street=chance.pick(words.streets), house=chance.number(1, 120))


def _slug(text: str) -> str:
    """Latin letters and digits of a name, for addresses."""
    latin = unicodedata.normalize("NFKD", text.lower().translate(_LATIN))
    return "".join(sign for sign in latin if sign.isascii() and sign.isalnum())
