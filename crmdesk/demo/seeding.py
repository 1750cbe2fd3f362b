"""The sample data put on a server through its own calls, as a signed-in person's changes."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from crmdesk.demo.chance import Chance
from crmdesk.demo.ground import Draft, Ground
from crmdesk.demo.sample import sample_drafts
from crmdesk.demo.words import Words
from crmdesk.domain.errors import Defect
from crmdesk.domain.records import Change, OutcomeStatus, Record
from crmdesk.sync.remote import Remote


async def seed(remote: Remote, words: Words, contacts: int, now: datetime, owner: str, currency: str) -> int:
    """Fill a fresh workspace; how many records were made. `owner` is the user who owns most of them. Raises Defect if
    the server refuses any."""
    ground = await _survey(remote, words, contacts, now, owner, currency)
    changes = _changes(sample_drafts(ground), ground.stream("change"), int(now.timestamp() * 1000))
    made = 0
    while batch := list(islice(changes, remote.caps.batch)):
        answer = await remote.push(batch, None)
        for change, outcome in zip(batch, answer.outcomes, strict=True):
            if outcome.status is not OutcomeStatus.APPLIED:
                why = "; ".join(f"{error.field}: {error.message}" for error in outcome.errors)
                raise Defect(f"the server answers {outcome.status} to a sample {change.kind}: {why}")
        made += len(batch)
    return made


async def _survey(remote: Remote, words: Words, contacts: int, now: datetime, owner: str, currency: str) -> Ground:
    """What a fresh workspace holds already: its people and its pipeline."""
    there: list[Record] = [record async for page in remote.pull(None, None, None) for record in page.records]
    pipeline = next(record for record in there if record.kind == "pipeline")
    stages = sorted(pipeline.fields["stages"], key=lambda stage: stage["position"])
    others = sorted(record.id for record in there if record.kind == "user" and record.id != owner)
    return Ground(
        words=words,
        contacts=contacts,
        now=now,
        owners=(owner, *others),
        pipeline_id=pipeline.id,
        stages={stage["id"]: stage["outcome"] for stage in stages},
        currency=currency,
    )


def _changes(drafts: Iterator[Draft], chance: Chance, now_ms: int) -> Iterator[Change]:
    for kind, id_, fields in drafts:
        yield Change(change_id=chance.new_id(now_ms), kind=kind, id=id_, base_rev=None, fields=fields)
