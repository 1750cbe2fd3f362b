"""F=V of the command line as fields of a kind."""

import json
from collections.abc import Sequence

from crmdesk.cli.exits import UsageError
from crmdesk.cli.reading import is_text
from crmdesk.domain.entry import parse_text
from crmdesk.domain.errors import FieldError, Refused
from crmdesk.domain.kinds import DELETED, KINDS, Field, FieldType
from crmdesk.domain.records import Value

_DELETED = Field(DELETED, FieldType.YES_NO, "Deleted")


def read_values(kind: str, assignments: Sequence[str], *, deletion: bool = False) -> dict[str, Value]:
    """Fields by name, each read by its type; the last of several for one field stands. `deletion`: the pseudo-field
    "deleted" is one too.

    Raises UsageError for what is no F=V or no field of the kind, Refused naming every field whose value is unreadable.
    """
    values: dict[str, Value] = {}
    errors: list[FieldError] = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise UsageError(f"“{assignment}” is not FIELD=VALUE")
        declared = _DELETED if deletion and name == DELETED else KINDS[kind].fields.get(name)
        if declared is None:
            raise UsageError(f"a {kind} has no field “{name}”: {', '.join(KINDS[kind].fields)}")
        try:
            values[name] = parse_text(declared, text)
        except Refused as refused:
            errors += refused.errors
            continue
        if not is_text(json.dumps(values[name], ensure_ascii=False)):
            errors.append(FieldError(name, "bad_text", "Remove the characters that cannot be shown."))
    if errors:
        raise Refused(errors)
    return values
