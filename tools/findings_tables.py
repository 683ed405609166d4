"""The tables of docs/findings.md: effects over assumptions, what moves them, appeals by day, spots."""

from __future__ import annotations

import pandas as pd

from panj.experiments.analysis.assumptions import Hangs, draw_of, effects
from panj.experiments.analysis.comparison import compare
from panj.experiments.analysis.versus import versus
from panj.experiments.designs.plan import Plan
from panj.experiments.designs.sequential import Stopping
from panj.scenarios.load import load_scenario

ASKED = (
    "people_held_days",
    "incursions_through",
    "losses_member",
    "posts_lost",
    "days_failing",
    "delivered_men",
    "decision_day:came",
)
GROUND = ASKED[:5]  # what happens at the border and inside it; the rest is help
FIRST = ASKED[0]  # of the picture, of the appeals and of the options
BOTH = "both"  # sets of the war inside together
INSIDE = "inside"
SETS = {"assumed": "as assumed for 2021", "batken-1999": "as fitted on Batken 1999"}  # of the war inside
APPEAL = "injects.appeal.day"
MOVERS = 5


def effects_table(runs: pd.DataFrame, plan: Plan, baseline: str, war: str = BOTH) -> pd.DataFrame:
    """Effects of the regimes less the baseline over assumptions, a row an outcome and regime: mean with its error, 5,
    50 and 95 % points, share of one sign, shares of variance, the number it hangs on most, whether it is told apart
    from the dice when all rows together keep an error of 5 %, and the smallest difference that would have been.

    war: `both`, or one set of the war inside, whose draws alone then count.
    """
    scenario = load_scenario(plan.scenarios[0].source)
    plan, runs = _of_war(plan, runs, war)
    (found,) = effects(runs, plan, scenario, ASKED, baseline).values()
    whole = runs.assign(point="")
    pairs = compare(whole, [o for o in ASKED if ":" not in o] + ["decision_day"], baseline)
    known = {(r["outcome"], r["regime"]): r for r in pairs.to_dict("records")}
    rows = []
    for h in found:
        pair, first = known[h.outcome, h.regime], h.movers[0]
        named = first.named
        rows.append(
            {"scenario": plan.scenarios[0].name, "war": war}
            | h.row()
            | {
                "mean_baseline": pair["mean_baseline"],
                "told": pair["told"],
                "could_see": pair["could_see"],
                "hangs_on": first.path if named else "",
                "low_third": first.low_third if named else None,
                "high_third": first.high_third if named else None,
            }
        )
    return pd.DataFrame(rows)


def _of_war(plan: Plan, runs: pd.DataFrame, war: str) -> tuple[Plan, pd.DataFrame]:
    """The draws of a plan in which the war inside is of one set, and their runs."""
    if war == BOTH:
        return plan, runs
    kept = [k for k, name in enumerate(plan.sets[INSIDE]) if name == war]
    part = plan.model_copy(
        update={
            "rows": [plan.rows[k] for k in kept],
            "sets": {part: [sets[k] for k in kept] for part, sets in plan.sets.items()},
        }
    )
    return part, runs[draw_of(runs, plan).isin(kept)]


def movers_table(runs: pd.DataFrame, plan: Plan, baseline: str) -> pd.DataFrame:
    """The assumed numbers that move each effect most, those alone that can be told from one that does nothing."""
    (found,) = effects(runs, plan, load_scenario(plan.scenarios[0].source), ASKED, baseline).values()
    rows = []
    for h in found:
        for m in [m for m in h.movers if m.named][:MOVERS]:
            about = {"outcome": h.outcome, "regime": h.regime, "path": m.path, "part": m.part}
            told = {"correlation": m.correlation, "low_third": m.low_third, "high_third": m.high_third}
            rows.append(about | told | {"error": m.error})
    columns = ["outcome", "regime", "path", "part", "correlation", "low_third", "high_third", "error"]
    return pd.DataFrame(rows, columns=columns)


def appeals(runs: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """By regime and day of the appeal: what it changes against never appealing and against appealing on the first day,
    and how much help came how often."""
    scenario = load_scenario(plan.scenarios[0].source)
    days = [str(level) for level in plan.factors[APPEAL]]
    first = next(day for day in days if day != "never")
    rows = []
    for named in plan.regimes:
        mine = runs[runs.regime == named.name]
        sides = versus(mine, APPEAL)
        came = sides.assign(came=mine.first_arrival_day.notna()).groupby("regime")
        for baseline in ("never", first):
            (found,) = effects(mine, plan, scenario, [FIRST], baseline, APPEAL).values()
            pairs = compare(sides.assign(point=""), FIRST, baseline).set_index("regime")
            rows += [
                {"under": named.name, "day": h.regime}
                | _effect(h)
                | {
                    "told": pairs.told[h.regime],
                    "could_see": pairs.could_see[h.regime],
                    "men": float(came.delivered_men.mean()[h.regime]),
                    "came": float(came.came.mean()[h.regime]),
                }
                for h in found
            ]
    return pd.DataFrame(rows)


def _effect(hangs: Hangs) -> dict[str, float | str]:
    kept = ("baseline", "points", "seeds", "mean", "error", "p5", "p50", "p95", "same_sign")
    named = bool(hangs.movers) and hangs.movers[0].named
    return {name: hangs.row()[name] for name in kept} | {"hangs_on": hangs.movers[0].path if named else ""}


def spots(runs: pd.DataFrame, as_it_is: str, stopping: Stopping | None) -> pd.DataFrame:
    """Regimes less none at named points of the what-if, in the first outcome: paired differences with 95 % intervals,
    all together at an error of 5 %; `stopping`: by what seeds were added."""
    called = runs.assign(point=runs.point.where(runs.point != "", as_it_is))
    pairs = compare(called, FIRST, "none", stopping=stopping)
    order = [as_it_is, *(p for p in dict.fromkeys(pairs.point) if p != as_it_is)]
    pairs = pairs.sort_values("point", key=lambda points: points.map(order.index), kind="stable")
    return pairs[["point", "regime", "n", "mean_baseline", "mean", "difference", "low", "high", "told", "could_see"]]
