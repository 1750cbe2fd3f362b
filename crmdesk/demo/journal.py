"""What the tour found: numbered pictures and tour.json, `[{"step", "checks": [{"what", "ok"}], "screenshot"}]`."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crmdesk.demo.until import Holds, until

_LOG = logging.getLogger(__name__)
_PATIENCE = 20.0


class TourBroken(Exception):  # noqa: N818 - it tells that the tour cannot go on; the step tells the error
    """A step could not be played to its end; the journal says why."""


@dataclass(slots=True)
class Check:
    what: str
    ok: bool


@dataclass(slots=True)
class Step:
    step: str
    checks: list[Check] = field(default_factory=list)
    screenshot: str = ""

    @property
    def holds(self) -> bool:
        return all(check.ok for check in self.checks)

    def check(self, what: str, ok: object) -> None:
        self.checks.append(Check(what, bool(ok)))

    async def becomes(self, what: str, holds: Holds, within: float = _PATIENCE) -> None:
        """A check of what comes true by itself, within so many seconds."""
        self.check(what, await until(holds, within))


class Journal:
    """`picture` saves what is in sight to a file. `folder` is made; what an earlier tour left in it goes."""

    def __init__(self, folder: Path, picture: Callable[[Path], Awaitable[None]], tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._picture = picture
        self._tell = tell
        self._steps: list[Step] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob("tour.json")):
            old.unlink()

    @property
    def holds(self) -> bool:
        return bool(self._steps) and all(step.holds for step in self._steps)

    @asynccontextmanager
    async def step(self, name: str, title: str) -> AsyncIterator[Step]:
        """One step; `name` goes into the picture's. Raises TourBroken if it did not come to its end."""
        number = len(self._steps) + 1
        step = Step(f"{number}. {title}", screenshot=f"{number:02}-{name}.png")
        self._steps.append(step)
        try:
            yield step
        except Exception as error:
            # the tour's door: whatever broke is a check that fails, and the pictures taken so far are kept
            _LOG.exception("the tour broke at %s", name)
            step.check(f"the step comes to its end ({type(error).__name__}: {error})", ok=False)
            await self._end(step)
            raise TourBroken(step.step) from error
        await self._end(step)

    async def _end(self, step: Step) -> None:
        await self._picture(self._folder / step.screenshot)
        self._write()
        self._tell_of(step)

    def _write(self) -> None:
        text = json.dumps([asdict(step) for step in self._steps], ensure_ascii=False, indent=2)
        (self._folder / "tour.json").write_text(f"{text}\n", encoding="utf-8")

    def _tell_of(self, step: Step) -> None:
        held = sum(check.ok for check in step.checks)
        self._tell(f"{'ok  ' if step.holds else 'FAIL'} {step.step} ({held} of {len(step.checks)} checks)")
        for check in step.checks:
            if not check.ok:
                self._tell(f"     does not hold: {check.what}")
