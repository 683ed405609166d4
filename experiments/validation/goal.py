"""What a calibration aims at: the fall of the far side (K1 to K3), or the measures that `[fit]` of observed.toml names.

[fit]
targets = ["W1", "W3"]                       # of the rows of [[measure]]
free = { slip_chance = [0.5, 2.0] }          # parameters and where they are looked for, at most `most`
most = 3
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import Field

from panj.experiments.validation.measures import Measure, read_measures, value
from panj.experiments.validation.observed import Between, Row, observations, place, settings
from panj.experiments.validation.targets import (
    Observed,
    Score,
    Trace,
    median_shares,
    read_observed,
    rmse,
    saw_fall,
    score,
)
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario

Ranges = dict[str, tuple[float, float]]

# Free parameters of the shipped calibration on K1 to K3 and where they are looked for: at most eight.
FREE: Ranges = {
    "collapse_base": (-9.0, -5.0),
    "collapse_news": (5.0, 14.0),
    "collapse_effort": (7.0, 12.0),
    "news_half": (0.8, 4.0),
    "menace_half": (0.3, 0.7),
    "deal_main": (0.3, 0.98),
    "preparation_days": (16.0, 19.5),
    "regroup_days": (9.0, 13.0),
}
MOST_FREE = 8


class Goal(Protocol):
    """What wars are held against while parameters are looked for."""

    @property
    def targets(self) -> str:
        """As named in sources."""

    @property
    def free(self) -> Ranges:
        """Usual free parameters."""

    @property
    def most(self) -> int:
        """How many may be free."""

    @property
    def days(self) -> int:
        """Days of a war that are played."""

    @property
    def said(self) -> str:
        """The distance in words."""

    def measured(self, traces: Sequence[Trace]) -> dict[str, Any]:
        """Medians over the wars of a point, rounded for the record."""

    def distance(self, measured: dict[str, Any]) -> float:
        """How far a point is from the observations."""


def goal_of(scenario: Scenario) -> Goal:
    """The goal of a scenario by its observed.toml. Raises InputError when there is nothing to fit."""
    return Fall(read_observed(scenario)) if saw_fall(scenario) else Whole.of(scenario)


@dataclass(frozen=True)
class Fall:
    """K1 to K3: order and dates of captures, share held, soldiers seeking refuge."""

    observed: Observed
    targets: str = "K1-K3"
    most: int = MOST_FREE
    said: str = (
        "sum of squares of (0.7 - tau)+ / 0.1, date error / 4 days, K2 error of the median curve / 0.12, "
        "(total - observed) / 30 % of observed, (0.66 - heaviest day)+ / 0.1; medians over the seeds of a point"
    )

    @property
    def free(self) -> Ranges:
        """Those of the shipped calibration."""
        return FREE

    @property
    def days(self) -> int:
        """The window for fitting."""
        return self.observed.days

    def measured(self, traces: Sequence[Trace]) -> dict[str, Any]:
        """Medians over the wars of a point."""
        return medians([score(t, self.observed) for t in traces], self.observed)

    def distance(self, measured: dict[str, Any]) -> float:
        """How far a point is off; about 1 for each target that is just missed."""
        off = [
            max(0.0, 0.7 - measured["tau"]) / 0.1,
            measured["date_error"] / 4.0,
            measured["rmse"] / 0.12,
            (measured["refuge_total"] - self.observed.refuge_total) / (0.3 * self.observed.refuge_total),
            max(0.0, 0.66 - measured["heaviest"]) / 0.1,
        ]
        return math.fsum(x * x for x in off)


def medians(scores: Sequence[Score], observed: Observed) -> dict[str, Any]:
    """Medians over the wars of a point, rounded for the record."""
    shares = median_shares(scores)
    return {
        "tau": round(statistics.median(s.tau for s in scores), 4),
        "date_error": statistics.median(s.date_error for s in scores),
        "shares": [round(s, 4) for s in shares],
        "rmse": round(rmse(shares, observed), 4),
        "refuge_total": statistics.median(s.refuge_total for s in scores),
        "heaviest": round(statistics.median(s.heaviest for s in scores), 4),
    }


class FitTable(Row):
    """The table `[fit]`."""

    targets: list[str] = Field(min_length=1)
    free: dict[str, Between] = Field(default={})
    most: int = Field(default=MOST_FREE, ge=1, le=100)


@dataclass(frozen=True)
class Whole:
    """Measures on whole wars, each held against the middle of what is accepted."""

    measures: tuple[Measure, ...]
    free: Ranges
    most: int
    days: int
    said: str = (
        "sum of squares of (median - middle of what is accepted) / half of its range, a measure each; medians over the"
        " seeds of a point"
    )

    @classmethod
    def of(cls, scenario: Scenario) -> Whole:
        """By [fit] of observed.toml. Raises InputError when there is none, or it names what is not there."""
        if "fit" not in observations(scenario):
            allowed = "targets and free parameters; see experiments/validation/goal.py"
            raise InputError(place(scenario), "fit", InWords("nothing"), allowed)
        fit, known = settings(scenario, FitTable, "fit"), read_measures(scenario)
        if unknown := set(fit.targets) - {m.target for m in known}:
            allowed = f"some of {', '.join(sorted({m.target for m in known}))}"
            raise InputError(place(scenario), "fit.targets", ", ".join(sorted(unknown)), allowed)
        chosen = tuple(m for m in known if m.target in fit.targets and m.low < m.high)
        return cls(chosen, {name: (low, high) for name, (low, high) in fit.free.items()}, fit.most, scenario.file.days)

    @property
    def targets(self) -> str:
        """Their names."""
        return "+".join(dict.fromkeys(m.target for m in self.measures))

    def measured(self, traces: Sequence[Trace]) -> dict[str, Any]:
        """Median of each measure over the wars of a point."""
        return {m.name: round(statistics.median(value(t.kept, m, self.days) for t in traces), 4) for m in self.measures}

    def distance(self, measured: dict[str, Any]) -> float:
        """How far a point is off; 1 for each measure that is just missed."""
        off = [(measured[m.name] - (m.low + m.high) / 2.0) / ((m.high - m.low) / 2.0) for m in self.measures]
        return math.fsum(x * x for x in off)
