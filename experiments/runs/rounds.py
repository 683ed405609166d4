"""Rounds of a sweep with a wanted precision: which groups of runs get more seeds, from what has been played so far.

A group is a scenario at a point; its comparisons are those of every regime with the baseline, or with each other. What
a round adds follows from the rows of whole rounds before it alone, so that a sweep that was killed comes to the same
runs as one that was not.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from panj.experiments.designs.plan import Plan, group_key
from panj.experiments.designs.precision import Precision
from panj.experiments.designs.sequential import Stopping, any_time_interval
from panj.experiments.tables import number
from panj.experiments.values import values_of

if TYPE_CHECKING:
    from panj.experiments.runs.store import Store


@dataclass(frozen=True)
class Reached:
    """A comparison as it stands: how many pairs, its mean difference, and half the width of its interval."""

    group: str
    regime: str
    against: str
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
    none; a day that never came counts as the end of the war."""
    good = runs[runs.status == "ok"]
    by_group = dict(list(good.groupby(["scenario", "days", "changes"], sort=False)))
    rule = stopping(plan, wanted)
    found = []
    for scenario, days, changes in plan.groups():
        rows = by_group.get((scenario, days, json.dumps(changes)), good[:0])
        values = rows.assign(value=values_of(rows, wanted.outcome))
        wide = values.pivot_table(index="seed", columns="regime", values="value", aggfunc="first", dropna=False)
        wide = wide.reindex(columns=[r.name for r in plan.regimes])
        for regime, against in _compared(list(wide.columns), wanted):
            pairs, difference, half = any_time_interval(wide, regime, against, rule)
            met = half <= wanted.half_width
            found.append(Reached(group_key(scenario, days, changes), regime, against, pairs, difference, half, met))
    return found


def _compared(regimes: list[str], wanted: Precision) -> list[tuple[str, str]]:
    """Which regimes are set against which."""
    if wanted.every_pair:
        return list(itertools.combinations(regimes, 2))
    return [(regime, wanted.baseline) for regime in regimes if regime != wanted.baseline]


def ended(store: Store) -> str:
    """How a stored sweep that was to reach a width ended, in a sentence: that every interval is as narrow, or that the
    budget ended first, with how many are and how wide the others. Empty for a sweep that just played its design.

    For whoever plays until a width is reached: `Sweep(..., precision={"outcome": ..., "half_width": ..., "budget":
    ...})` then `ended(sweep.play(out))` says which.
    """
    about = store.about()
    if not about["design"].get("precision"):
        return ""
    wanted = Precision.model_validate(about["design"]["precision"])
    plan: Plan = about["plan"]
    found = reached(plan, wanted, store.runs(columns=[wanted.outcome], quiet=True))
    met, width = sum(one.met for one in found), number(wanted.half_width)
    if met == len(found):
        return f"Played until every difference was known to within {width} either way: {plan.size:,} games."
    widest = number(max(one.half_width for one in found))
    return (
        f"The budget of {wanted.budget:,} games ended first, after {plan.size:,}: {met:,} of {len(found):,} differences"
        f" are known to within {width} either way, the others to within {widest}."
    )


def stopping(plan: Plan, wanted: Precision) -> Stopping:
    """The rule of a design; its intervals are narrowest midway, in the logarithm, between first round and budget."""
    groups = plan.point_count * len(plan.scenarios)
    most = max(plan.seed_count, wanted.budget / (groups * len(plan.regimes)))
    return Stopping(wanted.outcome, wanted.confidence, math.sqrt(plan.seed_count * most))


def stopping_of(about: Mapping[str, Any]) -> Stopping | None:
    """By what a stored sweep was stopped, from its manifest; None where it just played its design."""
    wanted = about["design"].get("precision")
    return stopping(about["plan"], Precision.model_validate(wanted)) if wanted else None
