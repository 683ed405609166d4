"""Folds: what a forecaster may learn from before it forecasts which crises, and the scores of what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, conventions
from panj.experiments.backtest.rivals import Rival, open_to_all, outcome_of
from panj.treaty.ladder import FORCE, Rung

Floats = NDArray[np.float64]

SCHEMES = {
    "case": "one case left out at a time",
    "alliance": "one alliance left out at a time",
    "forwards": "forwards in time",
}
SCORES = {
    "rps": "ranked probability score",
    "log": "log score",
    "rung": "rung error",
    "brier_force": "Brier score, force",
}
RESAMPLES = 2000


def folds(cases: Sequence[CodedCase], scheme: str) -> Iterator[tuple[list[int], list[int]]]:
    """Numbers of the cases to learn from and of those to forecast. Forwards in time there is one fold: before the year
    of the conventions, and from it on; a case without a year is in neither."""
    every = range(len(cases))
    if scheme == "case":
        yield from (([k for k in every if k != i], [i]) for i in every)
    elif scheme == "alliance":
        for name in sorted({c.alliance for c in cases}):
            yield [k for k in every if cases[k].alliance != name], [k for k in every if cases[k].alliance == name]
    else:
        split = int(conventions()["rivals"]["forecast_from"])
        years = [c.year for c in cases]
        yield (
            [k for k in every if (y := years[k]) is not None and y < split],
            [k for k in every if (y := years[k]) is not None and y >= split],
        )


def forecasts(cases: Sequence[CodedCase], scheme: str, rival: Rival) -> Floats:
    """Chances of the rungs of each case, (cases, rungs), by a rival that learnt from the fold's other cases; rows of
    cases that the scheme does not forecast are nan."""
    out = np.full((len(cases), len(Rung)), np.nan)
    for known, held_out in folds(cases, scheme):
        say = rival([cases[k] for k in known])
        for i in held_out:
            out[i] = say(cases[i])
    return out


def scores(p: Floats, seen: NDArray[np.int64]) -> dict[str, Floats]:
    """Scores of forecasts (cases, rungs), one number a case; lower is better, 0 is best.

    `rps`: the mean over the steps of the ladder of (P(<= r) - 1[seen <= r])^2 (Epstein, "A scoring system for
    probability forecasts of ranked categories", J. Appl. Meteorology 8 (1969)), 0..1. `log`: minus the natural
    logarithm of the chance given to what came, each rung held to at least 0.01. `rung`: rungs between the likeliest
    and what came. `brier_force`: squared error of the chance of force.
    """
    steps = np.arange(p.shape[1] - 1)
    below = np.cumsum(p, axis=1)[:, :-1] - (seen[:, None] <= steps)
    rows = np.arange(len(seen))
    force = p[:, min(FORCE) :].sum(axis=1)
    return {
        "rps": (below**2).mean(axis=1),
        "log": -np.log(open_to_all(p)[rows, seen]),
        "rung": np.abs(p.argmax(axis=1) - seen).astype(float),
        "brier_force": (force - (seen >= min(FORCE))) ** 2,
    }


def scored(cases: Sequence[CodedCase], p: Floats) -> dict[str, Floats]:
    """Scores of the cases that were forecast and whose outcome is known; nan for the others."""
    known = np.array([c.observed_rung is not None for c in cases]) & ~np.isnan(p).any(axis=1)
    seen = np.array([outcome_of(c) for c, k in zip(cases, known, strict=True) if k], dtype=int)
    out = {name: np.full(len(cases), np.nan) for name in SCORES}
    for name, values in scores(p[known], seen).items():
        out[name][known] = values
    return out


def interval(values: Floats, seed: int) -> dict[str, float | int]:
    """Mean over cases with a 95 % bootstrap interval (cases drawn with replacement); nan are left out."""
    kept = values[~np.isnan(values)]
    if not kept.size:
        return {"cases": 0}
    who = np.random.default_rng(seed).integers(kept.size, size=(RESAMPLES, kept.size))
    low, high = np.percentile(kept[who].mean(axis=1), [2.5, 97.5])
    said = {"value": kept.mean(), "low": low, "high": high}
    return {k: round(float(v), 4) for k, v in said.items()} | {"cases": int(kept.size)}


def differences(
    mine: Mapping[str, Floats], theirs: Mapping[str, Floats], seed: int
) -> dict[str, dict[str, float | int]]:
    """Each score less a rival's, case by case, with the interval of the mean difference: below nought is better."""
    return {name: interval(mine[name] - theirs[name], seed) for name in mine}
