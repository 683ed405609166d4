"""What of the varied factors moves the outcomes of a finished sweep, from the games that are there.

Of a grid, or of factors changed one at a time, by steps: the same seed at two levels of a factor makes a pair (where
other factors vary, too, it counts by its mean over them), and the sign-flip test of the pairs says whether a step is
told from one that does nothing; all steps of a table together keep an error of 5 % (Holm). Of any other sample of
points by rank correlations of the means at the points, all factors and outcomes together at 5 %
(experiments.analysis.familywise); the regional sensitivity (experiments.analysis.indices) stands beside it.

A game counts by its mean over the regimes of the sweep, a point by its mean over seeds, so that chance does not pass
for sensitivity. A day that never came counts as the number of days played.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind

from panj.experiments.analysis.comparison import mean_interval
from panj.experiments.analysis.crossed import sure_of
from panj.experiments.analysis.familywise import moves
from panj.experiments.analysis.indices import regional
from panj.experiments.analysis.pairs import ERROR, chance_alike, could_see, holm
from panj.experiments.analysis.pairs import told as told_apart
from panj.experiments.designs.plan import Plan, Value
from panj.experiments.tables import number
from panj.experiments.values import filled
from panj.model.record.outcomes import OUTCOMES

LEAST = 20  # points of a sample
PART = 3  # a sample's change is from the lowest third of a factor's values to its highest
AS_IT_IS = "as it is"  # level of a factor that a point leaves alone


@dataclass(frozen=True)
class Moved:
    """What was found of one scenario.

    table: outcome, factor, from and to (levels, or thirds), mean_from, mean_to, change with its 95 % interval low,
    high, p, p_holm, told (at most 0.05), could_see (of steps the smallest change that would have been told in 80 % of
    such sweeps; of a sample the smallest rank correlation), alike (whether no game differs between the levels; of a
    sample False); of a sample also distance and chance of `regional`. by: `steps` or `sample`. n: pairs of a step, or
    points. words: factors that are words, which a sample does not ask about. least: pairs that it takes for anything to
    be told.
    """

    table: pd.DataFrame
    by: str
    n: int
    words: tuple[str, ...] = ()
    least: int = 0

    @property
    def moving(self) -> list[str]:
        """Factors that move an outcome beyond chance, the one that moves most of them first."""
        told = self.table[self.table.told]
        counted = told.groupby("factor", sort=False).agg(n=("outcome", "nunique"), p=("p", "min"))
        return list(map(str, counted.sort_values(["n", "p"], ascending=[False, True], kind="stable").index))

    @property
    def nothing(self) -> list[str]:
        """Factors that change no game at all."""
        alike = self.table.groupby("factor", sort=False).alike.all()
        return list(map(str, alike.index[alike]))

    @property
    def unsure(self) -> list[str]:
        """Factors that cannot be told from one that does nothing."""
        known = {*self.moving, *self.nothing}
        return [str(f) for f in dict.fromkeys(self.table.factor) if f not in known]


def moved(runs: pd.DataFrame, plan: Plan, outcomes: Sequence[str], seed: int = 1) -> Moved | None:
    """What moves the outcomes in the runs of one scenario and length; None where nothing was varied, or where the
    points are too few to say. Points with a name are no part of a sample and are left out."""
    mine = runs[~runs.point.isin(list(plan.named))]
    factors = [f for f in plan.varied if f in mine and f != "days" and mine[f].nunique(dropna=False) > 1]
    if not factors:
        return None
    levels = {f: list(dict.fromkeys(mine[f].dropna())) for f in factors}
    steps = [s for f in factors for s in _steps(mine, factors, f, levels[f])] if _stepwise(mine, factors) else []
    if steps:
        return _by_steps(mine, steps, outcomes)
    ranges = [f for f in factors if all(_is_number(v) for v in levels[f])]
    sample = mine.dropna(subset=ranges)
    if not ranges or sample.point.nunique() < LEAST:
        return None
    return _by_sample(sample, ranges, tuple(f for f in factors if f not in ranges), outcomes, seed)


def numbers(runs: pd.DataFrame, outcome: str) -> pd.Series:
    """An outcome, or another column of the runs, as numbers."""
    return filled(runs, outcome) if outcome in OUTCOMES else runs[outcome]


def with_gap(runs: pd.DataFrame, outcome: str, regime: str, baseline: str) -> tuple[pd.DataFrame, str]:
    """The runs with a column more, and its name: by how much an outcome of a world differs under a regime from the
    baseline; of that world's other runs it is empty."""
    worlds = pd.MultiIndex.from_frame(runs[["point", "seed"]])
    values = pd.Series(filled(runs, outcome).to_numpy(float), index=worlds)
    of = runs.regime.to_numpy()
    gap = values[of == regime].reindex(worlds).to_numpy(float) - values.to_numpy(float)
    name = f"{outcome}: {regime} less {baseline}"
    return runs.assign(**{name: np.where(of == baseline, gap, np.nan)}), name


@dataclass(frozen=True)
class Step:
    """Two levels of a factor, and which runs are at them, all else the same."""

    factor: str
    low: str
    high: str
    at_low: pd.Series
    at_high: pd.Series


