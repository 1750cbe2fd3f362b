"""What each row of the sync page says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from crmdesk.domain.conflicts import Side
from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import DELETED, KINDS
from crmdesk.domain.records import Conflict, EntryState, Ref
from crmdesk.operations.outbox_part import Unsent
from crmdesk.ui.kit.labels import error_sentence, field_label, kind_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.values import Names, shown
from crmdesk.ui.kit.widgets import state_pixmap
from crmdesk.ui.kit.words import Words
from crmdesk.ui.sync.contents import Contents
from crmdesk.ui.sync.row import Line, Verb

_FIELDS = 4
"""As many as fit."""
_SHORT = 32
"""Characters of a value that is told with the one before it."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What the verbs of the rows do."""

    resolve: Callable[[str], object]
    record: Callable[[Ref], object]
    retry: Callable[[Ref], object]
    drop: Callable[[Ref], object]
    settle: Callable[[str, Side], object]


class Telling(QObject):
    def __init__(self, look: Look, acts: Acts, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._acts = acts
        self.words = Words(look.locale, self)

    def decision(self, conflict: Conflict, contents: Contents) -> Line:
        verb = Verb(self.tr("Open"), "sync.open", lambda: self._acts.resolve(conflict.id))
        return self._conflict(conflict, contents, verb)

    def settled(self, conflict: Conflict, contents: Contents) -> Line:
        verb = Verb(self.tr("View"), "sync.open", lambda: self._acts.resolve(conflict.id))
        return self._conflict(conflict, contents, verb)

    def lost(self, conflict: Conflict, contents: Contents) -> Line:
        send = Verb(self.tr("Send"), "sync.lost.send", lambda: self._acts.settle(conflict.id, Side.MINE))
        leave = Verb(self.tr("Leave"), "sync.lost.leave", lambda: self._acts.settle(conflict.id, Side.THEIRS))
        line = self._conflict(conflict, contents, send, leave)
        return replace(line, said=self.fields(conflict.kind, [DELETED])) if DELETED in conflict.fields else line

    def _conflict(self, conflict: Conflict, contents: Contents, *verbs: Verb) -> Line:
        at = self.words.moment(conflict.at)
        who = contents.names.get(Ref("user", conflict.by)) if conflict.by else None
        return Line(
            f"sync.conflict.{conflict.id}",
            kind_name(conflict.kind),
            self.name(conflict.ref, contents),
            self.fields(conflict.kind, conflict.fields),
            f"{who}, {at}" if who else at,
            verbs=list(verbs),
        )

    def refusal(self, one: Unsent, contents: Contents) -> Line:
        return self._unsent(
            one,
            contents,
            self.reasons(one.ref.kind, one.errors) or self.fields(one.ref.kind, one.changed),
            self._time(one.edited_at),
            "error",
            [
                Verb(self.tr("Fix"), "sync.fix", lambda: self._acts.record(one.ref)),
                Verb(self.tr("Retry"), "sync.retry", lambda: self._acts.retry(one.ref)),
                Verb(self.tr("Drop"), "sync.drop", lambda: self._acts.drop(one.ref)),
            ],
        )

    def waiting(self, one: Unsent, contents: Contents) -> Line:
        told = {
            EntryState.SENT: self.tr("Sending…"),
            EntryState.HELD: self.tr("waits for your decision"),
        }.get(one.state, "")
        aside = " · ".join(filter(None, (told, self._time(one.edited_at))))
        view = Verb(self.tr("View"), "sync.view", lambda: self._acts.record(one.ref))
        if one.state is not EntryState.PARKED:
            return self._unsent(one, contents, self._changes(one, contents), aside, "second", [view])
        retry = Verb(self.tr("Retry"), "sync.retry", lambda: self._acts.retry(one.ref))
        return self._unsent(one, contents, self._parked(one), aside, "second", [view, retry])

    def _unsent(self, one: Unsent, contents: Contents, said: str, aside: str, tone: str, verbs: list[Verb]) -> Line:
        sign = state_pixmap("failed", self._look) if one.state is EntryState.PARKED else None
        name = f"sync.row.{one.ref.kind}.{one.ref.id}"
        about = self.name(one.ref, contents)
        return Line(name, kind_name(one.ref.kind), about, said, aside, tone, sign, verbs)

    def _parked(self, one: Unsent) -> str:
        said = [self.words.tried(one.tries)] if one.tries else [self.tr("not sent yet")]
        if one.retry_at is not None:
            said.append(self.tr("next try at {0}").format(self.words.time(one.retry_at)))
        return ", ".join(said)

    def _changes(self, one: Unsent, contents: Contents) -> str:
        """The one value that is replaced, old and new, where both are short; else which fields."""
        if one.before is None:
            return self.tr("new")
        if DELETED in one.changed:
            return self.tr("deleted") if one.changed[DELETED] else self.tr("restored")
        names = contents.values.get(one.ref.kind, Names())
        told = [self._change(one, name, names) for name in list(one.changed)[:_FIELDS]]
        return self._listed(told, len(one.changed))

    def _change(self, one: Unsent, name: str, names: Names) -> str:
        declared = KINDS[one.ref.kind].fields.get(name)
        named = field_label(one.ref.kind, name)
        if declared is None or one.before is None:
            return named
        old, new = (
            shown(declared, side.get(name), names, side, self._look.locale) or "—" for side in (one.before, one.after)
        )
        is_short = all("\n" not in side and len(side) <= _SHORT for side in (old, new))
        return f"{named}: {old} → {new}" if is_short else named

    def fields(self, kind: str, fields: Iterable[str]) -> str:
        names = list(fields)
        if names == [DELETED]:
            return self.tr("the whole record")
        return self._listed([field_label(kind, name) for name in names[:_FIELDS]], len(names))

    def reasons(self, kind: str, errors: Iterable[FieldError]) -> str:
        return "; ".join(f"{field_label(kind, one.field)}: {error_sentence(one)}" for one in errors)

    def name(self, ref: Ref, contents: Contents) -> str:
        return contents.names.get(ref) or self.tr("not on this computer")

    def _listed(self, told: list[str], number: int) -> str:
        left = number - len(told)
        return ", ".join(told) + (f" · {self.words.more(left)}" if left > 0 else "")

    def _time(self, ms: int | None) -> str:
        return self.words.moment(ms) if ms is not None else ""
