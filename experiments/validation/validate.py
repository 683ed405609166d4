"""Validation: many wars on seeds that calibration never saw, held against history; a table for the documents.

Where the fall of the far side was observed (K1 to K3), the mean-field null model (meanfield.py) with the same
parameters stands beside the model, and there is a figure. The part of the page (`page` of observed.toml) between the
two marks is written by `panj validate`; the rest is by hand.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import Field

from panj.experiments.tables import interval
from panj.experiments.validation.acts import act_verdicts, read_acts
from panj.experiments.validation.meanfield import play_meanfield
from panj.experiments.validation.measures import measure_verdicts, read_measures
from panj.experiments.validation.observed import Row, settings
from panj.experiments.validation.targets import (
    HEAVIEST,
    Observed,
    Score,
    Trace,
    median_shares,
    order_inside,
    play,
    read_observed,
    saw_fall,
    score,
    snap_deployments,
    snap_verdict,
    verdicts,
)
from panj.experiments.validation.verdict import Verdict, quantile
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.writing import write_text

BEGIN = "<!-- panj validate: from here to the end mark written by the command; do not edit -->"
END = "<!-- panj validate: end -->"
BURST_DAYS = 3  # inflow earlier than this before the heaviest day is not part of the burst
REPORT_SEED = 100_001  # first seed of reports; calibration uses 10,000 and 20,000 onwards


class Notes(Row):
    """What observed.toml says above its tables: the page in docs/ to write into, and the target of no force."""

    page: str = Field(default="", pattern=r"^([\w-]+\.md)?$")
    no_force: str = ""


@dataclass(frozen=True)
class Validation:
    """Wars of the model and of the null model with their scores."""

    scenario: Scenario
    observed: Observed | None  # None where the fall of the far side is no part of what was observed
    seeds: range
    traces: list[Trace]
    null_traces: list[Trace]
    snap: list[float]

    @property
    def scores(self) -> list[Score]:
        """Scores of the model, a run each."""
        return [score(t, self.fall) for t in self.traces]

    @property
    def null_scores(self) -> list[Score]:
        """Scores of the null model, a run each."""
        return [score(t, self.fall) for t in self.null_traces]

    @property
    def fall(self) -> Observed:
        """What was observed of the fall of the far side."""
        assert self.observed is not None
        return self.observed

    def table(self) -> list[Verdict]:
        """Targets with values and verdicts."""
        s, days = self.scenario, self.scenario.file.days
        fall = [*verdicts(self.scores, self.fall), snap_verdict(self.snap)] if self.observed else []
        whole = measure_verdicts([t.kept for t in self.traces], read_measures(s), days)
        no_force = settings(s, Notes).no_force
        return [*fall, *whole, *act_verdicts([t.deeds for t in self.traces], read_acts(s), days, no_force)]

    def null_table(self) -> list[Verdict]:
        """The same for the null model, which knows nothing but the fall of the far side."""
        return verdicts(self.null_scores, self.fall) if self.observed else []


def validate(name: str, seeds: int = 100, first_seed: int = REPORT_SEED, quiet: bool = False) -> Validation:
    """Play `seeds` whole wars and as many of the null model under the scenario's own regime."""
    from panj.experiments.progress import progress

    if seeds < 2:
        raise InputError("--seeds", "", seeds, "at least 2")
    scenario = load_scenario(name)
    observed = read_observed(scenario) if saw_fall(scenario) else None
    if observed is None and not read_measures(scenario) and not read_acts(scenario):
        found, allowed = "no target", "rows of [[measure]] or [[act]], or of capture, share and refuge"
        raise InputError(scenario.folder / "observed.toml", "", found, allowed)
    chosen = range(first_seed, first_seed + seeds)
    traces, null = [], []
    what = f"playing {seeds} wars" + (" and as many without space" if observed else "")
    with progress((2 if observed else 1) * seeds, what, quiet) as advance:
        for seed in chosen:
            traces.append(play(scenario, seed))
            advance(1)
            if observed:
                null.append(play_meanfield(scenario, seed, days=observed.days))
                advance(1)
    return Validation(scenario, observed, chosen, traces, null, snap_deployments(scenario, chosen) if observed else [])


