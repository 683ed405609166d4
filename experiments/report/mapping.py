"""`panj map` from the shell: plays the design, ranks the sides in each field, draws and writes the map.

A side is a regime or, with `by`, the level of a factor: the day of an inject, a standing order, a number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from panj.experiments.analysis.discovery import inputs
from panj.experiments.analysis.leading import Field, fields
from panj.experiments.analysis.versus import REGIME, default_baseline, versus
from panj.experiments.designs.design import DesignFile, read_design
from panj.experiments.designs.plan import Plan
from panj.experiments.designs.precision import FEWEST, Precision
from panj.experiments.designs.sequential import Stopping
from panj.experiments.files import check_folder, write_own
from panj.experiments.report import figures
from panj.experiments.report.figures import Shown
from panj.experiments.report.hanging import DICE_ALONE
from panj.experiments.report.rulesmap import Labels, as_csv, draw, pictures, sentences
from panj.experiments.runs.rounds import ended, stopping_of
from panj.experiments.runs.sweep import Sweep
from panj.experiments.tables import clean, console
from panj.experiments.values import CAME, filled, kind_of, with_shares
from panj.experiments.words import spaced
from panj.model.record.outcomes import NUMBERS, OUTCOMES, WORDS
from panj.scenarios.errors import InputError, InWords

BUDGET = 10  # times the games of the design, that a wanted width may cost if nothing is said
MOST = 100  # fields that a picture can carry


@dataclass(frozen=True)
class Wanted:
    """The options of the command. by: what the fields compare, regimes or the levels of a factor; baseline: only with
    this side; half_width: play until every difference is known as well, or `budget` games are played."""

    outcome: str
    better: str = ""
    x_label: str = ""
    y_label: str = ""
    workers: int | None = None
    scheduler: str | None = None
    as_json: bool = False
    by: str = REGIME
    baseline: str | None = None
    half_width: float | None = None
    budget: int | None = None

    @property
    def more(self) -> bool:
        """Whether more of the outcome is better: of whether a day came, where the day had better be early."""
        usual = OUTCOMES[self.outcome.removesuffix(CAME)].better
        if self.outcome.endswith(CAME):
            usual = {"less": "more", "more": "less"}.get(usual, "")  # type: ignore[assignment]
        return (self.better or usual) == "more"

    def check(self) -> None:
        """Raise InputError for an outcome that is no number, and for options that do not go together."""
        base = self.outcome.removesuffix(CAME)
        if base not in NUMBERS or self.outcome not in with_shares([base]):
            raise InputError("--outcome", "", self.outcome, f"one of {', '.join(NUMBERS)}")
        if self.better not in ("more", "less") and (self.better or not OUTCOMES[base].better):
            raise InputError("--better", "", self.better or f"nothing, of {self.outcome}", "more or less")
        if self.half_width is None and self.budget is not None:
            raise InputError("--budget", "", self.budget, "together with --half-width, which it is to reach")
        if self.half_width is not None and (self.by != REGIME or base != self.outcome):
            found = f"--by {self.by}" if self.by != REGIME else self.outcome
            raise InputError("--half-width", "", found, "a map of regimes by an outcome of its own column")


def run_map(design: Path, out: Path, wanted: Wanted) -> list[Field]:
    """The command; returns the fields."""
    wanted.check()
    check_folder(out, "map.csv", "map.svg", "map.png")
    file = _with_precision(_checked(design, wanted), wanted, design)
    store = Sweep.from_design(file).play(out, wanted.workers, wanted.scheduler, quiet=wanted.as_json)
    runs = store.runs(quiet=wanted.as_json)
    found, labels = mapped(runs, wanted, str(design), stopping_of(store.about()))
    x, y = axes(runs, str(design), wanted.by)
    write_own(out / "map.csv", as_csv(found, x, y))
    for name, picture in pictures(draw(found, labels), "map").items():
        write_own(out / name, picture)
    if wanted.as_json:
        print(json.dumps([clean(f.row(x, y)) for f in found]))
    else:
        for sentence in filter(None, [*sentences(found, labels), ended(store), DICE_ALONE]):
            console().print(sentence)
        console().print(f"picture and table: {out / 'map.svg'}, {out / 'map.png'}, {out / 'map.csv'}")
    return found


def _checked(design: Path, wanted: Wanted) -> DesignFile:
    """The design, which must have two factors besides what is compared. Raises InputError."""
    file = read_design(design)
    others = [name for name in file.factors if name != wanted.by]
    sides = len(file.regimes) if wanted.by == REGIME else len(file.factors) - len(others)
    fits = (len(file.regimes) > 1) if wanted.by == REGIME else (sides == 1 and len(file.regimes) == 1)
    if len(others) != 2 or len(file.names) != 1 or not fits:
        given = InWords(f"{len(file.factors)} factors, {len(file.names)} scenarios, {len(file.regimes)} regimes")
        what = "several regimes" if wanted.by == REGIME else f"one regime, and {wanted.by} as a third factor"
        raise InputError(design, "", given, f"two factors with two or more numbers each, one scenario, {what}")
    return file


def _with_precision(file: DesignFile, wanted: Wanted, design: Path) -> DesignFile:
    """The design with the width that is to be reached, of every pair that the map compares."""
    if wanted.half_width is None:
        return file
    if not isinstance(file.seeds, int) or file.seeds < FEWEST:
        raise InputError(design, "seeds", file.seeds, f"how many to begin with, at least {FEWEST}, with --half-width")
    first = 1
    for levels in file.factors.values():
        first *= len(levels) if isinstance(levels, list) else int(levels.levels or 1)
    budget = wanted.budget or BUDGET * first * file.seeds * len(file.regimes)
    precision = Precision(
        outcome=wanted.outcome,
        half_width=wanted.half_width,
        budget=budget,
        baseline=wanted.baseline or "none",
        every_pair=wanted.baseline is None,
    )
    return file.model_copy(update={"precision": precision})


def mapped(
    runs: pd.DataFrame, wanted: Wanted, source: str, stopping: Stopping | None = None
) -> tuple[list[Field], Labels]:
    """The fields of a sweep's runs, and the words of its picture; `stopping`: by what seeds were added, if they were.
    Raises InputError for a sweep that is no map."""
    x, y = axes(runs, source, wanted.by)
    base = wanted.outcome.removesuffix(CAME)
    good = versus(runs[runs.status == "ok"], wanted.by)
    baseline = None if wanted.baseline is None else default_baseline(good, wanted.baseline)
    good = good.assign(value=filled(good, wanted.outcome))
    if with_shares([base]) != [base]:
        good = good.assign(came=good[base].notna().astype(float))
    rule = stopping if stopping is not None and stopping.outcome == wanted.outcome else None
    found = fields(good, x, y, "value", wanted.more, baseline, rule)
    better = "more" if wanted.more else "less"
    words = WORDS.get(base, spaced(base)) + (": whether it came" if base != wanted.outcome else "")
    counts = sorted({f.n for f in found})
    seeds = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else f"{counts[0]}"
    labels = Labels(
        wanted.x_label or x,
        wanted.y_label or y,
        f"{words} [{kind_of(wanted.outcome).unit or '-'}], {better} is better",
        f"Where {'treaty rules' if wanted.by == REGIME else wanted.by} matter{'' if wanted.by == REGIME else 's'}:"
        f" {good.scenario.iloc[0]}, {seeds} seeds a field",
        side="regime" if wanted.by == REGIME else f"level of {wanted.by}",
        baseline=baseline or "",
        unit=kind_of(wanted.outcome).unit,
    )
    return found, labels


def axes(runs: pd.DataFrame, source: str, by: str = REGIME) -> tuple[str, str]:
    """The two factors, in the order of the design."""
    varied = inputs(runs)
    if "scenario" in varied or "days" in varied or (by == REGIME and runs.regime.nunique() < 2):
        raise InputError(
            source, "", InWords("several scenarios or lengths, or a single regime"), "one scenario, regimes to compare"
        )
    names = [str(n) for n in runs if n in varied and n not in (REGIME, by)]
    if len(names) != 2 or any(not pd.api.types.is_numeric_dtype(varied[n]) for n in names):
        raise InputError(source, "factors", ", ".join(names) or "none", "two factors with two or more numbers each")
    return names[0], names[1]


# -- the map in the report of a sweep ---------------------------------------------------------------------------------


def rules_map(runs: pd.DataFrame, plan: Plan, pictures: Path, prefix: str) -> Shown | None:
    """Of the runs of one scenario and length; None where the design is no grid of two numbers with several regimes."""
    levels = list(plan.factors.values())
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for values in levels for v in values)
    grid = len(levels) == 2 and not plan.columns and not plan.named and "days" not in plan.factors
    if not grid or not numbers or runs.regime.nunique() < 2 or min(map(len, levels)) < 2 or plan.point_count > MOST:
        return None
    means = runs.groupby(["point", "regime"])[[o for o in WORDS if o in runs]].mean()
    differ = [o for o in means if (means[o].groupby("point").nunique() > 1).any()]
    if not differ:
        return None
    found, labels = mapped(runs, Wanted(str(differ[0])), "report")
    note = (
        f"In each field, who leads in {WORDS[str(differ[0])]}, and by how much; grey where none can be told from"
        " another, all fields together at an error of 5 %. Of other outcomes: panj map --outcome."
    )
    said = sentences(found, labels)
    note += f" {said[0]}"
    note += f" {said[-1]}" if said[-1].startswith("With fewer") else ""
    table = pd.DataFrame([f.row(labels.x, labels.y) for f in found])
    return figures.shown(
        f"{prefix}where-it-matters-which-rules-hold",
        "Where it matters which rules hold",
        " ".join(said),
        note,
        draw(found, labels),
        table,
        pictures,
    )
