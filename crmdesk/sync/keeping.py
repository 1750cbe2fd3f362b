"""Storing what became of records: gathered while a page or an answer is judged, written in bulk at its end."""

from dataclasses import replace

from crmdesk.domain.lost_there import come_back, lost_fields
from crmdesk.domain.ports import LogLine, Transaction
from crmdesk.domain.rebase import Here, Rebased
from crmdesk.domain.records import Acknowledged, Conflict, ConflictState, Entry, EntryState, Record, Ref
from crmdesk.sync.log import conflict_line, quarantine_line


class Keeping:
    """For one transaction; each record comes at most once."""

    def __init__(self, tx: Transaction, now_ms: int) -> None:
        self._tx = tx
        self._now_ms = now_ms
        self._records: list[Record] = []
        self._entries: list[Entry] = []
        self._dropped: list[Ref] = []
        self._conflicts: list[Conflict] = []
        self._acknowledged: list[Acknowledged] = []
        self._log: list[LogLine] = []
        self.refs: set[Ref] = set()
        """Records or entries that are not what they were."""

    def here(self, record: Record | None, entry: Entry | None, ref: Ref, *, told: bool) -> Here:
        """What the replica knows of a record. `told`: what comes in names lost values, which are weighed against the
        changes that were acknowledged lately."""
        open_conflict = self._tx.open_conflict(ref) if entry is not None else None
        acknowledged = tuple(self._tx.acknowledged_of(ref)) if told else ()
        return Here(record, entry, open_conflict, acknowledged)

    def look_for_lost(self, here: Here, there: Record) -> None:
        """List what the remote, which has lost its history, had told this replica and holds an older value of."""
        known = here.record if here.entry is None else here.entry.base
        if here.record is None or known is None:
            return
        acknowledged = here.acknowledged or tuple(self._tx.acknowledged_of(there.ref))
        conflict = lost_fields(known, here.record, there, acknowledged, self._now_ms)
        if conflict is not None:
            self._conflicts.append(conflict)

    def keep(self, here: Here, rebased: Rebased) -> bool:
        """Whether the record is not what it was."""
        changed = rebased.record != here.record
        if changed:
            self._records.append(rebased.record)
        if rebased.entry != here.entry:
            if rebased.entry is not None:
                self._keep_entry(here.entry, rebased.entry)
            else:
                self._dropped.append(rebased.record.ref)
        self._conflicts.extend(rebased.conflicts)
        if changed or rebased.entry != here.entry or rebased.conflicts:
            self.refs.add(rebased.record.ref)
        return changed

    def _keep_entry(self, before: Entry | None, entry: Entry) -> None:
        self._entries.append(entry)
        if entry.state is EntryState.QUARANTINED and (before is None or before.state is not EntryState.QUARANTINED):
            self._log.append(quarantine_line(entry, self._now_ms))

    def acknowledge(self, acknowledged: Acknowledged) -> None:
        self._acknowledged.append(acknowledged)

    def write(self) -> int:
        """Store everything; how many conflicts were recorded that were not known before."""
        tx = self._tx
        tx.put_records(self._records)
        tx.put_entries(self._entries)
        for ref in self._dropped:
            tx.drop_entry(ref)
        tx.add_acknowledged(self._acknowledged)
        conflicts = self._with_listings()
        recorded = sum(self._record_conflict(conflict) for conflict in conflicts)
        tx.add_log(self._log)
        return recorded

    def _with_listings(self) -> list[Conflict]:
        """The conflicts, and what had been lost there before as it stands now: of a record that was lost once more at
        the same revision both are one listing."""
        found = {conflict.id: conflict for conflict in self._conflicts}
        for listed in self._tx.lost_there(record.ref for record in self._records):
            standing = come_back(listed, self._kept(listed.ref))
            newer = found.get(listed.id)
            if newer is None:
                found[listed.id] = standing
            elif standing.state is ConflictState.LOST_THERE:
                found[listed.id] = replace(newer, fields={**standing.fields, **newer.fields})
        return list(found.values())

    def _kept(self, ref: Ref) -> Record:
        return next(record for record in self._records if record.ref == ref)

    def _record_conflict(self, conflict: Conflict) -> bool:
        known = self._tx.conflict(conflict.id)
        # one that was settled stays as it was settled: a person may have turned it round since
        if known is None or known.state is not ConflictState.SETTLED or conflict.state is ConflictState.OPEN:
            self._tx.put_conflict(conflict)
            if known is None or known.state is not conflict.state:
                self._log.append(conflict_line(conflict, self._now_ms))
        return known is None
