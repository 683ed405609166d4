"""Rounds of a sweep with a wanted precision: which groups of runs get more seeds, from what has been played so far.

A group is a scenario at a point; its comparisons are those of every regime with the baseline. What a round adds follows
from the rows of whole rounds before it alone, so that a sweep that was killed comes to the same runs as one that was
not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from panj.experiments.designs.plan import Plan, group_key
from panj.experiments.designs.precision import Precision
from panj.experiments.designs.sequential import Stopping, any_time_interval


@dataclass(frozen=True)
class Reached:
    """A comparison as it stands: how many pairs, its mean difference, and half the width of its interval."""

    group: str
    regime: str
    pairs: int
    difference: float
    half_width: float
    met: bool


def next_round(plan: Plan, wanted: Precision, runs: pd.DataFrame) -> Plan | None:
    """The plan with a batch more for every group that is not precise enough, the widest first as far as the budget
    goes; None where all are, or where it is spent."""
    wide: dict[str, float] = {}
    for found in reached(plan, wanted, runs):
        if not found.met:
            wide[found.group] = max(found.half_width, wide.get(found.group, 0.0))
    batch = wanted.batch or plan.seed_count
    room = (wanted.budget - plan.size) // (batch * len(plan.regimes))
    if not wide or room < 1:
        return None
    widest = sorted(wide, key=lambda group: (-wide[group], group))[:room]
    more = plan.more | {group: plan.more.get(group, plan.seed_count) + batch for group in widest}
    return plan.model_copy(update={"more": dict(sorted(more.items()))})


def reached(plan: Plan, wanted: Precision, runs: pd.DataFrame) -> list[Reached]:
    """Every comparison of a design as it stands. Games that failed, and pairs in which one has no value, count for
    none: an outcome that happens in too few worlds stays as unsure as it is."""
    good = runs[runs.status == "ok"]
    by_group = dict(list(good.groupby(["scenario", "days", "changes"], sort=False)))
    rule = stopping(plan, wanted)
    found = []
    for scenario, days, changes in plan.groups():
        rows = by_group.get((scenario, days, json.dumps(changes)), good[:0])
        wide = rows.pivot_table(index="seed", columns="regime", values=wanted.outcome, aggfunc="first", dropna=False)
        wide = wide.reindex(columns=[r.name for r in plan.regimes])
        for regime in wide.columns:
            if regime != wanted.baseline:
                pairs, difference, half = any_time_interval(wide, regime, wanted.baseline, rule)
                met = half <= wanted.half_width
                found.append(Reached(group_key(scenario, days, changes), regime, pairs, difference, half, met))
    return found


def stopping(plan: Plan, wanted: Precision) -> Stopping:
    """The rule of a design; its intervals are narrowest midway, in the logarithm, between first round and budget."""
    groups = plan.point_count * len(plan.scenarios)
    most = max(plan.seed_count, wanted.budget / (groups * len(plan.regimes)))
    return Stopping(wanted.outcome, wanted.confidence, math.sqrt(plan.seed_count * most))


def stopping_of(about: Mapping[str, Any]) -> Stopping | None:
    """By what a stored sweep was stopped, from its manifest; None where it just played its design."""
    wanted = about["design"].get("precision")
    return stopping(about["plan"], Precision.model_validate(wanted)) if wanted else None
