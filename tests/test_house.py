"""The house rules that no linter knows: the rooms' contracts bite, and no project file names a host of a workplace."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SINS = {
    "domain/text.py": "import crmdesk.sync.remote",
    "operations/records.py": "import crmdesk.net",
    "server/app.py": "import crmdesk.sync.remote",
    "remotes/server/remote.py": "import httpx",
    "operations/tasks.py": "import tenacity",
    "net/client.py": "import sqlalchemy",
    "system/paths.py": "import PySide6",
    "cli/__init__.py": "import keyring",
    "domain/kinds.py": "import crmdesk.domain.merge",
    "ui/sync/page.py": "import crmdesk.ui.records.page",
}
"""A forbidden import for each import-linter contract, by the module that is made to commit it."""


def test_every_import_contract_reports_the_sin_planted_against_it(tmp_path: Path):
    shutil.copytree(ROOT / "crmdesk", tmp_path / "crmdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, sin in SINS.items():
        path = tmp_path / "crmdesk" / module
        path.write_text(path.read_text(encoding="utf-8") + f"\n{sin}\n", encoding="utf-8")
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "NO_COLOR": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    contracts = re.findall(r'^name = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    broken = re.findall(r"^(.+) BROKEN", linted.stdout, re.MULTILINE)
    assert sorted(line.split(" [")[0] for line in broken) == sorted(contracts[1:]), linted.stdout + linted.stderr


def test_no_project_file_names_a_package_host():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    named = [
        name
        for name in tracked
        if Path(name).suffix in {".toml", ".lock", ".txt", ".cfg", ".sh", ".yml", ".spec", ""}
        and re.search(r"(index-url|find-links|https?://[^\s\"']*(simple|registry|pypi|npmjs))", _text(ROOT / name))
    ]
    assert named == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
