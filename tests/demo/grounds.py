"""A ground to make sample data on, without a server."""

from datetime import datetime, timedelta, timezone

from crmdesk.demo.ground import Ground
from crmdesk.demo.words import load_words
from crmdesk.domain.ids import uuid7

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=3)))
OWNERS = (uuid7(1, 1), uuid7(1, 2))
STAGES = {uuid7(2, number): outcome for number, outcome in enumerate(["open"] * 4 + ["won", "lost"])}


def ground(lang: str = "ru", contacts: int = 200, seed: int = 1) -> Ground:
    return Ground(
        words=load_words(lang),
        contacts=contacts,
        now=NOW,
        owners=OWNERS,
        pipeline_id=uuid7(2, 99),
        stages=STAGES,
        currency="RUB",
        seed=seed,
    )
