"""`python -m tests.journeys.killing WHEN N COMMAND...`: a crmdesk command that is killed at its N-th commit.

WHEN: `before` (the edit journal has its line, the database not) or `after`. As kill -9 would: nothing is flushed or
closed. A command that has fewer commits ends as it would.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy import Connection

from crmdesk.cli import main
from crmdesk.replica import store
from crmdesk.replica.transactions import transaction


def kill_at(when: str, number: int) -> None:
    commits = count(1)

    def kill_if(moment: str, commit: int) -> None:
        if (moment, commit) == (when, number):
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def killed(connection: Connection, *, writing: bool) -> Iterator[None]:
        if not writing:
            with transaction(connection, writing=False):
                yield
            return
        commit = next(commits)
        with transaction(connection, writing=True):
            yield
            kill_if("before", commit)
        kill_if("after", commit)

    store.transaction = killed  # type: ignore[attr-defined]


if __name__ == "__main__":
    kill_at(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[3:]))
