"""What an effect hangs on: how far it is dice, how far it is what was assumed, and which assumed numbers move it most.

Games are played at many points, each a draw of everything that is uncertain (experiments.designs.uncertain), all with
the same seeds. An effect is the paired difference of two regimes. Over points and seeds it is taken apart as a two-way
table: what goes with the point is assumption, all else is dice. A point's mean over few seeds holds dice, too, so that
the spread over assumptions is that of the means, drawn in towards their mean until their variance is that of the
points alone (an empirical Bayes estimate of the histogram: Louis, JASA 79 (1984) 393-398).

How much a part of the model explains is what its numbers alone can forecast of points that were left out: a ridge
regression on their ranks and the squares of these. It sees no effects of two numbers together, so that what it finds
is a lower bound, and the rest is said. Which number moves the effect is asked by its rank correlation with it, all
numbers, outcomes and regimes together (experiments.analysis.familywise): where none does anything, one is named with a
chance of 5 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from panj.experiments.analysis.crossed import known
from panj.experiments.analysis.familywise import standard_ranks, together
from panj.experiments.analysis.versus import REGIME, versus
from panj.experiments.designs.plan import Plan
from panj.experiments.designs.uncertain import parts_of
from panj.experiments.values import values_of
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario

HALVES = 20
PENALTIES = tuple(10.0**k for k in np.arange(-1.0, 4.5, 0.5))
NAMED = 10  # numbers that are told, those that move an effect most
LEAST_POINTS = 20
ERROR = 0.05


@dataclass(frozen=True)
class Mover:
    """A number that goes along with an effect: its path and part, its rank correlation with it, the chance that the
    largest of all would be as large if none did anything, and what the effect is in the lowest and the highest third
    of the number, with the standard error of the difference."""

    path: str
    part: str
    correlation: float
    chance: float
    low_third: float
    high_third: float
    error: float

    @property
    def named(self) -> bool:
        """Whether it can be told from a number that does nothing."""
        return self.chance <= ERROR


@dataclass(frozen=True)
class Hangs:
    """An effect over assumptions: its mean with the standard error, its 5, 50 and 95 % points over assumptions, the
    share of assumptions under which it has the sign of the mean, the shares of the variance of one game that are dice
    and, by part, assumptions (each with its standard error), and the numbers that move it most, the strongest first."""

    outcome: str
    regime: str
    baseline: str
    points: int
    seeds: int
    mean: float
    error: float
    p5: float
    p50: float
    p95: float
    same_sign: float
    dice: float
    assumed: float
    parts: Mapping[str, tuple[float, float]]
    movers: tuple[Mover, ...]

    @property
    def varies(self) -> bool:
        """Whether the effect differs at all from game to game."""
        return not math.isnan(self.dice)

    def row(self) -> dict[str, float | str]:
        """As a row of a table."""
        about: dict[str, float | str] = {
            "outcome": self.outcome,
            "regime": self.regime,
            "baseline": self.baseline,
            "points": self.points,
            "seeds": self.seeds,
            "mean": self.mean,
            "error": self.error,
            "p5": self.p5,
            "p50": self.p50,
            "p95": self.p95,
            "same_sign": self.same_sign,
            "dice": self.dice,
            "assumed": self.assumed,
        }
        return about | {part: share for part, (share, _) in self.parts.items()}


def hangs_on(
    gaps: Mapping[tuple[str, str], pd.DataFrame], numbers: pd.DataFrame, parts: Mapping[str, str], baseline: str
) -> list[Hangs]:
    """What effects hang on. gaps: (outcome, regime) -> paired differences from the baseline, a row a point and a column
    a seed, without empty fields. numbers: a row a point, the same order, a column a number. parts: number -> part.

    Raises InputError for fewer than LEAST_POINTS points.
    """
    varied = numbers.loc[:, numbers.nunique() > 1]
    if len(numbers) < LEAST_POINTS or not varied.shape[1]:
        raise InputError("uncertain", "samples", len(numbers), f"at least {LEAST_POINTS} points that differ")
    ranks = standard_ranks(varied.to_numpy(float))
    means = {key: table.to_numpy(float).mean(axis=1) for key, table in gaps.items()}
    strong, chances = together(ranks, standard_ranks(np.column_stack(list(means.values()))))
    sources = [_variances(table.to_numpy(float)) for table in gaps.values()]
    explained = _by_part(
        np.column_stack(list(means.values())),
        ranks,
        [parts[str(c)] for c in varied],
        np.array([s.point for s in sources]),
        np.array([s.total for s in sources]),
    )
    out = []
    for k, ((outcome, regime), table) in enumerate(gaps.items()):
        values, source = table.to_numpy(float), sources[k]
        mean, total = float(values.mean()), source.total
        spread = _assumed_only(means[outcome, regime], source.point)
        p5, p50, p95 = (float(q) for q in np.quantile(spread, (0.05, 0.5, 0.95)))
        shares = {part: (float(share[k]), float(error[k])) for part, (share, error) in explained.items()}
        order = np.argsort(-np.abs(strong[k]), kind="stable")[:NAMED]
        movers = tuple(
            _mover(
                str(varied.columns[i]),
                parts,
                varied.iloc[:, i].to_numpy(float),
                means[outcome, regime],
                float(strong[k, i]),
                float(chances[k, i]),
            )
            for i in order
        )
        here = np.indices(values.shape)
        codes = [here[0].ravel(), here[1].ravel()]
        sure = known(values.ravel(), [c for c in codes if c.max() > 0])
        out.append(
            Hangs(
                outcome,
                regime,
                baseline,
                values.shape[0],
                values.shape[1],
                mean,
                sure.error,
                p5,
                p50,
                p95,
                float(np.mean(np.sign(spread) == np.sign(mean))) if mean else 0.0,
                (source.seed + source.rest) / total if total > 0.0 else math.nan,
                source.point / total if total > 0.0 else math.nan,
                shares,
                movers,
            )
        )
    return out


def effects(
    runs: pd.DataFrame, plan: Plan, scenario: Scenario, outcomes: Sequence[str], baseline: str, by: str = REGIME
) -> dict[str, list[Hangs]]:
    """What the effects of a sweep's regimes, or of the levels of the factor `by`, hang on, by level of whatever else
    the design crosses the draws with.

    runs: of one scenario of a plan that drew everything uncertain (`plan.sets`). Points and seeds that any side lacks
    are left out. Nothing is said of fewer than LEAST_POINTS points.
    """
    if len(plan.rows) < LEAST_POINTS:
        return {}
    good = runs[(runs.status == "ok") & ~runs.point.isin(list(plan.named))]
    numbers, parts = drawn_numbers(plan, scenario)
    sides = versus(good, by).assign(draw=draw_of(good, plan))
    levels = [name for name in plan.factors if name != by]
    if by != REGIME:
        sides = sides.assign(under=good.regime)
        levels += ["under"] if good.regime.nunique() > 1 else []
    out = {}
    for level, mine in sides.groupby(levels, sort=False) if levels else [((), sides)]:
        said = ", ".join(f"{n}={v}" for n, v in zip(levels, level, strict=True))
        found, kept = gaps(mine, outcomes, baseline)
        out[said] = hangs_on(found, numbers.iloc[kept].reset_index(drop=True), parts, baseline)
    return out


def drawn_numbers(plan: Plan, scenario: Scenario) -> tuple[pd.DataFrame, dict[str, str]]:
    """The draws of a plan, a row a draw and a column a number, and the part of the model that each number is of."""
    parts: dict[str, str] = dict(parts_of(scenario, plan.columns))
    numbers = pd.DataFrame(plan.rows, columns=plan.columns).astype(float)
    for part, sets in plan.sets.items():
        if len(set(sets)) > 1:  # which set it was is a number like any other: 0 for the first
            numbers[f"fits.{part}"], parts[f"fits.{part}"] = pd.factorize(np.array(sets))[0].astype(float), part
    return numbers, parts


def draw_of(runs: pd.DataFrame, plan: Plan) -> pd.Series:
    """For each run the number of its draw, from 0; 0 for all where nothing was drawn."""
    if not plan.columns:
        return pd.Series(0, index=runs.index)
    rows = {tuple(map(float, row)): k for k, row in enumerate(plan.rows)}  # type: ignore[arg-type]
    drawn = runs.groupby("changes", sort=False)[plan.columns].first()
    at = {changes: rows[tuple(map(float, row))] for changes, *row in drawn.itertuples(name=None)}
    return runs.changes.map(at)


def gaps(
    runs: pd.DataFrame, outcomes: Sequence[str], baseline: str
) -> tuple[dict[tuple[str, str], pd.DataFrame], list[int]]:
    """Paired differences from the baseline by outcome and regime, a row a draw (column `draw` of the runs) and a column
    a seed, and the draws that every regime has in full. Where each draw has seeds of its own, a column holds the
    first seed of each, the second, and so on."""
    if runs.draw.nunique() > 1 and runs.groupby("seed").draw.nunique().max() == 1:
        runs = runs.assign(seed=runs.groupby("draw").seed.rank("dense"))
    tables = {}
    for name in outcomes:
        wide = runs.assign(value=values_of(runs, name)).pivot_table(
            index="draw", columns=["regime", "seed"], values="value", aggfunc="first", dropna=False
        )
        for regime in dict.fromkeys(runs.regime):
            if regime != baseline:
                tables[name, str(regime)] = wide[regime] - wide[baseline]
    whole = pd.concat([t.notna().all(axis=1) for t in tables.values()], axis=1).all(axis=1)
    kept = [int(k) for k in whole.index[whole]]
    return {key: table.loc[kept] for key, table in tables.items()}, kept


def without_dice(tables: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Means of draws (rows) over seeds (columns) of several tables, each drawn in towards its mean, all by one factor,
    until their spread together is that of the draws alone. One factor, so that which of several is larger under a draw
    is no matter of how noisy each is."""
    means = [table.mean(axis=1) for table in tables]
    seen = sum(float(mean.var(ddof=1)) if len(mean) > 1 else 0.0 for mean in means)
    point = sum(_variances(table).point for table in tables)
    pull = math.sqrt(min(1.0, point / seen)) if seen > 0.0 else 0.0
    return [mean.mean() + pull * (mean - mean.mean()) for mean in means]


