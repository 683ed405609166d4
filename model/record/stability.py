"""Stability of the border: an index from 0 to 100 per border district and for the whole, and five named states.

Never a casualty ratio alone: control of the far bank, incursions, posts, losses, refuge load, and what bands do inside
each take their weight off 100. The states follow the idea of Cioffi-Revilla and Rouleau, "MASON RebeLand: an agent-
based model of politics, environment, and insurgency", International Studies Review 12 (2010) 31-52; thresholds are
data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import add, mul
from typing import NamedTuple

STATES = ("stable", "unstable", "failing", "failed", "recovering")
TERMS = ("control", "incursions", "posts", "losses", "refuge", "inside")
PRESSURE = ("control", "refuge")  # what lies on the other side
HOLD = ("incursions", "posts", "losses", "inside")  # how the member's own side stands it
LOOK_BACK_DAYS = 14


class Strain(NamedTuple):
    """What weighs on a stretch of border, each 0 (nothing) to 1 (as bad as it gets); in the order of `TERMS`."""

    control: float
    incursions: float
    posts: float
    losses: float
    refuge: float
    inside: float


def index(strain: Strain, weights: Mapping[str, float]) -> float:
    """100 times one minus the weighted mean of the strains; weights need not add up to one."""
    w = [weights[t] for t in TERMS]
    return 100.0 * (1.0 - math.fsum(map(mul, w, strain)) / math.fsum(w))


def part(strain: Strain, weights: Mapping[str, float], terms: Sequence[str]) -> float:
    """The index of some of the strains alone, 0..100, by their weights among themselves; 100 if these are all 0."""
    whole = math.fsum(weights[t] for t in terms)
    return 100.0 * (1.0 - math.fsum(weights[t] * getattr(strain, t) for t in terms) / whole) if whole > 0.0 else 100.0


def named(history: Sequence[float], failed: float, failing: float, stable: float, rise: float) -> str:
    """The state that a history of the index (one value a day, newest last) amounts to.

    Under `failed` failed, under `failing` failing, under `stable` unstable, else stable; but recovering when it has
    risen by `rise` from a low under `failing` within the last 14 days and is not stable yet.
    """
    now = history[-1]
    if now >= stable:
        return "stable"
    recent = history[-LOOK_BACK_DAYS - 1 :]
    low = min(recent)
    if low < failing and now >= low + rise:
        return "recovering"
    if now < failed:
        return "failed"
    return "failing" if now < failing else "unstable"


@dataclass
class Ledger:
    """The index day by day for one stretch of border, the days spent in each state, and the strains summed."""

    history: list[float] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    summed: list[float] = field(default_factory=lambda: [0.0] * len(TERMS))

    def enter(self, strain: Strain, weights: Mapping[str, float], thresholds: Mapping[str, float]) -> None:
        """Add a day."""
        self.history.append(index(strain, weights))
        self.states.append(named(self.history, **thresholds))
        self.summed = [*map(add, self.summed, strain)]

    @property
    def mean(self) -> float | None:
        """The index averaged over the days; None before the first is over."""
        return math.fsum(self.history) / len(self.history) if self.history else None

    @property
    def mean_strain(self) -> Strain:
        """Strains averaged over the days; its index is the mean of the index, whatever the weights."""
        return Strain(*(s / max(1, len(self.history)) for s in self.summed))

    def days_in(self, state: str) -> int:
        """Days spent in a state."""
        return self.states.count(state)


def mean_of(strains: Sequence[Strain]) -> Strain:
    """Strains averaged over runs."""
    return Strain(*(math.fsum(getattr(s, t) for s in strains) / len(strains) for t in TERMS))


def swaps(
    strains: Mapping[str, Strain], weights: Mapping[str, float], share: float = 1.0 / 3.0
) -> list[tuple[str, str]]:
    """Pairs of regimes whose ranking by mean stability can turn when each weight is off by up to `share` of it.

    `strains` holds each regime's mean strain. The index falls with sum_t w_t x_t, so regimes a and b change places for
    some weights in that range exactly if |sum_t w_t d_t| < share sum_t w_t |d_t| with d = x_a - x_b: no sampling is
    needed, all corners are covered. Pairs without any difference are left out.
    """
    out = []
    for a, b in combinations(sorted(strains), 2):
        gaps = [weights[t] * (getattr(strains[a], t) - getattr(strains[b], t)) for t in TERMS]
        spread = math.fsum(abs(g) for g in gaps)
        if spread > 0.0 and abs(math.fsum(gaps)) < share * spread:
            out.append((a, b))
    return out


def as_row(strain: Strain) -> dict[str, float]:
    """A mean strain as columns of a table: strain_control, strain_incursions and so on."""
    return {f"strain_{name}": value for name, value in strain._asdict().items()}
