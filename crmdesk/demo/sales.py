"""Sample products, and deals over the stages of the pipeline."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from crmdesk.demo.chance import Chance
from crmdesk.demo.clients import Person
from crmdesk.demo.ground import Draft, Ground, moment
from crmdesk.demo.words import Goods
from crmdesk.domain.deals import with_total

_HOT_DAYS = 60
"""How far ahead open deals are expected to close."""
_CLOSED_DAYS = 90
"""How long ago the oldest closed deal was closed."""
_FIRST_STAGE_WEIGHT = 6.0


class Product(NamedTuple):
    id: str
    goods: Goods


class Deal(NamedTuple):
    id: str
    person: Person | None


def product_drafts(ground: Ground, made: list[Product]) -> Iterator[Draft]:
    chance = ground.stream("product")
    for index, goods in enumerate(ground.words.products):
        product = Product(ground.new_id(chance, index), goods)
        fields: dict[str, Any] = {
            "name": goods.name,
            "sku": goods.sku,
            "price": goods.price,
            "currency": ground.currency,
            "unit": goods.unit,
            "active": not chance.happens(0.05),
        }
        if ground.words.vat_rate is not None:
            fields["vat_rate"] = ground.words.vat_rate
        made.append(product)
        yield Draft("product", product.id, fields)


def deal_drafts(
    ground: Ground, people: Sequence[Person], products: Sequence[Product], made: list[Deal]
) -> Iterator[Draft]:
    """A deal for every three contacts; tells in `made` what tasks and communications refer to."""
    words, chance = ground.words, ground.stream("deal")
    stage_weights = _stage_weights(ground)
    for index in range(max(3, ground.contacts // 3)):
        person = chance.pick(people) if chance.happens(0.95) else None
        stage_id = chance.weighted(stage_weights)
        fields: dict[str, Any] = {
            "title": chance.pick(words.deal_titles).format(place=chance.pick(words.places)),
            "pipeline_id": ground.pipeline_id,
            "stage_id": stage_id,
            "currency": ground.currency,
            "vat": "included" if words.vat_rate is not None else "none",
            "source": chance.pick(words.sources),
            "tags": chance.some(words.tags, 2),
            "owner_id": ground.owner(chance),
            **_dates(ground, chance, ground.stages[stage_id]),
        }
        if person:
            fields["contact_id"] = person.id
            if person.company_id:
                fields["company_id"] = person.company_id
        if chance.happens(0.4):
            fields["items"] = _items(ground, chance, products)
        else:
            fields["amount"] = _round_amount(chance, products)
        if chance.happens(0.3):
            fields["notes"] = chance.pick(words.deal_notes)
        deal = Deal(ground.new_id(chance, index), person)
        made.append(deal)
        yield Draft("deal", deal.id, with_total("deal", fields))


def _stage_weights(ground: Ground) -> dict[str, float]:
    """The later an open stage, the fewer deals stand in it."""
    weights: dict[str, float] = {}
    falling = _FIRST_STAGE_WEIGHT
    for stage_id, outcome in ground.stages.items():
        weights[stage_id] = {"won": 5.0, "lost": 3.0}.get(outcome, falling)
        falling = max(1.0, falling - 1) if outcome == "open" else falling
    return weights


def _dates(ground: Ground, chance: Chance, outcome: str) -> dict[str, Any]:
    if outcome == "open":
        return {"expected_close": ground.day(chance.number(-5, _HOT_DAYS))}
    days = -1 - chance.early(_CLOSED_DAYS)
    closed = {
        "expected_close": ground.day(days + chance.number(-7, 14)),
        "closed_at": moment(ground.office_hour(chance, days) + timedelta(minutes=chance.number(0, 14))),
    }
    return closed | ({"loss_reason": chance.pick(ground.words.loss_reasons)} if outcome == "lost" else {})


def _items(ground: Ground, chance: Chance, products: Sequence[Product]) -> list[dict[str, Any]]:
    chosen = chance.shuffled(products)[: chance.number(1, 4)]
    return [
        {
            "id": ground.new_id(chance, position),
            "position": position,
            "product_id": product.id,
            "sku": product.goods.sku,
            "name": product.goods.name,
            "unit": product.goods.unit,
            "quantity": chance.number(1, 12),
            "price": product.goods.price,
            "discount_percent": chance.pick((0, 0, 0, 3, 5, 10)),
            "vat_rate": ground.words.vat_rate,
        }
        for position, product in enumerate(chosen, start=1)
    ]


def _round_amount(chance: Chance, products: Sequence[Product]) -> str:
    """A sum as people say it: a few pieces of something, in whole hundreds."""
    sum_ = Decimal(chance.pick(products).goods.price) * chance.number(3, 30)
    hundreds = max(Decimal(1), (sum_ / 100).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{hundreds * 100}.00"
