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
    pairs = wide[[regime, baseline]].dropna().to_numpy(float)
    differences = pairs[:, 0] - pairs[:, 1]
    spread = wide.std(ddof=1).max() if len(wide) > 1 else 0.0
    half = any_time_half_width(differences, 0.0 if math.isnan(spread) else spread, rule)
    return len(differences), float(differences.mean()) if len(differences) else math.nan, half


def any_time_half_width(differences: np.ndarray, spread: float, rule: Stopping) -> float:
    """Half the width of the interval for the mean of paired differences, whenever one stops; infinite below two pairs.

    spread: standard deviation of the outcome over worlds, the largest of the regimes', in the outcome's unit.
    """
    n = len(differences)
    if n < 2:
        return math.inf
    return boundary(n, rule.tuned_for, rule.confidence) * math.sqrt(guarded_variance(differences, spread))


def guarded_variance(differences: np.ndarray, spread: float) -> float:
    """Variance of paired differences, those counted in that may not have shown themselves yet; see above."""
    n = len(differences)
    shown = differences[differences != 0.0]
    size2 = max(spread**2, float(np.mean(shown**2)) if len(shown) else 0.0)
    return (float(np.sum((differences - differences.mean()) ** 2)) + UNSEEN * size2) / n


def boundary(n: int, tuned_for: float, confidence: float) -> float:
    """Half the width of the interval after n values of variance 1."""
    alpha = 1.0 - confidence
    rho2 = (-2.0 * math.log(alpha) + math.log(-2.0 * math.log(alpha)) + 1.0) / tuned_for
    return math.sqrt(2.0 * (n * rho2 + 1.0) / (n * n * rho2) * math.log(math.sqrt(n * rho2 + 1.0) / alpha))
