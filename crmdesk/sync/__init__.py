"""The engine: one cycle, retry, status, and the Remote port that it drives.

Deterministic: clock, randomness, network and disk are handed in."""
