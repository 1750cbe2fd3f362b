"""What goes out next: ready entries in the order of kinds, sealed before the first byte leaves.

An entry that refers, in what it would change, to a record that cannot be created yet waits, and so does what refers to
a create that waits; nothing else waits for anything (DESIGN 4, I5).
"""

from collections.abc import Iterable

from crmdesk.domain.entries import Moment, pending_fields, sealed
from crmdesk.domain.kinds import KINDS, Field, FieldType
from crmdesk.domain.ports import Ids, Transaction
from crmdesk.domain.records import Change, Entry, Fields, Record, Ref


def seal_next(tx: Transaction, limit: int, passed: frozenset[Ref], ids: Ids, moment: Moment) -> list[Change]:
    """Up to `limit` changes, unanswered ones first, all of them sealed and stored; entries in `passed` had their turn
    in this cycle."""
    chosen, records = choose(tx, limit, passed, moment.now_ms)
    fresh = [sealed(entry, records[entry.ref], ids.new(), moment) for entry in chosen if entry.seal is None]
    tx.put_entries(fresh)
    seals = {entry.ref: entry.seal for entry in (*chosen, *fresh)}
    return [seal for entry in chosen if (seal := seals[entry.ref]) is not None]


def unanswered(tx: Transaction) -> list[Change]:
    """Every sealed change, in the order in which they go out."""
    return [entry.seal for entry in tx.all_entries() if entry.seal is not None]


def choose(tx: Transaction, limit: int, passed: frozenset[Ref], now_ms: int) -> tuple[list[Entry], dict[Ref, Record]]:
    """Entries that may go, and their records. Looks further down the queue as long as what stands in front waits."""
    window = limit + len(passed)
    while True:
        ready = tx.ready_entries(now_ms, window)
        records = tx.records(entry.ref for entry in ready)
        chosen = _free(ready, records, passed, tx.stuck_creates(now_ms))[:limit]
        if len(chosen) == limit or len(ready) < window:
            return chosen, records
        window *= 2


def _free(
    ready: Iterable[Entry], records: dict[Ref, Record], passed: frozenset[Ref], stuck_creates: Iterable[str]
) -> list[Entry]:
    stuck = set(stuck_creates)
    free = []
    for entry in ready:
        waits = entry.ref in passed or (
            entry.seal is None
            and not stuck.isdisjoint(_references(entry.kind, pending_fields(entry, records[entry.ref])))
        )
        if not waits:
            free.append(entry)
        elif entry.is_create:
            stuck.add(entry.id)
    return free


def _references(kind: str, fields: Fields) -> set[str]:
    """Every id that these fields refer to, rows included."""
    declared = KINDS[kind].fields
    return {id_ for name, value in fields.items() if name in declared for id_ in _ids(declared[name], value)}


def _ids(field: Field, value: object) -> Iterable[str]:
    if not value:
        return
    if field.type is FieldType.REFERENCE and isinstance(value, str):
        yield value
    elif field.type is FieldType.REFERENCES and isinstance(value, list):
        yield from value
    elif field.type is FieldType.ROWS and isinstance(value, list):
        for row in value:
            for member in field.row:
                if member.refers_to is not None:
                    yield from _ids(member, row.get(member.name))
