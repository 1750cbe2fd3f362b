"""`make screenshots`, for one language and two screens."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from crmdesk.demo.scenes import SCENES
from crmdesk.ui.kit.theme import DARK, LIGHT
from crmdesk.ui.sidebar import SECTIONS

LONGEST = 120


def test_every_section_has_its_scene():
    assert {*SECTIONS, "sync", "conflict", "welcome"} <= set(SCENES)


def test_pictures_are_named_by_screen_language_theme_size_and_scale(tmp_path: Path):
    folder, temporary = tmp_path / "pictures", tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "crmdesk.demo.screenshots", str(folder), "--languages", "en", "--scales", "150"]
    ended = subprocess.run(
        [*command, "--sizes", "1000x640", "--screens", "deals", "conflict"],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert list(temporary.iterdir()) == [], "nothing is left behind"
    pictures = {file.name: QImage(str(file)) for file in folder.iterdir()}
    expected = {
        f"{screen}-en-{theme}-1000x640-150.png" for screen in ("deals", "conflict") for theme in ("light", "dark")
    }
    assert set(pictures) == expected
    assert {(image.width(), image.height()) for image in pictures.values()} == {(1500, 960)}
    for theme in (LIGHT, DARK):
        image = pictures[f"deals-en-{theme.name}-1000x640-150.png"]
        assert image.pixelColor(3, 3) == theme.colour("window")
    assert len({image.constBits().tobytes() for image in pictures.values()}) == len(pictures)
