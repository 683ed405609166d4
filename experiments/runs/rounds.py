"""Rounds of a sweep with a wanted precision: what gets more seeds, or how many more draws, from what has been played.

A group is a scenario at a point; its comparisons are those of every regime with the baseline, or with each other. Where
everything uncertain is drawn, all draws are one group, a pair is the mean over the seeds of a draw, and what is added
are draws. What a round adds follows from the rows of whole rounds before it alone, so that a sweep that was killed
comes to the same runs as one that was not.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from panj.experiments.designs.paths import OPTION
from panj.experiments.designs.plan import Plan, group_key, label
from panj.experiments.designs.precision import BY_REGIME, Precision
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


def next_round(
    plan: Plan, wanted: Precision, runs: pd.DataFrame, more_draws: Callable[[Plan], Plan] = lambda plan: plan
) -> Plan | None:
    """The plan with a batch more for every group that is not precise enough, the widest first as far as the budget
    goes; None where all are, or where it is spent. more_draws: adds draws to a plan that is to have them."""
    if plan.first_draws:
        room = (wanted.budget - plan.size) // _per_draw(plan)
        done = room < plan.first_draws or all(one.met for one in reached(plan, wanted, runs))
        return None if done else more_draws(plan)
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
    good, rule = runs[runs.status == "ok"], stopping(plan, wanted)
    found = []
    for group, wide in (_of_draws if plan.first_draws else _of_points)(plan, wanted, good):
        for regime, against in _compared(list(map(str, wide.columns)), wanted):
            pairs, difference, half = any_time_interval(wide, regime, against, rule)
            met = half <= wanted.half_width
            found.append(Reached(group, regime, against, pairs, difference, half, met))
    return found


def _of_points(plan: Plan, wanted: Precision, good: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each group and its outcome by seed and regime."""
    by_group = dict(list(good.groupby(["scenario", "days", "changes"], sort=False)))
    for scenario, days, changes in plan.groups():
        rows = by_group.get((scenario, days, json.dumps(changes)), good[:0])
        values = rows.assign(value=values_of(rows, wanted.outcome))
        wide = values.pivot_table(index="seed", columns="regime", values="value", aggfunc="first", dropna=False)
        yield group_key(scenario, days, changes), wide.reindex(columns=[r.name for r in plan.regimes])


def _of_draws(plan: Plan, wanted: Precision, good: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each scenario, and level of whatever else is crossed with the draws, and its mean outcome by draw and side."""
    by = wanted.by
    crossed = [name for name in (*plan.factors, *([OPTION] if plan.options else []), BY_REGIME) if name != by]
    known = good.assign(
        side=good[by] if by == BY_REGIME else good[by].map(lambda level: label({"": level})[1:]),
        draw=(good.seed - 1) // plan.seed_count,  # each has seeds of its own
        value=values_of(good, wanted.outcome),
    )
    for level, mine in known.groupby(["scenario", *crossed], sort=False):
        wide = mine.pivot_table(index="draw", columns="side", values="value", aggfunc="mean", sort=False)
        yield ", ".join(map(str, level)), wide


def _per_draw(plan: Plan) -> int:
    """Games of each draw."""
    return plan.size // len(plan.rows)


def _compared(sides: list[str], wanted: Precision) -> list[tuple[str, str]]:
    """Which sides are set against which."""
    if wanted.every_pair:
        return list(itertools.combinations(sides, 2))
    return [(side, wanted.baseline) for side in sides if side != wanted.baseline]


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
    games = f"{plan.size:,} games" + (f" at {len(plan.rows):,} draws" if plan.first_draws else "")
    if met == len(found):
        return f"Played until every difference was known to within {width} either way: {games}."
    widest = number(max(one.half_width for one in found))
    return (
        f"The budget of {wanted.budget:,} games ended first, after {games}: {met:,} of {len(found):,} differences are"
        f" known to within {width} either way, the others to within {widest}."
    )


def stopping(plan: Plan, wanted: Precision) -> Stopping:
    """The rule of a design; its intervals are narrowest midway, in the logarithm, between first round and budget."""
    first, each = plan.seed_count, plan.point_count * len(plan.scenarios) * len(plan.regimes)
    if plan.first_draws:
        first, each = plan.first_draws, _per_draw(plan)
    return Stopping(wanted.outcome, wanted.confidence, math.sqrt(first * max(first, wanted.budget / each)))


def stopping_of(about: Mapping[str, Any]) -> Stopping | None:
    """By what the seeds of a stored sweep were stopped, from its manifest; None where it just played its design, or
    where draws were added."""
    wanted, plan = about["design"].get("precision"), about["plan"]
    return stopping(plan, Precision.model_validate(wanted)) if wanted and not plan.first_draws else None
