"""The invariants I1 to I8 of DESIGN 4 over drawn runs of layer 2, on the real replica and the real server: 15 fixed
seeds, about a second each. `make simulation LAYER=2 SEEDS=3000` runs more of them."""

import logging

import pytest

from tests.simulation.real.world import RealWorld
from tests.simulation.run import run_seed

_SEEDS = range(1, 16)


@pytest.fixture(scope="module")
def results():
    logging.disable(logging.CRITICAL)
    yield {seed: run_seed(seed, RealWorld()) for seed in _SEEDS}
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("seed", _SEEDS)
def test_every_invariant_holds_on_the_real_replica_and_server(results, seed):
    result = results[seed]
    assert not result.failures, "\n".join([*result.trace[-40:], *result.failures[:5]])


def test_one_seed_gives_one_run_on_the_real_ones_too(results):
    """Threads, files and random stamps change nothing (I6)."""
    assert run_seed(2, RealWorld()).trace == results[2].trace
    assert run_seed(12, RealWorld()).trace == results[12].trace


def test_programs_die_at_commits_on_both_sides(results):
    lines = [line for result in results.values() for line in result.trace]
    who = {line.split()[1] for line in lines if line.endswith("dies at a commit")}
    assert who == {"ann", "boris", "the"}
