"""Values that only one record that is not deleted may have: a product's SKU, a custom field's key on its kind."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from crmdesk.domain.records import Fields
from crmdesk.server.records import Stored
from crmdesk.server.tables import UNIQUE_VALUE

UNIQUE_KINDS = frozenset({"product", "custom_field"})


class UniqueValue(NamedTuple):
    scope: str
    value: str
    """Folded: case and surrounding space make no other value."""


def unique_value(kind: str, fields: Fields) -> tuple[str, UniqueValue] | None:
    """The field that must be unique and its value, or None if the record has none."""
    if kind == "product":
        name, scope = "sku", "product.sku"
    elif kind == "custom_field":
        name, scope = "key", f"custom_field.{fields.get('kind')}"
    else:
        return None
    value = fields.get(name)
    return (name, UniqueValue(scope, folded(value))) if isinstance(value, str) and value else None


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def load_owners(connection: Connection, workspace_id: str, values: Iterable[UniqueValue]) -> dict[UniqueValue, str]:
    """Which record has each of these values."""
    wanted = set(values)
    if not wanted:
        return {}
    columns = UNIQUE_VALUE.c
    query = select(columns.scope, columns.value, columns.record_id).where(
        columns.workspace_id == workspace_id, columns.value.in_(sorted({item.value for item in wanted}))
    )
    return {UniqueValue(scope, value): record_id for scope, value, record_id in connection.execute(query)}


def store_unique_values(connection: Connection, workspace_id: str, records: Iterable[Stored]) -> None:
    """Gives up what these records had, and takes what they have now."""
    concerned = [record for record in records if record.kind in UNIQUE_KINDS]
    if not concerned:
        return
    columns = UNIQUE_VALUE.c
    ids = [record.id for record in concerned]
    connection.execute(delete(UNIQUE_VALUE).where(columns.workspace_id == workspace_id, columns.record_id.in_(ids)))
    rows = []
    for record in concerned:
        found = None if record.deleted else unique_value(record.kind, record.fields)
        if found is not None:
            scope, value = found[1]
            rows.append({"workspace_id": workspace_id, "scope": scope, "value": value, "record_id": record.id})
    if rows:
        connection.execute(insert(UNIQUE_VALUE), rows)
