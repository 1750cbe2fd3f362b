"""`crmdesk --smoke`, unfrozen, in a process of its own: Qt is dressed once a process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crmdesk.cli import smoke
from crmdesk.ui.smoke import Missing

CHECKS = [
    "database", "search", "secrets", "settings", "tls", "phones", "sample data", "server",
    "fonts", "icons", "network", "one window", "window", "translations",
]  # fmt: skip
LONGEST = 120


def test_every_part_of_the_program_is_tried_and_the_picture_stays(tmp_path: Path):
    temporary, home = tmp_path / "temporary", tmp_path / "home"
    temporary.mkdir()
    tried = subprocess.run(
        [sys.executable, "-m", "crmdesk", "--smoke"],
        env={**os.environ, "TMPDIR": str(temporary), "CRMDESK_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert [line.removeprefix("ok   ").partition(":")[0] for line in tried.stdout.splitlines()] == CHECKS, tried
    assert (tried.returncode, tried.stderr) == (0, "")
    (picture,) = temporary.glob("*/*")
    assert str(picture) in tried.stdout
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert not home.exists(), "the person's own profiles are not touched"


def test_one_check_that_fails_is_told_in_a_line_and_the_others_go_on(capsys: pytest.CaptureFixture[str]):
    def broken() -> str:
        raise Missing("no\n  such part")

    assert not smoke._holds("part", broken)
    assert smoke._holds("other", lambda: "there")
    assert capsys.readouterr().out.splitlines() == ["failed part: Missing: no such part", "ok   other: there"]


def test_a_computer_without_certificates_fails_the_check_of_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(Missing, match="no CA certificates"):
        smoke._tls()
