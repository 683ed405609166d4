"""How surely a mean is known over worlds that share seeds and points of a design: such worlds are not independent.

Every point of a design is played with the same seeds, so a table of worlds is a crossing of both, and a seed that suits
a regime suits it at many points. The error of a mean counts both that were drawn: that of the means by seed and that of
the means by point, added (Welch's degrees of freedom). What is left to a single world is counted twice by that: it errs
on the safe side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t

from panj.experiments.analysis.pairs import chance_alike, could_see

DRAWN = ("seed", "changes")  # what the worlds of a table may have been drawn by
CONFIDENCE = 0.95


class Known(NamedTuple):
    """How surely a mean is known: its standard error and its degrees of freedom; NaN and 0 where nobody can say."""

    error: float
    freedom: float

    def edge(self, confidence: float) -> float:
        """How far the mean may lie above the true one with this chance of not being further; infinite if unknown."""
        if self.freedom == 0.0:
            return math.inf
        return float(t.ppf(confidence, self.freedom)) * self.error if self.error > 0.0 else 0.0


def drawn_by(index: pd.Index) -> list[np.ndarray]:
    """For each of seed and point that there are several of: which of them each world has, as codes from 0."""
    codes = [pd.factorize(index.get_level_values(key))[0] for key in DRAWN if key in index.names]
    return [c for c in codes if len(c) and c.max() > 0]


def known(values: np.ndarray, drawn: list[np.ndarray]) -> Known:
    """Of the mean over worlds, from what they were drawn by."""
    parts = []
    for codes in drawn:
        means = np.bincount(codes, values) / np.bincount(codes)
        parts.append((float(means.var(ddof=1)) / len(means), len(means) - 1))
    if not parts:
        return Known(math.nan, 0.0)
    error2 = sum(part for part, _ in parts)
    if error2 == 0.0:
        return Known(0.0, float(min(free for _, free in parts)))
    return Known(math.sqrt(error2), error2**2 / sum(part**2 / free for part, free in parts))


def crossed_interval(values: np.ndarray, drawn: list[np.ndarray]) -> tuple[float, float, float]:
    """Mean and its 95 % interval by Student's t; seeds and points drawn anew would be expected to keep within it."""
    mean, half = float(values.mean()), known(values, drawn).edge((1.0 + CONFIDENCE) / 2.0)
    return mean, mean - half, mean + half


def chance_of(differences: np.ndarray, drawn: list[np.ndarray]) -> float:
    """Chance of such a mean difference if two regimes were alike, by what the pairs were drawn by: of several seeds at
    several points as crossed, else by turning the signs of independent pairs."""
    return crossed_chance(differences, drawn) if len(drawn) > 1 else chance_alike(differences)


class Sure(NamedTuple):
    """What says how large a mean difference would have been told apart (experiments.analysis.pairs.could_see): its
    standard error, the pairs whose signs are turned (infinite where chance is told otherwise), degrees of freedom, and
    what a difference must exceed besides."""

    error: float
    signs: float
    freedom: float
    least: float = 0.0

    def could_see(self, comparisons: int) -> float:
        """The smallest difference that would have been told apart among so many comparisons."""
        return could_see(self.error, comparisons, self.signs, self.freedom, self.least)


def sure_of(differences: np.ndarray, drawn: Sequence[np.ndarray] = ()) -> Sure:
    """How surely the mean of paired differences is known, by what the pairs were drawn by."""
    if len(drawn) > 1:
        found = known(differences, list(drawn))
        return Sure(found.error, math.inf, found.freedom)
    n = len(differences)
    return Sure(float(differences.std(ddof=1)) / n**0.5 if n > 1 else math.nan, n, n - 1.0)


def crossed_chance(differences: np.ndarray, drawn: list[np.ndarray]) -> float:
    """Chance of a mean difference as large as this if two regimes were alike (two-sided, Student's t).

    Where all worlds differ by the same there is no error to measure it by: a constant is no matter of chance, and each
    world might have come out the other way round.
    """
    mean, sure = abs(float(differences.mean())), known(differences, drawn)
    if mean == 0.0:
        return 1.0
    if sure.error == 0.0:
        return float(min(1.0, 2.0 ** (1 - len(differences))))
    return float(2.0 * t.sf(mean / sure.error, sure.freedom))
