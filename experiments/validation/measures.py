"""How a whole war came out, held against history: bands inside, villages, losses, people, what the alliance adopted.

A target is data, `[[measure]]` in observed.toml, and no rule reads it. A row names the one thing that it measures:
`outcome`, a column of the outcomes; `peak`, the most of a daily count (see DAILY), or `peak_day`, the first day on
which that much was reached; of these two only up to a date `until` if there is one. The median is accepted between the
two numbers of `accept`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, model_validator

from panj.border.forces import INSIDE
from panj.experiments.validation.observed import Between, Row, rows
from panj.experiments.validation.verdict import Verdict, verdict
from panj.model.record.outcomes import NUMBERS
from panj.scenarios.load import Scenario
from panj.treaty.refusal import wrong

DAILY: dict[str, Callable[[Any], int]] = {  # counts of a running BorderModel at the end of a day
    "militants_inside": lambda m: int(m.forces.columns.men[m.forces.columns.status == INSIDE].sum()),
    "villages_held": lambda m: int((m.inland.by >= 0).sum()),
    "adopted_rung": lambda m: int(max(m.alliance.ledger.adopted, default=0)),
}
KINDS = ("outcome", "peak", "peak_day")


@dataclass(frozen=True)
class Measure:
    """A target on a whole war: what is measured, what was seen, and between which values the median is accepted."""

    target: str
    what: str
    seen: str
    kind: str
    name: str
    until: int | None  # last day that counts
    low: float
    high: float


@dataclass(frozen=True)
class Kept:
    """What is kept of a run: its row of outcomes and its daily counts."""

    outcomes: dict[str, Any] = field(default_factory=dict)
    daily: dict[str, tuple[int, ...]] = field(default_factory=dict)


def play_keeping(model: Any) -> Kept:
    """Play a BorderModel to its end and keep what the measures ask for."""
    days: dict[str, list[int]] = {name: [] for name in DAILY}
    while model.running:
        model.step()
        if model.steps % model.steps_per_day == 0:
            for name, count in DAILY.items():
                days[name].append(count(model))
    return Kept(model.outcomes(), {name: tuple(counts) for name, counts in days.items()})


def _counted(name: str) -> str:
    if name not in DAILY:
        raise wrong("", name, f"one of {', '.join(DAILY)}")
    return name


def _outcome(name: str) -> str:
    if name not in NUMBERS:
        raise wrong("", name, f"one of {', '.join(NUMBERS)}")
    return name


class MeasureRow(Row):
    """A row `[[measure]]`: one thing that is measured, what was seen of it, and what is accepted."""

    outcome: Annotated[str, AfterValidator(_outcome)] | None = None
    peak: Annotated[str, AfterValidator(_counted)] | None = None
    peak_day: Annotated[str, AfterValidator(_counted)] | None = None
    target: str
    what: str
    seen: str | int | float
    until: dt.date | None = None
    accept: Between

    @model_validator(mode="before")
    @classmethod
    def _one_thing(cls, row: Any) -> Any:
        kinds = [kind for kind in KINDS if kind in row] if isinstance(row, dict) else []
        if len(kinds) != 1:
            raise wrong("", " and ".join(kinds) or "nothing", f"one of {', '.join(KINDS)}")
        return row


def read_measures(scenario: Scenario) -> list[Measure]:
    """The measures of observed.toml; none where the file has none. Raises InputError for a row that does not fit."""
    out = []
    for row in rows(scenario, "measure", MeasureRow):
        kind, name = next((kind, name) for kind in KINDS if (name := getattr(row, kind)) is not None)
        last = None if row.until is None else (row.until - scenario.file.start).days
        out.append(Measure(row.target, row.what, str(row.seen), kind, name, last, *row.accept))
    return out


def value(run: Kept, measure: Measure, days: int) -> float:
    """What a run comes to; a day on which something never happened counts as the day after the end."""
    if measure.kind == "outcome":
        found = run.outcomes[measure.name]
        return float(days if found is None else found)
    counts = run.daily[measure.name][: None if measure.until is None else measure.until + 1]
    most = max(counts, default=0)
    if measure.kind == "peak":
        return float(most)
    return float(counts.index(most)) if most else float(days)


def measure_verdicts(runs: Sequence[Kept], measures: Sequence[Measure], days: int) -> list[Verdict]:
    """One line for each measure: the median over runs decides."""
    out = []
    for m in measures:
        values = [value(run, m, days) for run in runs]
        accept = f"{m.low:g}" if m.low == m.high else f"{m.low:g} to {m.high:g}"
        out.append(verdict(m.target, m.what, m.seen, values, accept, m.low, m.high))
    return out
