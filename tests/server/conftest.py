"""A server in this process, and people signed in to it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.fakes.server import ServerInProcess, server_in_process
from tests.server.desk import ApiDesk, open_desk


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerInProcess]:
    with server_in_process(tmp_path) as running:
        running.add_person("anna@example.com", name="Anna")
        running.add_person("boris@example.com", name="Boris")
        yield running


@pytest.fixture
async def anna(server: ServerInProcess) -> AsyncIterator[ApiDesk]:
    """The admin."""
    async with open_desk(server, "anna@example.com", "anna-laptop") as desk:
        yield desk


@pytest.fixture
async def boris(server: ServerInProcess) -> AsyncIterator[ApiDesk]:
    """A rep."""
    async with open_desk(server, "boris@example.com", "boris-laptop") as desk:
        yield desk
