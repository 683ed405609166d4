"""Sensitivity indices, by SALib, with what chance alone would make of them: Morris, Sobol, regional.

All factors are sampled in the unit cube; whoever plays the points stretches them to their ranges. Outputs are means
over replicates with common seeds, so that the war's own chance does not pass for sensitivity; what is left is said.

Morris, Technometrics 33 (1991) 161-174, with mu* of Campolongo et al., Environmental Modelling and Software 22 (2007)
1509-1518. Sobol, Mathematical Modelling and Computational Experiments 1 (1993) 407-414; estimators of Saltelli et al.,
Computer Physics Communications 181 (2010) 259-270. Regional: Hornberger and Spear, J. Environmental Management 12
(1981) 7-18, by the Cramer-von Mises distance. All by SALib (Iwanaga, Usher and Herman, Socio-Environmental Systems
Modelling 4 (2022) 18155).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from panj.experiments.analysis.familywise import steady
from panj.experiments.analysis.pairs import ERROR

LEVELS = 4  # of Morris' grid
RESAMPLES = 1000  # of the bootstrap
BINS = 4  # of the outcome in the regional analysis: quarters
SHUFFLES = 9_999  # of the outcome, for the level that chance reaches
BLOCK = 1_111  # of them at a time
ENOUGH = 400  # points from which the statistic no longer hangs on how many there are
CONVERGED = 0.1  # widest 95 % interval of an index; Sarrazin et al., Env. Modelling and Software 79 (2016) take 0.05

Table = NDArray[np.float64]


def problem(names: Sequence[str]) -> dict[str, object]:
    """Factors as SALib wants them, in the unit cube."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def morris_points(names: Sequence[str], trajectories: int, seed: int) -> Table:
    """Trajectories x (factors + 1) rows: from row to row of a trajectory one factor changes, by two thirds of its
    range."""
    from SALib.sample import morris

    return np.asarray(morris.sample(problem(names), trajectories, num_levels=LEVELS, seed=seed))


def morris_indices(
    names: Sequence[str], points: Table, outcomes: Sequence[tuple[Table, NDArray[np.bool_]]], seed: int
) -> list[pd.DataFrame]:
    """What each factor moves, in units of the outcome over its whole range; a table for each of `outcomes`.

    points: of `morris_points`. outcomes: each what was played, a row a point and a column a replicate; and for each row
    whether all its games are to the last event those of the row before.
    Columns: factor, mu (mean effect), mu_star (mean size of the effect), low, high (its 95 % interval, bootstrap over
    trajectories), sigma (spread: interactions, bends), chance (the mu_star that an idle factor would show, from the
    spread over replicates), p_all (chance of such a size if it only shuffled the dice, all factors and outcomes at
    once), could_see (how large a steady effect would have been told apart), verdict: `nothing` (no game differs), `not
    beyond chance`, `beyond chance` (p_all at most 5 %).
    """
    from SALib.analyze import morris

    size = len(names) + 1
    steps = [
        np.array([r for r in range(1, len(points)) if r % size and points[r, k] != points[r - 1, k]])
        for k in range(len(names))
    ]
    strides = [np.abs(points[at, k] - points[at - 1, k])[:, None] for k, at in enumerate(steps)]
    effects = [
        (played[at] - played[at - 1]) / by for played, _ in outcomes for at, by in zip(steps, strides, strict=True)
    ]
    sure = iter(steady(effects, [*range(len(names))] * len(outcomes), 1.0, seed))
    moved = iter(effects)
    tables = []
    for played, same in outcomes:
        found = morris.analyze(
            problem(names), points, played.mean(axis=1), num_levels=LEVELS, num_resamples=RESAMPLES, seed=seed
        )
        rows = []
        for k, name in enumerate(names):
            told, mu_star, half = next(sure), float(found["mu_star"][k]), float(found["mu_star_conf"][k])
            verdict = "beyond chance" if told.chance <= ERROR else "not beyond chance"
            rows.append(
                {
                    "factor": name,
                    "mu": float(found["mu"][k]),
                    "mu_star": mu_star,
                    "low": max(0.0, mu_star - half),
                    "high": mu_star + half,
                    "sigma": float(found["sigma"][k]),
                    "chance": _idle_mu_star(next(moved)),
                    "p_all": told.chance,
                    "could_see": told.could_see,
                    "verdict": "nothing" if same[steps[k]].all() else verdict,
                }
            )
        table = pd.DataFrame(rows).sort_values("mu_star", ascending=False, kind="stable")
        tables.append(table.reset_index(drop=True))
    return tables


