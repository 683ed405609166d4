"""Clocks of the procedure: how long each state lasts, PERT-distributed between least, typical and most days."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache

from scipy.special import betaincinv

from panj.scenarios.load import HOME

Draw = Callable[[str], float]  # which -> a number in [0, 1)
DrawFor = Callable[[str, str], float]  # who, which -> a number in [0, 1)
NODES = 1024  # intervals between the points of a quantile


def three(values: Sequence[float]) -> tuple[float, float, float]:
    """Least, typical and most as a triple."""
    low, mode, high = map(float, values)
    return low, mode, high


@lru_cache(maxsize=1)
def clocks() -> dict[str, tuple[float, float, float]]:
    """(least, typical, most) days by name, from scenarios/treaty/clocks.toml."""
    data = tomllib.loads((HOME / "treaty" / "clocks.toml").read_text(encoding="utf-8"))["clocks"]
    return {name: three(row["days"]) for name, row in data.items()}


@lru_cache(maxsize=1 << 17)
def _quantile(low: float, mode: float, high: float, k: int) -> float:
    """The quantile at k/1024, rounded to a millionth of a day so that every version of scipy gives the same."""
    a, b = 1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low)
    return round(low + (high - low) * float(betaincinv(a, b, k / NODES)), 6)


def pert(low: float, mode: float, high: float, u: float) -> float:
    """Quantile u in [0, 1] of the PERT distribution: a Beta on [low, high] with the shapes 1 + 4 (mode - low) /
    (high - low) and 1 + 4 (high - mode) / (high - low); straight between 1,025 points.

    All in days. Source: Malcolm, Roseboom, Clark and Fazar, "Application of a technique for research and development
    program evaluation", Operations Research 7 (1959) 646-669.
    """
    if high <= low:
        return low
    k = min(int(u * NODES), NODES - 1)
    left, right = _quantile(low, mode, high, k), _quantile(low, mode, high, k + 1)
    return left + (u * NODES - k) * (right - left)


def days(name: str, draw: Draw | None) -> float:
    """Days that a clock runs: a draw, or the typical value when there is none to draw with."""
    low, mode, high = clocks()[name]
    return mode if draw is None else pert(low, mode, high, draw(f"clock-{name}"))
