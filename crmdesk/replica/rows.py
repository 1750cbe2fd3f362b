"""Records as rows of their kind's table, and back.

Every value survives, whatever its shape: what is not declared, or does not look as its type says, is kept as JSON in
`_extra`. A list or object that is empty is null in its column; reading gives every declared field.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmdesk.domain.kinds import KINDS, LISTS, FieldType, Kind
from crmdesk.domain.records import Fields, Lost, Record, Value
from crmdesk.replica.order import natural_text
from crmdesk.replica.search import searchable
from crmdesk.replica.stored_json import from_json, to_comparable_json, to_json
from crmdesk.replica.tables import LEADING, number_columns, stored_columns

_ODD = object()
"""What a column cannot hold."""
_LARGEST_INTEGER = 2**63 - 1


class RowShape:
    """How one kind's records look as rows: tuples in the order of `tables.stored_columns`."""

    def __init__(self, kind: Kind) -> None:
        self.columns = stored_columns(kind)
        self._kind = kind.name
        self._writers = [(field.name, _WRITERS.get(field.type, _text)) for field in kind.fields.values()]
        self._readers = [(field.name, _READERS.get(field.type)) for field in kind.fields.values()]
        self._money = [field.name for field in kind.fields.values() if field.type is FieldType.MONEY]
        self._tail = len(LEADING) + len(kind.fields) + len(number_columns(kind))

    def write(self, record: Record) -> tuple[Any, ...]:
        fields = dict(record.fields)
        values: list[Any] = []
        odd: dict[str, Value] = {}
        for name, writer in self._writers:
            value = fields.pop(name, None)
            if value is not None and (stored := writer(value)) is _ODD:
                odd[name] = value
                values.append(None)
            else:
                values.append(stored if value is not None else None)
        return (
            record.id, record.rev, int(record.deleted),
            *values,
            *(as_number(record.fields.get(name)) for name in self._money),
            _json(record.edited), _json(record.lost), _json(record.external), _json({**fields, **odd}),
            record.created_at, record.created_by, record.updated_at, record.updated_by,
            natural_text(record), searchable(record),
        )  # fmt: skip

    def read(self, row: Sequence[Any]) -> Record:
        """The record of a row that begins with the stored columns."""
        fields: dict[str, Value] = {}
        for (name, reader), value in zip(self._readers, row[len(LEADING) :], strict=False):
            fields[name] = value if reader is None else reader(value)
        edited, lost, external, extra, created_at, created_by, updated_at, updated_by = row[self._tail : self._tail + 8]
        if extra is not None:
            fields.update(from_json(dict, extra))
        return Record(
            kind=self._kind,
            id=row[0],
            rev=row[1],
            deleted=bool(row[2]),
            fields=fields,
            edited={} if edited is None else from_json(dict, edited),
            created_at=created_at,
            created_by=created_by,
            updated_at=updated_at,
            updated_by=updated_by,
            lost=() if lost is None else from_json(tuple[Lost, ...], lost),
            external={} if external is None else from_json(dict, external),
        )


def as_number(value: Value) -> float | None:
    """A decimal string as a number to sort and compare by; None if it is none."""
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def stored_value(field_type: FieldType, value: Value) -> str | int | float | None:
    """A field's value as its column holds it, to compare with; what no column holds, as JSON."""
    if value is None:
        return None
    stored: Any = _WRITERS.get(field_type, _text)(value)
    return to_comparable_json(value) if stored is _ODD else stored


def whole(record: Record) -> Fields:
    """The fields as reading gives them: every declared one, null lists and objects as empty ones."""
    fields = dict(KINDS[record.kind].empty_fields())
    fields.update({name: value for name, value in record.fields.items() if value is not None or name not in fields})
    return fields


def _json(value: Mapping[str, Any] | Sequence[Any]) -> str | None:
    return to_json(value) if value else None


def _text(value: Value) -> Any:
    return value if isinstance(value, str) else _ODD


def _number(value: Value) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _ODD
    return value if isinstance(value, float) or -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER else _ODD


def _yes_no(value: Value) -> Any:
    return int(value) if isinstance(value, bool) else _ODD


def _elements(value: Value) -> Any:
    return (to_comparable_json(value) if value else None) if isinstance(value, list) else _ODD


def _custom(value: Value) -> Any:
    return (to_comparable_json(value) if value else None) if isinstance(value, dict) else _ODD


def _read_yes_no(value: Any) -> Value:
    return None if value is None else bool(value)


def _read_elements(value: Any) -> Value:
    return [] if value is None else from_json(list, value)


def _read_custom(value: Any) -> Value:
    return {} if value is None else from_json(dict, value)


_WRITERS: Mapping[FieldType, Callable[[Value], Any]] = {
    FieldType.NUMBER: _number,
    FieldType.INTEGER: _number,
    FieldType.YES_NO: _yes_no,
    FieldType.CUSTOM: _custom,
    **dict.fromkeys(LISTS, _elements),
}
_READERS: Mapping[FieldType, Callable[[Any], Value]] = {
    FieldType.YES_NO: _read_yes_no,
    FieldType.CUSTOM: _read_custom,
    **dict.fromkeys(LISTS, _read_elements),
}
