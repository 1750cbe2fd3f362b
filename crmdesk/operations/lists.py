"""Lists: keys of a whole list, its rows by window, counts and names."""

from collections.abc import Iterable, Sequence

from crmdesk.domain.ports import Query, Row, Transaction
from crmdesk.domain.records import Entry, EntryState, Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.records import Shown


async def list_keys(desk: Desk, query: Query) -> Sequence[int]:
    """The row keys of the whole list, in its order."""
    return await desk.store.read(lambda tx: tx.keys(query))


async def rows_of(desk: Desk, kind: str, keys: Sequence[int]) -> list[Row]:
    """The rows of these keys, in their order; a key that is gone is left out."""
    return await desk.store.read(lambda tx: tx.rows(kind, keys))


async def shown_of(desk: Desk, kind: str, keys: Sequence[int]) -> list[Shown]:
    """As `rows_of`, each with how it stands with the remote in full."""

    def work(tx: Transaction) -> list[Shown]:
        rows = tx.rows(kind, keys)
        entries = tx.entries([row.record.ref for row in rows])
        return [_shown(row, entries.get(row.record.ref)) for row in rows]

    return await desk.store.read(work)


def _shown(row: Row, entry: Entry | None) -> Shown:
    quarantined = entry is not None and entry.state is EntryState.QUARANTINED
    return Shown(
        record=row.record,
        pending=entry is not None and not quarantined,
        conflict=row.state == "conflict",
        quarantined=quarantined,
        state=row.state,
    )


async def list_rows(desk: Desk, query: Query, limit: int, offset: int = 0) -> list[Row]:
    return await desk.store.read(lambda tx: tx.find(query, limit, offset))


async def count_rows(desk: Desk, query: Query) -> int:
    return await desk.store.read(lambda tx: tx.count(query))


async def counts_of(desk: Desk, queries: Sequence[Query]) -> list[int]:
    return await desk.store.read(lambda tx: [tx.count(query) for query in queries])


async def my_id(desk: Desk) -> str | None:
    """The user that `mine` means; None while nobody is signed in."""
    person = await desk.store.read(lambda tx: tx.person())
    return person.user_id if person is not None else None


async def names_of(desk: Desk, refs: Iterable[Ref]) -> dict[Ref, str]:
    """What references show; one that is not on this computer is left out."""
    wanted = list(refs)
    return await desk.store.read(lambda tx: tx.names(wanted))


async def key_of(desk: Desk, ref: Ref) -> int | None:
    return await desk.store.read(lambda tx: tx.key_of(ref))