# -- for the documents -------------------------------------------------------------------------------------------------
def write_documents(validation: Validation, docs: Path) -> tuple[Path, ...]:
    """The marked part of the scenario's page in a folder, and the figure where there is one; returns their paths."""
    page = docs / (settings(validation.scenario, Notes).page or f"validation-{validation.scenario.name}.md")
    old = page.read_text(encoding="utf-8") if page.is_file() else f"# Validation\n\n{BEGIN}\n{END}\n"
    if old.count(BEGIN) != 1 or old.count(END) != 1 or old.index(BEGIN) > old.index(END):
        raise InputError(page, "", InWords("marks missing or out of order"), f"{BEGIN} and {END}, once each")
    picture = docs / "figures" / f"{page.stem}.png"
    if validation.observed:
        from panj.experiments.files import refuse_foreign
        from panj.experiments.validation.figure import draw

        if not page.is_file():  # whose figure it would be
            refuse_foreign(picture)
        draw(validation, picture)
    before, rest = old.split(BEGIN)
    after = rest.split(END)[1]
    write_text(page, f"{before}{BEGIN}\n\n{markdown(validation)}\n{END}{after}")
    return (page, picture) if validation.observed else (page,)


def markdown(validation: Validation) -> str:
    """The written part: targets, and where the far side's fall was observed null model, districts, what came after."""
    s, seeds = validation.scenario, validation.seeds
    lines = [
        f"{len(seeds)} wars of `{s.name}` under `{s.file.regime}`, seeds {seeds.start} to {seeds.stop - 1}, none"
        f" of them used in fitting; panj {version('panj')}, mesa {version('mesa')}, numpy {version('numpy')}."
        f" Command: `panj validate {s.name} --seeds {len(seeds)} --first-seed {seeds.start}`.",
        "",
        *(["![Simulated against observed](figures/validation.png)", ""] if validation.observed else []),
        "### Targets",
        "",
        "Value: median over the runs"
        + (
            "; for K2 the error of the median curve."
            if validation.observed
            else "; what never came counts as the day after the end."
        )
        + " In brackets the range of the middle 90 % of runs. Runs: share of single runs that meet the target by"
        " themselves.",
        "",
        "| Target | Measure | Observed | Simulated | Accept | Verdict | Runs |",
        "|---|---|---|---|---|---|---|",
        *(_row(x) for x in validation.table()),
        "",
        *(_of_the_fall(validation) if validation.observed else []),
    ]
    return "\n".join(lines)


def _of_the_fall(validation: Validation) -> list[str]:
    return [
        _shares_line(validation),
        "",
        _calendar_line(validation),
        "",
        "### Without space",
        "",
        "The mean-field null model with the same parameters, clocks and seeds.",
        "",
        "| Target | Measure | Model | Null model | Accept | Null meets it |",
        "|---|---|---|---|---|---|",
        *_null_rows(validation),
        "",
        _inside_line(validation),
        "",
        "### Districts",
        "",
        "Day of first capture; the window ends on day "
        f"{validation.fall.days - 1}. Never: share of runs in which the district was not taken by the end of the war.",
        "",
        "| District | Observed | Median | 90 % of runs | Off by | Never |",
        "|---|---|---|---|---|---|",
        *_district_rows(validation, validation.fall.captures),
        "",
        "### After the window",
        "",
        "Not fitted. Provincial centres, dates from general knowledge.",
        "",
        "| Centre | Observed | Median | 90 % of runs | Off by | Never |",
        "|---|---|---|---|---|---|",
        *_district_rows(validation, validation.fall.later),
        "",
    ]


def _row(verdict: Verdict) -> str:
    said = "met" if verdict.met else "**missed**"
    around = interval(verdict.value, verdict.low, verdict.high)
    return (
        f"| {verdict.target} | {verdict.measure} | {verdict.observed} | {around} | {verdict.accept} |"
        f" {said} | {verdict.runs_met:.0%} |"
    )


