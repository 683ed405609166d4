"""The weights that are learnt: their priors, and the scale on which they are sampled.

Those of the members' rule are the fields of `Temper` (scenarios/treaty/temper.toml) but for the scale of the rule and
the prior that commitments are kept; those of what goes on beside the council stand in scenarios/treaty/backtest.toml. A
prior is even over the weight's range, or on a log scale over what its `prior` says. A weight is sampled as x, any
number, of which its place in the range is the logistic: with an even prior, x has a logistic distribution.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logit

from panj.experiments.backtest.cases import conventions
from panj.scenarios.load import HOME

Floats = NDArray[np.float64]
FILE = HOME / "treaty" / "temper.toml"
FIXED = ("gain", "reliability")  # the scale of the rule, and a prior that is swept and not fitted
SPREAD = "meeting_spread"  # how far alliances differ in whether their bodies meet: the part that is pooled


@dataclass(frozen=True)
class Weight:
    """A weight that is learnt: its name, range, unit, and whether its prior is even on a log scale."""

    name: str
    low: float
    high: float
    unit: str
    log: bool

    def at(self, place: Floats) -> Floats:
        """The weight at a place of its range, 0..1."""
        if self.log:
            return np.asarray(self.low * (self.high / self.low) ** place)
        return np.asarray(self.low + (self.high - self.low) * place)

    def place(self, value: float) -> float:
        """Where in its range a value stands, 0..1."""
        if self.log:
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return (value - self.low) / (self.high - self.low)


def _weight(name: str, row: dict[str, Any]) -> Weight:
    low, high = row["prior"] if "prior" in row else (row["low"], row["high"])
    return Weight(name, float(low), float(high), str(row["unit"]), "prior" in row)


@lru_cache(maxsize=1)
def of_members() -> tuple[Weight, ...]:
    """Weights of the members' rule that are learnt, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["temper"]
    return tuple(_weight(name, row) for name, row in rows.items() if name not in FIXED)


@lru_cache(maxsize=1)
def beside() -> tuple[Weight, ...]:
    """Weights of what goes on beside the council, the spread between alliances last."""
    return tuple(_weight(name, row) for name, row in conventions()["beside"].items())


@lru_cache(maxsize=1)
def learnt() -> tuple[Weight, ...]:
    """All weights that are learnt; a vector of them has this order."""
    return (*of_members(), *beside())


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Their names."""
    return tuple(w.name for w in learnt())


def values(x: Floats) -> Floats:
    """Weights (..., weights) of points on the scale of sampling."""
    places = expit(x)
    return np.stack([w.at(places[..., k]) for k, w in enumerate(learnt())], axis=-1)


def point(vector: Floats) -> Floats:
    """The point on the scale of sampling of one vector of weights."""
    return np.array([logit(w.place(float(v))) for w, v in zip(learnt(), vector, strict=True)])


def log_prior(x: Floats) -> Floats:
    """Logarithm of the prior density of points (..., weights), on the scale of sampling."""
    return np.asarray((log_expit(x) + log_expit(-x)).sum(axis=-1))
