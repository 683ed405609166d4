"""Weights as uncertain as they are: draws of the posterior that the fit left, and one drawn from it.

The crises leave many weights wide open, so the fit keeps draws of what they leave (experiments.backtest.fit), and
whoever plays takes one of them. A spread of 0 takes the typical point alone, of 1 the whole cloud; between the two a
vector is drawn towards the point.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from panj.scenarios.load import HOME
from panj.treaty.council.member import TEMPER_NAMES, Temper, temper

POSTERIOR = HOME / "treaty" / "posterior.toml"


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


def point(temper: Temper) -> Cloud:
    """One vector of weights and nothing else."""
    return Cloud(temper, (), 0.0)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the fit left: its command, names of the weights, draws of them (one a row), the alliances that it saw and
    their differences of each draw, and what it says of how far each weight was moved."""

    command: str
    names: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]
    alliances: tuple[str, ...]
    differences: tuple[tuple[float, ...], ...]
    moved: Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=4)
def posterior(path: Path = POSTERIOR) -> Posterior:
    """The posterior of the weights, scenarios/treaty/posterior.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Posterior(
        data["command"],
        tuple(data["weights"]),
        tuple(tuple(map(float, row)) for row in data["draws"]),
        tuple(data["alliances"]),
        tuple(tuple(map(float, row)) for row in data["differences"]),
        data["moved"],
    )


@lru_cache(maxsize=1)
def cloud() -> Cloud:
    """The members' weights as uncertain as the crises leave them."""
    left, typical = posterior(), temper()
    mine = [(k, name) for k, name in enumerate(left.names) if name in TEMPER_NAMES]
    return Cloud(typical, tuple(replace(typical, **{name: row[k] for k, name in mine}) for row in left.draws))
