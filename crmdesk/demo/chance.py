"""Choices that look like chance and are the same every time."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

from crmdesk.domain.ids import uuid7

T = TypeVar("T")
_ID_BITS = 74


class Chance:
    """A stream of choices, given by a seed and a name: one stream does not disturb another."""

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}/{name}")  # noqa: S311 - sample data, no secret

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, among: Sequence[T]) -> T:
        return among[self._random.randrange(len(among))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def some(self, among: Sequence[T], most: int) -> list[T]:
        """Up to `most` different ones, or none."""
        return self._random.sample(among, self._random.randint(0, most))

    def number(self, lowest: int, highest: int) -> int:
        return self._random.randint(lowest, highest)

    def digits(self, count: int) -> str:
        return f"{self._random.randrange(10**count):0{count}}"

    def early(self, highest: int) -> int:
        """0 to `highest`, small ones more often."""
        return int(self._random.random() ** 2 * (highest + 1))

    def shuffled(self, among: Sequence[T]) -> list[T]:
        return self._random.sample(among, len(among))

    def new_id(self, at_ms: int) -> str:
        return uuid7(at_ms, self._random.getrandbits(_ID_BITS))