def _stepwise(runs: pd.DataFrame, factors: Sequence[str]) -> bool:
    """Whether the points are every combination of levels, or each factor alone."""
    points = runs.drop_duplicates("point")
    alone = (points[list(factors)].notna().sum(axis=1) <= 1).all()
    every = math.prod(runs[f].nunique(dropna=False) for f in factors)
    return bool(alone and (points[list(factors)].isna().all(axis=1)).any()) or every == len(points)


def _steps(runs: pd.DataFrame, factors: Sequence[str], factor: str, levels: list[Value]) -> Iterator[Step]:
    """From the lowest to the highest level of numbers; of words, and of one level alone, from the first to each."""
    others = runs[[f for f in factors if f != factor]]
    alone = runs[factor].isna().any()
    here = others.isna().all(axis=1) if alone else pd.Series(True, index=runs.index)
    pairs: list[tuple[Value | None, Value]]
    if all(_is_number(v) for v in levels) and len(levels) > 1:
        pairs = [(min(levels), max(levels))]
    elif alone:
        pairs = [(None, level) for level in levels]
    else:
        pairs = [(levels[0], level) for level in levels[1:]]
    for low, high in pairs:
        at_low = here & (runs[factor].isna() if low is None else runs[factor] == low)
        yield Step(factor, _level(low), _level(high), at_low, here & (runs[factor] == high))


def _by_steps(runs: pd.DataFrame, steps: Sequence[Step], outcomes: Sequence[str]) -> Moved:
    rows, known, most = [], [], 0
    for step in steps:
        a, b = runs[step.at_low], runs[step.at_high]
        alike = set(a.digest) == set(b.digest) if "digest" in runs else False
        for outcome in outcomes:
            below, above = (_by_seed(r, outcome) for r in (a, b))
            both = below.index.intersection(above.index)
            gaps = (above.loc[both] - below.loc[both]).to_numpy(float)
            change, low, high = mean_interval(gaps)
            most = max(most, len(both))
            known.append(sure_of(gaps))
            rows.append(
                {
                    "outcome": outcome,
                    "factor": step.factor,
                    "from": step.low,
                    "to": step.high,
                    "mean_from": below.loc[both].mean(),
                    "mean_to": above.loc[both].mean(),
                    "change": change,
                    "low": low,
                    "high": high,
                    "p": chance_alike(gaps),
                    "alike": alike,
                }
            )
    table = _told(rows).assign(could_see=[sure.could_see(len(rows)) for sure in known])
    return Moved(table, "steps", most, least=math.ceil(math.log2(2.0 * len(rows) / ERROR)))


def _by_seed(runs: pd.DataFrame, outcome: str) -> pd.Series:
    """Means of the seeds of which no game is missing."""
    seeds = numbers(runs, outcome).groupby(runs.seed)
    counts = seeds.size()
    return seeds.mean()[counts == counts.max()]


def _by_sample(
    runs: pd.DataFrame, factors: list[str], words: tuple[str, ...], outcomes: Sequence[str], seed: int
) -> Moved:
    values = pd.DataFrame({o: numbers(runs, o) for o in outcomes}).groupby(runs.point, sort=False).mean()
    points = runs.groupby("point", sort=False)[factors].first().astype(float)
    all_at_once = moves(points.to_numpy(), values.to_numpy(float), seed)
    compared = 2 * len(factors) * len(outcomes)  # each factor one way, and bent
    seen = min(1.0, could_see(len(points) ** -0.5, compared, math.inf, math.inf))  # of a rank correlation
    rows = []
    for i, outcome in enumerate(outcomes):
        found = regional(factors, points.to_numpy(), values[outcome].to_numpy(float), seed).set_index("factor")
        for k, factor in enumerate(factors):
            thirds = _thirds(points[factor])
            below, above = (values[outcome][third] for third in thirds)
            ends = [points[factor][third] for third in thirds]
            low, high = _welch(below, above)
            rows.append(
                {
                    "outcome": outcome,
                    "factor": factor,
                    "from": f"up to {_level(ends[0].max())}",
                    "to": f"from {_level(ends[1].min())}",
                    "mean_from": below.mean(),
                    "mean_to": above.mean(),
                    "change": above.mean() - below.mean(),
                    "low": low,
                    "high": high,
                    "p": found.p[factor],
                    "alike": False,
                    "p_holm": float(all_at_once[i, k]),
                    "could_see": seen,
                    "distance": found.distance[factor],
                    "chance": found.chance[factor],
                }
            )
    return Moved(_told(rows), "sample", len(points), words)


def _thirds(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Which points have the lowest third of a factor's values, and which the highest; equal values stay together."""
    low, high = values.quantile(1 / PART), values.quantile(1 - 1 / PART)
    return (values <= low, values >= high) if low < high else (values == values.min(), values == values.max())


def _welch(below: pd.Series, above: pd.Series) -> tuple[float, float]:
    """95 % interval of the difference of two means."""
    if below.var() == above.var() == 0.0:
        return (float(above.mean() - below.mean()),) * 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where one side is all but constant: it has no width, then
        low, high = ttest_ind(above, below, equal_var=False).confidence_interval(0.95)
    return float(low), float(high)


def _told(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    if "p_holm" not in table:
        table["p_holm"] = holm(table.p.to_numpy(float))
    return table.assign(told=told_apart(table.p_holm.to_numpy(float)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_)


def _level(value: object) -> str:
    if value is None:
        return AS_IT_IS
    return number(float(value)) if _is_number(value) else str(value)  # type: ignore[arg-type]
