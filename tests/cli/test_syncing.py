"""Signing in and syncing by commands, against the real server in a child process."""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crmdesk.desktop.workplace import opened
from crmdesk.domain.ports import Pause
from crmdesk.operations.pausing import set_pause
from crmdesk.system.locks import sync_lock
from tests.fakes.server import PASSWORD, child_server, server_in_process


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with server_in_process(folder) as server:
        for name in ("anna", "boris"):
            server.add_person(f"{name}@example.com")
    with child_server(folder) as server:
        yield server.url


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "home" / "profiles" / "default"


@pytest.fixture
def signed_in(crmdesk, url):
    result = crmdesk("login", url, "--email", "anna@example.com", "--password-stdin", stdin=PASSWORD + "\n")
    assert result.code == 0, result.err
    return result


def test_signing_in_says_in_one_line_where_secrets_went(signed_in, folder):
    assert str(folder / "secrets") in signed_in.line
    assert "anna@example.com" in signed_in.out


def test_what_login_stored_the_next_command_finds(crmdesk, signed_in):
    crmdesk("add", "contact", "last_name=Petrova")
    result = crmdesk("sync", "--json")
    assert (result.code, result.err) == (0, "")
    assert set(result.json) == {"state", "pushed", "pulled", "conflicts", "quarantined", "pending", "cursor"}
    assert (result.json["state"], result.json["pushed"], result.json["pending"]) == ("idle", 1, 0)
    assert crmdesk("list", "contact", "--json").json[0]["pending"] is False


def test_while_the_person_works_offline_a_sync_says_so_and_sends_nothing(crmdesk, signed_in):
    crmdesk("add", "contact", "last_name=Petrova")
    say_pause(Pause(offline=True))
    result = crmdesk("sync", "--json")
    assert (result.code, result.json["state"], result.json["pending"]) == (4, "work_offline", 1)
    assert "works offline" in result.line
    say_pause(None)
    assert crmdesk("sync", "--json").json["pushed"] == 1


def test_a_pause_does_not_hold_back_a_sync_that_is_asked_for(crmdesk, signed_in):
    say_pause(Pause())
    assert crmdesk("sync", "--json").json["state"] == "idle"


def say_pause(pause):
    async def say():
        async with opened("default") as workplace:
            await set_pause(workplace.desk, pause)

    asyncio.run(say())


def test_a_profile_with_another_persons_data_is_refused_and_stays_theirs(crmdesk, signed_in, url):
    crmdesk("sync")
    result = crmdesk("login", url, "--email", "boris@example.com", "--password-stdin", stdin=PASSWORD)
    assert result.code == 1
    assert "anna@example.com" in result.line
    assert crmdesk("sync").code == 0
    assert "anna@example.com" in crmdesk("doctor").out


def test_a_profile_that_holds_nothing_yet_may_be_signed_in_as_somebody_else(crmdesk, signed_in, url):
    assert crmdesk("login", url, "--email", "boris@example.com", "--password-stdin", stdin=PASSWORD).code == 0
    crmdesk("add", "contact", "last_name=Petrova")
    (contact,) = crmdesk("list", "contact", "--json").json
    crmdesk("sync")
    boris = crmdesk("show", "user", contact["fields"]["owner_id"], "--json").json
    assert boris["fields"]["email"] == "boris@example.com"


def test_signing_in_again_goes_on_with_what_waits(crmdesk, signed_in, url, folder):
    contact = crmdesk("add", "contact", "last_name=Petrova").out.strip()
    secrets = json.loads((folder / "secrets").read_bytes())
    secrets["plain"].update(access_token="forged", refresh_token="forged")
    (folder / "secrets").write_text(json.dumps(secrets))
    ended = crmdesk("sync", "--json")
    assert (ended.code, ended.json["state"], ended.json["pending"]) == (3, "sign_in_required", 1)
    assert crmdesk("login", url, "--email", "anna@example.com", "--password-stdin", stdin=PASSWORD).code == 0
    assert crmdesk("sync", "--json").json["pushed"] == 1
    assert crmdesk("show", "contact", contact, "--json").json["pending"] is False


def test_a_wrong_password_signs_nobody_in(crmdesk, url):
    result = crmdesk("login", url, "--email", "anna@example.com", "--password-stdin", stdin="wrong\n")
    assert result.code == 1
    assert "password" in result.line
    assert crmdesk("sync").code == 3


def test_doctor_asks_the_server_and_its_clock(crmdesk, signed_in):
    checks = {one["check"]: one for one in crmdesk("doctor", "--json").json}
    assert checks["server"]["ok"]
    assert checks["clock"]["ok"]


@pytest.fixture
def watching(signed_in):
    process = subprocess.Popen(
        [sys.executable, "-m", "crmdesk", "sync", "--watch", "--json"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_beside_a_process_that_syncs_the_cycle_is_asked_of_it(crmdesk, watching, folder):
    assert json.loads(watching.stdout.readline())["state"] == "idle"
    assert not sync_lock(folder).try_acquire()
    crmdesk("add", "contact", "last_name=Petrova")
    result = crmdesk("sync", "--json")
    assert (result.code, result.json["state"], result.json["pending"]) == (0, "idle", 0)
    assert crmdesk("outbox", "--json").json == []
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(timeout=30) == 0
    assert sync_lock(folder).try_acquire()


def test_a_revoked_device_seals_its_unsent_work_and_wipes_itself(crmdesk, signed_in, url, folder):
    crmdesk("sync")
    crmdesk("add", "contact", "last_name=Petrova")
    secrets = json.loads((folder / "secrets").read_bytes())["plain"]
    device = json.loads((folder / "profile.json").read_bytes())["device_id"]
    revoking = urllib.request.Request(
        f"{url}/api/devices/{device}",
        method="DELETE",
        headers={"Authorization": f"Bearer {secrets['access_token']}"},
    )
    urllib.request.urlopen(revoking).close()
    result = crmdesk("sync", "--json")
    assert (result.code, result.json["state"]) == (3, "device_revoked")
    (sealed,) = folder.glob("unsent-*.sealed")
    assert str(sealed) in result.line
    assert list(folder.glob("replica.sqlite*")) == []
    assert json.loads((folder / "secrets").read_bytes()) == {"plain": {}}
    key = AESGCM(base64.urlsafe_b64decode(secrets["recovery_key"]))
    content = sealed.read_bytes()
    (work,) = json.loads(key.decrypt(content[:12], content[12:], b"crmdesk unsent work 1"))
    assert (work["kind"], work["fields"]["last_name"]) == ("contact", "Petrova")
    assert crmdesk("sync").code == 3
