"""sync, sync --watch."""

import asyncio
import signal
from argparse import Namespace
from typing import Any

from crmdesk.cli.exits import DONE, NOT_SIGNED_IN, exit_code_of_state
from crmdesk.cli.opening import opened
from crmdesk.cli.output import complain, flush, line, print_json
from crmdesk.desktop.syncing import sync_once, sync_until
from crmdesk.desktop.workplace import Workplace, seal_and_wipe
from crmdesk.sync.status import DEVICE_REVOKED, SIGN_IN_REQUIRED, SYNCING, Status
from crmdesk.system.locks import sync_lock
from crmdesk.system.logs import close_log, open_log

_SHOWN = ("state", "pushed", "pulled", "conflicts", "quarantined", "pending", "cursor")
_FINAL = frozenset({SIGN_IN_REQUIRED, DEVICE_REVOKED})


async def sync(args: Namespace) -> int:
    async with opened(args.profile) as workplace:
        log = open_log(workplace.profile.folder)
        try:
            return await (_watch(workplace, args) if args.watch else _once(workplace, args))
        finally:
            close_log(log)


async def _once(workplace: Workplace, args: Namespace) -> int:
    answer = await sync_once(workplace, sync_lock(workplace.profile.folder))
    code = exit_code_of_state(answer["state"])
    if args.json:
        print_json({name: answer[name] for name in _SHOWN})
    elif code == DONE:
        line(_sentence(answer))
    if code != DONE:
        complain(answer["message"] or answer["state"].replace("_", " "))
    return code


async def _watch(workplace: Workplace, args: Namespace) -> int:
    """Until SIGINT or SIGTERM, or until only a person can go on: signing in again."""
    with sync_lock(workplace.profile.folder).held("another crmdesk already syncs this profile"):
        watching = _Watching(as_json=args.json)
        engine = workplace.engine_for(watching.tell)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, watching.over.set)
        await sync_until(watching.over, workplace, engine)
        if watching.state in _FINAL:
            revoked = watching.state == DEVICE_REVOKED
            complain(await seal_and_wipe(workplace) if revoked else watching.message or "sign in again")
            return NOT_SIGNED_IN
    return DONE


class _Watching:
    """Prints each state that sync comes to."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.over = asyncio.Event()
        self.state = ""
        self.message = ""

    def tell(self, status: Status) -> None:
        if status.state in {self.state, SYNCING}:
            return
        self.state, self.message = status.state, status.message
        if self._as_json:
            print_json({"state": status.state, "message": status.message, "synced_at": status.synced_at})
        else:
            line(f"{status.state.replace('_', ' ')} {status.message}".rstrip())
        flush()
        if status.state in _FINAL:
            self.over.set()


def _sentence(answer: dict[str, Any]) -> str:
    parts = [f"sent {answer['pushed']}", f"received {answer['pulled']}"]
    parts += [f"{name} {answer[name]}" for name in ("conflicts", "pending", "quarantined") if answer[name]]
    return ", ".join(parts)
