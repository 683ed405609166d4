"""Days until something came, as distributions in which it may never come.

A mixture of who answers and who never does (Boag, "Maximum likelihood estimates of the proportion of patients cured by
cancer therapy", J. Royal Statistical Society B 11 (1949) 15-53): with some chance nothing ever comes; where it comes,
log(1 + days) is normal. "It never came" is an outcome that is forecast and scored like any day; only a day that nobody
wrote down is missing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm

from panj.experiments.backtest.cases import CodedCase
from panj.treaty.ladder import NOTHING

What = Literal["days_to_first", "days_to_decision"]
FIRST: What = "days_to_first"
DECISION: What = "days_to_decision"
WHATS = (FIRST, DECISION)

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PRIOR = 3.0  # crises' worth of all alliances that an alliance's own days are drawn towards; assumed
HORIZON = 730.0  # days over which forecasts are scored; what came later counts as not come; assumed
POINTS = 400  # of the score's integral


@dataclass(frozen=True)
class Days:
    """Days until something came: `comes` is the chance that it ever does; where it does, log(1 + days) is normal."""

    mean: float
    sd: float
    comes: float = 1.0

    def at(self, quantile: float) -> float:
        """A quantile in days, where it comes."""
        return max(0.0, math.expm1(self.mean + self.sd * float(norm.ppf(quantile))))

    def by(self, days: float) -> float:
        """Chance that it has come by a day."""
        return self.comes * float(norm.cdf((math.log1p(days) - self.mean) / self.sd))

    def score(self, days: float) -> float:
        """Continuous ranked probability score of log(1 + days) up to the horizon, over its length: 0 best, 1 worst;
        infinite days: it never came (Gneiting and Raftery, JASA 102 (2007) 359-378)."""
        at = np.linspace(0.0, math.log1p(HORIZON), POINTS + 1)
        middles = 0.5 * (at[1:] + at[:-1])
        said = self.comes * norm.cdf((middles - self.mean) / self.sd)
        return float(((said - (math.log1p(days) <= middles)) ** 2).mean())

    def to_json(self) -> dict[str, float]:
        """Its quantiles where it comes, and the chance that it never does."""
        return {f"{q:.0%}": round(self.at(q), 1) for q in QUANTILES} | {"never": round(1.0 - self.comes, 4)}


def came(case: CodedCase, what: What) -> float | None:
    """Days after which it came; infinite where nothing came of the crisis and no day is coded; None where the file does
    not say."""
    coded: float | None = getattr(case, what)
    if coded is not None:
        return coded
    return math.inf if case.observed_rung == NOTHING else None


def days(case: CodedCase, known: Sequence[CodedCase], what: What, p_nothing: float) -> Days:
    """Days expected of a case: those of the alliance's other crises, drawn towards those of all. It never comes in the
    share of crises without any outcome in which it did not, times the chance `p_nothing` of none."""
    every = [(k.alliance, math.log1p(d)) for k in known if (d := came(k, what)) is not None and math.isfinite(d)]
    overall = sum(v for _, v in every) / len(every)
    centre = {}
    for a in {a for a, _ in every} | {case.alliance}:
        own = [v for b, v in every if b == a]
        centre[a] = (sum(own) + PRIOR * overall) / (len(own) + PRIOR)
    square = sum((v - centre[a]) ** 2 for a, v in every) / len(every)
    none = [math.isinf(d) for k in known if k.observed_rung == NOTHING and (d := came(k, what)) is not None]
    never = p_nothing * (sum(none) + 1.0) / (len(none) + 2.0)
    return Days(centre[case.alliance], math.sqrt(square), 1.0 - never)


def alike(known: Sequence[CodedCase], what: What) -> Days:
    """Days of all crises, whatever the case: what the forecasts of days are held against."""
    seen = [d for k in known if (d := came(k, what)) is not None]
    logs = np.array([math.log1p(d) for d in seen if math.isfinite(d)])
    return Days(float(logs.mean()), float(logs.std()), (len(logs) + 1.0) / (len(seen) + 2.0))
