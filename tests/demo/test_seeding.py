from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from crmdesk.demo.agreement import state_of_server
from crmdesk.demo.seeding import seed
from crmdesk.demo.words import load_words
from crmdesk.domain.errors import Defect, FieldError
from crmdesk.domain.records import Change, OutcomeStatus
from crmdesk.protocol.wire import DeviceInfo
from crmdesk.remotes.server.connect import connect, sign_in
from crmdesk.remotes.server.remote import ServerRemote
from crmdesk.sync.remote import Answer
from tests.demo.grounds import NOW
from tests.fakes.memory_secrets import MemorySecrets
from tests.fakes.server import PASSWORD, ServerInProcess, server_in_process
from tests.remotes.scripted import RETRY

URL = "http://localhost"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerInProcess]:
    with server_in_process(tmp_path) as running:
        yield running


@pytest.fixture
def owner(server: ServerInProcess) -> str:
    user_id = server.add_person("arina@gidrodom.example", "admin", lang="ru")
    server.add_person("anton@gidrodom.example", "rep")
    return user_id


@pytest.fixture
async def remote(server: ServerInProcess, owner: str) -> AsyncIterator[ServerRemote]:
    transport = httpx.ASGITransport(server.app)
    device = DeviceInfo("device-1", "Laptop", "linux")
    signed = await sign_in(URL, "arina@gidrodom.example", PASSWORD, device, RETRY, transport=transport)
    secrets = MemorySecrets()
    signed.store(secrets)
    connected = connect(URL, server.backend.server_id, secrets, RETRY, transport=transport)
    yield connected
    await connected.close()


async def test_a_real_server_takes_every_sample_record(remote: ServerRemote, owner: str):
    made = await seed(remote, load_words("ru"), 400, NOW, owner, "RUB")
    state = await state_of_server(remote)
    counted = Counter(ref.kind for ref in state)
    assert counted == {
        "user": 2, "pipeline": 1,
        "product": 40, "company": 100, "contact": 400, "deal": 133, "task": 100, "communication": 400,
    }  # fmt: skip
    assert made == sum(counted.values()) - 3


async def test_both_people_own_records_and_deals_stand_in_the_workspaces_own_pipeline(remote: ServerRemote, owner: str):
    await seed(remote, load_words("en"), 60, NOW, owner, "USD")
    state = await state_of_server(remote)
    people = {ref.id for ref in state if ref.kind == "user"}
    assert {fields["owner_id"] for ref, fields in state.items() if ref.kind == "contact"} == people
    (pipeline,) = [(ref.id, fields) for ref, fields in state.items() if ref.kind == "pipeline"]
    stages = {stage["id"] for stage in pipeline[1]["stages"]}
    deals = [fields for ref, fields in state.items() if ref.kind == "deal"]
    assert all(deal["pipeline_id"] == pipeline[0] and deal["stage_id"] in stages for deal in deals)
    assert {deal["currency"] for deal in deals} == {"USD"}


async def test_a_refused_sample_record_is_a_defect_that_names_the_field(
    remote: ServerRemote, owner: str, monkeypatch: pytest.MonkeyPatch
):
    push = remote.push

    async def refusing(changes: Sequence[Change], seen: str | None) -> Answer:
        answer = await push(changes, seen)
        wrong = [FieldError("sku", "not_unique", "taken")]
        first = replace(answer.outcomes[0], status=OutcomeStatus.REJECTED, errors=wrong)
        return replace(answer, outcomes=[first, *answer.outcomes[1:]])

    monkeypatch.setattr(remote, "push", refusing)
    with pytest.raises(Defect, match="rejected to a sample product: sku: taken"):
        await seed(remote, load_words("ru"), 10, NOW, owner, "RUB")
