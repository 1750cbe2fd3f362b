"""What a field may hold: judged where a person or the wire sets it, never what a record already holds (DESIGN 5).

Every fault names its place ("phones[1].value"), a stable code, and a sentence that tells what to do.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from crmdesk.domain.errors import FieldError
from crmdesk.domain.faults import REQUIRED, TEXT_LIMIT, Fault, key_fault, number_fault, plain_fault, text_fault
from crmdesk.domain.kinds import KINDS, LISTS, Field, FieldType
from crmdesk.domain.records import Fields, Value

_LIST_LIMIT = 1_000
_CUSTOM_LIMIT = 100
_LONGEST_NAME = 64
_PRICES: Mapping[str, str] = MappingProxyType({"deal": "amount", "product": "price"})
_CURRENCY_REQUIRED = "An amount needs a currency: set the currency, like RUB."


def check_fields(kind: str, fields: Fields, *, create: bool = False, people: bool = True) -> list[FieldError]:
    """The faults of the fields that a change sets; of a create also those that lie in what it leaves out.

    `kind` is one of KINDS. `people` False, for integrations, leaves out check digits and the formats of phones and
    e-mails.
    """
    declared = KINDS[kind].fields
    errors: list[FieldError] = []
    for name, value in fields.items():
        if name in declared:
            errors += _faults(declared[name], name, value, people=people)
        else:
            errors.append(FieldError(name[:_LONGEST_NAME], "unknown_field", f"A {kind} has no such field: remove it."))
    if create:
        missing = [name for name, field in declared.items() if field.required and name not in fields]
        errors += [FieldError(name, *REQUIRED) for name in missing]
        errors += check_record(kind, fields)
    return errors


def check_record(kind: str, fields: Fields) -> list[FieldError]:
    """The faults that lie between the fields of a whole record: an amount or a price needs a currency. A change that
    sets neither amount, price, items nor currency need not be asked."""
    price = _PRICES.get(kind)
    if price is None or fields.get("currency") is not None:
        return []
    if fields.get(price) is None and not fields.get("items"):
        return []
    return [FieldError("currency", "currency_required", _CURRENCY_REQUIRED)]


def _faults(field: Field, path: str, value: Value, *, people: bool) -> Iterator[FieldError]:
    if value is None or (value == [] and field.type in LISTS):
        if field.required:
            yield FieldError(path, *REQUIRED)
    elif field.type in LISTS:
        yield from _list_faults(field, path, value, people=people)
    elif field.type is FieldType.CUSTOM:
        yield from _custom_faults(path, value)
    else:
        fault = plain_fault(field, value, people=people)
        if fault:
            yield FieldError(path, *fault)


def _list_faults(field: Field, path: str, value: Value, *, people: bool) -> Iterator[FieldError]:
    if not isinstance(value, list):
        yield FieldError(path, "wrong_type", "This must be a list.")
        return
    if len(value) > _LIST_LIMIT:
        yield FieldError(path, "too_long", f"At most {_LIST_LIMIT:,} elements fit here; this has {len(value):,}.")
        return
    members = _members(field)
    known: set[str] = set()
    for index, element in enumerate(value):
        place = f"{path}[{index}]"
        if members:
            yield from _object_faults(members, place, element, people=people)
        else:
            plain = FieldType.TEXT if field.type is FieldType.TAGS else FieldType.REFERENCE
            yield from _faults(Field(place, plain, "", required=True), place, element, people=people)
        row_id = element.get("id") if field.type is FieldType.ROWS and isinstance(element, dict) else None
        if isinstance(row_id, str):
            if row_id in known:
                yield FieldError(f"{place}.id", "duplicate_id", "Another row has this id: give each its own.")
            known.add(row_id)


def _members(field: Field) -> dict[str, Field]:
    """The members of a list's elements by name; none where elements are plain texts."""
    if field.type is FieldType.ROWS:
        return {member.name: member for member in field.row}
    if field.type in {FieldType.PHONES, FieldType.EMAILS}:
        check = "phone" if field.type is FieldType.PHONES else "email"
        return {
            "value": Field("value", FieldType.TEXT, "", required=True, check=check),
            "label": Field("label", FieldType.TEXT, ""),
        }
    return {}


def _object_faults(members: Mapping[str, Field], path: str, element: Value, *, people: bool) -> Iterator[FieldError]:
    if not isinstance(element, dict):
        yield FieldError(path, "wrong_type", f"This must be an object with {', '.join(members)}.")
        return
    for name, value in element.items():
        if name in members:
            yield from _faults(members[name], f"{path}.{name}", value, people=people)
        else:
            known = f"There is no such member, only {', '.join(members)}: remove it."
            yield FieldError(f"{path}.{name[:_LONGEST_NAME]}", "unknown_field", known)
    for name, member in members.items():
        if member.required and name not in element:
            yield FieldError(f"{path}.{name}", *REQUIRED)


def _custom_faults(path: str, value: Value) -> Iterator[FieldError]:
    if not isinstance(value, dict):
        yield FieldError(path, "wrong_type", "This must be an object of custom fields' keys and values.")
        return
    if len(value) > _CUSTOM_LIMIT:
        yield FieldError(path, "too_long", f"At most {_CUSTOM_LIMIT} custom fields fit here; this has {len(value):,}.")
        return
    for key, held in value.items():
        place = f"{path}.{key[:_LONGEST_NAME]}"
        fault = key_fault(key)
        if fault is None and isinstance(held, list):
            yield from _custom_list_faults(place, held)
            continue
        fault = fault or _custom_fault(held)
        if fault:
            yield FieldError(place, *fault)


def _custom_list_faults(path: str, held: list[Value]) -> Iterator[FieldError]:
    if len(held) > _LIST_LIMIT:
        yield FieldError(path, "too_long", f"At most {_LIST_LIMIT:,} elements fit here; this has {len(held):,}.")
        return
    for index, element in enumerate(held):
        fault = _custom_fault(element)
        if fault:
            yield FieldError(f"{path}[{index}]", *fault)


def _custom_fault(value: Value) -> Fault | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return text_fault(value, TEXT_LIMIT, lines=True)
    if isinstance(value, int | float):
        return number_fault(value)
    return "wrong_type", "This must be a text, a number, true or false, or a list of them."
