"""What the conflict dialog shows of a conflict, fetched."""

from dataclasses import dataclass

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.merge import value_of
from crmdesk.domain.records import Fields, Ref
from crmdesk.operations.conflicts import Dispute, open_dispute
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.values import Names, shown


@dataclass(frozen=True, slots=True)
class Known:
    dispute: Dispute
    names: Names
    title: str
    by: str
    """The person on the other side, or ""."""

    def same_texts(self, look: Look) -> list[tuple[str, str]]:
        """The fields that are the same on both sides, and what they hold; not the empty ones."""
        conflict, record = self.dispute.conflict, self.dispute.record.fields
        declared = KINDS[conflict.kind]
        apart = {*conflict.fields, *conflict.merged}
        texts = (
            (name, shown(field, value_of(declared, record, name), self.names, record, look.locale))
            for name, field in declared.fields.items()
            if name not in apart
        )
        return [(name, text) for name, text in texts if text]


async def known_of(conflict_id: str, desk: Desk) -> Known:
    dispute = await open_dispute(desk, conflict_id)
    conflict = dispute.conflict
    apart = {**conflict.fields, **conflict.merged}
    versions: list[Fields] = [
        {name: getattr(one, side) for name, one in apart.items()} for side in ("base", "mine", "theirs", "result")
    ]
    names = await Lookup(desk).names(conflict.kind, [*versions, dispute.record.fields])
    by = Ref("user", conflict.by or "")
    found = await names_of(desk, [conflict.ref, by])
    return Known(dispute, names, found.get(conflict.ref, ""), found.get(by, ""))
