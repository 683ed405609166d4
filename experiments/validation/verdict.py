"""A verdict: what a set of wars came to, held against what was observed, as one line of the table of targets."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One line of the table of targets."""

    target: str
    measure: str
    observed: str
    value: float
    low: float  # 5th percentile over runs
    high: float  # 95th percentile over runs
    accept: str
    met: bool
    runs_met: float  # share of runs that meet it by themselves


def verdict(
    target: str,
    measure: str,
    observed: str,
    values: Sequence[float],
    accept: str,
    low: float,
    high: float,
    value: float | None = None,
) -> Verdict:
    """Values of the runs against the range `low` to `high`: their median decides, or `value` where it is given."""
    middle = statistics.median(values) if value is None else value
    return Verdict(
        target,
        measure,
        observed,
        middle,
        quantile(values, 0.05),
        quantile(values, 0.95),
        accept,
        low <= middle <= high,
        sum(low <= v <= high for v in values) / len(values),
    )


def quantile(values: Sequence[float], q: float) -> float:
    """Quantile by linear interpolation between order statistics."""
    ranked = sorted(values)
    at = q * (len(ranked) - 1)
    i = min(int(at), len(ranked) - 2) if len(ranked) > 1 else 0
    return ranked[i] + (at - i) * (ranked[min(i + 1, len(ranked) - 1)] - ranked[i])
