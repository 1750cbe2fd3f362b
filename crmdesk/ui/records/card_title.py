"""What a card's record is called, at a glance: avatar or check, name, a line of the most telling fields, and of a deal
its stages."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Record
from crmdesk.operations.deals import Pipeline
from crmdesk.ui.kit.fonts import tight
from crmdesk.ui.kit.labels import new_name
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.values import Names, name_in_list, no_name, shown
from crmdesk.ui.kit.widgets import Avatar, initials_of, label
from crmdesk.ui.records.columns import WITH_AVATAR
from crmdesk.ui.records.done_check import DoneCheck
from crmdesk.ui.records.stage_line import StageLine

_AVATAR = 44
_SUBTITLES: Mapping[str, tuple[str, ...]] = {
    "contact": ("job_title", "company_id"),
    "company": ("industry", "legal_name"),
    "deal": ("company_id", "amount"),
    "task": ("type", "due_at"),
    "communication": ("type", "happened_at"),
    "product": ("sku", "price"),
}


class CardTitle(QWidget):
    done_asked = Signal(bool)
    """Whether the task is to be done."""
    stage_chosen = Signal(str)
    """Id of another stage for the deal."""

    def __init__(self, kind: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._look = look
        self._avatar = Avatar(look, _AVATAR, self)
        self._done = DoneCheck(look, self)
        self._done.clicked.connect(lambda: self.done_asked.emit(not self._done.is_done))
        self._name = label("", "lead", self)
        self._name.setObjectName("card.title")
        self._subtitle = label("", "label", self)
        for words in (self._name, self._subtitle):
            words.setWordWrap(True)
        self._stages = StageLine(look, self)
        self._stages.chosen.connect(self.stage_chosen)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._subtitle)
        who = QHBoxLayout()
        who.setSpacing(14 if kind in WITH_AVATAR else 6)
        who.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        who.addWidget(self._done, 0, Qt.AlignmentFlag.AlignTop)
        who.addLayout(names, 1)
        if kind == "task":
            # the check stands on the line of the name
            names.setContentsMargins(0, 4, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(who)
        column.addWidget(self._stages)
        self.show_draft()

    def show_draft(self) -> None:
        self._write_name(new_name(self._kind), "")
        self._subtitle.setText(self.tr("Fill in what you know; it is kept on this computer"))
        for part in (self._avatar, self._done, self._stages):
            part.hide()

    def show_record(self, record: Record, names: Names, pipelines: list[Pipeline]) -> None:
        """`pipelines`: of a deal."""
        fields = record.fields
        name = name_in_list(record.kind, fields, names)
        self._write_name(name or no_name(), "" if name else "muted")
        self._subtitle.setText(tight(self._subtitle_of(record, names)))
        self._avatar.show_record(initials_of(name), record.id)
        self._avatar.setVisible(self._kind in WITH_AVATAR)
        self._done.show_done(done=bool(fields.get("done")))
        self._done.setVisible(self._kind == "task")
        self._stages.show_stage(pipelines, fields.get("pipeline_id"), fields.get("stage_id"))

    def _write_name(self, text: str, ink: str) -> None:
        self._name.setText(text)
        self._name.setProperty("ink", ink)
        self._name.style().polish(self._name)

    def _subtitle_of(self, record: Record, names: Names) -> str:
        declared, fields = KINDS[self._kind].fields, record.fields
        texts = [
            shown(declared[name], fields.get(name), names, fields, self._look.locale) for name in _SUBTITLES[self._kind]
        ]
        return " · ".join(text for text in texts if text)
