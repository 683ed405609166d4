"""Which of many numbers go along with which of many outcomes, all comparisons together at one error.

The rank correlation of every pair is held against the largest of all pairs when the points are shuffled (the max-T
method: Westfall and Young, Resampling-Based Multiple Testing, 1993). A correction of single chances for their number
(Bonferroni, Holm) cannot do this with shuffles: 616 comparisons of which each is known to 1 in 10,000 leave nothing
below 5 %, however strong it is. Here SHUFFLES decide to 1 in 1,000 over all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, rankdata

from panj.experiments.analysis.pairs import ERROR, POWER

SHUFFLES = 999


def standard_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks of each column with mean 0 and variance 1; a column that is always the same is 0."""
    ranks = rankdata(np.asarray(values, float), axis=0)
    centred = ranks - ranks.mean(axis=0)
    spread = centred.std(axis=0)
    out: np.ndarray = centred / np.where(spread > 0.0, spread, 1.0)
    return out


def bends(ranks: np.ndarray) -> np.ndarray:
    """The squares of standard ranks, standardised: an outcome that is high at both ends goes along with these."""
    squares = ranks**2
    centred = squares - squares.mean(axis=0)
    spread = centred.std(axis=0)
    out: np.ndarray = centred / np.where(spread > 0.0, spread, 1.0)
    return out


def moves(points: np.ndarray, outcomes: np.ndarray, seed: int = 0) -> np.ndarray:
    """The chance of each outcome (rows) and factor (columns) that the largest of all would go along as closely if no
    factor did anything; a factor may move an outcome one way, or bend it. points, outcomes: a row a point."""
    ranks = standard_ranks(points)
    _, both = together(np.hstack([ranks, bends(ranks)]), standard_ranks(outcomes), seed)
    count = ranks.shape[1]
    out: np.ndarray = np.minimum(both[:, :count], both[:, count:])
    return out


def together(numbers: np.ndarray, outcomes: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Correlation of each outcome (columns, standardised) with each number (columns, standardised) over the points
    (rows), and the chance that the largest of all would be as large if no number did anything; outcome by number."""
    n = len(numbers)
    seen = outcomes.T @ numbers / n
    dice = np.random.default_rng(seed)
    largest = np.sort([np.abs(outcomes[dice.permutation(n)].T @ numbers / n).max(initial=0.0) for _ in range(SHUFFLES)])
    as_large = SHUFFLES - np.searchsorted(largest, np.abs(seen) - 1e-12, side="left")
    return seen, (1.0 + as_large) / (1.0 + SHUFFLES)


class Steady(NamedTuple):
    """Of one comparison: the chance that the largest of all would stand out as far if dice alone moved the games, and
    how large a steady effect would have been told apart with a chance of POWER."""

    chance: float
    could_see: float


def steady(effects: Sequence[np.ndarray], factors: Sequence[int], power: float, seed: int = 0) -> list[Steady]:
    """Whether changes of an outcome are steadier over replicates than dice are, all comparisons together.

    effects: of each comparison what one change of a factor does, a row a place where it was changed and a column a
    replicate; factors: which of them each is of. The size of an effect is the mean over places of the size of its mean
    over replicates, to `power`. If a factor only shuffles the dice, each game might as well have come out the other way
    round: signs are turned at random, those of one factor in all outcomes alike, and how far a size stands out from
    that, in standard deviations, is held against the largest of all. With one replicate nothing can be told.
    """
    sizes, out = [], []
    turns: dict[int, np.ndarray] = {}
    for table, factor in zip(effects, factors, strict=True):
        if factor not in turns:
            dice = np.random.default_rng([seed, factor])
            turns[factor] = 2 * dice.integers(0, 2, (SHUFFLES, *table.shape), np.int8) - 1
        means = np.einsum("frs,rs->fr", turns[factor], table) / table.shape[1]
        turned = (np.abs(means) ** power).mean(axis=1)
        seen = float((np.abs(table.mean(axis=1)) ** power).mean())
        sizes.append((seen, float(turned.mean()), float(turned.std()), turned))
    stand = [(seen - mean) / spread if spread > 1e-9 * mean else 0.0 for seen, mean, spread, _ in sizes]
    largest = np.zeros(SHUFFLES)
    for _, mean, spread, turned in sizes:
        if spread > 1e-9 * mean:
            largest = np.maximum(largest, (turned - mean) / spread)
    largest.sort()
    edge = float(np.quantile(largest, 1.0 - ERROR)) + float(norm.ppf(POWER))
    for (_, mean, spread, _), z in zip(sizes, stand, strict=True):
        as_far = SHUFFLES - int(np.searchsorted(largest, z - 1e-9, side="left"))
        out.append(Steady((1.0 + as_far) / (1.0 + SHUFFLES), (mean + edge * spread) ** (1.0 / power)))
    return out
