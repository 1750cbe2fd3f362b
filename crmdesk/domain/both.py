"""Both versions of a field kept: the union of two lists, or one text above the other. Pure."""

from crmdesk.domain.canonical import element_key
from crmdesk.domain.kinds import KINDS, LISTS, Field, FieldType
from crmdesk.domain.records import Value


def can_keep_both(kind: str, name: str) -> bool:
    declared = KINDS[kind].fields.get(name)
    return declared is not None and (declared.type in LISTS or declared.type is FieldType.NOTE)


def both(field: Field, mine: Value, theirs: Value, heading: str) -> Value:
    """Mine first, then what only theirs has; of an element that both have, mine. A text of theirs stands under
    `heading`, which says whose it is."""
    if not mine or not theirs:
        return mine or theirs
    if field.type is FieldType.NOTE:
        return f"{mine}\n\n{heading}\n{theirs}"
    known = {element_key(field, one) for one in mine}
    return [*mine, *(one for one in theirs if element_key(field, one) not in known)]
