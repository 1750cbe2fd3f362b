"""The server's Remote against the real server: in process, and over a socket where answers stream."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
import uvicorn

from crmdesk.domain.errors import DeviceRevoked, HistoryUnknown, Offline, Refused, ResyncRequired, SignInRequired
from crmdesk.domain.records import Change, OutcomeStatus
from crmdesk.protocol.wire import DeviceInfo
from crmdesk.remotes.server import download
from crmdesk.remotes.server.connect import connect, sign_in, sign_out
from crmdesk.remotes.server.remote import ServerRemote
from crmdesk.remotes.server.signing import SignedIn
from crmdesk.server.backend import open_backend
from crmdesk.sync.remote import Page
from tests.fakes.memory_secrets import MemorySecrets
from tests.fakes.server import CHEAP, PASSWORD, CountedIds, FakeClock, ServerInProcess, server_in_process
from tests.fakes.server import sign_in as sign_in_elsewhere
from tests.remotes.scripted import RETRY

URL = "http://localhost"
DEVICE = DeviceInfo("device-1", "Laptop", "linux")
SIXTEEN_MINUTES = 16 * 60
EIGHT_DAYS = 8 * 24 * 3_600


class Place:
    """A server with one administrator, and what a desk needs to reach it."""

    def __init__(self, server: ServerInProcess, folder: Path) -> None:
        self.server = server
        self.folder = folder
        server.add_person("anna@example.com", name="Анна", lang="ru")

    @property
    def clock(self) -> FakeClock:
        return self.server.clock

    @property
    def ids(self) -> CountedIds:
        return self.server.ids

    @property
    def server_id(self) -> str:
        return self.server.backend.server_id

    @property
    def transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(self.server.app)

    def back_up(self) -> None:
        self._swap("server.sqlite", "backup.sqlite")

    def restore(self) -> None:
        self._swap("backup.sqlite", "server.sqlite")

    def _swap(self, source: str, target: str) -> None:
        """The closed database is one file."""
        self.server.backend.close()
        shutil.copy(self.folder / source, self.folder / target)
        backend = open_backend(f"sqlite:///{self.folder / 'server.sqlite'}", self.clock, self.ids, {}, CHEAP)
        self.server = ServerInProcess(backend, self.clock, self.ids)

    async def sign_in(self, password: str = PASSWORD) -> SignedIn:
        return await sign_in(URL, "anna@example.com", password, DEVICE, RETRY, transport=self.transport)

    async def signed_in(self) -> tuple[ServerRemote, MemorySecrets]:
        signed, secrets = await self.sign_in(), MemorySecrets()
        signed.store(secrets)
        return self.remote(secrets), secrets

    def remote(self, secrets: MemorySecrets) -> ServerRemote:
        return connect(URL, self.server_id, secrets, RETRY, transport=self.transport)

    def company(self, name: str) -> Change:
        return Change(self.ids.new(), "company", self.ids.new(), None, {"name": name})


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with server_in_process(tmp_path) as server:
        place = Place(server, tmp_path)
        yield place
        place.server.backend.close()


async def all_pages(remote: ServerRemote, cursor: str | None, seen: str | None = None, resume: str | None = None):
    return [page async for page in remote.pull(cursor, seen, resume)]


async def test_a_person_signs_in_pushes_and_pulls(place: Place):
    signed = await place.sign_in()
    assert (signed.person.name, signed.person.role, signed.person.currency) == ("Анна", "admin", "RUB")
    remote, _ = await place.signed_in()
    greeting = await remote.greet()
    assert greeting.server_id == signed.server_id == place.server_id
    assert greeting.now_ms == place.clock.now_ms()
    (start,) = await all_pages(remote, None)
    assert {record.kind for record in start.records} == {"user", "pipeline"}

    change = place.company("ООО «Ромашка»")
    answer = await remote.push([change], start.seen)
    assert [outcome.status for outcome in answer.outcomes] == [OutcomeStatus.APPLIED]
    again = await remote.push([change], answer.seen)
    assert again.outcomes[0].rev == answer.outcomes[0].rev, "a repeat does nothing"

    (page,) = await all_pages(remote, start.cursor, answer.seen)
    assert page.start == start.cursor
    assert [(record.id, record.fields["name"]) for record in page.records] == [(change.id, "ООО «Ромашка»")]
    assert await all_pages(remote, page.cursor, page.seen) == [Page(page.cursor, [], [], page.cursor, seen=page.seen)]


async def test_an_edit_on_an_old_revision_is_a_conflict_with_the_record_as_it_stands(place: Place):
    remote, _ = await place.signed_in()
    create = place.company("First")
    (created,) = (await remote.push([create], None)).outcomes
    edit = Change(place.ids.new(), "company", create.id, created.rev, {"name": "Second"}, {"name": 5})
    late = Change(place.ids.new(), "company", create.id, created.rev, {"name": "Third"}, {"name": 6})
    outcomes = (await remote.push([edit, late], None)).outcomes
    assert [outcome.status for outcome in outcomes] == [OutcomeStatus.APPLIED, OutcomeStatus.CONFLICT]
    assert outcomes[1].record is not None
    assert outcomes[1].record.fields["name"] == "Second"


async def test_a_wrong_password_is_refused_by_name(place: Place):
    with pytest.raises(Refused) as refused:
        await place.sign_in("wrong horse")
    assert refused.value.errors[0].field == "password"


async def test_a_token_that_expires_is_renewed_unnoticed(place: Place):
    remote, secrets = await place.signed_in()
    first = dict(secrets.held)
    place.clock.advance(SIXTEEN_MINUTES)
    await remote.push([place.company("Later")], None)
    assert secrets.held["access_token"] != first["access_token"]
    assert secrets.held["refresh_token"] != first["refresh_token"]
    place.clock.advance(SIXTEEN_MINUTES)
    await remote.greet()


async def test_a_pair_whose_answer_was_lost_is_asked_again(place: Place):
    """The old refresh token works until a token of a new pair is used."""
    _, secrets = await place.signed_in()
    before = dict(secrets.held)
    place.clock.advance(SIXTEEN_MINUTES)
    lost = MemorySecrets(**before)
    lost.put = lambda name, value: None
    keeper = place.remote(lost)._session._tokens
    await keeper.renew(before["access_token"])
    await place.remote(secrets).greet()
    assert secrets.held["access_token"] != before["access_token"]


async def test_a_copied_token_ends_the_sign_in(place: Place):
    remote, secrets = await place.signed_in()
    copied = MemorySecrets(**secrets.held)
    place.clock.advance(SIXTEEN_MINUTES)
    await remote.greet()
    with pytest.raises(SignInRequired):
        await place.remote(copied).greet()


async def test_after_signing_out_nobody_is_signed_in(place: Place):
    _, secrets = await place.signed_in()
    kept = MemorySecrets(**secrets.held)
    assert await sign_out(URL, place.server_id, secrets, RETRY, transport=place.transport)
    for holder in (secrets, kept):
        with pytest.raises(SignInRequired):
            await place.remote(holder).greet()


async def test_a_revoked_device_is_told_so(place: Place):
    remote, _ = await place.signed_in()
    async with place.server.client() as admin:
        await sign_in_elsewhere(admin, "anna@example.com", "device-2")
        answer = await admin.delete(f"/api/devices/{DEVICE.id}")
        assert answer.status_code == 204
    with pytest.raises(DeviceRevoked):
        await remote.greet()


async def test_a_restored_server_is_noticed_on_pull_and_on_push(place: Place):
    remote, secrets = await place.signed_in()
    (start,) = await all_pages(remote, None)
    place.back_up()
    seen = (await place.remote(secrets).push([place.company("Lost")], start.seen)).seen
    place.restore()
    restored = place.remote(secrets)
    with pytest.raises(HistoryUnknown):
        await all_pages(restored, start.cursor, seen)
    with pytest.raises(HistoryUnknown):
        await restored.push([place.company("New")], seen)
    assert await all_pages(restored, start.cursor, start.seen), "what the backup knows is not refused"


async def test_another_server_at_the_same_address_is_offline(place: Place):
    _, secrets = await place.signed_in()
    stranger = connect(URL, "another-server", secrets, RETRY, transport=place.transport)
    with pytest.raises(Offline, match="Another"):
        await stranger.greet()


async def test_a_download_goes_on_where_it_stopped(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(download, "PAGE", 2)
    monkeypatch.setattr(download, "_AT_ONCE", 2)
    remote, _ = await place.signed_in()
    companies = [place.company(f"Company {number}") for number in range(5)]
    await remote.push(companies, None)
    whole = await all_pages(remote, None)
    rest = await all_pages(remote, None, resume=whole[1].resume)
    assert [page.records for page in rest] == [page.records for page in whole[2:]]
    assert rest[-1].cursor == whole[-1].cursor
    place.clock.advance(EIGHT_DAYS)
    with pytest.raises(ResyncRequired):
        await all_pages(remote, None, resume=whole[1].resume)


@pytest.fixture
async def served(place: Place) -> AsyncIterator[str]:
    """The same server behind a real socket."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(place.server.app, lifespan="off", log_config=None, ws="none"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await running
    listening.close()


async def test_over_a_socket_a_change_elsewhere_is_a_hint(place: Place, served: str):
    remote, secrets = await place.signed_in()
    watching = connect(served, place.server_id, secrets, RETRY)
    async with asyncio.timeout(20), aclosing(watching.watch()) as hints:
        await anext(hints)
        await remote.push([place.company("News")], None)
        await anext(hints)
    await watching.close()


async def test_over_a_socket_a_packed_download_is_whole(place: Place, served: str):
    remote, secrets = await place.signed_in()
    await remote.push([place.company(f"Company {number}") for number in range(1_000)], None)
    over_socket = connect(served, place.server_id, secrets, RETRY)
    pages = await all_pages(over_socket, None)
    assert sum(record.kind == "company" for page in pages for record in page.records) == 1_000
    assert pages[-1].cursor
    await over_socket.close()
