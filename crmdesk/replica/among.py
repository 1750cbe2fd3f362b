"""Many ids in one statement: handed over as one JSON list, so that neither the SQL nor its plan depends on how many."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select

from crmdesk.domain.records import Ref
from crmdesk.replica.stored_json import to_json

IDS: BindParameter[str] = bindparam("ids")
"""The parameter that `is_among` reads; its value comes from `ids_parameter`."""


def is_among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(select(func.json_each(IDS).table_valued("value").c.value))


def ids_parameter(ids: Sequence[str]) -> dict[str, str]:
    return {IDS.key: to_json(ids)}


def ids_by_kind(refs: Iterable[Ref]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for kind, record_id in refs:
        grouped.setdefault(kind, []).append(record_id)
    return grouped
