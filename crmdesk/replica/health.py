"""Is the database file whole?"""

from crmdesk.replica.store import SqliteStore


async def quick_check(store: SqliteStore) -> list[str]:
    """What SQLite finds wrong with the file, none if it is whole. Reads all of it."""
    found = await store.run(
        lambda connection: list(connection.exec_driver_sql("PRAGMA quick_check").scalars()), writing=False
    )
    return [] if found == ["ok"] else [str(problem) for problem in found]
