"""The whole of it: `crmdesk demo --tour` as a person would call it, with no screen."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from crmdesk.demo.words import LANGUAGES
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


@pytest.fixture(scope="module")
def tours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Path, Path, "subprocess.Popen[str]"]]]:
    """Played beside each other: much of a tour is waiting."""
    made = {}
    for lang in LANGUAGES:
        folder, temporary = tmp_path_factory.mktemp("tour"), tmp_path_factory.mktemp("temporary")
        playing = subprocess.Popen(
            command(folder, lang),
            env=without_screen(temporary),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        made[lang] = (folder, temporary, playing)
    yield made
    for _, _, playing in made.values():
        playing.terminate()
        playing.communicate()


@pytest.fixture(scope="module", params=LANGUAGES)
def toured(
    request: pytest.FixtureRequest, tours: dict[str, tuple[Path, Path, "subprocess.Popen[str]"]]
) -> tuple[Path, str]:
    folder, temporary, playing = tours[request.param]
    said, complained = playing.communicate(timeout=LONGEST)
    assert playing.returncode == 0, said + complained
    assert complained == ""
    assert list(temporary.glob("crmdesk-demo-*")) == [], "nothing is left behind"
    return folder, said


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
