"""Which regimes lead in each field of two factors: those that no other is surely better than.

In a field every regime is played with the same seeds. Two regimes are told apart by a sign-flip test of their paired
differences (Fisher, The Design of Experiments, 1935: were the two the same, each difference might as well have the
other sign), two-sided, and all pairs in all fields together keep an error of 5 % (Holm, Scandinavian J. Statistics 6
(1979) 65-70): the chance that the whole map tells any two apart that are the same. Because every pair is tested,
choosing the best one by its mean needs no allowance of its own.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analysis.comparison import mean_interval

ERROR = 0.05  # of the whole map
FLIPS = 20_000  # sampled sign patterns where there are too many to try all
ALL_FLIPS = 14  # differences up to which all patterns are tried

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Field:
    """One field: its place, means by regime, the regimes that lead (not surely worse than any other), and by how much
    the best of them by its mean is better than the best of the others: difference with 95 % interval, or None where all
    lead."""

    x: float
    y: float
    n: int
    means: dict[str, float]
    leading: tuple[str, ...]
    best: str
    next: str | None = None
    difference: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")

    @property
    def told(self) -> bool:
        """Whether any regime is surely worse than another."""
        return self.next is not None

    def row(self, x: str, y: str) -> dict[str, Any]:
        """The field as a row of the table."""
        return {
            x: self.x, y: self.y, "n": self.n, "leading": "+".join(self.leading) if self.told else "",
            "best": self.best, "next": self.next, "difference": self.difference, "low": self.low, "high": self.high,
        } | {f"mean_{regime}": mean for regime, mean in self.means.items()}  # fmt: skip


def sign_flip(differences: Numbers, rng: np.random.Generator) -> float:
    """Two-sided p-value of paired differences: the share of sign patterns under which their sum is as far from 0."""
    d = differences[differences != 0.0]
    if len(d) == 0:
        return 1.0
    seen = abs(d.sum()) * (1.0 - 1e-12)
    if len(d) <= ALL_FLIPS:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=len(d))))
        return float((np.abs(signs @ d) >= seen).mean())
    hits, left = 1, FLIPS
    while left:
        size = min(left, 5_000)
        plus = rng.integers(0, 2, (size, len(d)), dtype=np.int8) @ d
        hits += int((np.abs(2.0 * plus - d.sum()) >= seen).sum())
        left -= size
    return hits / (FLIPS + 1)


def holm(p: dict[Any, float]) -> set[Any]:
    """The comparisons that are told apart when all of them together keep the error ERROR."""
    told = set()
    for done, (key, value) in enumerate(sorted(p.items(), key=lambda item: item[1])):
        if value > ERROR / (len(p) - done):
            break
        told.add(key)
    return told


def seeds_needed(comparisons: int) -> int:
    """The fewest seeds with which any of so many comparisons can be told apart: where all differences have one sign,
    two of 2^n patterns are as far off."""
    return max(2, math.ceil(math.log2(2.0 * comparisons / ERROR)))


def fields(runs: pd.DataFrame, x: str, y: str, outcome: str, more_is_better: bool, seed: int = 1) -> list[Field]:
    """The fields of a map, row by row from the lowest y.

    runs: of one scenario, those that ended well, with columns x, y, regime, seed and `outcome` without empty values.
    """
    rng, sign = np.random.default_rng(seed), 1.0 if more_is_better else -1.0
    tables = {
        (float(mine[x].iloc[0]), float(mine[y].iloc[0])): mine.pivot(
            index="seed", columns="regime", values=outcome
        ).dropna()
        for _, mine in runs.groupby([y, x], sort=True)
    }
    p = {
        (place, a, b): sign_flip((wide[a] - wide[b]).to_numpy(float), rng)
        for place, wide in tables.items()
        for a, b in itertools.combinations(wide.columns, 2)
    }
    told = holm(p)
    found = []
    for place, wide in tables.items():
        means = {str(r): float(wide[r].mean()) for r in wide.columns}
        beaten = set()
        for where, a, b in told:
            if where == place:
                beaten.add(b if sign * (means[a] - means[b]) > 0 else a)
        ranked = sorted(means, key=lambda r: -sign * means[r])
        leading = tuple(sorted(r for r in means if r not in beaten))
        best = next(r for r in ranked if r in leading)
        after = next((r for r in ranked if r in beaten), None)
        gap = mean_interval((wide[best] - wide[after]).to_numpy(float)) if after else (float("nan"),) * 3
        found.append(Field(*place, len(wide), means, leading, best, after, *gap))
    return found
