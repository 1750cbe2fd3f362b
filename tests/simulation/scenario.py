"""What a seed means: the mix of faults itself is drawn, so that every run leans another way (swarm testing)."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crmdesk.domain.ports import Policy
from tests.simulation.ledger import WEB
from tests.simulation.network import FAULTS

NAMES = ("ann", "boris")
USER_IDS: Mapping[str, str] = MappingProxyType(
    {name: f"00000000-0000-4000-9000-{number:012}" for number, name in enumerate((*NAMES, WEB), 1)}
)
YEAR_MS = 365 * 86_400_000
_AHEAD_MS = (0, 0, 700, 30_000, -30_000, 3_600_000, -3_600_000, YEAR_MS, -YEAR_MS)
CLOCK_STEPS_MS = (300_000, 86_400_000, YEAR_MS)


@dataclass(frozen=True)
class Scenario:
    """Odds are those of one step."""

    seed: int
    mix: str
    network: dict[str, float]
    """The odds of each fault of the network, by request."""
    policies: tuple[Policy, ...]
    ahead_ms: tuple[int, ...]
    """How far each desk's clock is ahead of true time."""
    server_ahead_ms: int
    steps: int
    pause_s: float
    """The longest pause between two steps."""
    deadliness: float
    """The odds that a program dies at one side of a commit."""
    odd_words: float
    kills: float
    cuts: float
    clock_sets: float
    naps: float
    full_disks: float
    old_disks: float
    """That a desk's disk is copied, or is as it was when it was copied."""
    restores: float
    """That the server is backed up, or is as it was when it was backed up."""
    purges: float
    """That the server forgets its tombstones."""
    web: float
    """That somebody edits through another client."""


@dataclass(frozen=True)
class _Mix:
    """What the odds are drawn from. `network`: how many of the network's faults are there, and how often at most."""

    network: tuple[float, float] = (0.4, 0.15)
    deadliness: tuple[float, ...] = (0.0, 0.0, 0.01, 0.03)
    kills: tuple[float, ...] = (0.0, 0.0, 0.05)
    cuts: tuple[float, ...] = (0.0, 0.05, 0.15)
    clock_sets: tuple[float, ...] = (0.0, 0.0, 0.0, 0.05)
    naps: tuple[float, ...] = (0.0, 0.0, 0.03)
    full_disks: tuple[float, ...] = (0.0, 0.0, 0.0, 0.04)
    old_disks: tuple[float, ...] = (0.0, 0.0, 0.0, 0.03)
    restores: tuple[float, ...] = (0.0, 0.0, 0.0, 0.03)
    purges: tuple[float, ...] = (0.0, 0.0, 0.0, 0.03)
    web: tuple[float, ...] = (0.0, 0.1, 0.3)


MIXES: Mapping[str, _Mix] = MappingProxyType(
    {
        "ordinary": _Mix(),
        "people": _Mix(
            network=(0.0, 0.0), deadliness=(0.0,), kills=(0.0,), full_disks=(0.0,), old_disks=(0.0,), restores=(0.0,),
            clock_sets=(0.0,), naps=(0.0,), purges=(0.0,), cuts=(0.15, 0.3), web=(0.0, 0.3),
        ),
        "network": _Mix(network=(0.8, 0.25), restores=(0.0,), old_disks=(0.0,)),
        "disks": _Mix(deadliness=(0.03, 0.06), kills=(0.05, 0.1), full_disks=(0.0, 0.08), old_disks=(0.03, 0.08)),
        "restores": _Mix(restores=(0.05, 0.1), old_disks=(0.0, 0.0, 0.03), purges=(0.0, 0.0, 0.03)),
    }
)  # fmt: skip
"""By name: a bit of everything; people against people; each with one thing that goes wrong all the time."""
_DRAWN = ("ordinary", "ordinary", "ordinary", "people", "network", "disks", "restores", "restores")


def draw(seed: int, mix: str | None = None) -> Scenario:
    """`mix` None: drawn as well."""
    chance = random.Random(f"{seed} scenario")
    drawn = chance.choice(_DRAWN)
    name = mix or drawn
    odds = MIXES[name]
    share, at_most = odds.network
    asks = chance.choice([(), (), (), ("ann",), ("ann", "boris")])
    return Scenario(
        seed=seed,
        mix=name,
        network={fault: chance.uniform(0.01, at_most) for fault in FAULTS if chance.random() < share},
        policies=tuple(Policy.ASK if name in asks else Policy.LAST_WRITE_WINS for name in NAMES),
        ahead_ms=tuple(chance.choice(_AHEAD_MS) for _ in NAMES),
        server_ahead_ms=chance.choice((0, 0, 5_000, -7_200_000)),
        steps=chance.choice((15, 30, 60)),
        pause_s=chance.choice((0.5, 3.0, 20.0)),
        deadliness=chance.choice(odds.deadliness),
        odd_words=chance.choice((0.0, 0.0, 0.0, 0.06)),
        kills=chance.choice(odds.kills),
        cuts=chance.choice(odds.cuts),
        clock_sets=chance.choice(odds.clock_sets),
        naps=chance.choice(odds.naps),
        full_disks=chance.choice(odds.full_disks),
        old_disks=chance.choice(odds.old_disks),
        restores=chance.choice(odds.restores),
        purges=chance.choice(odds.purges),
        web=chance.choice(odds.web),
    )
