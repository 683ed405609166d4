"""Paired differences: whether two regimes can be told apart, what pairing saved, and how many pairs a width needs."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm

EXACT = 12  # pairs that differ, up to which every way to turn them is looked at
DRAWN = 200  # up to which ways are drawn; with more the sum is taken for normal
WAYS = 9_999
Z95 = 1.959964


def chance_alike(differences: np.ndarray) -> float:
    """Chance of a mean difference as large as this if the two regimes were alike (two-sided).

    If they are, each pair might as well have come out the other way round: the test turns the signs of the differences
    (Fisher, The Design of Experiments, 1935, section 21), all ways where few pairs differ, else WAYS drawn ones (fixed
    seed). It needs no distribution; with k pairs that differ it never says less than 2 / 2^k. No pairs give NaN.
    """
    values = np.asarray(differences, float)
    if len(values) == 0:
        return math.nan
    shown = values[values != 0.0]
    k, total = len(shown), abs(float(shown.sum()))
    if k == 0:
        return 1.0
    if k > DRAWN:
        return float(2.0 * norm.sf(total / math.sqrt(float(np.sum(shown**2)))))
    slack = 1e-9 * float(np.abs(shown).sum())
    if k <= EXACT:
        ways = 1 - 2 * ((np.arange(2**k)[:, None] >> np.arange(k)) & 1)
        return float(np.mean(np.abs(ways @ shown) >= total - slack))
    ways = np.random.default_rng(0).choice(np.array([-1.0, 1.0]), (WAYS, k))
    return float((1 + np.sum(np.abs(ways @ shown) >= total - slack)) / (1 + WAYS))


def holm(chances: np.ndarray) -> np.ndarray:
    """The same chances corrected for how many there are (Holm, Scandinavian J. of Statistics 6 (1979) 65-70).

    With those below 0.05 taken for different, the chance that any of them is alike is at most 5 %. NaN stays.
    """
    given = np.asarray(chances, float)
    out = np.full(len(given), np.nan)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    steps = np.arange(len(order), 0, -1)
    out[order] = np.minimum(1.0, np.maximum.accumulate(given[order] * steps))
    return out


def saved_by_pairing(ours: np.ndarray, theirs: np.ndarray) -> float:
    """How many times as many games two sets without common seeds would take for the same interval.

    NaN where pairs never differ by anything but a constant, or where there are fewer than three.
    """
    spread = float(np.var(ours - theirs, ddof=1)) if len(ours) > 2 else 0.0
    return (float(np.var(ours, ddof=1)) + float(np.var(theirs, ddof=1))) / spread if spread > 0.0 else math.nan


def pairs_needed(differences: np.ndarray, half_width: float) -> float:
    """Pairs for a 95 % interval of the mean difference that is this wide either way, from those that are there.

    NaN below three pairs, and where none differs from the others: they do not say how far pairs may lie apart.
    """
    spread = float(np.std(differences, ddof=1)) if len(differences) > 2 else 0.0
    return float(max(3, math.ceil((Z95 * spread / half_width) ** 2))) if spread > 0.0 else math.nan