def _shares_line(validation: Validation) -> str:
    middle = median_shares(validation.scores)
    parts = []
    for (day, low, high), value in zip(validation.fall.shares, middle, strict=True):
        band = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        parts.append(f"day {day}: {value:.2f} against {band}")
    return f"Share of the border held at the end of the observed days, median: {'; '.join(parts)}."


def _calendar_line(validation: Validation) -> str:
    day = max(validation.fall.refuge, key=lambda d: validation.fall.refuge[d])
    end = validation.fall.days
    part = [t.refuge[day] / max(1, sum(t.refuge[:end])) for t in validation.traces]
    before = [sum(t.refuge[: max(0, _heaviest(t.refuge[:end]) - BURST_DAYS)]) for t in validation.traces]
    seen = sum(n for d, n in validation.fall.refuge.items() if d < day - BURST_DAYS)
    return (
        f"The heaviest day is each run's own. On the very day of history (day {day}) a run has"
        f" {statistics.mean(part):.0%} of its inflow on average, and {sum(p >= HEAVIEST for p in part) / len(part):.0%}"
        f" of runs have at least {HEAVIEST:.0%}. More than {BURST_DAYS} days before its heaviest day a run has a median"
        f" of {statistics.median(before):.0f} men, history {seen}."
    )


def _heaviest(refuge: Sequence[int]) -> int:
    return max(range(len(refuge)), key=lambda d: (refuge[d], -d))


def _inside_line(validation: Validation) -> str:
    front = {d.district: d.front for d in validation.scenario.districts}
    ours, theirs = (
        statistics.median(order_inside(t, validation.fall, front) for t in traces)
        for traces in (validation.traces, validation.null_traces)
    )
    return (
        "Both models know the fronts, so both get the order of the two bursts right. Order inside the fronts only,"
        f" tau-b: {ours:.2f} with space, {theirs:.2f} without (median over runs)."
    )


def _null_rows(validation: Validation) -> list[str]:
    ours, theirs = verdicts(validation.scores, validation.fall), validation.null_table()
    return [
        f"| {a.target} | {a.measure} | {interval(a.value, a.low, a.high)} |"
        f" {interval(b.value, b.low, b.high)} | {a.accept} | {'yes' if b.met else 'no'} |"
        for a, b in zip(ours, theirs, strict=True)
    ]


def _district_rows(validation: Validation, seen: dict[str, int]) -> list[str]:
    names = {d.district: d.name for d in validation.scenario.districts}
    never = validation.scenario.file.days
    rows = []
    for district, day in seen.items():
        days = [float(t.captures.get(district, never)) for t in validation.traces]
        middle, low, high = statistics.median(days), quantile(days, 0.05), quantile(days, 0.95)
        missed = sum(d >= never for d in days) / len(days)
        off = "-" if middle >= never else f"{middle - day:+.0f}"
        rows.append(
            f"| {names[district]} | {day} | {_day(middle, never)} | {_day(low, never)} to {_day(high, never)} |"
            f" {off} | {missed:.0%} |"
        )
    return rows


def _day(value: float, never: int) -> str:
    return "never" if value >= never else f"{value:.0f}"


def run_validation(name: str, seeds: int, first_seed: int, docs: Path | None, as_json: bool) -> None:
    """The command `panj validate`: play, print the table, and write the documents if asked to."""
    from panj.experiments.runs.play import compile_first
    from panj.experiments.tables import print_rows

    compile_first()
    v = validate(name, seeds, first_seed, quiet=as_json)
    written = write_documents(v, docs) if docs is not None else ()
    rows = [asdict(x) for x in v.table()]
    if as_json:
        print(json.dumps({"targets": rows, "null": [asdict(x) for x in v.null_table()]}))
        return
    print_rows(
        [
            {
                "target": r["target"],
                "measure": r["measure"],
                "observed": r["observed"],
                "simulated": interval(r["value"], r["low"], r["high"]),
                "accept": r["accept"],
                "verdict": "met" if r["met"] else "missed",
                "runs": f"{r['runs_met']:.0%}",
            }
            for r in rows
        ],
        False,
    )
    if written:
        print(f"written: {' and '.join(map(str, written))}")
