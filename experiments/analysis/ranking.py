"""Which regime is best in one outcome, how sure that is, and what the wrong choice costs over the worlds.

A world is a seed: its ground, dice and weights are the same under every regime, so regimes are ranked by common random
numbers. Only worlds in which every regime has a value count.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.comparison import PAIRED_ON, alike, check_outcome
from panj.experiments.analysis.crossed import chance_of, drawn_by, known, sure_of
from panj.experiments.analysis.pairs import holm, told
from panj.experiments.values import values_of
from panj.scenarios.errors import InputError, InWords

RESAMPLES = 2_000
CELLS = 2_000_000  # weights that are held at a time


def rank(
    runs: pd.DataFrame, outcome: str, most: bool = True, tolerance: float = 0.0, pooled: bool = False
) -> pd.DataFrame:
    """Regimes from best to worst in the mean of an outcome, per scenario and point.

    most: whether more of the outcome is better. tolerance [the outcome's unit]: a difference that does not matter.
    pooled: over all points of a design; a world is then a seed at a point, and chances count with both: worlds that
    share a seed or a point are not independent.

    Columns: worlds; mean; error: the standard error of the mean, NaN for one world; chance_best: share of RESAMPLES
    bootstrap samples of the worlds (fixed seed) in which the mean is the best, ties shared; chance_good: share in which
    it is within the tolerance of the best; in_play: whether the regime may still be the best: no other is told to be
    better, by the one standard (experiments.analysis.pairs) over all pairs of regimes. So those in play hold the truly
    best one with a chance of at least 95 %. could_see: the smallest lag behind the best mean that would have been told
    in 80 % of such sweeps; empty for the best itself. mean_regret, worst_regret: how much worse than the
    best regime of that world, in the mean and in the worst world; within: share of worlds in which it is within the
    tolerance of the best. A world's best is seen with hindsight, its dice included.

    Resampling is that of seeds and points at once (Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1
    (2007) 386-411), errors that of both (Welch's degrees of freedom): both err on the safe side.
    """
    check_outcome(outcome)
    if not tolerance >= 0.0:
        raise InputError("tolerance", "", tolerance, f"0 or more, in the unit of {outcome}")
    rows = []
    for about, played in alike(runs.drop(columns="point") if pooled else runs):
        keys = [k for k in PAIRED_ON if k in played]
        valued = played.assign(value=values_of(played, outcome))
        wide = valued.pivot_table(index=keys, columns="regime", values="value", aggfunc="first").dropna()
        if wide.shape[1] < 2:
            raise InputError("regimes", "", InWords(f"{wide.shape[1]} with {outcome}"), "at least two, to rank them")
        rows += [about | {"outcome": outcome} | row for row in _ranked(wide, most, tolerance)]
    return pd.DataFrame(rows)


def _ranked(wide: pd.DataFrame, most: bool, tolerance: float) -> list[dict[str, Any]]:
    values = wide.to_numpy(float)
    if len(values) == 0:
        return []
    good = values if most else -values
    regret = good.max(axis=1, keepdims=True) - good
    drawn = drawn_by(wide.index)
    best, near = _resampled(good, tolerance, drawn)
    in_play = _in_play(good, drawn)
    leader, pairs = int(good.mean(axis=0).argmax()), math.comb(good.shape[1], 2)
    seen = [sure_of(good[:, leader] - lag, drawn).could_see(pairs) for lag in good.T]
    rows = [
        {
            "regime": regime,
            "worlds": len(values),
            "mean": float(values[:, k].mean()),
            "error": known(values[:, k], drawn).error,
            "chance_best": float(best[k]),
            "chance_good": float(near[k]),
            "in_play": bool(in_play[k]),
            "could_see": seen[k],
            "mean_regret": float(regret[:, k].mean()),
            "worst_regret": float(regret[:, k].max()),
            "within": float(np.mean(regret[:, k] <= tolerance)),
        }
        for k, regime in enumerate(wide.columns)
    ]
    return sorted(rows, key=lambda row: (-row["mean"] if most else row["mean"], row["regime"]))


def _resampled(good: np.ndarray, tolerance: float, drawn: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Shares of bootstrap samples of the worlds in which each regime is best, and within the tolerance of the best."""
    dice = np.random.default_rng(0)
    worlds, regimes = good.shape
    best, near = np.zeros(regimes), np.zeros(regimes)
    slack = 1e-12 * max(1.0, float(np.abs(good).max()))
    left = RESAMPLES
    while left:
        block = min(left, max(1, CELLS // worlds))
        left -= block
        weights = np.ones((block, worlds))
        for codes in drawn:
            count = int(codes.max()) + 1
            weights *= dice.multinomial(count, np.full(count, 1.0 / count), block)[:, codes]
        total = weights.sum(axis=1, keepdims=True)
        means = (weights @ good) / np.where(total > 0.0, total, 1.0)
        behind = means.max(axis=1, keepdims=True) - means
        first = behind <= slack
        best += (first / first.sum(axis=1, keepdims=True)).sum(axis=0)
        near += (behind <= tolerance + slack).sum(axis=0)
    return best / RESAMPLES, near / RESAMPLES


def _in_play(good: np.ndarray, drawn: list[np.ndarray]) -> np.ndarray:
    """Regimes that no other is told to be better than."""
    kept = np.ones(good.shape[1], bool)
    pairs = list(itertools.combinations(range(good.shape[1]), 2))
    chances = np.array([chance_of(good[:, a] - good[:, b], drawn) for a, b in pairs])
    for (a, b), apart in zip(pairs, told(holm(chances)), strict=True):
        if apart:
            kept[b if good[:, a].mean() > good[:, b].mean() else a] = False
    return kept
