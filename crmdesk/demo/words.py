"""The words that the sample data are made of, one file a language in `resources/sample`."""

import msgspec

from crmdesk.system.paths import resources

LANGUAGES = ("ru", "en")


class Member(msgspec.Struct, frozen=True):
    """One of the people who sign in."""

    name: str
    email: str


class Names(msgspec.Struct, frozen=True):
    first: list[str]
    middle: list[str]
    """Patronymics; empty where people have none."""
    last: list[str]


class City(msgspec.Struct, frozen=True):
    name: str
    region: str
    code: str
    """Of its telephones."""


class Form(msgspec.Struct, frozen=True):
    """A legal form: how a company called {name} is called in short and in full."""

    short: str
    long: str
    weight: int


class Goods(msgspec.Struct, frozen=True):
    name: str
    sku: str
    price: str
    unit: str


class Said(msgspec.Struct, frozen=True):
    subject: str
    body: str
    direction: str | None = None
    """None: either way."""


class Typed(msgspec.Struct, frozen=True):
    """What the two people of the tour type; *_elsewhere is the colleague's."""

    contact_job: str
    contact_job_elsewhere: str
    contact_job_again: str
    contact_job_again_elsewhere: str
    contact_phone: str
    contact_tag_elsewhere: str
    deal_amount: str
    """Whole units of the workspace's currency."""
    task_elsewhere: str
    new_last_name: str
    new_first_name: str
    new_job: str
    contact_note: str
    contact_note_elsewhere: str
    product_price: str
    task_meanwhile: str
    """The colleague's, while the other works offline by choice."""
    newcomer: Member
    """Signs in for the first time."""


class Words(msgspec.Struct, frozen=True):
    workspace: str
    people: list[Member]
    country_code: str
    mobile_codes: list[str]
    male: Names
    female: Names
    cities: list[City]
    streets: list[str]
    address: str
    forms: list[Form]
    sole_trader: Form | None
    heads: list[str]
    tails: list[str]
    industries: list[str]
    banks: list[str]
    jobs: list[str]
    phone_labels: dict[str, str]
    email_labels: dict[str, str]
    sources: list[str]
    tags: list[str]
    contact_notes: list[str]
    company_notes: list[str]
    products: list[Goods]
    vat_rate: int | None
    """Percent; None where prices are told without it."""
    deal_titles: list[str]
    places: list[str]
    loss_reasons: list[str]
    deal_notes: list[str]
    tasks: dict[str, list[str]]
    """Titles by the task's type; {who} is a contact's name."""
    task_results: list[str]
    communications: dict[str, list[Said]]
    tour: Typed

    @property
    def is_russian(self) -> bool:
        """Companies here have INN, KPP and OGRN."""
        return bool(self.banks)


def load_words(lang: str) -> Words:
    return msgspec.json.decode((resources() / "sample" / f"{lang}.json").read_bytes(), type=Words)
