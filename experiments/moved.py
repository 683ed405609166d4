"""How far data moved what was not known: one measure, for weights of the members and for parameters of the ground.

Both start from a prior even over a range. What is left is a set of draws or accepted points, each with a weight: one
where they were drawn as they are to count, prior over proposal where a design looked closer in one place (importance
weights, as population Monte Carlo has them: Beaumont, Cornuet, Marin and Robert, "Adaptive approximate Bayesian
computation", Biometrika 96 (2009) 983-990).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EVEN_SD = float(np.sqrt(1.0 / 12.0))  # of a place in a range, 0..1, before anything is known
NOT_MOVED, FAR_MOVED = 0.9, 0.6  # standard deviation after over before
SHIFTED = 0.5  # of the mean, in standard deviations of before
Range = tuple[float, float]


@dataclass(frozen=True)
class Moved:
    """How far one number was moved: standard deviation of its place in its range after over before, shift of its mean
    in standard deviations of before, and its 5th, 50th and 95th percentile as a value."""

    name: str
    ratio: float
    shift: float
    low: float
    median: float
    high: float

    @property
    def word(self) -> str:
        """Not moved, where it is nearly as open as before and nearly in the same place."""
        if self.ratio > NOT_MOVED and abs(self.shift) < SHIFTED:
            return "not moved"
        return "moved far" if self.ratio < FAR_MOVED else "moved"


def moved(name: str, places: Floats, values: Floats, weights: Floats | None = None) -> Moved:
    """How far draws (draws,) of a number moved it: their places in its range, 0..1, and their values."""
    w = np.full(len(places), 1.0 / len(places)) if weights is None else weights / weights.sum()
    mean = float(w @ places)
    sd = float(np.sqrt(w @ (places - mean) ** 2))
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(w[order]) - 0.5 * w[order]
    low, median, high = np.interp([0.05, 0.5, 0.95], reached, values[order])
    ratio, shift = round(sd / EVEN_SD, 2), round((mean - 0.5) / EVEN_SD, 2)  # the word follows from what is shown
    return Moved(name, ratio, shift, float(low), float(median), float(high))


def importance(points: Sequence[Mapping[str, float]], box: Mapping[str, Range], ranges: Mapping[str, Range]) -> Floats:
    """Weights (points,) of points half of which were drawn evenly from the ranges and half from a box within them:
    prior over proposal, so that they count as drawn from the ranges alone."""
    volume = float(np.prod([(box[n][1] - box[n][0]) / (high - low) for n, (low, high) in ranges.items()]))
    inside = np.array([all(box[n][0] <= p[n] <= box[n][1] for n in ranges) for p in points])
    return np.asarray(1.0 / (0.5 + 0.5 * inside / volume))


def of_points(
    points: Sequence[Mapping[str, float]], box: Mapping[str, Range], ranges: Mapping[str, Range]
) -> list[Moved]:
    """How far accepted points of a calibration moved each of its free parameters."""
    weights = importance(points, box, ranges)
    out = []
    for name, (low, high) in ranges.items():
        values = np.array([p[name] for p in points])
        out.append(moved(name, (values - low) / (high - low), values, weights))
    return out
