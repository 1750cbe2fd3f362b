"""Which editor a field is edited in, and what was chosen in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from crmdesk.domain.kinds import Field, FieldType
from crmdesk.domain.records import Value
from crmdesk.ui.kit.editors import ChoiceEditor, Editor, LineEditor, ReferenceEditor, is_many_lines, lines_editor
from crmdesk.ui.kit.labels import choice_name
from crmdesk.ui.kit.lookup import Lookup
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.records.field_row import FieldRow

_SHOWN_ONLY = frozenset({FieldType.ROWS, FieldType.CUSTOM})
_COMPUTED = frozenset({"done_at", "closed_at", "pipeline_id"})
"""Follow from another field: done, the stage."""


@dataclass(frozen=True, slots=True)
class Chosen:
    value: Value


class EditorMaker:
    def __init__(self, lookup: Lookup, tasks: Tasks) -> None:
        self._lookup = lookup
        self._tasks = tasks

    def maker(self, declared: Field) -> Callable[[FieldRow], Editor] | None:
        """What makes the field's editor on first use; None for a field that is only shown."""
        if declared.type in _SHOWN_ONLY or declared.name in _COMPUTED:
            return None
        return self._make

    def _make(self, row: FieldRow) -> Editor:
        declared = row.declared
        if declared.type is FieldType.CHOICE:
            return ChoiceEditor([(None, "—"), *((value, choice_name(value)) for value in declared.choices)], row)
        if declared.type is FieldType.YES_NO:
            yes = QCoreApplication.translate("values", "Yes")
            return ChoiceEditor([(None, "—"), (True, yes), (False, QCoreApplication.translate("values", "No"))], row)
        if declared.type is FieldType.REFERENCE:
            return ReferenceEditor(lambda typed: self._lookup.candidates(declared, typed, row.record), self._tasks, row)
        return lines_editor(declared, row) if is_many_lines(declared) else LineEditor(row)

    @staticmethod
    def chosen(row: FieldRow) -> Chosen | None:
        """What a choice holds; None if the row's editor is typed in."""
        editor = row.editor
        return Chosen(editor.chosen()) if isinstance(editor, ChoiceEditor) else None

    @staticmethod
    def known(row: FieldRow) -> Mapping[str, Sequence[str]]:
        """Names that were shown or chosen, and the records they mean, in their order."""
        return row.editor.known if isinstance(row.editor, ReferenceEditor) else row.known
