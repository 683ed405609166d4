"""Paired differences: whether two regimes can be told apart, what pairing saved, and how many pairs a width needs.

This is the one standard of every table, map, report and example: `told` where the chance of such a difference,
corrected for all comparisons made together, is at most ERROR, and beside it `could_see`, how large a difference would
have been told apart with a chance of POWER. docs/experiments.md explains it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, t

ERROR = 0.05  # of all comparisons that are made together
POWER = 0.8  # with which a difference of `could_see` would have been told apart
EXACT = 12  # pairs that differ, up to which every way to turn them is looked at
DRAWN = 200  # up to which ways are drawn; with more the sum is taken for normal
WAYS = 9_999
FEW = 100  # drawn ways as far off, below which they are drawn where such ways lie
Z95 = 1.959964


def chance_alike(differences: np.ndarray) -> float:
    """Chance of a mean difference as large as this if the two regimes were alike (two-sided).

    If they are, each pair might as well have come out the other way round: the test turns the signs of the differences
    (Fisher, The Design of Experiments, 1935, section 21), all ways where few pairs differ, else WAYS drawn ones (fixed
    seed). It needs no distribution; with k pairs that differ it never says less than 2 / 2^k. Chances too small to be
    counted among WAYS are found by importance sampling, so that a correction for thousands of comparisons leaves what
    is strong told apart. No pairs give NaN.
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
    as_far = int(np.sum(np.abs(_drawn_ways(k) @ shown) >= total - slack))
    return (1 + as_far) / (1 + WAYS) if as_far >= FEW else _rare(np.abs(shown), total, slack)


@lru_cache(maxsize=8)
def _drawn_ways(pairs: int) -> np.ndarray:
    """WAYS ways to turn the signs of so many pairs, always the same ones."""
    return np.random.default_rng(0).choice(np.array([-1.0, 1.0]), (WAYS, pairs))


def _rare(sizes: np.ndarray, total: float, slack: float) -> float:
    """The same chance where hardly any way comes as far: signs are drawn so that the sum is `total` on average, and
    each way counts by how likely it is among all (exponential tilting). The pairs as they came out count as one more
    draw, which keeps the chance from being too small (Harrison, Biometrika 99 (2012) 57-69)."""
    least = 2.0 ** (1 - len(sizes))
    if total >= float(sizes.sum()) - slack:
        return least
    scale = float(sizes.max())
    most = 1.0
    while float(np.sum(sizes * np.tanh(most * sizes / scale))) < total:
        most *= 2.0
    tilt = brentq(lambda by: float(np.sum(sizes * np.tanh(by * sizes / scale))) - total, 0.0, most) / scale
    up = 1.0 / (1.0 + np.exp(-2.0 * tilt * sizes))
    sums = np.where(np.random.default_rng(0).random((WAYS, len(sizes))) < up, 1.0, -1.0) @ sizes
    spread = float(np.sum(np.logaddexp(tilt * sizes, -tilt * sizes) - math.log(2.0)))
    far = sums[sums >= total - slack]
    chance = (math.exp(spread - tilt * total) + float(np.exp(spread - tilt * far).sum())) / (1 + WAYS)
    return min(1.0, max(least, 2.0 * chance))


def holm(chances: np.ndarray) -> np.ndarray:
    """The same chances corrected for how many there are (Holm, Scandinavian J. of Statistics 6 (1979) 65-70).

    With those below 0.05 taken for different, the chance that any of them is alike is at most 5 %. NaN stays.
    """
    shares = np.asarray(chances, float)
    out = np.full(len(shares), np.nan)
    known = np.flatnonzero(~np.isnan(shares))
    order = known[np.argsort(shares[known], kind="stable")]
    steps = np.arange(len(order), 0, -1)
    out[order] = np.minimum(1.0, np.maximum.accumulate(shares[order] * steps))
    return out


def told(corrected: np.ndarray) -> np.ndarray:
    """Which comparisons are told apart, from their corrected chances; none where there is no chance (NaN)."""
    out: np.ndarray = np.nan_to_num(np.asarray(corrected, float), nan=1.0) <= ERROR
    return out


def could_see(error: float, comparisons: int, pairs: float, freedom: float | None = None, least: float = 0.0) -> float:
    """The smallest difference that would be told apart with a chance of POWER, in the unit of `error`, the standard
    error of a mean difference.

    From Student's distribution, for ERROR over so many comparisons (two-sided; by Bonferroni, as the first step of
    Holm) and that power (its noncentral form by Johnson and Welch, Biometrika 31 (1940) 362-389). pairs: independent
    pairs; infinite where even pairs that all agreed could not be told apart. freedom: degrees of freedom of the error;
    of the pairs if left out. least: what a difference must exceed besides. NaN where no spread was seen: nothing then
    says how far pairs may lie apart.
    """
    if not error > 0.0:
        return math.nan
    if 2.0 ** (1.0 - pairs) > ERROR / comparisons:
        return math.inf
    free = pairs - 1.0 if freedom is None else freedom
    reach = max(float(t.ppf(1.0 - ERROR / (2.0 * comparisons), free)), least / error)
    return error * (reach + float(norm.ppf(POWER)) * math.sqrt(1.0 + reach**2 / (2.0 * free)))


def at_most_differ(pairs: int) -> float:
    """Where no pair of so many differs: the share of worlds that may differ all the same (one-sided, 95 %)."""
    return 1.0 - ERROR ** (1.0 / pairs) if pairs else math.nan


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
