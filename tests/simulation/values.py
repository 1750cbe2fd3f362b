"""Values as the ledger writes them: text that can be compared and searched for."""

import json

from crmdesk.domain.canonical import canonical_element, element_key
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import Value


def plain(value: Value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def elements_of(kind: str, name: str, value: Value) -> list[str]:
    """The elements of a list, each as text: its key and its content."""
    field = KINDS[kind].fields[name]
    return [
        f"{element_key(field, element)} {plain_element(canonical_element(field, element))}" for element in value or []
    ]


def plain_element(canonical: object) -> str:
    return json.dumps(canonical, sort_keys=True, ensure_ascii=False, default=str)
