"""The addressed dice outside the kernel: names instead of numbers, the same generator as on the ground."""

from __future__ import annotations

from functools import lru_cache

from panj.border.compiled import quick
from panj.border.dice import uniform
from panj.border.forces import unit_address

_uniform = quick(uniform)


address = lru_cache(maxsize=65536)(unit_address)  # of whoever or whatever a draw is for: as of a unit, its name hashed


class Streams:
    """Draws by (subsystem, step, who, which) under one seed; holds no state, so the order of calls does not matter."""

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)

    def uniform(self, subsystem: str, step: int, who: str, which: str) -> float:
        """One draw in [0, 1)."""
        return _uniform(self.seed, address(subsystem), step, address(who), address(which))
