"""The whole of it: `crmdesk demo --tour` as a person would call it, with no screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from crmdesk.ui.sidebar import SECTIONS, SYNC

PNG = b"\x89PNG\r\n\x1a\n"
STEPS = [
    "desk",
    *(f"section-{section}" for section in [*SECTIONS, SYNC]),
    *("contact", "deleted", "back", "taken-back", "ticked"),
    *("language", "dark", "light"),
    *("paused", "work-offline", "gone-on"),
    *("offline", "colleague", "reconnected", "settled", "outcome"),
    *("ask", "dialog", "later", "reopened", "decided", "asked-again", "resolved"),
    "equal",
    *("welcome", "wrong-address", "wrong-password", "newcomer"),
]
LONGEST = 180
INTERRUPTED = 130


def command(folder: Path, lang: str) -> list[str]:
    return [sys.executable, "-m", "crmdesk", "demo", "--records", "60", "--lang", lang, "--tour", str(folder)]


def without_screen(temporary: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(temporary)}


@pytest.fixture(scope="module", params=["ru", "en"])
def toured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("tour")
    temporary = tmp_path_factory.mktemp("temporary")
    ended = subprocess.run(
        command(folder, request.param),
        env=without_screen(temporary),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stderr == ""
    assert list(temporary.glob("crmdesk-demo-*")) == [], "nothing is left behind"
    return folder, ended.stdout


def test_the_tour_plays_every_step_and_every_check_holds(toured: tuple[Path, str]):
    folder, _ = toured
    steps = json.loads((folder / "tour.json").read_text(encoding="utf-8"))
    assert [step["screenshot"] for step in steps] == [f"{at:02}-{name}.png" for at, name in enumerate(STEPS, start=1)]
    for step in steps:
        assert set(step) == {"step", "checks", "screenshot"}
        assert step["checks"], step["step"]
        assert all(check["ok"] is True for check in step["checks"]), step
        assert (folder / step["screenshot"]).read_bytes().startswith(PNG)


def test_the_tour_says_a_line_a_step_and_where_the_pictures_are(toured: tuple[Path, str]):
    folder, said = toured
    lines = said.splitlines()
    assert sum(line.startswith("ok ") for line in lines) == len(STEPS)
    assert str(folder) in lines[-1]


def test_a_tour_that_is_terminated_leaves_no_server_and_no_folder(tmp_path: Path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        command(tmp_path / "tour", "ru"),
        env=without_screen(temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        # the window is open and syncing by then
        assert any(line.startswith("ok   1.") for line in iter(process.stdout.readline, ""))
        process.terminate()
        process.stdout.read()
        assert process.wait(LONGEST) == INTERRUPTED
    assert list(temporary.iterdir()) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/api/health")
