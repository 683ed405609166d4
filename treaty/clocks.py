"""Clocks of the procedure: how long each state lasts, PERT-distributed between least, typical and most days."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache

from scipy.special import betaincinv

from scenarios.load import HOME

Draw = Callable[[str], float]


def three(values: Sequence[float]) -> tuple[float, float, float]:
    """Least, typical and most as a triple."""
    low, mode, high = map(float, values)
    return low, mode, high


@lru_cache(maxsize=1)
def clocks() -> dict[str, tuple[float, float, float]]:
    """(least, typical, most) days by name, from scenarios/treaty/clocks.toml."""
    data = tomllib.loads((HOME / "treaty" / "clocks.toml").read_text(encoding="utf-8"))["clocks"]
    return {name: three(row["days"]) for name, row in data.items()}


@lru_cache(maxsize=256)
def _shape(low: float, mode: float, high: float) -> tuple[float, float]:
    return 1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low)


def pert(low: float, mode: float, high: float, u: float) -> float:
    """Quantile u of the PERT distribution, a Beta on [low, high] with shapes 1 + 4 (mode - low) / (high - low) and
    1 + 4 (high - mode) / (high - low).

    All in days. Source: Malcolm, Roseboom, Clark and Fazar, "Application of a technique for research and development
    program evaluation", Operations Research 7 (1959) 646-669.
    """
    if high <= low:
        return low
    a, b = _shape(low, mode, high)
    return low + (high - low) * float(betaincinv(a, b, min(max(u, 1e-9), 1 - 1e-9)))


def days(name: str, draw: Draw | None) -> float:
    """Days that a clock runs: a draw, or the typical value when there is none to draw with."""
    low, mode, high = clocks()[name]
    return mode if draw is None else pert(low, mode, high, draw(f"clock-{name}"))