class _Sources(NamedTuple):
    """Variances of a paired difference that go with the point, with the seed, and with neither."""

    point: float
    seed: float
    rest: float

    @property
    def total(self) -> float:
        """The variance of one game's difference."""
        return sum(self)


def _variances(values: np.ndarray) -> _Sources:
    """Components of variance of a two-way table with one value a field (Searle, Casella and McCulloch, Variance
    Components, 1992, chapter 4), none below nought."""
    points, seeds = values.shape
    if points < 2:
        return _Sources(0.0, 0.0, 0.0)
    mean = values.mean()
    by_point, by_seed = values.mean(axis=1), values.mean(axis=0)
    if seeds < 2:
        return _Sources(float(by_point.var(ddof=1)), 0.0, 0.0)
    left = values - by_point[:, None] - by_seed[None, :] + mean
    rest = float((left**2).sum() / ((points - 1) * (seeds - 1)))
    point = max(0.0, float(by_point.var(ddof=1)) - rest / seeds)
    seed = max(0.0, float(by_seed.var(ddof=1)) - rest / points)
    return _Sources(point, seed, rest)


def _assumed_only(means: np.ndarray, variance: float) -> np.ndarray:
    """Means of points with the spread that the points alone have."""
    seen = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    pull = math.sqrt(min(1.0, variance / seen)) if seen > 0.0 else 0.0
    out: np.ndarray = means.mean() + pull * (means - means.mean())
    return out


