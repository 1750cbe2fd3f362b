"""What became of every edit of a soak: on the server, in a conflict, refused, or replaced by who knew it (DESIGN 4: I1,
I2, I7). Read from the server's database and from what the commands print."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from crmdesk.domain.kinds import KINDS, LISTS, FieldType
from crmdesk.domain.merge import same
from tests.journeys.soaking import Command, Computer

_PARTED = LISTS | {FieldType.NOTE}
"""What is merged piece by piece."""


_TOGGLES = {"deleted", "restored"}


@dataclass(frozen=True)
class Happened:
    """One field of one change in the server's history."""

    rev: int
    device: str
    before: Any
    after: Any


class Books:
    """The server's record of everything: what stands there, and each change with its author."""

    def __init__(self, database: Path) -> None:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.records = {
            (kind, id_): (bool(deleted), json.loads(fields))
            for kind, id_, deleted, fields in connection.execute("SELECT kind, id, deleted, fields FROM record")
        }
        self.applied = connection.execute("SELECT count(*) FROM applied_change").fetchone()[0]
        self.changes = 0
        self._happened: dict[tuple[str, str], list[Happened]] = {}
        rows = connection.execute("SELECT rev, record_id, device_id, action, fields FROM history ORDER BY rev")
        for rev, id_, device, action, fields in rows:
            self.changes += device is not None
            toggled = {"deleted": [action == "restored", action == "deleted"]} if action in _TOGGLES else {}
            for name, held in {**json.loads(fields), **toggled}.items():
                happened = Happened(rev, device or "", *_before_and_after(held))
                self._happened.setdefault((id_, name), []).append(happened)
        connection.close()

    def of(self, id_: str, name: str) -> list[Happened]:
        return self._happened.get((id_, name), [])

    def fields(self) -> Iterator[tuple[str, str, list[Happened]]]:
        for (id_, name), happened in self._happened.items():
            yield id_, name, happened


def _before_and_after(held: Any) -> tuple[Any, Any]:
    return (held["before"], held["after"]) if isinstance(held, dict) else tuple(held)


@dataclass(frozen=True)
class Edit:
    """One field that one accepted command changed; `number` is the command's place in the computer's log."""

    number: int
    kind: str
    id: str
    name: str
    before: Any
    after: Any
    verb: str


def edits_of(log: Iterable[Command]) -> Iterator[Edit]:
    for number, command in enumerate(log):
        for one in command.edits:
            was_deleted, deleted = one["deleted"]
            if bool(was_deleted) != deleted:
                yield Edit(number, one["kind"], one["id"], "deleted", was_deleted, deleted, command.verb)
            for name, (before, after) in one["fields"].items():
                yield Edit(number, one["kind"], one["id"], name, before, after, command.verb)


