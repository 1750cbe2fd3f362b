"""One record on which the server fails among many (F28, F77; issue 4, Done when)."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from crmdesk.protocol.wire import MAX_CHANGES
from tests.journeys.places import Profile, Result, Server, run
from tests.journeys.poisoned_server import POISON


@dataclass(frozen=True)
class Sync:
    """One `crmdesk sync`: its result, how many changes each of its calls held, and its seconds."""

    result: Result
    calls: list[int]
    seconds: float


class Counting:
    """Anna's computer against a server that notes its calls."""

    def __init__(self, anna: Profile, server: Server) -> None:
        self.anna = anna
        self._log = server.folder / "calls"
        server.stop()
        server.program = ("tests.journeys.poisoned_server", str(self._log))
        server.start()

    def sync(self, *, ahead_s: int = 0) -> Sync:
        self._log.write_text("", encoding="utf-8")
        began = time.monotonic()
        result = run(self.anna.home, "sync", "--json", program=("tests.journeys.later", str(ahead_s)), timeout=600)
        took = time.monotonic() - began
        return Sync(result, [int(line) for line in self._log.read_text("utf-8").split()], took)

    def queue(self, folder: Path, names: list[str]) -> None:
        rows = folder / "contacts.csv"
        rows.write_text("last_name\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")
        self.anna("import", "contact", str(rows)).expect(0)


def wait_until_it_is_refused(desk: Counting) -> None:
    """A day later, and another: at the sixth failure it waits for a person."""
    for day in range(1, 10):
        again = desk.sync(ahead_s=day * 24 * 3_600)
        assert set(again.calls) == {1}, "nothing else goes again"
        if again.result.expect(0).json["quarantined"]:
            return
    raise AssertionError("it is tried for ever")


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_one_poisoned_record_holds_up_no_other_and_waits_apart(
    anna: Profile, boris: Profile, server: Server, tmp_path: Path, count: int
):
    desk = Counting(anna, server)
    names = [f"Contact {number}" for number in range(count)]
    desk.queue(tmp_path, [f"Floor {number}" for number in range(count)])
    floor = desk.sync()
    assert floor.result.expect(0).json["pushed"] == count

    desk.queue(tmp_path, [*names[: count // 3], POISON, *names[count // 3 + 1 :]])
    poisoned = desk.sync()
    said = poisoned.result.expect(0).json
    assert (said["state"], said["pushed"], said["pending"], said["quarantined"]) == ("idle", count - 1, 1, 0)
    whole_batches = -(-count // MAX_CHANGES)
    halvings = min(count, MAX_CHANGES).bit_length()
    assert len(poisoned.calls) <= whole_batches + 2 * halvings + 2
    print(  # noqa: T201 - the numbers of the run
        f"\n{count} edits: {len(floor.calls)} calls, {floor.seconds:.1f} s; with one poisoned {len(poisoned.calls)}"
        f" calls, {poisoned.seconds:.1f} s, {poisoned.seconds / floor.seconds:.2f} times as long"
    )

    if count > MAX_CHANGES:
        wait_until_it_is_refused(desk)
    (culprit,) = anna("outbox", "--json").expect(0).json
    assert culprit["state"] == ("quarantined" if count > MAX_CHANGES else "parked")
    assert culprit["fields"]["last_name"] == POISON
    assert [error["code"] for error in culprit["errors"]] == ["server_fault"]
    assert desk.sync().calls == []
    boris.sync()
    arrived = sorted(fields["last_name"] for fields in boris.fields("contact").values() if "C" in fields["last_name"])
    assert arrived == sorted(set(names) - {names[count // 3]})
    if count > MAX_CHANGES:
        anna("set", "contact", culprit["id"], "last_name=Well").expect(0)
        assert desk.sync().result.json["pushed"] == 1, "what is mended goes"
