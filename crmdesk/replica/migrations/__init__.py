"""The migrations of the replica, oldest first: the first makes version 1 of an empty database."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from crmdesk.replica.migrations import v0001_first

Migration = Callable[[Connection], None]

MIGRATIONS: Sequence[Migration] = (v0001_first.migrate,)
