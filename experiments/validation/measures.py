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
from pathlib import Path
from typing import Any

from panj.border.forces import INSIDE
from panj.experiments.validation.verdict import Verdict, verdict
from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario
from panj.scenarios.reading import read_toml

DAILY: dict[str, Callable[[Any], int]] = {  # counts of a running BorderModel at the end of a day
    "militants_inside": lambda m: int(m.forces.columns.men[m.forces.columns.status == INSIDE].sum()),
    "villages_held": lambda m: int((m.inland.by >= 0).sum()),
    "adopted_rung": lambda m: int(max(m.alliance.book.adopted, default=0)),
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


def read_measures(scenario: Scenario) -> list[Measure]:
    """The measures of observed.toml; none where the file has none. Raises InputError for a row that does not fit."""
    path = Path(scenario.folder) / "observed.toml"
    out = []
    for number, row in enumerate(read_toml(path).get("measure", []), 1):
        kinds = [kind for kind in KINDS if kind in row]
        if len(kinds) != 1:
            raise InputError(path, f"measure {number}", " and ".join(kinds) or "nothing", f"one of {', '.join(KINDS)}")
        kind, known = kinds[0], list(OUTCOMES if kinds[0] == "outcome" else DAILY)
        if row[kind] not in known:
            raise InputError(path, f"measure {number}, {kind}", row[kind], f"one of {', '.join(known)}")
        try:
            low, high = row["accept"]
            until = row.get("until")
            day = (until - scenario.file.start).days if isinstance(until, dt.date) else None
            out.append(
                Measure(row["target"], row["what"], str(row["seen"]), kind, row[kind], day, float(low), float(high))
            )
        except KeyError as error:
            raise InputError(path, f"measure {number}, {error.args[0]}", "nothing", "this key is needed") from None
        except (TypeError, ValueError):
            raise InputError(path, f"measure {number}, accept", row["accept"], "two numbers, low and high") from None
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
