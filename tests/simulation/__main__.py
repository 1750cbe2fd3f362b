"""`python -m tests.simulation --seeds N --first K`: ends with `N seeds, 0 failures`; else the traces of failing seeds,
their numbers in that line, and exit 1. A failing seed runs again, the same, with `--first SEED --seeds 1 --trace`."""

import argparse
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.simulation.run import Result, run_seed
from tests.simulation.scenario import MIXES
from tests.simulation.worlds import WORLDS

_SHOWN = 60
_AT_ONCE = 50
"""Seeds that a process takes at a time."""
_LOG = Path(__file__).with_name("LOG.md")


def main() -> int:
    chosen = _arguments()
    logging.disable(logging.CRITICAL)
    started = time.monotonic()
    failed = []
    for result in _results(chosen):
        if result.failures:
            failed.append(result.seed)
            lines = result.trace if chosen.trace else result.trace[-_SHOWN:]
            sys.stdout.write("\n".join([f"seed {result.seed}", *lines, *result.failures[:10], ""]) + "\n")
            sys.stdout.flush()
    if chosen.log:
        _note(chosen, time.monotonic() - started, failed)
    sys.stdout.write(f"{chosen.seeds} seeds, {len(failed)} failures{': ' if failed else ''}{failed or ''}\n")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--layer", type=int, choices=sorted(WORLDS), default=1)
    parser.add_argument("--mix", choices=sorted(MIXES), help="one mix of faults instead of a drawn one")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--trace", action="store_true", help="print the whole trace of failing seeds")
    parser.add_argument("--log", action="store_true", help=f"append a line to {_LOG.name}")
    return parser.parse_args()


def _results(chosen: argparse.Namespace) -> Iterator[Result]:
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    work = partial(_run, layer=chosen.layer, mix=chosen.mix)
    if chosen.jobs == 1:
        yield from map(work, seeds)
        return
    with ProcessPoolExecutor(chosen.jobs) as pool:
        yield from pool.map(work, seeds, chunksize=_AT_ONCE)


def _run(seed: int, *, layer: int, mix: str | None) -> Result:
    result = run_seed(seed, WORLDS[layer](), mix=mix)
    return result if result.failures else Result(seed, edits=result.edits)


def _note(chosen: argparse.Namespace, seconds: float, failed: list[int]) -> None:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    cells = [
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        commit.stdout.strip(),
        f"{chosen.first}-{chosen.first + chosen.seeds - 1}",
        str(chosen.layer),
        chosen.mix or "drawn",
        f"{seconds:.0f} s, {chosen.jobs} processes",
        ", ".join(map(str, failed)) or "0",
    ]
    with _LOG.open("a") as log:
        log.write(f"| {' | '.join(cells)} |\n")


if __name__ == "__main__":
    sys.exit(main())