def _mover(
    path: str, parts: Mapping[str, str], values: np.ndarray, effect: np.ndarray, correlation: float, chance: float
) -> Mover:
    low, high = np.quantile(values, (1.0 / 3.0, 2.0 / 3.0))
    least, most = effect[values <= low], effect[values >= high]
    few = min(len(least), len(most)) < 2
    error = math.nan if few else math.sqrt(least.var(ddof=1) / len(least) + most.var(ddof=1) / len(most))
    return Mover(path, parts[path], correlation, chance, float(least.mean()), float(most.mean()), error)


def _by_part(
    means: np.ndarray, ranks: np.ndarray, of: Sequence[str], seen: np.ndarray, totals: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Share of the variance of one game that each part's numbers alone explain, by effect (columns of `means`), and its
    standard error: from halves of the points, drawn without replacement, since a point drawn twice tells itself."""
    dice = np.random.default_rng(0)
    halves = [dice.permutation(len(means))[: len(means) // 2] for _ in range(HALVES)]
    safe = np.where(totals > 0.0, totals, np.nan)
    out = {}
    for part in dict.fromkeys(of):
        mine = ranks[:, [i for i, p in enumerate(of) if p == part]]
        features = np.hstack([mine, mine**2])
        share = _forecast(features, means) * means.var(axis=0, ddof=1) / safe
        again = [_forecast(features[h], means[h]) * means[h].var(axis=0, ddof=1) / safe for h in halves]
        out[part] = np.minimum(share, seen / safe), np.std(again, axis=0, ddof=1) / math.sqrt(2.0)
    return out


def _forecast(features: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Share of the variance of each target (columns) that a ridge regression forecasts of each point from the others,
    0 at least; the penalty is the best of PENALTIES by the same."""
    x, y = features - features.mean(axis=0), targets - targets.mean(axis=0)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    projected = u.T @ y
    alone = (y**2).sum(axis=0) * (len(y) / (len(y) - 1.0)) ** 2  # the mean of the others forecasts each point likewise
    best = np.zeros(y.shape[1])
    for penalty in PENALTIES:
        shrink = s**2 / (s**2 + penalty)
        leverage = 1.0 / len(y) + (u**2) @ shrink
        left = (y - u @ (shrink[:, None] * projected)) / (1.0 - np.minimum(leverage, 0.999))[:, None]
        best = np.maximum(best, 1.0 - (left**2).sum(axis=0) / np.where(alone > 0.0, alone, np.inf))
    return np.where(alone > 0.0, best, 0.0)
