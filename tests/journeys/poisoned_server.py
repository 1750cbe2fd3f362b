"""`python -m tests.journeys.poisoned_server LOG ARGUMENTS...`: `crmdesk ARGUMENTS` whose server fails with 500 on every
call that has the word POISON in one of its changes, as a fault in its code would make it do. Each call with changes is
a line of LOG: how many."""

import sys
from pathlib import Path
from typing import Any

from crmdesk.cli import main
from crmdesk.protocol.wire import WireChange
from crmdesk.server import outgoing, syncing

POISON = "POISON"


def poison(log: Path) -> None:
    judge, push = outgoing.judge, syncing.push

    def judge_or_fail(batch: Any, change: WireChange) -> Any:
        if POISON in change.fields.values():
            raise RuntimeError("a fault of this server")
        return judge(batch, change)

    def push_noted(connection: Any, author: Any, body: Any) -> Any:
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"{len(body.changes)}\n")
        return push(connection, author, body)

    outgoing.judge = judge_or_fail
    syncing.push = push_noted


if __name__ == "__main__":
    poison(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
