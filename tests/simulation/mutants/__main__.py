"""`python -m tests.simulation.mutants`: each mistake, and how many seeds it took to catch it; exit 1 if one escapes.

One that the protocol makes harmless must stay so: it runs through 2,000 seeds, and any failure is told.
"""

import argparse
import logging
import sys
from collections.abc import Iterable

from tests.simulation.mutants import MUTANTS, Mutant

_MOST = 5_000
_HARMLESS = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutants")
    parser.add_argument("names", nargs="*", default=list(MUTANTS), help="all, if left out")
    parser.add_argument("--most", type=int, default=_MOST, help="seeds for one mistake")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    return 1 if _escaped(chosen.names, chosen.most) else 0


def _escaped(names: Iterable[str], most: int) -> list[str]:
    escaped = []
    for name in names:
        mutant = MUTANTS[name]
        caught = _first_caught(mutant, min(most, _HARMLESS) if mutant.harmless else most)
        if mutant.harmless:
            said = f"harmless: {mutant.harmless}" if caught is None else f"not harmless after all: seed {caught}"
        else:
            said = "escaped" if caught is None else str(caught)
        if (caught is None) != bool(mutant.harmless):
            escaped.append(name)
        sys.stdout.write(f"{name}, {said}\n")
        sys.stdout.flush()
    return escaped


def _first_caught(mutant: Mutant, most: int) -> int | None:
    return next((seed for seed in range(1, most + 1) if mutant.is_caught_by(seed)), None)


if __name__ == "__main__":
    sys.exit(main())
