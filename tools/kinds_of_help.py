"""What each kind of help changes in the what-if: one at a time by inject, and in whole games by regime.

    python -m panj.tools.kinds_of_help --seeds 60 --games 100

prints the tables of docs/odd.md, section 8, as Markdown: changes against the same seeds without help, with the t
value in brackets, and the difference of each regime from no treaty with its standard error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from panj.agents.seats.questions import Answer
from panj.agents.seats.seat import StandingSeat
from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.experiments.tables import give_or_take, mean_of
from panj.model import BorderModel
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.schema import InjectRow

FIRST_SEED = 600_001
SENT = dt.date(2021, 6, 21)
# Who could act by himself, and what he is told to answer: a threshold would not do, since a threat may reach any.
ALONE: dict[str, dict[str, Answer]] = {"requester": {"mobilise": "no"}, "lead": {"bilateral": "nothing"}}
REGIMES = ("automatic", "csto-2010", "majority", "lead-state", "cst-1992")
SHOWN = {
    "incursions_attempted": "attempts",
    "found": "share found",
    "incursions_through": "got away",
    "posts_lost": "posts lost",
    "losses_member": "member's losses",
    "stability_hold_mean": "hold",
    "stability_mean": "index",
}
INSIDE = {
    "band_days_inside": "band-days inside",
    "villages_taken": "villages taken",
    "people_held_days": "person-days held",
    "people_displaced": "people displaced",
    "losses_inside": "losses inside",
    "last_band_out_day": "last band out, day",
}
Row = dict[str, Any]


def inject(kind: Any, who: str, amount: float, what: str = "", weeks: int = 0) -> InjectRow:
    """An inject on the day, or some weeks later."""
    day = SENT + dt.timedelta(weeks=weeks)
    return InjectRow(date=day, kind=kind, who=who, what=what, amount=amount, note="")


KINDS: dict[str, tuple[InjectRow, ...]] = {
    "all that allies see": (inject("share", "RUS", 1.0),),
    "all equipment that posts lack": (inject("equipment", "RUS", 1.0),),
    "exercises of 2,500 men, ten weeks on end": tuple(inject("exercise", "RUS", 2500, weeks=w) for w in range(10)),
    "guard force of 5,000": (inject("send", "RUS", 5000, "guard"),),
    "combat force of 5,000": (inject("send", "RUS", 5000, "combat"),),
    "the member's own 20,000 reservists": (inject("mobilise", "TJK", 20000),),
    "combat force of 5,000, a month later": (inject("send", "RUS", 5000, "combat", weeks=4),),
    "all aviation that the hunt inside lacks": (inject("aviation", "RUS", 1.0),),
    "the same and a combat force of 5,000": (inject("aviation", "RUS", 1.0), inject("send", "RUS", 5000, "combat")),
}


AGAINST = {  # one kind of help held against another: what is had instead of what
    "combat force, early instead of late": ("combat force of 5,000", "combat force of 5,000, a month later"),
    "combat force instead of guard force": ("combat force of 5,000", "guard force of 5,000"),
    "aviation with the combat force": ("the same and a combat force of 5,000", "combat force of 5,000"),
}


def left_alone(scenario: Scenario, regime: str, seed: int) -> BorderModel:
    """A game, to be run, in which no reserves are called and the lead state does not act alone, whatever the threat."""
    m = BorderModel(scenario, regime, seed)
    for code, state in scenario.file.states.items():
        if state.role in ALONE:
            m.chairs[code].take(StandingSeat(ALONE[state.role]))
    return m


def games(scenario: Scenario, regime: str, count: int, begun: Callable[..., BorderModel] = BorderModel) -> list[Row]:
    """Rows of outcomes, with the share of attempts that were found."""
    rows = []
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        m = begun(scenario, regime, seed).run()
        row = m.outcomes()
        found = len({cause for e in m.events.of("incursion_found") for cause in e.causes})
        rows.append(row | {"found": found / max(1, row["incursions_attempted"])})
    return rows


def gaps(before: Sequence[Row], after: Sequence[Row], name: str) -> tuple[float, float]:
    """Mean of the paired differences of an outcome, and its standard error, over the pairs in which both have one."""
    pairs = [(a[name], b[name]) for a, b in zip(before, after, strict=True)]
    change = [b - a for a, b in pairs if a is not None and b is not None]
    if len(change) < 2:
        return math.nan, math.nan
    return statistics.fmean(change), statistics.stdev(change) / math.sqrt(len(change))


def t_value(mean: float, error: float) -> str:
    """A change with its t value; one that is the same in every pair has none."""
    if not error:
        return f"{give_or_take(mean, error)[0]} (in every pair)" if mean else "0"
    return f"{give_or_take(mean, error)[0]} ({abs(mean) / error:.1f})"


def with_error(mean: float, error: float) -> str:
    """A difference with its standard error."""
    return " +- ".join(give_or_take(mean, error))


def table(
    title: str,
    base: list[Row],
    others: dict[str, list[Row]],
    cell: Callable[[float, float], str],
    shown: dict[str, str] = SHOWN,
) -> str:
    """A table in Markdown, under a line with the means of the games that the others are held against."""
    means = ", ".join(f"{label} {mean(base, name)}" for name, label in shown.items())
    lines = [f"{title}: {means}.", "", "| | " + " | ".join(shown.values()) + " |", "|---" * (len(shown) + 1) + "|"]
    for what, rows in others.items():
        lines.append(f"| {what} | " + " | ".join(cell(*gaps(base, rows, name)) for name in shown) + " |")
    return "\n".join(lines)


def held_against(kinds: dict[str, list[Row]]) -> str:
    """A table of one kind of help against another, on the outcomes of the war inside."""
    lines = ["| | " + " | ".join(INSIDE.values()) + " |", "|---" * (len(INSIDE) + 1) + "|"]
    for what, (had, instead) in AGAINST.items():
        cells = (t_value(*gaps(kinds[instead], kinds[had], name)) for name in INSIDE)
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def mean(rows: list[Row], name: str) -> str:
    """Mean of an outcome over the games that have one, to two figures of its standard error."""
    return mean_of(r[name] for r in rows if r[name] is not None)


def arrivals(rows: list[Row]) -> str:
    """How much came of the alliance's help, and when."""
    came = [r["first_arrival_day"] for r in rows if r["first_arrival_day"] is not None]
    men, first = statistics.fmean(r["delivered_men"] for r in rows), statistics.median(came) if came else math.nan
    return f"{men:,.0f} men, first help on day {first:.0f} in {len(came)} of {len(rows)}"


