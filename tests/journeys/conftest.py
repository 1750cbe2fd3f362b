"""A server with two people, each signed in and synced on a computer of their own.

Founding that takes seconds, so it is done once; every test works on its own copy.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.places import Profile, Server

ANNA, BORIS = "anna@example.com", "boris@example.com"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The pattern that is copied; its server does not run."""
    place = Server(tmp_path_factory.mktemp("founded") / "server")
    place.folder.mkdir()
    place.add_user(ANNA, "Anna", "admin")
    place.add_user(BORIS, "Boris")
    place.start()
    for email in (ANNA, BORIS):
        profile = Profile(place.folder.parent / email, email)
        profile.home.mkdir()
        profile.sign_in(place)
        profile.sync()
    place.stop()
    return place


@pytest.fixture
def server(tmp_path: Path, founded: Server) -> Iterator[Server]:
    shutil.copytree(founded.folder.parent, tmp_path, dirs_exist_ok=True)
    place = Server(tmp_path / "server", founded.port)
    place.start()
    yield place
    place.stop()


@pytest.fixture
def anna(tmp_path: Path, server: Server) -> Profile:
    assert server.process is not None
    return Profile(tmp_path / ANNA, ANNA)


@pytest.fixture
def boris(tmp_path: Path, server: Server) -> Profile:
    assert server.process is not None
    return Profile(tmp_path / BORIS, BORIS)
