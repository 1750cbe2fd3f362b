"""What was taken back, in words."""

from PySide6.QtCore import QObject

from crmdesk.domain.kinds import DELETED
from crmdesk.operations.undo import Undone
from crmdesk.ui.kit.labels import field_label, kind_name


class UndoWords(QObject):
    def sentence(self, undone: Undone, name: str) -> str:
        """`name`: of the record."""
        kind = kind_name(undone.ref.kind)
        whom = self.tr("{0} “{1}”").format(kind, name) if name else kind
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
