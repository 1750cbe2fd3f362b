"""How a record stands with the server, in words (ux.md 3.2, 3.8), and the verb that helps."""

from datetime import datetime

from PySide6.QtCore import QLocale, QObject

from crmdesk.domain.records import ConflictState, Record, Ref
from crmdesk.operations.conflicts import list_conflicts
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.operations.outbox import list_outbox
from crmdesk.operations.records import Shown
from crmdesk.ui.kit.labels import error_sentence, field_label
from crmdesk.ui.kit.words import Words


class Standing(QObject):
    def __init__(self, desk: Desk, locale: QLocale, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._words = Words(locale, self)

    async def words(self, shown: Shown) -> tuple[str, str]:
        """The sentence and its verb; both "" for a synchronised record."""
        match shown.state:
            case "conflict":
                return self._words.two_places(await self._conflicting(shown)), self.tr("Resolve")
            case "blocked":
                return self.tr("Not accepted by the server: {0}").format(await self._reasons(shown)), self.tr("Fix")
            case "failed":
                return self.tr("Not sent yet, it is tried again by itself"), self.tr("View")
            case "sending":
                return self.tr("Sending…"), ""
            case "pending":
                return self.tr("Saved on this computer, will be sent"), self.tr("View")
            case _:
                return "", ""

    async def origin(self, record: Record) -> str:
        """Who changed it last and when, as far as that is known; "" for a record that was never anywhere else."""
        who = Ref("user", record.updated_by) if record.updated_by else None
        name = (await names_of(self._desk, [who])).get(who, "") if who else ""
        when = self._words.moment(_ms(record.updated_at)) if record.updated_at else ""
        return ", ".join(part for part in (name, when) if part)

    async def deletion(self, record: Record | None) -> str:
        """Of a record that went while something is typed in it; None: it is not here at all any more."""
        if record is None:
            return self.tr("The record is not here any more. What you typed is not saved.")
        origin = await self.origin(record)
        if origin:
            return self.tr("Deleted elsewhere ({0}). What you typed is not saved.").format(origin)
        return self.tr("Deleted elsewhere. What you typed is not saved.")

    async def _conflicting(self, shown: Shown) -> int:
        found = [
            len(conflict.fields)
            for conflict in await list_conflicts(self._desk)
            if conflict.ref == shown.record.ref and conflict.state is ConflictState.OPEN
        ]
        return sum(found)

    async def _reasons(self, shown: Shown) -> str:
        kind = shown.record.kind
        reasons = [
            f"{field_label(kind, error.field)}: {error_sentence(error)}"
            for item in await list_outbox(self._desk)
            if (item.kind, item.id) == shown.record.ref
            for error in item.errors
        ]
        return "; ".join(reasons)


def _ms(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
