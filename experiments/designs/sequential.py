"""An interval for a mean that may be looked at after every batch, so that one may stop as soon as it is narrow enough.

An interval made for one look is wrong too often when one looks again and again and stops when it pleases. The one here
is an asymptotic confidence sequence: the chance that it ever leaves out the true mean, at any look, is at most 1 -
confidence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform central limit theory and asymptotic confidence
sequences, arXiv:2103.06476, 2021; its boundary is Robbins' normal mixture, Annals of Mathematical Statistics 41 (1970)
1397-1409). It is wider than an interval for one look: that is its price.

What is assumed: pairs are drawn independently (each seed is), their differences have a variance, and the first look
comes late enough for it to be known roughly. Where regimes differ in few worlds only, pairs that all agreed so far
would pass for pairs that always agree; so the variance counts `UNSEEN` pairs more, which differ by as much as those
that did, and by at least a standard deviation of the outcome. A difference that has not shown itself and is larger
than that nobody can see: where it comes in 1 world of 20 and is five times that large, the interval held in 87 % of
trials only; in all kinds of trial in tests/experiments/test_sequential.py in at least 95 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Pairs; by trial: where one world in ten differs the interval held in 0.80 of trials with 1, in 0.96 with 5.
UNSEEN = 5.0


@dataclass(frozen=True)
class Stopping:
    """By what a sweep was stopped: its outcome, the confidence of its intervals, and the number of pairs at which they
    are narrowest for what they promise, fixed before the first look."""

    outcome: str
    confidence: float
    tuned_for: float


def any_time_interval(wide: pd.DataFrame, regime: str, baseline: str, rule: Stopping) -> tuple[int, float, float]:
    """Pairs, mean difference of a regime from the baseline and half the width of its interval, whenever one stops.

    wide: the outcome by seed (rows) and regime (columns). A pair in which one has no value counts for none.
    """
    differences, spread = differences_of(wide, regime, baseline)
    half = any_time_half_width(differences, spread, rule)
    return len(differences), float(differences.mean()) if len(differences) else math.nan, half


def differences_of(wide: pd.DataFrame, regime: str, baseline: str) -> tuple[np.ndarray, float]:
    """Paired differences, and the spread of the outcome over worlds."""
    pairs = wide[[regime, baseline]].dropna().to_numpy(float)
    spread = float(wide.std(ddof=1).max()) if len(wide) > 1 else 0.0
    return pairs[:, 0] - pairs[:, 1], 0.0 if math.isnan(spread) else spread


def any_time_half_width(differences: np.ndarray, spread: float, rule: Stopping) -> float:
    """Half the width of the interval for the mean of paired differences, whenever one stops; infinite below two pairs.

    spread: standard deviation of the outcome over worlds, the largest of the regimes', in the outcome's unit.
    """
    return _half_width(len(differences), *_variances(differences, spread), rule) if len(differences) > 1 else math.inf


def any_time_pairs(differences: np.ndarray, spread: float, rule: Stopping, half_width: float) -> float:
    """About how many pairs the interval takes to be that narrow, from those that are there; NaN below two pairs."""
    if len(differences) < 2:
        return math.nan
    shown, unseen = _variances(differences, spread)
    few, many = 1, 2
    while _half_width(many, shown, unseen, rule) > half_width:
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if _half_width(middle, shown, unseen, rule) > half_width else (few, middle)
    return float(many)


def _variances(differences: np.ndarray, spread: float) -> tuple[float, float]:
    """Variance of the pairs, and the square of how far those may differ that have not shown themselves yet."""
    shown = differences[differences != 0.0]
    size2 = max(spread**2, float(np.mean(shown**2)) if len(shown) else 0.0)
    return float(np.mean((differences - differences.mean()) ** 2)), size2


def _half_width(n: int, shown: float, unseen: float, rule: Stopping) -> float:
    return boundary(n, rule.tuned_for, rule.confidence) * math.sqrt(shown + UNSEEN * unseen / n)


def boundary(n: int, tuned_for: float, confidence: float) -> float:
    """Half the width of the interval after n values of variance 1."""
    alpha = 1.0 - confidence
    rho2 = (-2.0 * math.log(alpha) + math.log(-2.0 * math.log(alpha)) + 1.0) / tuned_for
    return math.sqrt(2.0 * (n * rho2 + 1.0) / (n * n * rho2) * math.log(math.sqrt(n * rho2 + 1.0) / alpha))
