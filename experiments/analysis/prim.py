"""PRIM, the patient rule induction method: boxes in the space of the inputs in which cases of interest are dense.

Friedman and Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999) 123-143; as a method of
scenario discovery: Bryant and Lempert, "Thinking inside the box", Technological Forecasting and Social Change 77 (2010)
34-49. Peeling takes off, again and again, the thin slice (`alpha` of the runs) whose going raises the density most for
each run that goes; pasting widens the chosen box where that raises the density again. Held against the 882 runs of the
published case in tests/experiments/test_prim.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

ALPHA = 0.05  # share of the runs in the box that one peel takes off
SMALLEST = 0.05  # share of all runs under which a box is not peeled on
SURE = 0.05  # quasi-p above which a limit is dropped again

Mask = NDArray[np.bool_]
Limit = tuple[float, float] | frozenset[str]  # from, to (both in); or the words that are in


@dataclass(frozen=True)
class Box:
    """A part of the inputs' space: limits by name. What is not named is not limited."""

    limits: dict[str, Limit] = field(default_factory=dict)

    def holds(self, x: pd.DataFrame, but: str | None = None) -> Mask:
        """Which rows lie inside; `but`: leave this limit out."""
        mask = np.ones(len(x), bool)
        for name, limit in self.limits.items():
            if name != but:
                mask &= within(x[name], limit)
        return mask

    def limited(self, name: str, limit: Limit) -> Box:
        """The box with one limit more, or changed."""
        return Box(self.limits | {name: limit})

    def free_of(self, name: str) -> Box:
        """The box without one limit."""
        return Box({n: limit for n, limit in self.limits.items() if n != name})


@dataclass(frozen=True)
class Fit:
    """How a box does: coverage (share of the cases of interest that it holds), density (share of its runs that are
    such), mass (share of all runs in it); counts of runs and of cases in it."""

    box: Box
    runs: int
    cases: int
    coverage: float
    density: float
    mass: float

    @property
    def both(self) -> float:
        """Harmonic mean of coverage and density: what the choice of a box on the trajectory goes by."""
        return 2.0 * self.coverage * self.density / (self.coverage + self.density) if self.cases else 0.0


def within(column: pd.Series, limit: Limit) -> Mask:
    """Which values are inside a limit."""
    if isinstance(limit, frozenset):
        return column.isin(limit).to_numpy()
    return ((column >= limit[0]) & (column <= limit[1])).to_numpy()


def fit(box: Box, x: pd.DataFrame, y: Mask) -> Fit:
    """How a box does on these runs; `y`: the cases of interest."""
    inside = box.holds(x)
    runs, cases = int(inside.sum()), int(y[inside].sum())
    return Fit(box, runs, cases, cases / max(1, int(y.sum())), cases / max(1, runs), runs / max(1, len(y)))


def peel(x: pd.DataFrame, y: Mask, alpha: float = ALPHA, smallest: float = SMALLEST) -> list[Fit]:
    """The peeling trajectory, from no limits to the smallest box; each entry is tighter than the one before.

    x: inputs, a row a run; numbers are cut from below or above, words are left out one by one. y: cases of interest.
    """
    path, inside = [fit(Box(), x, y)], np.ones(len(x), bool)
    while True:
        density, here = y[inside].mean(), x[inside]
        best: tuple[float, int, Box, Mask] | None = None
        for name, limit in _slices(here, path[-1].box, alpha):
            kept = inside & within(x[name], limit)
            n = int(kept.sum())
            if 0 < n < len(here):
                score = ((y[kept].mean() - density) / (len(here) - n), -len(path[-1].box.limited(name, limit).limits))
                if best is None or score > best[:2]:
                    best = (*score, path[-1].box.limited(name, limit), kept)
        if best is None or best[0] <= 0.0 or best[3].sum() < smallest * len(x):
            return path
        inside = best[3]
        path.append(fit(best[2], x, y))


