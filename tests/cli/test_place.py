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
    assert set(checks) == {"profile", "database", "keyring", "server"}
    assert all(one["ok"] for one in checks.values())
    assert "secrets" in checks["keyring"]["message"]


def test_doctor_names_a_broken_database_and_leaves_it_alone(crmdesk, tmp_path):
    crmdesk("list", "contact")
    database = tmp_path / "home" / "profiles" / "default" / "replica.sqlite"
    broken = b"not a database" * 1_000
    for file in database.parent.glob("replica.sqlite*"):
        file.unlink()
    database.write_bytes(broken)
    result = crmdesk("doctor", "--json")
    assert result.code == 1
    assert [(one["check"], one["ok"]) for one in result.json] == [("database", False)]
    assert database.read_bytes() == broken
    assert crmdesk("list", "contact").code == 1


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
