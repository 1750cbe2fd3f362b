"""The migrations of the replica, oldest first: the first makes version 1 of an empty database."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from crmdesk.replica.migrations import v0001_first, v0002_seen

Migration = Callable[[Connection], None]

MIGRATIONS: Sequence[Migration] = (v0001_first.migrate, v0002_seen.migrate)
