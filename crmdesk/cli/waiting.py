"""outbox, conflicts, resolve, policy."""

from argparse import Namespace
from dataclasses import asdict

from crmdesk.cli.exits import DONE, UsageError
from crmdesk.cli.opening import opened
from crmdesk.cli.output import line, print_json, print_table, shown
from crmdesk.cli.values import read_values
from crmdesk.domain.ports import Policy
from crmdesk.domain.records import ConflictState
from crmdesk.operations.conflicts import list_conflicts, resolve_conflict, show_conflict
from crmdesk.operations.moments import moment
from crmdesk.operations.outbox import list_outbox
from crmdesk.operations.policy import read_policy, set_policy


async def outbox(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        items = await list_outbox(workplace.desk)
    if args.json:
        print_json(
            [
                {
                    "kind": item.kind,
                    "id": item.id,
                    "state": item.state.value,
                    "fields": dict(item.fields),
                    "errors": [asdict(error) for error in item.errors],
                }
                for item in items
            ]
        )
        return DONE
    print_table(
        ["kind", "id", "state", "fields", "why"],
        [
            [item.kind, item.id, item.state.value, ", ".join(item.fields), "; ".join(e.message for e in item.errors)]
            for item in items
        ],
    )
    return DONE


async def conflicts(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        listed = await list_conflicts(workplace.desk)
    if args.json:
        print_json(
            [
                {
                    "id": conflict.id,
                    "kind": conflict.kind,
                    "record_id": conflict.record_id,
                    "state": "settled" if conflict.state is ConflictState.SETTLED else "open",
                    "lost_there": conflict.state is ConflictState.LOST_THERE,
                    "at": moment(conflict.at),
                    "by": conflict.by,
                    "fields": {name: asdict(versions) for name, versions in conflict.fields.items()},
                }
                for conflict in listed
            ]
        )
        return DONE
    rows = []
    for conflict in listed:
        for name, versions in conflict.fields.items():
            sides = [shown(value) for value in (versions.base, versions.mine, versions.theirs, versions.result)]
            rows.append([conflict.id, conflict.kind, conflict.record_id, conflict.state.value, name, *sides])
    print_table(["id", "kind", "record", "state", "field", "before", "mine", "theirs", "result"], rows)
    return DONE


async def resolve(args: Namespace) -> int:
    if args.side is None and not args.values:
        raise UsageError("say --mine, --theirs, or --set FIELD=VALUE")
    async with opened(args.profile) as workplace:
        conflict = await show_conflict(workplace.desk, args.conflict_id)
        values = read_values(conflict.kind, args.values, deletion=True)
        await resolve_conflict(workplace.desk, conflict.id, args.side, values)
    if args.json:
        print_json({"id": conflict.id, "state": "settled"})
    return DONE


async def policy(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        if args.policy is not None:
            await set_policy(workplace.desk, Policy(args.policy))
        current = await read_policy(workplace.desk)
    if args.json:
        print_json({"policy": current.value})
    else:
        line(current.value)
    return DONE
