"""The replica and its double in memory keep one contract."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crmdesk.domain.ports import Store
from crmdesk.replica.store import SqliteStore
from tests.contracts.list_contract import ListContract
from tests.contracts.store_contract import StoreContract
from tests.fakes.memory_store import MemoryStore


@pytest.fixture(params=["sqlite", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    sqlite = await SqliteStore.open(tmp_path / "replica.db")
    yield sqlite
    await sqlite.close()


class TestStore(StoreContract):
    pass


class TestLists(ListContract):
    pass
