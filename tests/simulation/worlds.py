"""The layers: what people and faults do it to. Each is made anew for every seed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.simulation.real.world import RealWorld
from tests.simulation.run import World

WORLDS: Mapping[int, Callable[[], World]] = MappingProxyType({1: World, 2: RealWorld})
"""1: the real `sync` and `domain` over stores and a server in memory. 2: the real replica and the real server too."""
