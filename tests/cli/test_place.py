import os
import subprocess
import sys

from crmdesk.system.locks import sync_lock


def test_syncing_before_signing_in_says_so(crmdesk):
    for arguments in (("sync",), ("sync", "--json"), ("sync", "--watch")):
        result = crmdesk(*arguments)
        assert result.code == 3
        assert "crmdesk login" in result.line


def test_doctor_checks_a_profile_that_was_never_signed_in(crmdesk):
    result = crmdesk("doctor", "--json")
    assert result.code == 0
    checks = {one["check"]: one for one in result.json}
    assert set(checks) == {"profile", "folder", "database", "keyring", "server"}
    assert all(one["ok"] for one in checks.values())
    assert "secrets" in checks["keyring"]["message"]


def profile_of(tmp_path):
    return tmp_path / "home" / "profiles" / "default"


def test_a_command_builds_a_damaged_database_anew_and_says_what_came_back(crmdesk, tmp_path):
    """F08."""
    id_ = crmdesk("add", "contact", "last_name=Иванов").out.strip()
    database = profile_of(tmp_path) / "replica.sqlite"
    broken = b"not a database" * 1_000
    database.write_bytes(broken)
    result = crmdesk("list", "contact", "--json")
    assert result.code == 0
    assert "was damaged and was built anew" in result.line
    assert f"contact “Иванов” ({id_})" in result.line
    (aside,) = database.parent.glob("replica.sqlite.broken-*Z")
    assert str(aside) in result.line
    assert aside.read_bytes() == broken
    assert [(one["id"], one["pending"]) for one in result.json] == [(id_, True)]
    assert crmdesk("list", "contact", "--json").err == ""


def test_doctor_offers_to_build_anew_what_it_finds_damaged(crmdesk, tmp_path, monkeypatch):
    """F08: damage that no command has met yet."""
    crmdesk("add", "contact", "last_name=Иванов")
    monkeypatch.setattr("crmdesk.cli.place.problems_of", lambda connection: ["page 7 is never used"])
    checks = crmdesk("doctor", "--json")
    assert checks.code == 1
    (database,) = [one for one in checks.json if one["check"] == "database"]
    assert not database["ok"]
    assert "page 7 is never used" in database["message"]
    assert "crmdesk doctor --mend" in database["message"]
    monkeypatch.undo()


def test_doctor_builds_the_database_anew_when_told_to(crmdesk, tmp_path):
    crmdesk("add", "contact", "last_name=Иванов")
    result = crmdesk("doctor", "--mend", "--json")
    assert result.code == 0
    assert "Иванов" in result.line
    (database,) = [one for one in result.json if one["check"] == "database"]
    assert database["ok"]
    assert "replica.sqlite.broken-" in database["message"]
    assert [one["fields"]["last_name"] for one in crmdesk("list", "contact", "--json").json] == ["Иванов"]


def test_doctor_warns_of_a_profile_on_a_network_share(crmdesk, monkeypatch):
    """F13."""
    monkeypatch.setattr("crmdesk.cli.place.share_of", lambda folder: "cifs")
    checks = crmdesk("doctor", "--json")
    assert checks.code == 1
    (folder,) = [one for one in checks.json if one["check"] == "folder"]
    assert not folder["ok"]
    assert "network share (cifs)" in folder["message"]


def test_signing_in_refuses_plain_http_to_another_computer(crmdesk):
    result = crmdesk("login", "http://crm.example", "--email", "a@example.com", "--password-stdin", stdin="secret\n")
    assert result.code == 1
    assert "https" in result.line
    assert "secret" not in result.line


def test_signing_in_to_nobody_is_offline_and_changes_nothing(crmdesk):
    result = crmdesk("login", "http://127.0.0.1:9", "--email", "a@example.com", "--password-stdin", stdin="secret\n")
    assert result.code == 4
    assert crmdesk("sync").code == 3


def test_signing_in_beside_a_process_that_syncs_is_refused(crmdesk, tmp_path):
    with sync_lock(tmp_path / "home" / "profiles" / "default").held("taken"):
        result = crmdesk("login", "http://127.0.0.1:9", "--email", "a@b.c", "--password-stdin", stdin="secret\n")
    assert (result.code, "close it" in result.line) == (1, True)


_LOADED = """
import sys
from crmdesk.cli import main
main(sys.argv[1:])
heavy = {"PySide6", "litestar", "httpx", "keyring", "tenacity"}
print(sorted({name.partition(".")[0] for name in sys.modules} & heavy))
"""


def test_a_list_loads_neither_qt_nor_http_nor_the_server(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, "list", "contact"],
        env={**os.environ, "CRMDESK_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
