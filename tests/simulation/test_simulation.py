"""The invariants I1 to I8 of DESIGN 4 over drawn runs of layer 1: 500 fixed seeds. `make simulation SEEDS=20000` runs
more of them.

What a run may meet, row by row of SYNC section 4, stands in README.md.
"""

import logging

import pytest

from tests.simulation.run import run_seed

_BLOCK = 25
_SEEDS = 500


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("first", range(1, _SEEDS, _BLOCK))
def test_every_invariant_holds_whatever_network_disks_clocks_and_servers_do(first):
    failed = {}
    for seed in range(first, first + _BLOCK):
        result = run_seed(seed)
        if result.failures:
            failed[seed] = [*result.trace[-40:], *result.failures[:5]]
    assert not failed, "\n".join(line for lines in failed.values() for line in lines)


@pytest.mark.parametrize("seed", [4, 11, 78])
def test_one_seed_gives_one_run(seed):
    assert run_seed(seed).trace == run_seed(seed).trace


def test_the_runs_are_not_empty():
    edits = sum(run_seed(seed).edits for seed in range(1, 21))
    assert edits > 600
