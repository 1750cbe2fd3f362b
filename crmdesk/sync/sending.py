"""One call that takes changes, with the newest revision known here; only an answer to just these changes counts."""

from collections.abc import Sequence

from crmdesk.domain.errors import Offline
from crmdesk.domain.records import Change
from crmdesk.sync.remote import Answer
from crmdesk.sync.session import Session


async def send(session: Session, changes: Sequence[Change]) -> Answer:
    state = await session.store.read(lambda tx: tx.sync_state())
    answer = await session.remote.push(changes, state.seen)
    if [outcome.change_id for outcome in answer.outcomes] != [change.change_id for change in changes]:
        raise Offline("an answer came to other changes than those that were sent", reason="not_our_server")
    return answer
