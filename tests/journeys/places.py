"""A real server in a child process and profiles driven by the real commands, as a person at a shell would."""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "correct horse battery staple"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    """The caller's environment with a home of its own; no keyring answers there."""
    return {
        **os.environ,
        "CRMDESK_HOME": str(home),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }


@dataclass
class Server:
    """`crmdesk server run` on one port and one database file; it can be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    program: tuple[str, ...] = ("crmdesk",)
    """The module that runs it, with what stands before its arguments."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'server.sqlite'}"

    def add_user(self, email: str, name: str, role: str = "rep") -> None:
        run(
            self.folder,
            *("server", "add-user", email, "--name", name, "--role", role, "--password-stdin"),
            *("--database", self.database),
            stdin=PASSWORD,
        ).expect(0)

    def start(self) -> None:
        command = [sys.executable, "-m", *self.program, "server", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--database", self.database],
            env=environment(self.folder),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.strip() == f"listening on {self.url}", line

    def kill(self) -> None:
        """As a power cut would: nothing is flushed, nobody is told."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    def expect(self, code: int) -> "Result":
        assert self.code == code, f"exit {self.code}\nout: {self.out}\nerr: {self.err}"
        return self

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(
    home: Path,
    *arguments: str,
    stdin: str | None = None,
    timeout: float = 120,
    program: tuple[str, ...] = ("crmdesk",),
) -> Result:
    done = subprocess.run(
        [sys.executable, "-m", *program, *arguments],
        env=environment(home),
        input=stdin if stdin is not None else "",
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Profile:
    """One signed-in place on one computer."""

    home: Path
    email: str

    def __call__(self, *arguments: str, stdin: str | None = None) -> Result:
        return run(self.home, *arguments, stdin=stdin)

    def sign_in(self, server: Server) -> None:
        self("login", server.url, "--email", self.email, "--password-stdin", stdin=PASSWORD).expect(0)

    def sync(self) -> Any:
        return self("sync", "--json").expect(0).json

    def fields(self, kind: str) -> dict[str, dict[str, Any]]:
        """Every record of a kind by id."""
        listed = self("list", kind, "--limit", "100000", "--json").expect(0).json
        return {record["id"]: record["fields"] for record in listed}
