"""Two sweeps side by side: means of each and their difference, paired where they share seeds, for every regime.

Where a sweep has several points, a seed's games are averaged over the points that both have, so that a pair is a seed:
games of one world at many points are not independent of each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind

from panj.experiments.analysis.comparison import mean_interval
from panj.experiments.analysis.crossed import Sure, sure_of
from panj.experiments.analysis.pairs import chance_alike, holm, told
from panj.experiments.designs.plan import Plan
from panj.experiments.runs.store import Store
from panj.experiments.values import values_of
from panj.scenarios.errors import InputError, InWords


@dataclass(frozen=True)
class Side:
    """One of the two: how it is called, its plan, its games that ended well."""

    name: str
    plan: Plan
    runs: pd.DataFrame
    contents: dict[str, Any]  # what was played, by path; empty in stores of before they kept it

    @classmethod
    def open(cls, folder: Path, name: str, outcomes: Sequence[str]) -> Side:
        """A stored sweep; raises InputError where no game ended well."""
        runs = Store(folder).runs(columns=outcomes)
        runs = runs[runs.status == "ok"]
        if runs.empty:
            raise InputError(folder, "", InWords("no game that ended well"), "a sweep with at least one")
        about = Store(folder).about()
        return cls(name, about["plan"], runs, about.get("contents", {}))


@dataclass(frozen=True)
class Matched:
    """Games of both under one scenario, or one of each: what it is called, by point and seed, and the points in common
    (0 where they have none, so that all are pooled and nothing is paired)."""

    name: str
    a: pd.DataFrame
    b: pd.DataFrame
    points: int
    left_out: int  # points that only one has


def matched(first: Side, second: Side) -> list[Matched]:
    """What is held against what: scenarios of the same name; where each has but one, those."""
    ours, theirs = first.runs.scenario.unique(), second.runs.scenario.unique()
    both = [s for s in ours if s in theirs]
    pairs = [(s, s) for s in both]
    if not both and len(ours) == len(theirs) == 1:
        pairs = [(ours[0], theirs[0])]
    if not pairs:
        found = InWords(f"scenarios {', '.join(ours)} and {', '.join(theirs)}")
        raise InputError("report", "", found, "two sweeps with a scenario in common, or of one scenario each")
    out = []
    for mine, other in pairs:
        left, right = first.runs[first.runs.scenario == mine], second.runs[second.runs.scenario == other]
        points, others = set(left.point), set(right.point)
        if len(points) == len(others) == 1:
            left, right = left.assign(point=""), right.assign(point="")
            points = others = {""}
        common = points & others
        if common:
            left, right = left[left.point.isin(common)], right[right.point.isin(common)]
        name = mine if mine == other else f"{mine} and {other}"
        out.append(Matched(str(name), left, right, len(common), len(points ^ others) if common else 0))
    return out


def held_against(pairs: Iterable[Matched], outcomes: Sequence[str]) -> pd.DataFrame:
    """Every outcome and regime of both: section, outcome, regime; mean_a, low_a, high_a, n_a and the same of b;
    difference (b - a) with its 95 % interval low, high, p and p_holm over the whole table, told (by the one standard,
    experiments.analysis.pairs), could_see (the smallest difference that would have been), paired (whether by seed), n
    (pairs), differ (share of pairs that differ). A regime that only one has no difference."""
    rows = []
    for section in pairs:
        regimes = list(dict.fromkeys([*section.a.regime, *section.b.regime]))
        for outcome in outcomes:
            for regime in regimes:
                x, y = (_by_seed(side, str(regime), outcome) for side in (section.a, section.b))
                row = {"section": section.name, "outcome": outcome, "regime": str(regime)}
                row |= {f"{k}_a": v for k, v in _mean(x).items()} | {f"{k}_b": v for k, v in _mean(y).items()}
                rows.append(row | _difference(x, y, section.points > 0))
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table.p.to_numpy(float))
    count = int(table.p.notna().sum())
    sure = table[list(Sure._fields)].to_numpy(float)
    seen = [Sure(*row).could_see(count) if count else math.nan for row in sure]
    return table.drop(columns=list(Sure._fields)).assign(told=told(table.p_holm.to_numpy(float)), could_see=seen)


def _by_seed(runs: pd.DataFrame, regime: str, outcome: str) -> pd.Series:
    mine = runs[runs.regime == regime]
    return values_of(mine, outcome).groupby(mine.seed).mean().dropna()


def _mean(values: pd.Series) -> dict[str, Any]:
    mean, low, high = mean_interval(values.to_numpy(float))
    return {"mean": mean, "low": low, "high": high, "n": len(values)}


def _difference(ours: pd.Series, theirs: pd.Series, comparable: bool) -> dict[str, Any]:
    """Of two regimes' outcomes by seed: paired where at least two seeds are in both, else as two samples (Welch)."""
    both = ours.index.intersection(theirs.index)
    if comparable and len(both) > 1:
        gaps = theirs.loc[both].to_numpy(float) - ours.loc[both].to_numpy(float)
        difference, low, high = mean_interval(gaps)
        return {
            "difference": difference,
            "low": low,
            "high": high,
            "p": chance_alike(gaps),
            "paired": True,
            "n": len(both),
            "differ": float(np.mean(gaps != 0.0)),
            **sure_of(gaps)._asdict(),
        }
    nothing = {"low": math.nan, "high": math.nan, "p": math.nan, "paired": False, "n": 0, "differ": math.nan}
    nothing |= Sure(math.nan, 0.0, 0.0)._asdict()
    if ours.empty or theirs.empty:
        return {"difference": math.nan, **nothing}
    difference = float(theirs.mean() - ours.mean())
    if min(len(ours), len(theirs)) < 2:
        return {"difference": difference, **nothing}
    if (
        ours.var() == theirs.var() == 0.0
    ):  # no spread to go by: how often two such sets fall apart like this by shuffling
        p = 1.0 if difference == 0.0 else min(1.0, 2.0 / math.comb(len(ours) + len(theirs), len(ours)))
        return {**nothing, "difference": difference, "low": difference, "high": difference, "p": p}
    test = ttest_ind(theirs, ours, equal_var=False)
    low, high = test.confidence_interval(0.95)
    error = math.sqrt(float(ours.var()) / len(ours) + float(theirs.var()) / len(theirs))
    found = {"difference": difference, "low": float(low), "high": float(high), "p": float(test.pvalue)}
    return {**nothing, **found, **Sure(error, math.inf, float(test.df))._asdict()}
