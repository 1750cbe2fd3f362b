"""Every way in which an answer can fail to come, over a real socket, becomes one of the domain's words."""

import asyncio
import errno
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crmdesk.domain.errors import Defect, Offline, ServerFault, SlowDown
from crmdesk.net.client import HttpClient, Origin, Timeouts
from crmdesk.net.faults import Dropped
from crmdesk.net.retry import Retry
from tests.fakes.raw_http import SILENCE, RawServer, answer, raw_server


class Pauses:
    """A sleep that only notes how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@asynccontextmanager
async def client_of(
    address: str,
    *,
    pauses: Pauses | None = None,
    origin: Origin | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[HttpClient]:
    client = HttpClient(
        address,
        retry=Retry(jitter=lambda: 0.5, sleep=pauses or Pauses()),
        origin=origin,
        timeouts=Timeouts(connect=5.0, read=0.05),
        transport=transport,
    )
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def speaking_to(*script: bytes, pauses: Pauses | None = None) -> AsyncIterator[tuple[HttpClient, RawServer]]:
    async with raw_server(*script) as server, client_of(server.address, pauses=pauses) as client:
        yield client, server


async def test_a_whole_answer_comes_with_status_headers_and_body():
    async with speaking_to(answer(b'{"a": 1}', status="404 Not Found", headers=("X-Word: yes",))) as (client, server):
        got = await client.request("GET", "/path", params={"q": "ё &"}, headers={"Authorization": "Bearer t"})
    assert (got.status, got.headers["x-word"], got.body) == (404, "yes", b'{"a": 1}')
    request = server.requests[0].decode().lower()
    assert request.startswith("get /path?q=%d1%91+%26 http/1.1")
    assert "authorization: bearer t" in request


async def test_a_packed_answer_is_unpacked():
    body = gzip.compress(b'{"a": 1}')
    async with speaking_to(answer(body, headers=("Content-Encoding: gzip",))) as (client, _):
        assert (await client.request("GET", "/")).body == b'{"a": 1}'


async def test_a_redirect_is_not_followed():
    moved = answer(b"", status="302 Found", headers=("Location: http://127.0.0.1:1/",))
    async with speaking_to(moved) as (client, _):
        assert (await client.request("GET", "/")).status == 302


@pytest.mark.parametrize(
    "broken",
    [
        answer(b'{"a": 1', length=100),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00",
    ],
    ids=["body cut", "chunk cut", "headers cut", "another protocol", "noise"],
)
async def test_a_broken_answer_is_offline(broken: bytes):
    """F21."""
    async with speaking_to(broken) as (client, _):
        with pytest.raises(Offline) as offline:
            await client.request("POST", "/", body=b"{}")
    assert offline.value.reason == "no_answer"


async def test_a_damaged_packing_is_offline():
    """F21."""
    async with speaking_to(answer(b"no gzip at all", headers=("Content-Encoding: gzip",))) as (client, _):
        with pytest.raises(Offline, match="damaged"):
            await client.request("GET", "/")


async def test_silence_is_offline_once_the_time_without_a_byte_is_over():
    """F24."""
    async with speaking_to(SILENCE) as (client, server):
        with pytest.raises(Offline, match="in time"):
            await client.request("GET", "/", idempotent=True)
    assert len(server.requests) == 1, "waiting three times as long helps nobody"


async def test_a_refused_connection_is_offline_without_blaming_the_network():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with client_of(address) as client:
            with pytest.raises(Offline) as offline:
                await client.request("GET", "/")
    assert offline.value.reason == "no_answer"


def untrusted() -> ssl.SSLCertVerificationError:
    """As OpenSSL says it of a self-signed certificate."""
    fault = ssl.SSLCertVerificationError(1, "self-signed")
    fault.verify_code = 18
    return fault


def failing(fault: Exception) -> httpx.AsyncBaseTransport:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(str(fault), request=request) from fault

    return httpx.MockTransport(fail)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "no_network"),
        (OSError(errno.ENETUNREACH, "unreachable"), "no_network"),
        (ExceptionGroup("all addresses", [OSError(errno.EHOSTUNREACH, "no route")]), "no_network"),
        (OSError(errno.ENETDOWN, "down"), "no_network"),
        (TimeoutError(errno.ETIMEDOUT, "timed out"), "no_answer"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "no_answer"),
        (
            ExceptionGroup("all", [OSError(errno.ENETUNREACH, "no IPv6"), ConnectionRefusedError(errno.ECONNREFUSED)]),
            "no_answer",
        ),
        (untrusted(), "not_trusted"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "no_answer"),
    ],
)
async def test_the_reason_of_a_failed_connection_is_told(fault: Exception, reason: str):
    async with client_of("https://crm.example.com", transport=failing(fault)) as client:
        with pytest.raises(Offline) as offline:
            await client.request("GET", "/")
    assert offline.value.reason == reason
    assert "crm.example.com" in str(offline.value)


@asynccontextmanager
async def self_signed_server(folder: Path, days_ahead: int = 0) -> AsyncIterator[str]:
    """Its address; whoever trusts its certificate would be answered, at about the right time. The certificate is
    `folder / "server.pem"`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC) + timedelta(days=days_ahead)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    unsealed = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*unsealed) + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    server = await asyncio.start_server(lambda _, writer: writer.write(answer(b"")), "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path):
    """F22."""
    async with self_signed_server(tmp_path) as address, client_of(address) as client:
        with pytest.raises(Offline) as offline:
            await client.request("GET", "/")
    assert offline.value.reason == "not_trusted"


@pytest.mark.parametrize("days_ahead", [-365, 365])
async def test_a_certificate_of_another_time_names_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days_ahead: int
):
    """F31: a computer whose clock is a year wrong meets certificates that are over or not yet begun."""
    async with self_signed_server(tmp_path, days_ahead) as address:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        async with client_of(address) as client:
            with pytest.raises(Offline, match="is the clock right") as offline:
                await client.request("GET", "/")
    assert offline.value.reason == "not_trusted"


