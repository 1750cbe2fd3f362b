"""Many people at many computers with one server, for minutes, while anything may be killed at any moment.

Each computer has hands (`tests.journeys.hands`: one command after the other) and, every second one, a `sync --watch`
beside them; the others sync by command. Everything is a process of its own, and all of them are killed with SIGKILL.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journeys.places import Profile, Result, Server, environment

KINDS = ("company", "contact", "deal", "task")
_LONGEST_PAUSE = 1.5
_MOST_OF_A_KIND = 25
"""So few that people get in each other's way."""


@dataclass(frozen=True)
class Command:
    """One command of one computer. `result` None: killed on the way, so that it may have happened or not."""

    arguments: tuple[str, ...]
    result: Result | None
    edits: tuple[Mapping[str, Any], ...]

    @property
    def verb(self) -> str:
        return self.arguments[0]


class Shared:
    """What the computers of one soak have in common."""

    def __init__(self) -> None:
        self.ids: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.over = threading.Event()
        self.faults: list[str] = []
        self.kills = Counter[str]()
        self._serial = 0
        self._lock = threading.Lock()

    def serial(self) -> int:
        """A number that no value had before."""
        with self._lock:
            self._serial += 1
            return self._serial


@dataclass
class Computer:
    profile: Profile
    shared: Shared
    dice: random.Random
    watched: bool
    log: list[Command] = field(default_factory=list)
    _hands: subprocess.Popen[str] | None = None
    _watch: subprocess.Popen[bytes] | None = None

    def live(self) -> None:
        """Until the soak is over. A fault is noted, for nobody waits for a thread."""
        try:
            while not self.shared.over.wait(self.dice.uniform(0, _LONGEST_PAUSE)):
                if self.watched:
                    self.keep_watch()
                self.do(*self._whim())
        except Exception as fault:  # noqa: BLE001 - told at the end, whatever it is
            self.shared.faults.append(f"{self.profile.home.name}: {fault!r}")

    def do(self, *arguments: str) -> Command:
        if self._hands is None or self._hands.poll() is not None:
            _close(self._hands)
            self._hands = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.hands"],
                env=environment(self.profile.home),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        command = self._asked(self._hands, arguments)
        self.log.append(command)
        if command.result is not None:
            if command.result.code not in {0, 1, 4} or "internal error" in command.result.err:
                self.shared.faults.append(f"{self.profile.home.name}: {arguments}: {command.result}")
            if command.verb == "add" and command.result.code == 0:
                known = self.shared.ids[arguments[1]]
                known.append(command.result.out.strip())
                del known[:-_MOST_OF_A_KIND]
        return command

    def sync(self) -> Mapping[str, Any]:
        command = self.do("sync", "--json")
        assert command.result is not None
        return dict(command.result.expect(0).json)

    def listed(self, *arguments: str) -> Any:
        command = self.do(*arguments, "--json")
        assert command.result is not None
        return command.result.expect(0).json

    def kill_something(self, dice: random.Random) -> None:
        for name, process in (("hands", self._hands), ("watch", self._watch)):
            if process is not None and process.poll() is None and dice.random() < 0.6:
                process.kill()
                self.shared.kills[name] += 1

    def keep_watch(self) -> None:
        if self._watch is None or self._watch.poll() is not None:
            self._watch = subprocess.Popen(
                [sys.executable, "-m", "crmdesk", "sync", "--watch"],
                env=environment(self.profile.home),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def write_log(self) -> None:
        """Beside the profile, for whoever has to find out what went wrong."""
        lines = [f"{one.arguments} {one.result and one.result.code} {json.dumps(one.edits)}\n" for one in self.log]
        (self.profile.home / "commands.log").write_text("".join(lines), encoding="utf-8")

    def stop(self) -> None:
        for process in (self._hands, self._watch):
            if process is not None:
                process.terminate()
                process.wait(timeout=30)
        _close(self._hands)

    def _asked(self, hands: subprocess.Popen[str], arguments: tuple[str, ...]) -> Command:
        assert hands.stdin is not None
        assert hands.stdout is not None
        try:
            hands.stdin.write(json.dumps(arguments) + "\n")
            hands.stdin.flush()
            answer = hands.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer.endswith("\n"):
            hands.wait()
            return Command(arguments, None, ())
        said = json.loads(answer)
        return Command(arguments, Result(said["code"], said["out"], said["err"]), tuple(said["edits"]))

    def _whim(self) -> tuple[str, ...]:
        dice = self.dice
        kind = dice.choice(KINDS)
        if not self.shared.ids[kind]:
            return self._add(kind)
        whims: dict[Callable[[str], tuple[str, ...]], int] = {
            self._add: 12,
            self._set: 50,
            self._set_list: 20,
            self._delete: 4,
            self._restore: 4,
            self._resolve: 5,
            self._sync: 2 if self.watched else 14,
        }
        whim = dice.choices(list(whims), list(whims.values()))[0]
        return whim(kind)

    def _add(self, kind: str) -> tuple[str, ...]:
        title = {"contact": "last_name", "company": "name"}.get(kind, "title")
        more = {
            "contact": lambda: [f"company_id={self._id('company')}"],
            "deal": lambda: [f"contact_id={self._id('contact')}", "amount=10", "currency=RUB"],
            "task": lambda: [f"deal_id={self._id('deal')}"],
        }
        return ("add", kind, f"{title}={self._word()}", *more.get(kind, list)())

    def _set(self, kind: str) -> tuple[str, ...]:
        id_, word, number = self._id(kind), self._word(), self.shared.serial()
        values = {
            "contact": [f"job_title={word}", f"source={word}", f"first_name={word}", f"last_name={word}"],
            "company": [f"industry={word}", f"bank_name={word}", f"account={40702810900000000000 + number}"],
            "deal": [f"title={word}", f"amount={number}", f"source={word}", f"contact_id={self._id('contact')}"],
            "task": [f"result={word}", f"done={self.dice.choice(['true', 'false'])}", f"duration_min={number}"],
        }[kind]
        return ("set", kind, id_, *self.dice.sample(values, self.dice.choice([1, 1, 1, 2])))

    def _set_list(self, kind: str) -> tuple[str, ...]:
        """As in a card: what is there, with something added, changed or removed."""
        id_ = self._id(kind)
        shown = self.do("show", kind, id_, "--json").result
        name = self.dice.choice(
            ["notes"] if kind == "task" else ["tags", "notes"] if kind == "deal" else ["tags", "phones", "notes"]
        )
        held = shown.json["fields"][name] if shown is not None and shown.code == 0 else None
        if name == "notes":
            return ("set", kind, id_, "notes=" + "\n".join(self._varied((held or "").split("\n"), self._word)))
        make = self._word if name == "tags" else self._phone
        return ("set", kind, id_, f"{name}={json.dumps(self._varied(held or [], make))}")

    def _varied(self, held: list[Any], make: Callable[[], Any]) -> list[Any]:
        elements = [one for one in held if one]
        place = self.dice.randrange(len(elements) + 1)
        if elements[place:] and self.dice.random() < 0.5:
            changed = elements[place]
            relabelled = [{**changed, "label": self._word()}] if isinstance(changed, dict) else [make()]
            return elements[:place] + self.dice.choice([[], relabelled]) + elements[place + 1 :]
        return [*elements[:place], make(), *elements[place:]]

    def _delete(self, kind: str) -> tuple[str, ...]:
        return ("delete", kind, self._id(kind))

    def _restore(self, _: str) -> tuple[str, ...]:
        deleted = [one.arguments for one in self.log if one.verb == "delete"]
        return ("restore", *self.dice.choice(deleted)[1:]) if deleted else ("sync", "--json")

    def _resolve(self, _: str) -> tuple[str, ...]:
        found = self.do("conflicts", "--json").result
        conflicts = found.json if found is not None and found.code == 0 else []
        some = [one for one in conflicts if one["state"] == "open"] or conflicts[-5:]
        if not some:
            return ("sync", "--json")
        return ("resolve", self.dice.choice(some)["id"], self.dice.choice(["--mine", "--theirs"]))

    def _sync(self, _: str) -> tuple[str, ...]:
        return ("sync", "--json")

    def _id(self, kind: str) -> str:
        """Nothing while there is none."""
        return self.dice.choice(self.shared.ids[kind] or [""])

    def _word(self) -> str:
        return f"{self.profile.home.name} {self.shared.serial()}"

    def _phone(self) -> dict[str, str]:
        return {"value": f"+7921{self.shared.serial():07}"}


def _close(process: subprocess.Popen[str] | None) -> None:
    for stream in (process.stdin, process.stdout) if process is not None else ():
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()


def kill_at_random(server: Server, computers: list[Computer], shared: Shared, dice: random.Random) -> None:
    """About every two seconds a process of somebody's computer, about every ten seconds the server."""
    while not shared.over.wait(dice.uniform(0.5, 3.5)):
        dice.choice(computers).kill_something(dice)
        if dice.random() < 0.2:
            server.kill()
            shared.kills["server"] += 1
            time.sleep(dice.uniform(0, 2))
            server.start()


def soak(server: Server, computers: list[Computer], shared: Shared, seconds: float, seed: int) -> None:
    threads = [threading.Thread(target=computer.live) for computer in computers]
    killer = threading.Thread(target=kill_at_random, args=(server, computers, shared, random.Random(f"{seed}/kills")))
    for thread in [*threads, killer]:
        thread.start()
    time.sleep(seconds)
    shared.over.set()
    for thread in [*threads, killer]:
        thread.join()


def settle(computers: list[Computer], rounds: int = 40) -> int:
    """Sync in turn until nothing moves, deciding what waits for a person; the rounds that it took."""
    for number in range(1, rounds):
        quiet = True
        for computer in computers:
            decided = _decide(computer)
            said = computer.sync()
            waits = said["pending"] + said["quarantined"]
            quiet = quiet and not decided and not waits and not said["pushed"] and not said["pulled"]
        if quiet:
            return number
    raise AssertionError(f"it never comes to rest: {[computer.listed('outbox') for computer in computers]}")


def _decide(computer: Computer) -> bool:
    """Take a side in every open conflict, and the bad value out of everything refused; whether there was any. A
    reference to a record that was deleted before it ever reached the server would be parked for a day before that."""
    conflicts = [one["id"] for one in computer.listed("conflicts") if one["state"] == "open"]
    for conflict in conflicts:
        computer.do("resolve", conflict, computer.dice.choice(["--mine", "--theirs"]))
    refused = [one for one in computer.listed("outbox") if one["state"] in {"parked", "quarantined"}]
    for one in refused:
        computer.do("set", one["kind"], one["id"], *{f"{error['field']}=" for error in one["errors"]})
    return bool(conflicts or refused)


def people_at(folder: Path, server: Server, count: int, shared: Shared, seed: int) -> list[Computer]:
    """So many computers, signed in; a quarter of the people has two. Every third asks in conflicts."""
    people = max(2, count * 3 // 4)
    for number in range(people):
        server.add_user(f"p{number}@example.com", f"P{number}", "admin" if number == 0 else "rep")
    server.start()
    computers = []
    for number in range(count):
        profile = Profile(folder / f"c{number}", f"p{number % people}@example.com")
        profile.home.mkdir()
        computers.append(Computer(profile, shared, random.Random(f"{seed}/{number}"), watched=number % 2 == 0))
        profile.sign_in(server)
        if number % 3 == 2:
            computers[-1].do("policy", "ask")
        computers[-1].sync()
    return computers