def main() -> None:
    """Read the options and play."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="tajikistan-2021-incursion")
    parser.add_argument("--seeds", type=int, default=60, help="pairs for each kind of help")
    parser.add_argument("--games", type=int, default=100, help="pairs for each regime")
    options = parser.parse_args()
    scenario = load_scenario(options.scenario)
    with progress(len(KINDS) + 1, "kinds of help") as advance:
        base = games(scenario, "none", options.seeds, left_alone)
        advance(1)
        kinds = {}
        for kind, rows in KINDS.items():
            kinds[kind] = games(replace(scenario, injects=rows), "none", options.seeds, left_alone)
            advance(1)
    for shown in (SHOWN, INSIDE):
        print(table("Without help", base, kinds, t_value, shown), end="\n\n", flush=True)
    print(held_against(kinds), end="\n\n", flush=True)
    with progress(len(REGIMES) + 1, "regimes") as advance:
        none = games(scenario, "none", options.games)
        advance(1)
        regimes = {}
        for regime in REGIMES:
            played = games(scenario, regime, options.games)
            regimes[f"{regime} ({arrivals(played)})"] = played
            advance(1)
    for shown in (SHOWN, INSIDE):
        print(table("Without a treaty", none, regimes, with_error, shown), end="\n\n", flush=True)


if __name__ == "__main__":
    edge(main)
