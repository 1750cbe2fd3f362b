from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.places import Profile, Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "server"
    folder.mkdir()
    place = Server(folder)
    place.add_user("anna@example.com", "Anna", "admin")
    place.add_user("boris@example.com", "Boris")
    place.start()
    yield place
    place.stop()


@pytest.fixture
def profile(tmp_path: Path, server: Server) -> Callable[[str], Profile]:
    """A signed-in and synced profile on a computer of its own."""

    def make(email: str) -> Profile:
        made = Profile(tmp_path / email, email)
        made.home.mkdir()
        made.sign_in(server)
        made.sync()
        return made

    return make
