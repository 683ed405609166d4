"""What whoever prints a chance of force says of it: where a plain ordered logit forecast past crises better.

Read from scenarios/backtest/second.toml, which `python -m panj.experiments.backtest.second` writes.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from panj.experiments.backtest.folds import SCHEMES, SCORES
from panj.scenarios.load import HOME

FILE = HOME / "backtest" / "second.toml"


@dataclass(frozen=True)
class Better:
    """A scheme and score in which the logit's mean is the lower one: both means, and the rules less the logit with the
    95 % interval over resampled crises."""

    scheme: str
    score: str
    rules: float
    logit: float
    gap: float
    low: float
    high: float

    def sentence(self) -> str:
        """As a sentence."""
        sure = "clear of chance" if self.low > 0.0 else "within chance"
        return (
            f"{SCHEMES[self.scheme]}, a plain ordered logit had the better {SCORES[self.score]}: {self.logit:.3f}"
            f" against {self.rules:.3f} for the rules (difference {self.gap:.3f} [{self.low:.3f}, {self.high:.3f}],"
            f" {sure})"
        )


@lru_cache(maxsize=2)
def better(path: Path = FILE) -> tuple[Better, ...]:
    """Where the logit was better than the rules."""
    return tuple(Better(**row) for row in tomllib.loads(path.read_text(encoding="utf-8")).get("better", []))


def caution(path: Path = FILE) -> str:
    """One sentence where the logit was better for force, empty where it was not."""
    said = "; ".join(b.sentence() for b in better(path) if b.score == "brier_force")
    return f"On past crises, {said}. Its forecasts: panj backtest" if said else ""
