"""What a mutation touched: every verb returns it, and screens decide for themselves what to reload."""

from collections.abc import Iterable
from dataclasses import dataclass

from crmdesk.domain.records import Ref


@dataclass(frozen=True, slots=True)
class Changes:
    """`refs`: records touched one by one. `kinds`: kinds of which any number of records changed (a pulled page, another
    process). `sync`: the outbox, a conflict, the quarantine or the sync state changed."""

    refs: frozenset[Ref] = frozenset()
    kinds: frozenset[str] = frozenset()
    sync: bool = False

    @classmethod
    def of(cls, refs: Iterable[Ref], *, sync: bool = True) -> "Changes":
        return cls(refs=frozenset(refs), sync=sync)

    def touches(self, kind: str) -> bool:
        return kind in self.kinds or any(ref.kind == kind for ref in self.refs)

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(self.refs | other.refs, self.kinds | other.kinds, self.sync or other.sync)

    def __bool__(self) -> bool:
        return bool(self.refs or self.kinds or self.sync)
