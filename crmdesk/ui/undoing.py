"""Offers to take back what was just done, and takes it back, in words."""

from PySide6.QtCore import QObject

from crmdesk.domain.kinds import DELETED
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import names_of
from crmdesk.operations.undo import Undone, step_of, undo_last, undo_step
from crmdesk.ui.kit.labels import field_label, kind_name
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.toast import Toast


class Undoing(QObject):
    """By toasts: each takes back its own step, whatever was done after it."""

    def __init__(self, desk: Desk, toast: Toast, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._toast = toast
        self._tasks = tasks

    def offer_deleted(self, ref: Ref) -> None:
        self._offer(self.tr("{0} deleted"), ref, DELETED)

    def offer_dropped(self, ref: Ref, name: str) -> None:
        self._tasks.start(self._say(self.tr("Dropped: {0}").format(name or kind_name(ref.kind)), ref, "dropped"))

    def offer_task_done(self, ref: Ref, done: bool) -> None:
        self._offer(self.tr("Done: {0}") if done else self.tr("To be done again: {0}"), ref, "done")

    def offer_stage_moved(self, ref: Ref) -> None:
        self._offer(self.tr("Stage changed: {0}"), ref, "stage_id")

    def offer_decided(self, ref: Ref) -> None:
        self._offer(self.tr("Decided. Both versions stay on the sync page."), ref, "decided")

    def _offer(self, said: str, ref: Ref, did: str) -> None:
        """`said` has a place for the record."""
        self._tasks.start(self._say_whom(said, ref, did))

    async def _say_whom(self, said: str, ref: Ref, did: str) -> None:
        name = await self._name(ref)
        await self._say(said.format(UndoWords(self).whom(ref, name)), ref, did)

    async def _name(self, ref: Ref) -> str:
        return (await names_of(self._desk, [ref])).get(ref, "")

    async def _say(self, said: str, ref: Ref, did: str) -> None:
        number = await step_of(self._desk, ref, did)
        if number is None:
            self._toast.say(said)
        else:
            self._toast.say(said, self.tr("Undo"), lambda: self._tasks.start(self.undo(number)))

    async def undo(self, number: int | None = None) -> Undone | None:
        """Take back this step, or the newest thing done here; None if there is nothing."""
        undone = await (undo_last(self._desk) if number is None else undo_step(self._desk, number))
        if undone is None:
            self._toast.say(self.tr("There is nothing to take back."))
            return None
        self._toast.say(UndoWords(self).sentence(undone, await self._name(undone.ref)))
        return undone


class UndoWords(QObject):
    def whom(self, ref: Ref, name: str) -> str:
        """The kind of a record with its name, if it has one."""
        kind = kind_name(ref.kind)
        return self.tr("{0} “{1}”").format(kind, name) if name else kind

    def sentence(self, undone: Undone, name: str) -> str:
        """`name`: of the record."""
        whom = self.whom(undone.ref, name)
        if not undone.fields:
            return self.tr("Nothing to take back in: {0}. It was changed since.").format(whom)
        done = {
            "added": self.tr("Taken back, deleted: {0}"),
            "deleted": self.tr("Here again: {0}"),
            "restored": self.tr("Deleted again: {0}"),
            "decided": self.tr("The decision is taken back: {0}"),
            "dropped": self.tr("The dropped change is here again: {0}"),
        }.get(undone.what, self.tr("As it was before: {0}"))
        return ". ".join([done.format(whom), *self._left(undone)])

    def _left(self, undone: Undone) -> list[str]:
        kept = [field_label(undone.ref.kind, name) for name in undone.kept if name != DELETED]
        said = [self.tr("Changed since, and left: {0}").format(", ".join(kept))] if kept else []
        return [*said, self.tr("The second record stays")] if undone.second_stays else said
