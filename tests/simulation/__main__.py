"""`python -m tests.simulation --seeds N --first K`: exit 1 and the traces of failing seeds, if any fail."""

import argparse
import sys

from tests.simulation.run import run_seed

_SHOWN = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="print the whole trace of failing seeds")
    parser.add_argument("--restores", action="store_true", help="restore the server from backups as well")
    chosen = parser.parse_args()
    failed = []
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        result = run_seed(seed, restores=chosen.restores)
        if result.failures:
            failed.append(seed)
            lines = result.trace if chosen.trace else result.trace[-_SHOWN:]
            sys.stdout.write("\n".join([f"seed {seed}", *lines, *result.failures[:10], ""]) + "\n")
    sys.stdout.write(f"{chosen.seeds} seeds, {len(failed)} failures{': ' if failed else ''}{failed or ''}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
