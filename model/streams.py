"""The addressed dice outside the kernel: names instead of numbers, the same generator as on the ground."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from border.compiled import quick
from border.dice import uniform

_uniform = quick(uniform)


@lru_cache(maxsize=65536)
def address(name: str) -> int:
    """A name as 32 bits, the same in every process and on every machine (BLAKE2b; Python's own hash is salted)."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


class Streams:
    """Draws by (subsystem, step, who, which) under one seed; holds no state, so the order of calls does not matter."""

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)

    def uniform(self, subsystem: str, step: int, who: str, which: str) -> float:
        """One draw in [0, 1)."""
        return _uniform(self.seed, address(subsystem), step, address(who), address(which))