def _idle_mu_star(effects: Table) -> float:
    """The mu* that chance alone would show: mean size of a normal error with the spread of the replicates; `effects`: a
    row a step, a column a replicate. NaN with one replicate."""
    if effects.shape[1] < 2:
        return float("nan")
    error = effects.std(axis=1, ddof=1) / math.sqrt(effects.shape[1])
    return float(error.mean() * math.sqrt(2.0 / math.pi))


def sobol_points(names: Sequence[str], samples: int, seed: int) -> Table:
    """Samples x (factors + 2) rows: two samples of the cube, and one with each factor exchanged."""
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem(names), samples, calc_second_order=False, seed=seed))


def sobol_indices(names: Sequence[str], values: Table, seed: int) -> pd.DataFrame:
    """Shares of the outcome's variance: of each factor alone, and with all its interactions.

    values: mean outcome, one for each of `sobol_points`. Columns: factor, S1, S1_low, S1_high, ST, ST_low, ST_high
    (95 %, bootstrap), ST_half (from half the sample).
    """
    spread = float(values.std())
    if spread == 0.0:
        zero = dict.fromkeys(("S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high", "ST_half"), 0.0)
        return pd.DataFrame([{"factor": name} | zero for name in names])
    from SALib.analyze import sobol

    whole = sobol.analyze(problem(names), values, calc_second_order=False, num_resamples=RESAMPLES, seed=seed)
    first = values[: len(values) // 2 // (len(names) + 2) * (len(names) + 2)]
    half = sobol.analyze(problem(names), first, calc_second_order=False, num_resamples=2, seed=seed)
    rows = [
        {
            "factor": name,
            "S1": float(whole["S1"][k]),
            "S1_low": float(whole["S1"][k] - whole["S1_conf"][k]),
            "S1_high": float(whole["S1"][k] + whole["S1_conf"][k]),
            "ST": float(whole["ST"][k]),
            "ST_low": float(whole["ST"][k] - whole["ST_conf"][k]),
            "ST_high": float(whole["ST"][k] + whole["ST_conf"][k]),
            "ST_half": float(half["ST"][k]),
        }
        for k, name in enumerate(names)
    ]
    return pd.DataFrame(rows).sort_values("ST", ascending=False, kind="stable").reset_index(drop=True)


def sobol_told(names: Sequence[str], outcomes: Sequence[Table], seed: int) -> list[dict[str, tuple[float, bool]]]:
    """For each of `outcomes` (a row a point of `sobol_points`, a column a replicate) and each factor: the chance of
    such a total index if it only shuffled the dice, all of them at once, and whether it is told from that."""
    size = len(names) + 2
    blocks = [played.reshape(-1, size, played.shape[1]) for played in outcomes]
    effects = [block[:, 0] - block[:, 1 + k] for block in blocks for k in range(len(names))]
    found = iter(steady(effects, [*range(len(names))] * len(outcomes), 2.0, seed))
    chances = [{name: next(found).chance for name in names} for _ in outcomes]
    return [{name: (chance, chance <= ERROR) for name, chance in mine.items()} for mine in chances]


def convergence(table: pd.DataFrame) -> tuple[bool, str]:
    """Whether Sobol indices have settled, and the sentence that says so."""
    widest = float((table.ST_high - table.ST_low).max())
    moved = float((table.ST - table.ST_half).abs().max())
    done = widest <= CONVERGED
    said = (
        f"widest 95 % interval of a total index {widest:.2f} (settled at {CONVERGED:g}); from half the sample to all of"
    )
    said += f" it an index moved by up to {moved:.2f}"
    return done, f"Settled: {said}." if done else f"Not settled, take more samples before ranks are read: {said}."


def chance_share(played: Table) -> float:
    """The most of the variance between points that can be the war's own chance: mean squared error of the points' means
    over their variance. NaN for one replicate."""
    if played.shape[1] < 2 or played.mean(axis=1).var() == 0.0:
        return float("nan") if played.shape[1] < 2 else 0.0
    return float((played.var(axis=1, ddof=1) / played.shape[1]).mean() / played.mean(axis=1).var(ddof=1))


def regional(names: Sequence[str], points: Table, values: Table, seed: int) -> pd.DataFrame:
    """Where each factor's values differ between a quarter of the outcome and the rest.

    points: one row each, any sample; values: mean outcome of each. Columns: factor, distance (largest Cramer-von Mises
    statistic over the quarters), quarter (1 lowest .. 4 highest), chance (what 95 % of shuffled outcomes stay under), p
    (share of shuffled outcomes that come as far). A distance above its chance is one in twenty by itself: what is told
    apart among many is for whoever has them all (`experiments.analysis.familywise`).
    """
    from SALib.analyze import rsa

    found = rsa.analyze(problem(names), points, values, bins=BINS, target="Y")
    rows = []
    for k, name in enumerate(names):
        d = np.nan_to_num(np.array(found[name]))  # none where a quarter has no values
        chance = _chance_distances(values, points[:, k], seed)
        level = float(np.quantile(chance, 0.95)) if len(chance) else 0.0
        p = float((1 + np.sum(chance >= d.max() - 1e-9)) / (1 + len(chance)))
        rows.append(
            {"factor": name, "distance": float(d.max()), "quarter": int(d.argmax()) + 1, "chance": level, "p": p}
        )
    return pd.DataFrame(rows).sort_values("distance", ascending=False, kind="stable").reset_index(drop=True)


def quarters(values: Table) -> list[NDArray[np.bool_]]:
    """Which values lie in each part of the outcome, cut at its quantiles; equal values are not torn apart."""
    ends = np.quantile(values, np.arange(BINS + 1) / BINS)
    first = (values >= ends[0]) & (values <= ends[1])
    return [first, *((values > low) & (values <= high) for low, high in itertools.pairwise(ends[1:]))]


def _chance_distances(values: Table, factor: Table, seed: int) -> Table:
    """The largest distance over the quarters that this factor would show for each of SHUFFLES shuffled outcomes; none
    where the outcome is always the same. It hangs on the factor's ranks and the sizes of the quarters alone."""
    sizes = [int(p.sum()) for p in quarters(values) if p.any() and not p.all() and len(np.unique(values[p])) > 1]
    ranks = np.sort(rankdata(factor))
    if len(ranks) > ENOUGH:
        sizes = [max(1, size * ENOUGH // len(ranks)) for size in sizes]
        ranks = rankdata(ranks[np.linspace(0, len(ranks) - 1, ENOUGH).astype(int)])
    return _shuffled(tuple(map(float, ranks)), tuple(sizes), seed)


@lru_cache(maxsize=64)
def _shuffled(ranks: tuple[float, ...], sizes: tuple[int, ...], seed: int) -> Table:
    if not sizes:
        return np.empty(0)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(SHUFFLES // BLOCK):
        drawn = rng.permuted(np.tile(ranks, (BLOCK, 1)), axis=1)
        ends = np.cumsum(sizes)
        parts = [
            (drawn[:, e - n : e], np.delete(drawn, slice(e - n, e), axis=1)) for n, e in zip(sizes, ends, strict=True)
        ]
        found.append(np.max([cramer_von_mises(ours, theirs) for ours, theirs in parts], axis=0))
    return np.concatenate(found)


def cramer_von_mises(ours: Table, theirs: Table) -> Table:
    """Two-sample Cramer-von Mises statistic from the ranks of both, a row a sample (Anderson, Annals of Mathematical
    Statistics 33 (1962) 1148-1159)."""
    n, m = ours.shape[1], theirs.shape[1]
    a = ((np.sort(ours, axis=1) - np.arange(1, n + 1)) ** 2).sum(axis=1)
    b = ((np.sort(theirs, axis=1) - np.arange(1, m + 1)) ** 2).sum(axis=1)
    return (n * a + m * b) / (n * m * (n + m)) - (4 * m * n - 1) / (6 * (m + n))
