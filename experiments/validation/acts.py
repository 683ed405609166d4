"""What states and the alliance did, and when, held against history: the first day of each act, and whether force came.

K6  median days of what the alliance and its members did, each within its own tolerance, and no force

The acts are data, `[[act]]` in observed.toml, each with the target it belongs to; no rule reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, model_validator

from panj.experiments.validation.observed import Between, Row, rows
from panj.experiments.validation.verdict import Verdict, verdict
from panj.scenarios.load import Scenario
from panj.treaty.ladder import FORCE
from panj.treaty.refusal import wrong

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
    adopted = max(model.alliance.ledger.adopted, default=0)
    return Deeds(first, adopted >= min(FORCE))


class ActRow(Row):
    """A row `[[act]]`: a kind of event, the day or days on which it was seen, and how far off it may be."""

    date: dt.date
    until: dt.date | None = None
    target: str
    event: str
    what: str
    within_days: float | None = Field(default=None, ge=0.0)
    accept: Between | None = None

    @model_validator(mode="after")
    def _has_a_range(self) -> ActRow:
        if self.within_days is None and self.accept is None:
            raise wrong("within_days", "nothing", "days that it may be off either way, or accept = [low, high]")
        if self.until is not None and self.until < self.date:
            raise wrong("until", self.until.isoformat(), f"{self.date} or later")
        return self


def read_acts(scenario: Scenario) -> list[Act]:
    """The acts of observed.toml; none where the file names none. Raises InputError for a row that does not fit."""
    start = scenario.file.start
    out = []
    for row in rows(scenario, "act", ActRow):
        first, last = ((day - start).days for day in (row.date, row.until or row.date))
        low, high = row.accept or (first - (row.within_days or 0.0), last + (row.within_days or 0.0))
        seen = f"day {first}" if first == last else f"day {first} to {last}"
        out.append(Act(row.target, row.event, row.what, seen, low, high))
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
                target,
                "wars in which the alliance adopts force [share]",
                "none",
                share,
                share,
                share,
                "0",
                share == 0.0,
                1.0 - share,
            )
        )
    return out
