"""The hooks by which a simulation kills a desk at a commit."""

import pytest

from tests.contracts.examples import entry, ref
from tests.fakes.memory_store import MemoryStore


class Killed(BaseException):
    pass


def kill() -> None:
    raise Killed


async def test_killed_before_the_commit_nothing_was_written() -> None:
    store = MemoryStore()
    store.before_commit = kill
    with pytest.raises(Killed):
        await store.write(lambda tx: tx.put_entry(entry("a")))
    assert await store.read(lambda tx: tx.entry(ref("a"))) is None


async def test_killed_after_the_commit_all_was_written() -> None:
    store = MemoryStore()
    store.after_commit = kill
    with pytest.raises(Killed):
        await store.write(lambda tx: tx.put_entry(entry("a")))
    assert await store.read(lambda tx: tx.entry(ref("a"))) == entry("a")


async def test_a_read_writes_nothing() -> None:
    store = MemoryStore()
    await store.read(lambda tx: tx.put_entry(entry("a")))
    assert await store.read(lambda tx: tx.all_entries()) == []
