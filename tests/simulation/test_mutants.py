"""The simulation itself is tested: each classic mistake, planted, is caught within a bounded number of seeds.

Those that take many seeds, and the harmless ones, are for `make mutants`.
"""

import pytest

from tests.simulation.mutants import MUTANTS

_SEEDS = 40
_RARE = {"merge_under_seal", "no_dedupe", "page_token_only"}
_AT_ONCE = [name for name, mutant in MUTANTS.items() if not mutant.harmless and name not in _RARE]


@pytest.mark.parametrize("name", _AT_ONCE)
def test_the_simulation_catches_the_planted_mistake(name):
    assert any(MUTANTS[name].is_caught_by(seed) for seed in range(1, _SEEDS + 1)), f"{name} was not caught"
