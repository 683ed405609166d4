"""What states and the alliance did, and when, held against history: the first day of each act, and whether force came.

K6  median days of what the alliance and its members did, each within its own tolerance, and no force

The acts are data, `[[act]]` in observed.toml, each with the target it belongs to; no rule reads them.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panj.experiments.validation.verdict import Verdict, verdict
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario
from panj.treaty.ladder import FORCE

WITH_PARTNER = " with a partner"  # an act of this kind in which a neighbour without treaty duty takes part
ALONE = " alone"  # an act of this kind that follows from what the lead state does on its own


@dataclass(frozen=True)
class Act:
    """An act that was seen: kind of event, days from the start between which it is accepted, and what it was."""

    target: str
    event: str
    what: str
    seen: str
    low: float
    high: float


@dataclass(frozen=True)
class Deeds:
    """What a run did: first day of each kind of event, and whether the alliance adopted force."""

    first: dict[str, int]
    force: bool


NOTHING_DONE = Deeds({}, False)


def deeds_of(model: Any) -> Deeds:
    """What a finished run of BorderModel did."""
    first: dict[str, int] = {}
    joined = {cause for e in model.events.of("joins") for cause in e.causes}
    bilateral = {e.id for e in model.events.of("bilateral")}
    for event in model.events:
        day = (event.date - model.setting.file.start).days
        first.setdefault(event.kind, day)
        if joined.intersection(event.causes) and event.kind != "joins":
            first.setdefault(event.kind + WITH_PARTNER, day)
        if bilateral.intersection(event.causes):
            first.setdefault(event.kind + ALONE, day)
    adopted = max(model.alliance.book.adopted, default=0)
    return Deeds(first, adopted >= min(FORCE))


def read_acts(scenario: Scenario) -> list[Act]:
    """The acts of observed.toml; none where the file names none. Raises InputError for a row that lacks something."""
    path = Path(scenario.folder) / "observed.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    start = scenario.file.start

    def day(date: dt.date) -> int:
        return (date - start).days

    out = []
    for number, row in enumerate(data.get("act", []), 1):
        try:
            first, last = row["date"], row.get("until", row["date"])
            seen = f"day {day(first)}" if first == last else f"day {day(first)} to {day(last)}"
            if "accept" in row:
                low, high = row["accept"]
            else:
                low, high = day(first) - row["within_days"], day(last) + row["within_days"]
            out.append(Act(row["target"], row["event"], row["what"], seen, low, high))
        except KeyError as error:
            raise InputError(path, f"act {number}, {error.args[0]}", "nothing", "this key is needed") from None
    return out


def act_verdicts(runs: Sequence[Deeds], acts: Sequence[Act], days: int, no_force: str = "") -> list[Verdict]:
    """One line for each act: the median day over runs, one that never came counting as the day after the end.

    And one line for force, of which there was none: part of the target `no_force`, or of that of the first act.
    """
    out = []
    for act in acts:
        came = [float(r.first.get(act.event, days)) for r in runs]
        accept = f"{act.low:g} to {act.high:g}"
        out.append(verdict(act.target, f"day of {act.what}", act.seen, came, accept, act.low, act.high))
    if acts:
        share, target = sum(r.force for r in runs) / len(runs), no_force or acts[0].target
        out.append(
            Verdict(
                target, "wars in which the alliance adopts force [share]", "none", share, share, share, "0",
                share == 0.0, 1.0 - share,
            )
        )  # fmt: skip
    return out
