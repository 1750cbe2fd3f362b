"""The frozen program, as `make binary` leaves it: moved elsewhere, with nothing of this machine's environment."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 600

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the sources as they are, then moved under a name with spaces and Cyrillic."""
    built = tmp_path_factory.mktemp("built")
    subprocess.run(
        [
            Path(sys.executable).with_name("pyinstaller"),
            "--noconfirm",
            "--log-level",
            "ERROR",
            "--distpath",
            built / "dist",
            "--workpath",
            built / "work",
            ROOT / "build.spec",
        ],
        cwd=ROOT,
        timeout=LONGEST,
        check=True,
    )
    moved = tmp_path_factory.mktemp("moved") / "Рабочий стол" / "crmdesk"
    moved.parent.mkdir()
    shutil.move(built / "dist" / "crmdesk", moved)
    return moved / "crmdesk"


def run(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        cwd=program.parent.parent,
        env={},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )


def test_every_part_is_in_the_frozen_program(program: Path):
    tried = run(program, "--smoke")
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert all(line.startswith("ok   ") for line in tried.stdout.splitlines())


def test_the_frozen_program_plays_the_tour(program: Path, tmp_path: Path):
    toured = run(program, "demo", "--records", "60", "--lang", "ru", "--tour", tmp_path / "тур")
    assert toured.returncode == 0, toured.stdout + toured.stderr
    steps = json.loads((tmp_path / "тур" / "tour.json").read_text(encoding="utf-8"))
    assert steps
    assert all(check["ok"] for step in steps for check in step["checks"])
