"""A server in memory that keeps the rules of DESIGN 5: revisions with stamps, `seen`, idempotent changes, tombstones,
references, restore from a backup. `MemoryRemote` is one signed-in person's Remote to it, without a network."""

import random
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crmdesk.domain.deals import with_total
from crmdesk.domain.errors import FieldError, HistoryUnknown, ResyncRequired, ServerFault, TooLarge
from crmdesk.domain.kinds import DELETED, KINDS, FieldType
from crmdesk.domain.records import Change, Fields, Lost, Outcome, OutcomeStatus, Record, Ref, Value
from crmdesk.sync.remote import Answer, Caps, Greeting, KindCaps, Page


def rfc3339(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Range:
    first: int
    last: int
    stamp: str


@dataclass
class History:
    """Everything that a backup holds."""

    epoch: str
    horizon: int = 0
    """Cursors before this revision are too old."""
    records: dict[Ref, Record] = field(default_factory=dict)
    authors: dict[tuple[Ref, str], str] = field(default_factory=dict)
    """Who last set a field."""
    applied: dict[str, tuple[Change, int]] = field(default_factory=dict)
    ranges: list[Range] = field(default_factory=list)
    log: list[tuple[int, str, Change]] = field(default_factory=list)
    """Every applied change: revision, user, change."""

    def copy(self) -> "History":
        return History(
            self.epoch,
            self.horizon,
            dict(self.records),
            dict(self.authors),
            dict(self.applied),
            list(self.ranges),
            list(self.log),
        )

    @property
    def head(self) -> int:
        return self.ranges[-1].last if self.ranges else 0


class MemoryServer:
    """`refuses` gives the errors of a change that validation refuses; `breaks_on` names changes on which the server
    fails with 500; `most_changes` is the size that a call may have."""

    def __init__(self, now_ms: Callable[[], int], seed: int = 0) -> None:
        self.now_ms = now_ms
        self.server_id = "server-1"
        self.refuses: Callable[[Change], list[FieldError]] = lambda _change: []
        self.breaks_on: Callable[[Change], bool] = lambda _change: False
        self.most_changes = 1_000
        self.buried: list[Record] = []
        """What every deletion took away, also those of histories that a restore has ended."""
        self._random = random.Random(seed)
        self.history = History("epoch-1")
        self._take_range(1)

    # -- the calls

    def greet(self) -> Greeting:
        counts = Counter(ref.kind for ref, record in self.history.records.items() if not record.deleted)
        return Greeting(self.server_id, self.history.epoch, self.now_ms(), counts)

    def incremental(self, since: str, seen: str | None, limit: int) -> Page:
        self._check_known(since, seen)
        rev = self.rev_of(since)
        if rev < self.history.horizon:
            raise ResyncRequired("the cursor is too old")
        newer = sorted((r for r in self.history.records.values() if r.rev > rev), key=lambda record: record.rev)
        page = newer[:limit]
        more = len(newer) > limit
        end = page[-1].rev if more else self.history.head
        return Page(since, [on_the_wire(record) for record in page], (), self.token(end), None, self.token(), more)

    def initial(self, after: str | None, limit: int) -> Page:
        """One stretch of a download. The resume token carries the head at the first request."""
        head, _, place = (after or f"{self.token()}|").partition("|")
        if not self.knows(head):
            raise ResyncRequired("the resume token is of another history")
        order = {kind: index for index, kind in enumerate(KINDS)}
        alive = sorted(
            (r for r in self.history.records.values() if not r.deleted), key=lambda record: _place(order, record)
        )
        left = [record for record in alive if _place(order, record) > place]
        page = left[:limit]
        seen = self.token()
        if len(left) > limit:
            return Page(None, page, (), None, f"{head}|{_place(order, page[-1])}", seen, True, 0, len(alive))
        return Page(None, page, (), head, None, seen, False, len(alive), len(alive))

    def outgoing(self, user: str, changes: Sequence[Change], seen: str | None) -> Answer:
        if seen is not None:
            self._check_known(seen)
        if len(changes) > self.most_changes:
            raise TooLarge("too many changes")
        if any(self.breaks_on(change) for change in changes):
            raise ServerFault("internal error")
        outcomes = [self._apply(user, change) for change in changes]
        return Answer(outcomes, self.token())

    # -- what an administrator does

    def purge(self) -> None:
        """The tombstones are gone: who stands before now was away too long."""
        history = self.history
        history.horizon = history.head
        history.records = {ref: record for ref, record in history.records.items() if not record.deleted}

    def backup(self) -> History:
        return self.history.copy()

    def restore(self, backup: History, *, announced: bool) -> None:
        self.history = backup.copy()
        if announced:
            self._take_range(1_000_000_000)

    # -- revisions

    def token(self, rev: int | None = None) -> str:
        rev = self.history.head if rev is None else rev
        stamp = next(r.stamp for r in reversed(self.history.ranges) if r.first <= rev <= r.last)
        return f"{rev}-{stamp}"

    def rev_of(self, token: str) -> int:
        return int(token.partition("-")[0])

    def knows(self, token: str) -> bool:
        rev, _, stamp = token.partition("-")
        return any(r.stamp == stamp and r.first <= int(rev) <= r.last for r in reversed(self.history.ranges))

    def _check_known(self, *tokens: str | None) -> None:
        for token in tokens:
            if token is not None and not self.knows(token):
                raise HistoryUnknown("not a part of this server's history")

    def _take_range(self, count: int) -> int:
        first = self.history.head + 1
        self.history.ranges.append(Range(first, first + count - 1, f"{self._random.getrandbits(64):016x}"))
        return self.history.head

    # -- applying

    def _apply(self, user: str, change: Change) -> Outcome:
        known = self.history.applied.get(change.change_id)
        if known is not None:
            return self._repeated(change, *known)
        record = self.history.records.get(change.ref)
        judged = self._judge(change, record)
        if judged is not None:
            return judged
        if change.deleted and record is not None:
            self.buried.append(record)
        rev = self._take_range(1)
        after = self._changed(user, change, record, rev)
        self.history.records[change.ref] = after
        self._note_authors(user, change, record)
        self.history.applied[change.change_id] = (change, rev)
        self.history.log.append((rev, user, change))
        return Outcome(change.change_id, OutcomeStatus.APPLIED, rev, on_the_wire(after))

    def _repeated(self, change: Change, first: Change, rev: int) -> Outcome:
        if first != change:
            return _rejected(change, FieldError("change_id", "change_id_reused", "another change has this id"))
        return Outcome(change.change_id, OutcomeStatus.APPLIED, rev, _or_none(self.history.records.get(change.ref)))

    def _judge(self, change: Change, record: Record | None) -> Outcome | None:
        errors = self.refuses(change)
        if errors:
            return _rejected(change, *errors)
        if change.base_rev is None and record is not None:
            return _conflict(change, record)
        if change.base_rev is not None and (record is None or record.rev != change.base_rev):
            return _conflict(change, record)
        return self._judge_references(change, record)

    def _judge_references(self, change: Change, record: Record | None) -> Outcome | None:
        old = set(references(change.kind, record.fields)) if record is not None else set()
        for name, ref in references(change.kind, change.fields):
            there = self.history.records.get(ref)
            if (name, ref) in old:
                continue
            if there is None:
                error = FieldError(name, "reference_unknown", "no such record")
                return Outcome(change.change_id, OutcomeStatus.DEFERRED, record=_or_none(record), errors=(error,))
            if there.deleted:
                return _rejected(change, FieldError(name, "reference_deleted", "this record is deleted"))
        return None

    def _changed(self, user: str, change: Change, record: Record | None, rev: int) -> Record:
        now = rfc3339(self.now_ms())
        if record is None:
            empty = KINDS[change.kind].empty_fields()
            record = Record(change.kind, change.id, 0, empty, created_at=now, created_by=user)
            edited: dict[str, int] = {}
        else:
            edited = {name: self._edit_time(change, record, name) for name in self._touched(change, record)}
        fields = with_total(change.kind, {**record.fields, **change.fields})
        lost = [
            Lost(name, lost.value, self._author(change, record, name, lost.value, lost.by, user), now, rev)
            for name, lost in change.lost.items()
        ]
        return replace(
            record,
            rev=rev,
            fields=fields,
            deleted=change.deleted,
            edited={**record.edited, **edited},
            updated_at=now,
            updated_by=user,
            lost=(*record.lost, *lost),
        )

    def _touched(self, change: Change, record: Record) -> list[str]:
        toggled = [DELETED] if change.deleted != record.deleted else []
        return [*change.fields, *toggled]

    def _edit_time(self, change: Change, record: Record, name: str) -> int:
        earliest = record.edited.get(name, 0)
        return max(earliest, min(change.edited.get(name, self.now_ms()), self.now_ms()))

    def _author(self, change: Change, record: Record, name: str, value: Value, by: str | None, user: str) -> str | None:
        current = record.deleted if name == DELETED else record.fields.get(name)
        if current == value and record.rev > 0:
            return self.history.authors.get((change.ref, name), by)
        return by or user

    def _note_authors(self, user: str, change: Change, record: Record | None) -> None:
        names = self._touched(change, record) if record is not None else [*KINDS[change.kind].fields, DELETED]
        self.history.authors.update({(change.ref, name): user for name in names})


class MemoryRemote:
    """One person's way to the server; nothing between them."""

    def __init__(self, server: MemoryServer, user: str, *, batch: int = 1_000, page: int = 1_000) -> None:
        self.server = server
        self.user = user
        self.page = page
        self.caps = Caps({kind: KindCaps() for kind in KINDS}, batch=batch, hints=False)

    async def greet(self) -> Greeting:
        return self.server.greet()

    async def pull(self, cursor: str | None, seen: str | None, resume: str | None) -> AsyncGenerator[Page, None]:
        more = True
        while more:
            if cursor is None:
                page = self.server.initial(resume, self.page)
                resume, more = page.resume, page.more
            else:
                page = self.server.incremental(cursor, seen, self.page)
                cursor, seen, more = page.cursor, page.seen, page.more
            yield page

    async def push(self, changes: Sequence[Change], seen: str | None) -> Answer:
        return self.server.outgoing(self.user, changes, seen)

    async def watch(self) -> AsyncGenerator[None, None]:
        return
        yield

    def as_held(self, record: Record) -> Record:
        return record


def on_the_wire(record: Record) -> Record:
    """A tombstone travels without its fields."""
    return replace(record, fields={}) if record.deleted else record


def references(kind: str, fields: Fields) -> list[tuple[str, Ref]]:
    found: list[tuple[str, Ref]] = []
    for name, value in fields.items():
        declared = KINDS[kind].fields[name]
        if declared.refers_to is not None and value:
            ids = value if declared.type is FieldType.REFERENCES else [value]
            found += [(name, Ref(declared.refers_to, one)) for one in ids if declared.refers_to != "user"]
        if declared.type is FieldType.ROWS:
            for row in value or []:
                for member in declared.row:
                    if member.refers_to is not None and row.get(member.name):
                        found.append((name, Ref(member.refers_to, row[member.name])))
    return found


def _place(order: dict[str, int], record: Record) -> str:
    return f"{order[record.kind]:02}/{record.id}"


def _or_none(record: Record | None) -> Record | None:
    return None if record is None else on_the_wire(record)


def _conflict(change: Change, record: Record | None) -> Outcome:
    return Outcome(change.change_id, OutcomeStatus.CONFLICT, record=_or_none(record))


def _rejected(change: Change, *errors: FieldError) -> Outcome:
    return Outcome(change.change_id, OutcomeStatus.REJECTED, errors=errors)