class Account:
    """The edits of one computer against the books."""

    def __init__(self, computer: Computer, books: Books) -> None:
        profile = json.loads((computer.profile.home / "profiles" / "default" / "profile.json").read_text("utf-8"))
        self.device = str(profile["device_id"])
        self.computer = computer
        self.edits = list(edits_of(computer.log))
        self._books = books
        self._conflicts: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for conflict in computer.listed("conflicts"):
            for name, versions in conflict["fields"].items():
                self._conflicts.setdefault((conflict["record_id"], name), []).append(versions)
        self._later: dict[tuple[str, str], int] = {}
        for edit in self.edits:
            for name in (edit.name, "*"):
                self._later[edit.id, name] = edit.number
        self._perhaps = {
            (one.arguments[2], one.verb): number
            for number, one in enumerate(computer.log)
            if one.result is None and one.verb in {"set", "delete", "restore"}
        }

    def unaccounted(self) -> list[str]:
        return [f"{self.computer.profile.home.name}: {edit}" for edit in self.edits if not self._is_accounted(edit)]

    def would_miss(self) -> bool:
        """Whether the last value typed here, had it been another one, would be missed."""
        typed = [edit for edit in self.edits if isinstance(edit.after, str) and not self._is_replaced(edit)]
        return not any(self._is_accounted(replace(edit, after="never typed")) for edit in typed[-1:])

    def _is_accounted(self, edit: Edit) -> bool:
        return self._arrived(edit) or self._is_replaced(edit) or self.holds(edit.id, edit.name, edit.before, edit.after)

    def _arrived(self, edit: Edit) -> bool:
        if edit.name == "amount" and self._has_items(edit):
            return True
        if (edit.kind, edit.id) not in self._books.records:
            return edit.name == "deleted" and edit.after  # made and deleted before it was sent
        if edit.name == "deleted":
            return self._is_toggled(edit)
        there = [value for one in self._books.of(edit.id, edit.name) for value in (one.before, one.after)] or [None]
        if KINDS[edit.kind].fields[edit.name].type not in _PARTED:
            return any(same(KINDS[edit.kind], edit.name, edit.after, one) for one in there)
        before, after = pieces(edit.before), pieces(edit.after)
        arrived = all(any(piece in pieces(one) for one in there) for piece in after - before)
        # a creation and a removal before it arrived leave no trace but the absence
        return arrived and all(any(piece not in pieces(one) for one in there) for piece in before - after)

    def _is_toggled(self, edit: Edit) -> bool:
        """What was deleted and restored before either was sent needs no sending."""
        toggles = self._books.of(edit.id, "deleted")
        if edit.after:
            return any(one.after for one in toggles)
        sent = [one.rev for one in toggles if one.after and one.device == self.device]
        return not sent or any(one.rev > sent[0] and not one.after for one in toggles)

    def _has_items(self, edit: Edit) -> bool:
        _, fields = self._books.records.get((edit.kind, edit.id), (False, {}))
        return bool(fields.get("items"))

    def _is_replaced(self, edit: Edit) -> bool:
        """By a later edit of the same field here, or by a deletion here; or perhaps, by a command that was killed."""
        later = self._later[edit.id, edit.name] > edit.number
        deleted = self._later.get((edit.id, "deleted"), -1) > edit.number
        perhaps = any(number > edit.number for (id_, _), number in self._perhaps.items() if id_ == edit.id)
        return later or deleted or perhaps

    def conflicts_about(self, id_: str, name: str) -> int:
        return len(self._conflicts.get((id_, name), []))

    def holds(self, id_: str, name: str, before: Any, after: Any) -> bool:
        """Whether a conflict listed here tells of the value, or of the whole record's deletion."""
        for versions in self._conflicts.get((id_, name), []):
            known = [versions[side] for side in ("base", "mine", "theirs", "result")]
            if any(one == after for one in known):
                return True
            if pieces(after) - pieces(before) <= set().union(*(pieces(one) for one in known)):
                return True
        return any(versions["result"] for versions in self._conflicts.get((id_, "deleted"), []))


def pieces(value: Any) -> set[str]:
    """The elements of a list, or the lines of a text."""
    if isinstance(value, list):
        return {json.dumps(_bare(one), sort_keys=True) for one in value}
    return {line.strip() for line in str(value or "").split("\n") if line.strip()}


def _bare(element: Any) -> Any:
    if not isinstance(element, dict):
        return element
    return {name: part for name, part in element.items() if part not in (None, "")}


def sent_twice(accounts: Iterable[Account], books: Books) -> list[str]:
    """Values, each typed once, that one computer set more than once without having been told to by its person."""
    found = []
    for account in accounts:
        resolved = Counter(edit.id for edit in account.edits if edit.verb == "resolve")
        restored = Counter(edit.id for edit in account.edits if edit.name == "deleted")
        for id_, name, happened in books.fields():
            values = Counter(str(one.after) for one in happened if one.device == account.device and _is_typed(one))
            # a group that was ours over theirs goes whole
            allowed = 1 + resolved[id_] + restored[id_] + account.conflicts_about(id_, name)
            found += [f"{name} of {id_}: {value} {times}x" for value, times in values.items() if times > allowed]
    return found


def _is_typed(happened: Happened) -> bool:
    """Whether it is a value that is typed only once; not a flag, and no list that others add to."""
    return isinstance(happened.after, str) and " " in happened.after and "\n" not in happened.after


def overridden_unseen(accounts: Iterable[Account], books: Books) -> list[str]:
    """Acknowledged values that another computer replaced without knowing them, and that no conflict of the computer
    they were typed at tells of (I7)."""
    by_device = {account.device: account for account in accounts}
    found = []
    for id_, name, happened in books.fields():
        for old, new in pairwise(happened):
            theirs, ours = by_device.get(new.device), by_device.get(old.device)
            if theirs is None or ours is None or theirs is ours or not _is_typed(old):
                continue
            if not _knew(theirs, id_, name, old.after, new.after) and not ours.holds(id_, name, None, old.after):
                found.append(f"{name} of {id_}: {old} gone by {new}, unseen")
    return found


def _knew(account: Account, id_: str, name: str, old: Any, new: Any) -> bool:
    """Whether the person who typed `new` had `old` before their eyes at it or at an edit before it. What a killed
    command did, or a decision on a conflict, is not judged."""
    mine = [edit for edit in account.edits if (edit.id, edit.name) == (id_, name)]
    typed = [number for number, edit in enumerate(mine) if edit.after == new]
    if not typed or any(edit.verb == "resolve" for edit in mine):
        return True
    return any(edit.before == old for edit in mine[: typed[-1] + 1])
