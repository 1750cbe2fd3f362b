"""References that a change sets: to what was never seen here it waits, to what is deleted it is refused."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crmdesk.domain.errors import FieldError
from crmdesk.domain.kinds import KINDS, Field, FieldType
from crmdesk.domain.records import Fields, Value


class Met(NamedTuple):
    """A record that this server has or had."""

    kind: str
    deleted: bool


class Reference(NamedTuple):
    field: str
    """The declared field that holds it."""
    path: str
    kind: str
    id: str


def references(kind: str, fields: Fields) -> Iterator[Reference]:
    """Every reference in these fields; what has another shape is the validation's business."""
    declared = KINDS[kind].fields
    for name, value in fields.items():
        if name in declared and value:
            yield from _in_field(declared[name], value)


def _in_field(field: Field, value: Value) -> Iterator[Reference]:
    if field.type is FieldType.REFERENCE and field.refers_to and isinstance(value, str):
        yield Reference(field.name, field.name, field.refers_to, value)
    elif field.type is FieldType.REFERENCES and field.refers_to and isinstance(value, list):
        for index, element in enumerate(value):
            if isinstance(element, str):
                yield Reference(field.name, f"{field.name}[{index}]", field.refers_to, element)
    elif field.type is FieldType.ROWS and isinstance(value, list):
        for index, row in enumerate(value):
            yield from _in_row(field, index, row)


def _in_row(field: Field, index: int, row: Value) -> Iterator[Reference]:
    for member in field.row:
        target = row.get(member.name) if isinstance(row, dict) else None
        if member.refers_to and isinstance(target, str):
            yield Reference(field.name, f"{field.name}[{index}].{member.name}", member.refers_to, target)


def missing_and_refused(
    kind: str, fields: Fields, before: Fields, met: Mapping[str, Met]
) -> tuple[list[FieldError], list[FieldError]]:
    """References to records that this server never saw, and those it refuses. What the field referred to before the
    change may stay, be it deleted since or, long after, purged."""
    kept = {(reference.field, reference.id) for reference in references(kind, before)}
    missing: list[FieldError] = []
    refused: list[FieldError] = []
    for reference in references(kind, fields):
        if (reference.field, reference.id) in kept:
            continue
        target = met.get(reference.id)
        if target is None:
            message = f"There is no such {reference.kind} here yet."
            missing.append(FieldError(reference.path, "reference_unknown", message))
        elif target.kind != reference.kind:
            message = f"This is the id of a {target.kind}, not of a {reference.kind}."
            refused.append(FieldError(reference.path, "reference_of_other_kind", message))
        elif target.deleted:
            message = f"This {reference.kind} was deleted; choose another or restore it."
            refused.append(FieldError(reference.path, "reference_deleted", message))
    return missing, refused
