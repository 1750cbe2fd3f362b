"""list, show, add, set, delete."""

from argparse import Namespace
from typing import Any

from crmdesk.cli.exits import DONE
from crmdesk.cli.opening import opened
from crmdesk.cli.output import JsonList, line, print_json, print_table, shown
from crmdesk.cli.values import read_values
from crmdesk.domain.errors import NotFound
from crmdesk.domain.ids import is_id
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.names import display_name
from crmdesk.domain.ports import Query
from crmdesk.domain.records import Ref
from crmdesk.operations.desk import Desk
from crmdesk.operations.lists import list_keys, names_of, shown_of
from crmdesk.operations.records import Shown, add_record, delete_record, set_fields, show_record

_WINDOW = 1_000
_COLUMNS = {
    "contact": ("job_title", "company_id", "phones"),
    "company": ("inn", "phones", "emails"),
    "deal": ("amount", "currency", "company_id"),
    "task": ("type", "due_at", "done"),
    "communication": ("type", "happened_at", "contact_id"),
    "product": ("sku", "price", "currency"),
    "pipeline": (),
    "user": ("email", "role"),
    "custom_field": ("kind", "key", "type"),
}
"""What a plain list shows beside id, name and state."""


async def list_kind(args: Namespace) -> int:
    query = Query(args.kind, search=args.search, where=read_values(args.kind, args.where))
    async with opened(args.profile) as workplace:
        keys = (await list_keys(workplace.desk, query))[: args.limit]
        windows = [keys[start : start + _WINDOW] for start in range(0, len(keys), _WINDOW)]
        if args.json:
            with JsonList() as listed:
                for window in windows:
                    for one in await shown_of(workplace.desk, args.kind, window):
                        listed.add(_as_json(one))
            return DONE
        rows = [row for window in windows for row in await _plain_rows(workplace.desk, args.kind, window)]
        print_table(["id", "name", *_COLUMNS[args.kind], "state"], rows)
    return DONE


async def show(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        one = await show_record(workplace.desk, _ref(args))
        if args.json:
            print_json(_as_json(one))
            return DONE
        names = await names_of(workplace.desk, _references([one]))
        rows = [("id", one.record.id), ("state", one.state)]
        rows += [(name, _cell(one, name, names)) for name in KINDS[args.kind].fields]
        print_table(["field", "value"], [row for row in rows if row[1]])
    return DONE


async def add(args: Namespace) -> int:
    fields = read_values(args.kind, args.values)
    async with opened(args.profile) as workplace:
        ref, _ = await add_record(workplace.desk, args.kind, fields)
    if args.json:
        print_json({"kind": ref.kind, "id": ref.id})
    else:
        line(ref.id)
    return DONE


async def set_values(args: Namespace) -> int:
    fields = read_values(args.kind, args.values)
    async with opened(args.profile) as workplace:
        await set_fields(workplace.desk, _ref(args), fields)
        if args.json:
            print_json(_as_json(await show_record(workplace.desk, _ref(args))))
    return DONE


async def delete(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        await delete_record(workplace.desk, _ref(args))
    if args.json:
        print_json({"kind": args.kind, "id": args.id, "deleted": True})
    return DONE


def _ref(args: Namespace) -> Ref:
    if not is_id(args.id):
        raise NotFound(f"“{args.id}” is not the id of a {args.kind}")
    return Ref(args.kind, args.id)


def _as_json(one: Shown) -> dict[str, Any]:
    record = one.record
    return {
        "id": record.id,
        "kind": record.kind,
        "fields": {**KINDS[record.kind].empty_fields(), **record.fields},
        "pending": one.pending,
        "conflict": one.conflict,
        "quarantined": one.quarantined,
    }


async def _plain_rows(desk: Desk, kind: str, keys: Any) -> list[list[str]]:
    listed = await shown_of(desk, kind, keys)
    names = await names_of(desk, _references(listed))
    return [
        [
            one.record.id,
            display_name(kind, one.record.fields),
            *(_cell(one, column, names) for column in _COLUMNS[kind]),
            one.state,
        ]
        for one in listed
    ]


def _references(listed: list[Shown]) -> set[Ref]:
    found = set()
    for one in listed:
        for name, declared in KINDS[one.record.kind].fields.items():
            value = one.record.fields.get(name)
            if declared.refers_to is not None and isinstance(value, str):
                found.add(Ref(declared.refers_to, value))
    return found


def _cell(one: Shown, name: str, names: dict[Ref, str]) -> str:
    value = one.record.fields.get(name)
    declared = KINDS[one.record.kind].fields[name]
    if declared.refers_to is not None and isinstance(value, str):
        return names.get(Ref(declared.refers_to, value), value)
    if name in {"phones", "emails"} and isinstance(value, list):
        return ", ".join(str(element.get("value")) for element in value if isinstance(element, dict))
    return shown(value)
