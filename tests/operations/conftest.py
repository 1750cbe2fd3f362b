import pytest_asyncio

from tests.operations.desks import Place


@pytest_asyncio.fixture
async def place() -> Place:
    made = Place()
    await made.sign_in()
    return made
