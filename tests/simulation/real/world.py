"""The world of layer 2, in a temporary folder of its own."""

from tests.simulation.real.disk import SqliteDisk
from tests.simulation.real.files import removed, temporary_folder
from tests.simulation.real.server import RealServer
from tests.simulation.run import Trace, World
from tests.simulation.server import add_odd_words
from tests.simulation.virtual import VirtualLoop


class RealWorld(World):
    def __init__(self) -> None:
        self._folder = temporary_folder()
        self._disks: list[SqliteDisk] = []
        self._server: RealServer | None = None

    def make_server(self, loop: VirtualLoop, ahead_ms: int, seed: int, trace: Trace) -> RealServer:
        self._server = RealServer(loop, ahead_ms, seed, self._folder / "server", trace)
        add_odd_words(self._server)
        return self._server

    def make_disk(self, name: str) -> SqliteDisk:
        disk = SqliteDisk(self._folder / name)
        self._disks.append(disk)
        return disk

    def calm(self) -> None:
        if self._server is not None:
            self._server.deadliness = 0.0

    def close(self) -> None:
        for disk in self._disks:
            disk.close()
        if self._server is not None:
            self._server.close()
        removed(self._folder)
