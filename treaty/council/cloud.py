"""Weights of the members' rule as uncertain as they are: the set that the fit accepted, and one drawn from it.

Fifteen crises hardly identify nine weights, so the fit keeps every point of its design that does about as well as the
best (experiments.backtest.fit), and whoever plays draws one of them. A spread of 0 takes the typical point alone, of 1
the whole cloud; between the two a vector is drawn towards the point.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from panj.scenarios.load import HOME
from panj.treaty.council.member import Temper, temper

ACCEPTED = HOME / "treaty" / "accepted.toml"


@dataclass(frozen=True, slots=True)
class Cloud:
    """A typical point and the vectors of weights that are as plausible; `spread` 0..1 is how far a draw goes."""

    typical: Temper
    vectors: tuple[Temper, ...]
    spread: float = 1.0

    def drawn(self, u: float) -> Temper:
        """One vector, from a uniform draw in [0, 1): each as likely as any other."""
        if self.spread <= 0.0 or not self.vectors:
            return self.typical
        vector = self.vectors[min(int(u * len(self.vectors)), len(self.vectors) - 1)]
        if self.spread >= 1.0:
            return vector
        moved = {
            name: at + self.spread * (getattr(vector, name) - at)
            for name in Temper.__slots__
            if (at := getattr(self.typical, name)) != getattr(vector, name)
        }
        return replace(self.typical, **moved)

    def spreading(self, spread: float) -> Cloud:
        """The same cloud, drawn from that far."""
        return replace(self, spread=spread)


def point(w: Temper) -> Cloud:
    """One vector of weights and nothing else."""
    return Cloud(w, (), 0.0)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the fit left: names of the free weights, the design's accepted vectors, and which of them are accepted over
    all cases and without each; with the command that made it."""

    command: str
    names: tuple[str, ...]
    vectors: tuple[tuple[float, ...], ...]
    over_all: tuple[int, ...]
    without: Mapping[str, tuple[int, ...]]

    def cloud(self, typical: Temper, which: Sequence[int]) -> Cloud:
        """The cloud of some of the vectors about a typical point."""
        points = (dict(zip(self.names, self.vectors[i], strict=True)) for i in which)
        return Cloud(typical, tuple(replace(typical, **p) for p in points))


@lru_cache(maxsize=4)
def accepted(path: Path = ACCEPTED) -> Accepted:
    """The accepted set, scenarios/treaty/accepted.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Accepted(
        data["command"],
        tuple(data["weights"]),
        tuple(tuple(map(float, v)) for v in data["vectors"]),
        tuple(data["accepted"]),
        {case: tuple(which) for case, which in data["without"].items()},
    )


@lru_cache(maxsize=1)
def cloud() -> Cloud:
    """The weights as uncertain as the fit leaves them."""
    left = accepted()
    return left.cloud(temper(), left.over_all)
