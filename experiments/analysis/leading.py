"""Which regimes lead in each field of two factors: those that no other is surely better than.

In a field every regime is played with the same seeds. Two regimes are told apart by the sign-flip test of their paired
differences (experiments.analysis.pairs), and all pairs in all fields together keep an error of 5 % (Holm): the chance
that the whole map tells any two apart that are the same. Because every pair is tested, choosing the best one by its
mean needs no allowance of its own.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.comparison import mean_interval
from panj.experiments.analysis.pairs import chance_alike, holm

ERROR = 0.05  # of the whole map


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
            x: self.x,
            y: self.y,
            "n": self.n,
            "leading": "+".join(self.leading) if self.told else "",
            "best": self.best,
            "next": self.next,
            "difference": self.difference,
            "low": self.low,
            "high": self.high,
        } | {f"mean_{regime}": mean for regime, mean in self.means.items()}


def seeds_needed(comparisons: int) -> int:
    """The fewest seeds with which any of so many comparisons can be told apart: where all differences have one sign,
    two of 2^n patterns are as far off."""
    return max(2, math.ceil(math.log2(2.0 * comparisons / ERROR)))


def fields(runs: pd.DataFrame, x: str, y: str, outcome: str, more_is_better: bool) -> list[Field]:
    """The fields of a map, row by row from the lowest y.

    runs: of one scenario, those that ended well, with columns x, y, regime, seed and `outcome` without empty values.
    """
    sign = 1.0 if more_is_better else -1.0
    tables = {
        (float(mine[x].iloc[0]), float(mine[y].iloc[0])): mine.pivot(
            index="seed", columns="regime", values=outcome
        ).dropna()
        for _, mine in runs.groupby([y, x], sort=True)
    }
    p = {
        (place, a, b): chance_alike((wide[a] - wide[b]).to_numpy(float))
        for place, wide in tables.items()
        for a, b in itertools.combinations(wide.columns, 2)
    }
    told = [key for key, chance in zip(p, holm(np.array(list(p.values()))), strict=True) if chance <= ERROR]
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
