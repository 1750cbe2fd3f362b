"""Many processes against one real server on SQLite, clients and server killed at random (issue 4, Done when).

`SOAK_SECONDS`, `SOAK_CLIENTS` and `SOAK_SEED` change the long run; the small one tries the machinery.
"""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from crmdesk.domain.merge import differing
from tests.journeys.accounts import Account, Books, overridden_unseen, sent_twice
from tests.journeys.places import Server
from tests.journeys.soaking import KINDS, Computer, Shared, people_at, settle, soak

_LONG = (int(os.environ.get("SOAK_CLIENTS", "20")), float(os.environ.get("SOAK_SECONDS", "300")))
_SEED = int(os.environ.get("SOAK_SEED", "1"))


def everything(computer: Computer) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (kind, one["id"]): one["fields"] for kind in KINDS for one in computer.listed("list", kind, "--limit", "100000")
    }


@pytest.mark.slow
@pytest.mark.parametrize(("clients", "seconds"), [(4, 20.0), _LONG], ids=["small", "whole"])
def test_no_edit_is_lost_among_processes_that_are_killed(tmp_path: Path, clients: int, seconds: float):
    server = Server(tmp_path / "server")
    server.folder.mkdir()
    shared = Shared()
    computers: list[Computer] = []
    try:
        computers = people_at(tmp_path, server, clients, shared, _SEED)
        soak(server, computers, shared, seconds, _SEED)
        assert shared.faults == []
        began = time.monotonic()
        rounds = settle(computers)
        took = time.monotonic() - began
        server.stop()
        books = Books(server.folder / "server.sqlite")
        there = {ref: fields for ref, (deleted, fields) in books.records.items() if not deleted and ref[0] in KINDS}
        for computer in computers:
            here = everything(computer)
            assert set(here) == set(there)
            assert not [ref for ref, fields in here.items() if differing(ref[0], fields, there[ref])]
        accounts = [Account(computer, books) for computer in computers]
        assert [line for account in accounts for line in account.unaccounted()] == []
        assert all(account.would_miss() for account in accounts), "the accounts would see a loss"
        assert sent_twice(accounts, books) == []
        assert overridden_unseen(accounts, books) == []
        assert books.changes == books.applied, "each applied change is in the history once"
        edits = sum(len(account.edits) for account in accounts)
        syncs = sum(command.verb == "sync" for computer in computers for command in computer.log)
        conflicts = sum(len(computer.listed("conflicts")) for computer in computers)
        print(  # noqa: T201 - the numbers of the run
            f"\n{clients} clients, {seconds:.0f} s: {edits} edits, {books.applied} changes, {conflicts} conflicts,"
            f" {dict(shared.kills)} kills, {syncs} syncs by command, quiet after {rounds} rounds and {took:.0f} s"
        )
    finally:
        shared.over.set()
        for computer in computers:
            computer.stop()
            computer.write_log()
        server.stop()
