"""The simulation itself is tested: each classic mistake, planted, is caught within a bounded number of seeds."""

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.run import run_seed

_SEEDS = 300


@pytest.mark.parametrize("name", MUTANTS)
def test_the_simulation_catches_the_planted_mistake(name):
    def is_caught(seed: int) -> bool:
        with MUTANTS[name]():
            return bool(run_seed(seed).failures)

    assert any(is_caught(seed) for seed in range(1, _SEEDS + 1)), f"{name} was not caught"
