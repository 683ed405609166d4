"""Which sides lead in each field of two factors: those that no other is surely better than. A side is a regime, or the
level of a factor.

In a field every side is played with the same seeds. Two are told apart by the one standard (experiments.analysis.pairs)
over all pairs in all fields together: the chance that the whole map tells any two apart that are the same is 5 %.
Because every pair is tested, choosing the best one by its mean needs no allowance of its own. A field in which none is
told from another says how large a difference would have been.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from panj.experiments.analysis.comparison import mean_interval
from panj.experiments.analysis.crossed import Sure, sure_of
from panj.experiments.analysis.pairs import ERROR, chance_alike, holm, told
from panj.experiments.designs.sequential import Stopping, any_time_interval

REGIME = "regime"


@dataclass(frozen=True)
class Field:
    """One field: its place, means by side, the sides that lead (not surely worse than any other; against a baseline,
    surely better than it), and by how much the best of them by its mean is better than the best of the others:
    difference with 95 % interval, or None where all lead.

    sees: the smallest difference between any two sides that would have been told apart with a chance of 80 %, in the
    outcome's unit; infinite where there are too few seeds to tell anything apart, NaN where no pair differs. came:
    of a day, the share of games in which it came, by side.
    """

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
    sees: float = float("nan")
    came: dict[str, float] = field(default_factory=dict)

    @property
    def told(self) -> bool:
        """Whether any side is surely worse than another."""
        return self.next is not None

    def row(self, x: str, y: str) -> dict[str, Any]:
        """The field as a row of the table."""
        return (
            {
                x: self.x,
                y: self.y,
                "n": self.n,
                "leading": "+".join(self.leading) if self.told else "",
                "best": self.best,
                "next": self.next,
                "difference": self.difference,
                "low": self.low,
                "high": self.high,
                "could_see": self.sees,
            }
            | {f"mean_{side}": mean for side, mean in self.means.items()}
            | {f"came_{side}": share for side, share in self.came.items()}
        )


class Pair(NamedTuple):
    """Two sides of a field: mean of a less b, chance of it if they were alike, and how surely it is known; a difference
    must exceed `sure.least` where seeds were added until a width was reached."""

    a: str
    b: str
    difference: float
    p: float
    sure: Sure


def seeds_needed(comparisons: int) -> int:
    """The fewest seeds with which any of so many comparisons can be told apart: where all differences have one sign,
    two of 2^n patterns are as far off."""
    return max(2, math.ceil(math.log2(2.0 * comparisons / ERROR)))


def fields(
    runs: pd.DataFrame,
    x: str,
    y: str,
    outcome: str,
    more_is_better: bool,
    baseline: str | None = None,
    stopping: Stopping | None = None,
) -> list[Field]:
    """The fields of a map, row by row from the lowest y.

    runs: of one scenario, those that ended well, with columns x, y, regime, seed and `outcome` without empty values;
    `came` (1 or 0) besides where the outcome is a day. baseline: a side; only pairs with it are compared. stopping: by
    what seeds were added, if they were: intervals then hold whenever one stops.
    """
    sign = 1.0 if more_is_better else -1.0
    tables = {
        (float(mine[x].iloc[0]), float(mine[y].iloc[0])): mine.pivot(
            index="seed", columns=REGIME, values=outcome
        ).dropna()
        for _, mine in runs.groupby([y, x], sort=True)
    }
    came = (
        {place: mine.groupby(REGIME).came.mean().to_dict() for place, mine in runs.groupby([x, y])}
        if "came" in runs
        else {}
    )
    pairs = {place: _pairs(wide, baseline, stopping) for place, wide in tables.items()}
    count = sum(map(len, pairs.values()))
    chances = iter(told(holm(np.array([pair.p for found in pairs.values() for pair in found]))))
    apart = {
        place: [p for p in found if next(chances) and abs(p.difference) > p.sure.least]
        for place, found in pairs.items()
    }
    out = []
    for place, wide in tables.items():
        means = {str(side): float(wide[side].mean()) for side in wide.columns}
        leading, behind = _leading(means, apart[place], sign, baseline)
        best = max(leading, key=lambda side: sign * means[side])
        after = max(behind, key=lambda side: sign * means[side]) if behind else None
        sees = [p.sure.could_see(count) for p in pairs[place] if p.sure.error > 0.0]
        gap = _gap(wide, best, after, stopping) if after else (math.nan,) * 3
        often = {str(side): float(share) for side, share in came.get(place, {}).items()}
        out.append(
            Field(*place, len(wide), means, leading, best, after, *gap, sees=max(sees, default=math.nan), came=often)
        )
    return out


def _pairs(wide: pd.DataFrame, baseline: str | None, stopping: Stopping | None) -> list[Pair]:
    sides = [str(s) for s in wide.columns]
    chosen = itertools.combinations(sides, 2) if baseline is None else ((s, baseline) for s in sides if s != baseline)
    found = []
    for a, b in chosen:
        gaps = (wide[a] - wide[b]).to_numpy(float)
        least = 0.0 if stopping is None else any_time_interval(wide, a, b, stopping)[2]
        difference = float(gaps.mean()) if len(gaps) else math.nan
        found.append(Pair(a, b, difference, chance_alike(gaps), sure_of(gaps)._replace(least=least)))
    return found


def _leading(
    means: dict[str, float], apart: list[Pair], sign: float, baseline: str | None
) -> tuple[tuple[str, ...], list[str]]:
    """Who leads, and who is behind; nobody is where none is told from another."""
    beaten = {p.b if sign * (means[p.a] - means[p.b]) > 0 else p.a for p in apart}
    if baseline in beaten:
        better = {p.a if p.b == baseline else p.b for p in apart} - beaten
        return tuple(sorted(better)), [str(baseline)]
    return tuple(sorted(side for side in means if side not in beaten)), sorted(beaten)


def _gap(wide: pd.DataFrame, best: str, after: str, stopping: Stopping | None) -> tuple[float, float, float]:
    if stopping is None:
        return mean_interval((wide[best] - wide[after]).to_numpy(float))
    _, difference, half = any_time_interval(wide, best, after, stopping)
    return difference, difference - half, difference + half
