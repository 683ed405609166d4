"""Dice with an address: a draw is a function of (seed, subsystem, step, who, which) and of nothing else.

Changing one subsystem never shifts the dice of another, the order of units does not matter, and paired seeds pair.
The generator is Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
as easy as 1, 2, 3", SC11, 2011): key = seed, counter = address. Checked against its published known answers in
`tests/border/test_dice.py`. Everything here is integer arithmetic in 64 bits, so that compiled and plain Python agree.
"""

from __future__ import annotations

import math

import numpy as np

from panj.border.compiled import rule

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.int64(0xFFFFFFFF)
_32 = np.uint64(32)
_5 = np.uint64(5)
_6 = np.uint64(6)
_26 = np.uint64(26)
_TWO_M53 = 1.0 / 9007199254740992.0

# Subsystems of the ground. Politics and whatever else runs outside the kernel use names, see model.streams.
COLLAPSE, FIGHT, MOVE, CROSS, COMMAND, FLEE, INLAND = 1, 2, 3, 4, 5, 6, 7


@rule
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key, all given as uint64."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = (p1 >> _32) ^ c1 ^ k0
        c1 = p1 & _LOW
        c2 = (p0 >> _32) ^ c3 ^ k1
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@rule
def uniform(seed: int, subsystem: int, step: int, who: int, which: int) -> float:
    """One draw in [0, 1), 53 bits, from an address of whole numbers.

    Of `seed`, from 0, 64 bits count, of the rest the lower 32; these may be negative, compiled and in plain Python.
    """
    s = np.uint64(seed)
    a, b, _, _ = philox(
        np.uint64(np.int64(subsystem) & _WORD),
        np.uint64(np.int64(step) & _WORD),
        np.uint64(np.int64(who) & _WORD),
        np.uint64(np.int64(which) & _WORD),
        s & _LOW,
        s >> _32,
    )
    return float(((a >> _5) << _26) | (b >> _6)) * _TWO_M53


@rule
def poisson(u: float, mean: float) -> int:
    """Poisson count from one uniform draw by inversion; above a mean of 60, the normal approximation.

    mean [count]; the normal quantile is Acklam's rational approximation (relative error under 1.2e-9).
    """
    if mean <= 0.0:
        return 0
    if mean > 60.0:
        return max(0, math.floor(mean + math.sqrt(mean) * normal_quantile(u) + 0.5))
    term = math.exp(-mean)
    total = term
    count = 0
    while u >= total and count < 400:
        count += 1
        term *= mean / count
        total += term
    return count


@rule
def normal_quantile(u: float) -> float:
    """Standard normal quantile of u in (0, 1). Source: P. J. Acklam's algorithm (2003)."""
    p = min(max(u, 1e-12), 1.0 - 1e-12)
    if p < 0.02425 or p > 1.0 - 0.02425:
        q = math.sqrt(-2.0 * math.log(p if p < 0.5 else 1.0 - p))
        top = (
            (
                (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734)
                * q
            )
            + 4.374664141464968
        ) * q + 2.938163982698783
        low = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416
        ) * q + 1.0
        x = top / low
        return x if p < 0.5 else -x
    q = p - 0.5
    r = q * q
    top = (
        (
            (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02)
            * r
        )
        - 3.066479806614716e01
    ) * r + 2.506628277459239
    low = (
        (
            (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01)
            * r
        )
        - 1.328068155288572e01
    ) * r + 1.0
    return top * q / low
