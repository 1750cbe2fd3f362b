"""The whole of it: `crmdesk demo --tour` as a person would call it, with no screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PNG = b"\x89PNG\r\n\x1a\n"
STEPS = ["desk", "contact", "offline", "colleague", "reconnected", "settled", "ask", "dialog", "resolved", "equal"]
LONGEST = 180


@pytest.fixture(scope="module", params=["ru", "en"])
def toured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("tour")
    temporary = tmp_path_factory.mktemp("temporary")
    without_screen = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    ended = subprocess.run(
        [sys.executable, "-m", "crmdesk", "demo", "--records", "60", "--lang", request.param, "--tour", str(folder)],
        env={**without_screen, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(temporary)},
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
