"""Writes changed records with everything that goes with them: revisions, unique values, history."""

from collections.abc import Sequence

from sqlalchemy import Connection

from crmdesk.server.applying import Author
from crmdesk.server.history import store_history
from crmdesk.server.records import Stored, insert_records, update_records
from crmdesk.server.revisions import take_revisions
from crmdesk.server.uniqueness import store_unique_values


def store(connection: Connection, author: Author, pairs: Sequence[tuple[Stored | None, Stored]]) -> list[Stored]:
    """`pairs`: each record before (None: it is new) and after. Answers them with their revisions, in this order."""
    last = take_revisions(connection, author.workspace_id, len(pairs), author.now_ms).rev
    first = last - len(pairs) + 1
    done = [(before, after.numbered(rev)) for rev, (before, after) in enumerate(pairs, start=first)]
    insert_records(connection, author.workspace_id, (after for before, after in done if before is None))
    update_records(connection, author.workspace_id, (after for before, after in done if before is not None))
    store_unique_values(connection, author.workspace_id, [after for _, after in done])
    store_history(connection, author, done)
    return [after for _, after in done]
