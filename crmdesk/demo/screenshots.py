"""Pictures of every screen, from the demo: `python -m crmdesk.demo.screenshots [DIR]` (`make screenshots`).

Each is called SCREEN-LANG-THEME-WIDTHxHEIGHT-SCALE.png (DESIGN 6). A scale is set before Qt starts, and the sample
data speak one language: so a process of its own for each language and scale.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from crmdesk.demo.main import set_up_demo
from crmdesk.demo.place import cleaned_up_when_terminated, private_place
from crmdesk.demo.private_server import PrivateServer
from crmdesk.demo.scenery import set_up
from crmdesk.demo.scenes import SCENES
from crmdesk.demo.stage import set_stage
from crmdesk.demo.words import LANGUAGES, load_words
from crmdesk.system.paths import resources

_CONTACTS = 300
_THEMES = ("light", "dark")


def main(arguments: Sequence[str]) -> int:
    """Takes the pictures of one language and scale here, of several by a child process each."""
    asked = _parser().parse_args(arguments)
    if len(asked.languages) == len(asked.scales) == 1 and "QT_SCALE_FACTOR" in os.environ:
        return _take(asked.folder, asked.languages[0], asked.scales[0], asked.sizes, asked.screens)
    for language in asked.languages:
        for scale in asked.scales:
            command = [sys.executable, "-m", "crmdesk.demo.screenshots", str(asked.folder)]
            command += ["--languages", language, "--scales", str(scale), "--sizes", *asked.sizes]
            command += ["--screens", *asked.screens]
            environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "QT_SCALE_FACTOR": str(scale / 100)}
            ended = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own program
            if ended.returncode != 0:
                return ended.returncode
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crmdesk.demo.screenshots", description="Pictures of every screen.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--scales", nargs="+", type=int, default=(100,), help="per cent")
    parser.add_argument("--sizes", nargs="+", default=("1280x800",), help="WIDTHxHEIGHT, in logical pixels")
    parser.add_argument("--screens", nargs="+", choices=tuple(SCENES), default=tuple(SCENES))
    return parser


def _take(folder: Path, language: str, scale: int, sizes: Sequence[str], screens: Sequence[str]) -> int:
    os.environ.setdefault("QT_API", "pyside6")
    from crmdesk.ui.app import make_application, run_loop  # noqa: PLC0415 - Qt reads its scale when it is loaded

    folder.mkdir(parents=True, exist_ok=True)
    words = load_words(language)
    with cleaned_up_when_terminated(), private_place() as place:
        server = PrivateServer(place)
        try:
            profiles = set_up_demo(server, words, language, _CONTACTS)
            application, appearance = make_application(resources() / "translations", language, _THEMES[0])

            async def pictures() -> None:
                async with set_stage(server, words, profiles, appearance) as stage:
                    scenery = await set_up(stage)
                    for theme in _THEMES:
                        await stage.window.wear(theme)
                        for size in sizes:
                            stage.window.resize(*(int(length) for length in size.split("x")))
                            for screen in screens:
                                async with SCENES[screen](scenery):
                                    seen = f"{stage.window.width()}x{stage.window.height()}"  # of a scene's own, maybe
                                    await stage.picture(folder / f"{screen}-{language}-{theme}-{seen}-{scale}.png")

            run_loop(application, pictures)
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
