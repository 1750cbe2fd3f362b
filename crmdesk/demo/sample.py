"""Believable data of a small company: the same for the same language, seed, size and moment."""

from collections.abc import Iterator

from crmdesk.demo.activity import communication_drafts, task_drafts
from crmdesk.demo.clients import Company, Person, company_drafts, contact_drafts
from crmdesk.demo.ground import Draft, Ground
from crmdesk.demo.sales import Deal, Product, deal_drafts, product_drafts


def sample_drafts(ground: Ground) -> Iterator[Draft]:
    """Every record, what is referred to before what refers to it. About 2.8 records a contact and 40 products."""
    products: list[Product] = []
    companies: list[Company] = []
    people: list[Person] = []
    deals: list[Deal] = []
    yield from product_drafts(ground, products)
    yield from company_drafts(ground, companies)
    yield from contact_drafts(ground, companies, people)
    yield from deal_drafts(ground, people, products, deals)
    yield from task_drafts(ground, deals, people)
    yield from communication_drafts(ground, deals, people)
