"""A server of one's own in a child process: the window never waits for what it does (STYLE 3.6)."""

import asyncio
import os
import subprocess
import threading
from pathlib import Path

from crmdesk.domain.errors import Busy
from crmdesk.system.program import own_command

_READY_WITHIN = 60.0
_STOPPED_WITHIN = 15.0
_SAID = "listening on "


class PrivateServer:
    """`crmdesk server run` on one database in `folder`. It keeps its port when it is stopped and started again. Each
    call blocks; a coroutine uses `stop_aside` and `start_aside`."""

    def __init__(self, folder: Path) -> None:
        self._database = f"sqlite:///{folder / 'server.sqlite'}"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self.url = ""

    def add_person(self, email: str, name: str, role: str, workspace: str, password: str, lang: str) -> None:
        """Whether it runs or not. Raises Busy, telling what the command said."""
        command = ["server", "add-user", email, "--name", name, "--role", role, "--workspace", workspace]
        added = subprocess.run(  # noqa: S603 - our own program
            [*own_command(), *command, "--lang", lang, "--password-stdin", "--database", self._database],
            input=f"{password}\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=_environment(),
            check=False,
        )
        if added.returncode != 0:
            raise Busy(f"the demo's server takes no {email}: {added.stderr.strip()}")

    def start(self) -> None:
        """Returns once it listens. Raises Busy if it ends instead, or takes too long."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*own_command(), "server", "run", "--port", str(self._port), "--database", self._database],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=_environment(),
                # Ctrl-C in the terminal is for us: we stop the server when the window is gone
                start_new_session=True,
            )
        assert self._process.stdout is not None
        impatience = threading.Timer(_READY_WITHIN, self._process.kill)
        impatience.start()
        try:
            line = self._process.stdout.readline().strip()
        finally:
            impatience.cancel()
        if not line.startswith(_SAID):
            self.stop()
            raise Busy(f"the demo's server does not start: {self._last_words()}")
        self.url = line.removeprefix(_SAID)
        self._port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """Asks it to end, and insists if it does not; nothing happens if it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    async def start_aside(self) -> None:
        await asyncio.to_thread(self.start)

    async def stop_aside(self) -> None:
        await asyncio.to_thread(self.stop)

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else "it said nothing"


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
