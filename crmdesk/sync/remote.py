"""The Remote port: what the engine asks of a server or an external CRM (DESIGN 4)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from crmdesk.domain.records import Change, Outcome, Record, Ref


@dataclass(frozen=True, slots=True)
class KindCaps:
    """What a remote can do with a kind. `fields` None: all of them."""

    create: bool = True
    change: bool = True
    delete: bool = True
    fields: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    kinds: Mapping[str, KindCaps]
    batch: int
    """The most changes one push takes."""
    hints: bool
    """Whether `watch` tells of changes as they happen."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first answer of a cycle: who is there, and what its clock says."""

    server_id: str
    epoch: str
    now_ms: int
    counts: Mapping[str, int] = field(default_factory=dict)
    """Records there by kind, as far as this person sees them; empty if the remote tells none."""


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a pull. An increment goes from `start` to `cursor`. A page of a complete download has `start` None and
    carries `resume` instead; its last page has `cursor` set. `seen` is the newest revision that the page reflects."""

    start: str | None
    records: Sequence[Record]
    removed: Sequence[Ref] = ()
    cursor: str | None = None
    resume: str | None = None
    seen: str | None = None
    more: bool = False
    done: int = 0
    """Progress: records so far, of `total` (0: unknown)."""
    total: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Outcomes in the order of the changes sent, and the newest revision they reflect."""

    outcomes: Sequence[Outcome]
    seen: str | None = None


class Remote(Protocol):
    """Faults are raised as domain errors: Offline, ServerFault, SlowDown, SignInRequired, DeviceRevoked, TooLarge,
    HistoryUnknown, ResyncRequired. An answer that is not the promised one is Offline. No call retries a push."""

    @property
    def caps(self) -> Caps: ...

    async def greet(self) -> Greeting: ...

    def pull(self, cursor: str | None, seen: str | None, resume: str | None) -> AsyncIterator[Page]:
        """`cursor` None: a complete download, continued after `resume` if there is one."""
        ...

    async def push(self, changes: Sequence[Change], seen: str | None) -> Answer: ...

    def watch(self) -> AsyncIterator[None]:
        """Yields whenever something changed there; ends when the connection does."""
        ...

    def as_held(self, record: Record) -> Record:
        """The record as this remote is able to hold it."""
        ...