def _slices(x: pd.DataFrame, box: Box, alpha: float) -> Iterator[tuple[str, Limit]]:
    """Every limit that takes one slice off."""
    for name in x:
        values = x[name]
        if pd.api.types.is_numeric_dtype(values):
            low, high = _numbers(box, str(name))
            ordered = np.sort(values.to_numpy(float))
            if ordered[0] < ordered[-1]:
                yield str(name), (cut(ordered, alpha), high)
                yield str(name), (low, -cut(-ordered[::-1], alpha))
        else:
            there = frozenset(map(str, values.unique()))
            if len(there) > 1:
                for word in sorted(there):
                    yield str(name), there - {word}


def _numbers(box: Box, name: str) -> tuple[float, float]:
    limit = box.limits.get(name, (-math.inf, math.inf))
    assert isinstance(limit, tuple)
    return limit


def cut(ordered: NDArray[np.float64], alpha: float) -> float:
    """Where a slice of `alpha` ends in ordered values: half-way to the next value, over all that are equal."""
    at = (len(ordered) - 1) * alpha
    low, high = math.floor(at), math.ceil(at)
    while ordered[low] == ordered[high] and high < len(ordered) - 1:
        high += 1
    return float((ordered[low] + ordered[high]) / 2.0)


def paste(chosen: Fit, x: pd.DataFrame, y: Mask, alpha: float = ALPHA) -> Fit:
    """The box widened by slices of `alpha` of its runs where that raises its density."""
    while True:
        best = chosen
        for name, limit in chosen.box.limits.items():
            others = x[chosen.box.holds(x, but=name)]
            for wider in _wider(others[name], limit, alpha * chosen.runs):
                found = fit(chosen.box.limited(name, wider), x, y)
                if found.runs > chosen.runs and found.density > best.density:
                    best = found
        if best is chosen:
            return chosen
        chosen = best


def _wider(values: pd.Series, limit: Limit, slice_: float) -> Iterator[Limit]:
    if isinstance(limit, frozenset):
        yield from (limit | {word} for word in sorted(set(map(str, values)) - limit))
        return
    ordered, step = np.sort(values.to_numpy(float)), max(1, round(slice_))
    below, above = ordered[ordered < limit[0]], ordered[ordered > limit[1]]
    if len(below):
        yield (float(below[-step]) if len(below) > step else -math.inf, limit[1])
    if len(above):
        yield (limit[0], float(above[step - 1]) if len(above) > step else math.inf)


def quasi_p(found: Fit, x: pd.DataFrame, y: Mask) -> dict[str, float]:
    """For each limit, the chance of as many cases of interest in the box were the limit idle: one-sided binomial test
    against the density of the box without it (Bryant and Lempert 2010, their quasi-p values; runs count as
    independent)."""
    out = {}
    for name in found.box.limits:
        wider = fit(found.box.free_of(name), x, y)
        out[name] = float(binomtest(found.cases, found.runs, min(1.0, wider.density), alternative="greater").pvalue)
    return out


def find_box(x: pd.DataFrame, y: Mask, density: float | None = None, alpha: float = ALPHA) -> Fit:
    """One box: the point of the trajectory with the best harmonic mean of coverage and density, or with `density` the
    one with the highest coverage that is at least as dense (the densest where none is); pasted; its limits without
    force (quasi-p above 5 %) dropped, the idlest first, as long as the box stays as dense as asked for."""
    path = peel(x, y, alpha)
    dense = [f for f in path if density is not None and f.density >= density]
    if dense:
        chosen = max(dense, key=lambda f: (f.coverage, f.density))
    else:
        chosen = max(path, key=(lambda f: f.both) if density is None else (lambda f: f.density))
    chosen = paste(chosen, x, y, alpha)
    while chosen.box.limits:
        idle = quasi_p(chosen, x, y)
        name = max(idle, key=lambda n: idle[n])
        freer = fit(chosen.box.free_of(name), x, y)
        if idle[name] <= SURE or (dense and density is not None and freer.density < density):
            break
        chosen = freer
    return chosen
