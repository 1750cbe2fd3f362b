"""What a seed means: the mix of faults itself is drawn, so that every run leans another way (swarm testing)."""

import random
from dataclasses import dataclass

from crmdesk.domain.ports import Policy
from tests.simulation.network import FAULTS

NAMES = ("ann", "boris")
_AHEAD_MS = (0, 0, 700, 30_000, -30_000, 3_600_000, -3_600_000, 365 * 86_400_000, -365 * 86_400_000)


@dataclass(frozen=True)
class Scenario:
    seed: int
    odds: dict[str, float]
    policies: tuple[Policy, ...]
    ahead_ms: tuple[int, ...]
    """How far each desk's clock is ahead of true time."""
    server_ahead_ms: int
    steps: int
    pause_s: float
    """The longest pause between two steps."""
    deadliness: float
    kills: float
    """The odds that a step kills a program; the next ones are the odds of other trouble in a step."""
    cuts: float
    clock_sets: float
    odd_words: float
    restores: float
    """The odds that a step makes a backup of the server, or restores the last one."""


def draw(seed: int, *, restores: bool = False) -> Scenario:
    """`restores`: the server may be restored from a backup as well."""
    chance = random.Random(f"{seed} scenario")
    odds = {fault: chance.uniform(0.01, 0.15) for fault in FAULTS if chance.random() < 0.4}
    asks = chance.choice([(), (), (), ("ann",), ("ann", "boris")])
    return Scenario(
        seed=seed,
        odds=odds,
        policies=tuple(Policy.ASK if name in asks else Policy.LAST_WRITE_WINS for name in NAMES),
        ahead_ms=tuple(chance.choice(_AHEAD_MS) for _ in NAMES),
        server_ahead_ms=chance.choice((0, 0, 5_000, -7_200_000)),
        steps=chance.choice((15, 30, 60)),
        pause_s=chance.choice((0.5, 3.0, 20.0)),
        deadliness=chance.choice((0.0, 0.0, 0.01, 0.03)),
        kills=chance.choice((0.0, 0.0, 0.05)),
        cuts=chance.choice((0.0, 0.05, 0.15)),
        clock_sets=chance.choice((0.0, 0.0, 0.0, 0.05)),
        odd_words=chance.choice((0.0, 0.0, 0.0, 0.06)),
        restores=chance.choice((0.03, 0.1)) if restores else 0.0,
    )
