"""Do two desks and the server hold the same? Every record, every field, and the server's own checksums."""

import hashlib
from dataclasses import dataclass
from typing import Any

from crmdesk.desktop.workplace import Workplace
from crmdesk.domain.errors import Defect
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Query, Store, Transaction
from crmdesk.domain.records import Record, Ref
from crmdesk.net.client import HttpClient
from crmdesk.protocol.wire import Checksum, Status
from crmdesk.remotes.server.answers import decoded
from crmdesk.remotes.server.origin import ServerOrigin
from crmdesk.remotes.server.session import Session
from crmdesk.remotes.server.tokens import TokenKeeper
from crmdesk.sync.remote import Remote

State = dict[Ref, dict[str, Any]]
"""Fields and revision of every living record."""


async def state_of_replica(store: Store) -> State:
    def work(tx: Transaction) -> State:
        return {row.record.ref: _held(row.record) for kind in KINDS for row in tx.rows(kind, tx.keys(Query(kind)))}

    return await store.read(work)


async def state_of_server(remote: Remote) -> State:
    """By a complete download."""
    return {record.ref: _held(record) async for page in remote.pull(None, None, None) for record in page.records}


def checksum(state: State, kind: str) -> tuple[int, str]:
    """Count and SHA-256 of a line `ID REV` a record in the order of ids, as the server's status gives them."""
    lines = sorted((ref.id, fields["rev"]) for ref, fields in state.items() if ref.kind == kind)
    text = "".join(f"{record_id} {rev}\n" for record_id, rev in lines)
    return len(lines), hashlib.sha256(text.encode()).hexdigest()


def differences(one: State, other: State) -> list[str]:
    """Where two states differ, "kind id: fields"."""
    found = []
    for ref in sorted(one.keys() | other.keys()):
        here, there = one.get(ref), other.get(ref)
        if here is None or there is None:
            found.append(f"{ref.kind} {ref.id}: only on one side")
        elif here != there:
            apart = ", ".join(name for name in here if here[name] != there.get(name))
            found.append(f"{ref.kind} {ref.id}: {apart}")
    return found


def _held(record: Record) -> dict[str, Any]:
    return {**KINDS[record.kind].empty_fields(), **record.fields, "rev": record.rev}


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """`GET /api/sync/status?check=KIND`, asked with the sign-in of a profile."""

    workplace: Workplace

    async def checksum(self, kind: str) -> tuple[int, str]:
        profile = self.workplace.profile
        assert profile.url is not None
        client = HttpClient(profile.url, retry=self.workplace.retry(), origin=ServerOrigin(profile.server_id))
        session = Session(client, TokenKeeper(client, self.workplace.secrets()[0]))
        try:
            answer = await session.get("/api/sync/status", {"check": kind})
        finally:
            await session.close()
        check = decoded(answer.body, Status).check
        if not isinstance(check, Checksum):
            raise Defect("the server gives no checksum")
        return check.count, check.checksum