async def test_a_trusted_certificate_of_this_time_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with self_signed_server(tmp_path) as address:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        async with client_of(address) as client:
            assert (await client.request("GET", "/")).status == 200


async def test_a_request_that_cannot_be_written_is_our_defect():
    async with speaking_to(answer(b"")) as (client, _):
        with pytest.raises(Defect):
            await client.request("GET", "/", headers={"Authorization": "Bearer a\nb"})


@pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"])
async def test_a_server_error_is_a_server_fault(status: str):
    async with speaking_to(answer(b"", status=status)) as (client, server):
        with pytest.raises(ServerFault):
            await client.request("GET", "/", idempotent=True)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        ("429 Too Many Requests", ("Retry-After: 7",), 7.0),
        ("503 Service Unavailable", ("Retry-After: 30",), 30.0),
        ("429 Too Many Requests", (), 60.0),
        ("429 Too Many Requests", ("Retry-After: soon",), 60.0),
        ("429 Too Many Requests", ("Retry-After: -5",), 60.0),
        ("503 Service Unavailable", ("Retry-After: 99999999",), 3_600.0),
        (
            "503 Service Unavailable",
            ("Date: Mon, 23 Nov 2026 10:00:00 GMT", "Retry-After: Mon, 23 Nov 2026 10:00:45 GMT"),
            45.0,
        ),
        (
            "503 Service Unavailable",
            ("Date: Mon, 23 Nov 2026 10:00:00 GMT", "Retry-After: Mon, 23 Nov 2026 09:00:00 GMT"),
            0.0,
        ),
    ],
)
async def test_a_server_that_asks_to_wait_is_obeyed(status: str, headers: tuple[str, ...], seconds: float):
    """F27."""
    async with speaking_to(answer(b"", status=status, headers=headers)) as (client, _):
        with pytest.raises(SlowDown) as slow_down:
            await client.request("GET", "/")
    assert slow_down.value.retry_after == seconds


CUT = answer(b"{", length=9)


async def test_a_get_whose_connection_breaks_is_sent_again():
    pauses = Pauses()
    async with speaking_to(CUT, CUT, answer(b"{}"), pauses=pauses) as (client, server):
        assert (await client.request("GET", "/", idempotent=True)).body == b"{}"
    assert len(server.requests) == 3
    assert pauses.seconds == [0.25, 0.5]


async def test_a_get_is_given_up_after_three_tries():
    async with speaking_to(CUT, CUT, CUT, answer(b"{}")) as (client, server):
        with pytest.raises(Dropped):
            await client.request("GET", "/", idempotent=True)
    assert len(server.requests) == 3


async def test_a_push_is_never_sent_again():
    """F17, F18: only the engine knows what was sent."""
    async with speaking_to(CUT, answer(b"{}")) as (client, server):
        with pytest.raises(Offline):
            await client.request("POST", "/", body=b"{}")
    assert len(server.requests) == 1


async def test_the_origin_is_judged_before_the_status():
    """A stranger's 500 says nothing about our server."""

    def strangers(status: int, headers: Mapping[str, str]) -> None:
        raise Offline(f"a stranger says {status}", reason="not_our_server")

    async with (
        raw_server(answer(b"", status="500 Oops")) as server,
        client_of(server.address, origin=strangers) as client,
    ):
        with pytest.raises(Offline, match="a stranger says 500") as offline:
            await client.request("GET", "/")
    assert not isinstance(offline.value, ServerFault)


async def drain(client: HttpClient, into: list[bytes]) -> None:
    async with client.open("GET", "/") as streamed:
        async for chunk in streamed.chunks():
            into.append(chunk)  # noqa: PERF401 - what came before the fault is the point


async def test_a_stream_gives_what_came_before_it_broke():
    async with speaking_to(answer(b"one\ntwo\n", length=99)) as (client, _):
        got: list[bytes] = []
        with pytest.raises(Offline):
            await drain(client, got)
    assert b"".join(got) == b"one\ntwo\n"


async def test_a_request_that_is_abandoned_closes_its_connection():
    async with speaking_to(SILENCE) as (client, server):
        task = asyncio.ensure_future(client.request("GET", "/"))
        await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.left.wait(), 5)
