"""Commands run in this process, as `crmdesk ARGUMENTS` would, in a home of the test's own where no keyring answers."""

import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import keyring
import pytest
from keyring.backends.fail import Keyring

from crmdesk.cli import main


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one plain line on stderr."""
        (line,) = self.err.splitlines()
        return line


@pytest.fixture
def crmdesk(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CRMDESK_PASSPHRASE", raising=False)
    monkeypatch.setattr(keyring, "get_keyring", Keyring)

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return run
