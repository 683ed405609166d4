"""`panj sensitivity`: what moves the outcomes of a design, by Morris screening and Sobol indices on the survivors.

The design is that of a sweep; its factors' ranges are sampled (a list of numbers stands for the range from its least to
its greatest), without factors every parameter of the scenario that has a range. Each point is played with every seed of
the design, the same at every point, and counts by its mean. Games go into stores of sweeps, so that the same command
goes on where it was stopped. With a baseline the outcomes are differences between each regime and that one: what the
answer itself hangs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.discovery import inputs
from panj.experiments.analysis.familywise import moves
from panj.experiments.analysis.indices import (
    Table,
    chance_share,
    convergence,
    morris_indices,
    morris_points,
    regional,
    sobol_indices,
    sobol_points,
    sobol_told,
)
from panj.experiments.analysis.pairs import told
from panj.experiments.designs.design import DesignFile, Span, make_design
from panj.experiments.designs.paths import Slot, slot
from panj.experiments.designs.points import rounded
from panj.experiments.runs.store import Store
from panj.experiments.runs.sweep import Sweep
from panj.experiments.tables import percent
from panj.experiments.values import filled
from panj.model.record.outcomes import NUMBERS, shown_first
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import load_scenario
from panj.scenarios.meant import DESIGN, meant
from panj.scenarios.reading import read_toml
from panj.treaty.law.regime import load_regime

SURVIVORS = 8  # factors that Sobol indices are taken of at most: the most moving ones


@dataclass(frozen=True)
class Axis:
    """A factor and the range it is sampled from."""

    slot: Slot
    low: float
    high: float
    log: bool = False

    def at(self, u: float) -> float | int:
        """The value at a place 0..1 of the range."""
        value = self.low * (self.high / self.low) ** u if self.log else self.low + u * (self.high - self.low)
        return round(value) if self.slot.whole else rounded(value, self.low, self.high)


@dataclass(frozen=True)
class Study:
    """A design for sensitivity: what stays the same, and its axes by name."""

    design: DesignFile
    axes: dict[str, Axis]
    source: str

    def sweep(self, points: Table, names: Sequence[str]) -> Sweep:
        """The sweep that plays these points of the unit cube of `names`; each point once."""
        rows = {tuple(self.axes[n].at(u) for n, u in zip(names, row, strict=True)) for row in points.tolist()}
        played = [dict(zip(names, row, strict=True)) for row in sorted(rows)]
        return Sweep.from_design(self.design.model_copy(update={"points": played, "factors": {}, "design": "grid"}))


def read_study(path: str | Path) -> Study:
    """Read a design for sensitivity. Raises InputError for factors without a range of numbers."""
    file = meant(DESIGN, path)
    data = read_toml(file)
    factors = data.pop("factors", {})
    for key in ("design", "samples", "points", "named", "precision"):
        if key in data:
            raise InputError(
                file,
                key,
                data[key],
                "a design without it: sensitivity draws its own points"
                " (--trajectories, --samples), or takes the folder of a finished sweep",
            )
    design = make_design(file, **data)
    scenario, regime = load_scenario(design.names[0]), load_regime(design.regimes[0])
    if not factors:
        factors = {n: {} for n, p in scenario.file.parameters.items() if p.low < p.high and n not in design.set}
    wide = make_design(file, **data, factors=factors, design="one-at-a-time")
    axes = {n: _axis(slot(scenario, regime, n, str(file)), f, str(file)) for n, f in wide.factors.items()}
    return Study(design, axes, str(file))


def _axis(place: Slot, factor: Any, source: str) -> Axis:
    if not place.numeric:
        raise InputError(source, f"factors.{place.path}", InWords("words"), "numbers: sensitivity is to numbers")
    if isinstance(factor, Span):
        likely = place.likely or (place.low, place.high)
        low, high = likely if factor.low is None or factor.high is None else (factor.low, factor.high)
        log = factor.log
    else:
        low, high, log = min(factor), max(factor), False
    for end in (low, high):
        place.checked(end, source)
    if not low < high or not np.isfinite([low, high]).all():
        raise InputError(
            source, f"factors.{place.path}", InWords(f"{low:g} to {high:g}"), "low and high, low below high"
        )
    return Axis(place, float(low), float(high), log)


@dataclass(frozen=True)
class Plays:
    """How games are played: folder of the stores, processes, scheduler, and whether to be silent."""

    out: Path
    workers: int | None = None
    scheduler: str | None = None
    quiet: bool = False

    def play(self, sweep: Sweep, name: str) -> pd.DataFrame:
        """All runs of a sweep, in a store of that name. Raises InputError where games failed: a mean needs them all."""
        runs = sweep.run(self.out / name, self.workers, self.scheduler, quiet=self.quiet)
        failed = int((runs.status != "ok").sum())
        if failed:
            raise InputError(
                self.out / name, "", InWords(f"{failed} games that failed"), "games that end well; see column error"
            )
        return runs


Groups = dict[tuple[str, str], pd.DataFrame]  # scenario, regime -> runs


def groups(runs: pd.DataFrame) -> Groups:
    """Runs by scenario and regime."""
    return {(str(s), str(r)): mine for (s, r), mine in runs.groupby(["scenario", "regime"], sort=False)}


def played(study: Study, names: Sequence[str], points: Table, runs: pd.DataFrame, outcome: str) -> Table:
    """An outcome as a table: a row a point (in the order of `points`), a column a seed. Text (digest) stays text."""
    point = [tuple(float(v) for v in row) for row in runs[list(names)].to_numpy()]
    values = filled(runs, outcome) if outcome in NUMBERS else runs[outcome]
    wide = pd.DataFrame({"point": point, "seed": runs.seed.to_numpy(), "value": values.to_numpy()}).pivot(
        index="point", columns="seed", values="value"
    )
    wanted = [tuple(float(study.axes[n].at(u)) for n, u in zip(names, row, strict=True)) for row in points.tolist()]
    return np.asarray(wide.loc[wanted].to_numpy())


def outcome_tables(
    study: Study, names: Sequence[str], points: Table, runs: pd.DataFrame, outcomes: Sequence[str], baseline: str | None
) -> list[tuple[dict[str, str], Table, np.ndarray]]:
    """For each scenario, regime and outcome: what it is, the table of values, which rows are as the row before."""
    found, parts = [], groups(runs)
    for (scenario, regime), mine in parts.items():
        if regime == baseline:
            continue
        base = parts[scenario, baseline] if baseline is not None else None
        marks = [played(study, names, points, r, "digest") for r in (mine, base) if r is not None]
        same = np.all([np.r_[False, (m[1:] == m[:-1]).all(axis=1)] for m in marks], axis=0)
        for outcome in outcomes:
            values = played(study, names, points, mine, outcome).astype(float)
            if base is not None:
                values = values - played(study, names, points, base, outcome).astype(float)
            about = {"scenario": scenario, "regime": regime, "outcome": outcome}
            found.append((about | ({"baseline": baseline} if baseline else {}), values, same))
    return found


def screen(
    study: Study, plays: Plays, trajectories: int, seed: int, outcomes: Sequence[str], baseline: str | None
) -> pd.DataFrame:
    """Morris screening of all axes: a row for each scenario, regime, outcome and factor."""
    names = list(study.axes)
    points = morris_points(names, trajectories, seed)
    runs = plays.play(study.sweep(points, names), "morris")
    known = outcome_tables(study, names, points, runs, outcomes, baseline)
    tables = morris_indices(names, points, [(values, same) for _, values, same in known], seed)
    return pd.concat(
        [table.assign(**about) for table, (about, _, _) in zip(tables, known, strict=True)], ignore_index=True
    )


def survivors(screened: pd.DataFrame) -> list[str]:
    """Factors that matter for any outcome, the most moving first: by their largest mu_star as a share of the outcome's
    largest; at most SURVIVORS."""
    keys = [k for k in ("scenario", "regime", "outcome") if k in screened]
    share = screened.mu_star / screened.groupby(keys).mu_star.transform("max").replace(0.0, np.nan)
    ranked = screened.assign(share=share)[screened.verdict == "beyond chance"].groupby("factor").share.max()
    return [str(n) for n in ranked.sort_values(ascending=False, kind="stable").index[:SURVIVORS]]


def decompose(
    study: Study,
    names: Sequence[str],
    plays: Plays,
    samples: int,
    seed: int,
    outcomes: Sequence[str],
    baseline: str | None,
) -> tuple[pd.DataFrame, list[str]]:
    """Sobol indices of the named axes, all others as the scenario has them, and whether each is told from a factor that
    does nothing (`told`, all of them at once: `p_all`); and whether they have settled, in words."""
    points = sobol_points(names, samples, seed)
    runs = plays.play(study.sweep(points, names), "sobol")
    tables, said = [], []
    known = outcome_tables(study, names, points, runs, outcomes, baseline)
    sure = sobol_told(names, [values for _, values, _ in known], seed)
    for (about, values, _), apart in zip(known, sure, strict=True):
        table = sobol_indices(names, values.mean(axis=1), seed)
        table["p_all"] = [apart[name][0] for name in table.factor]
        table["told"] = [apart[name][1] for name in table.factor]
        share = chance_share(values)
        tables.append(table.assign(chance_share=share, **about))
        where = f"{about['scenario']}, {about['regime']}, {about['outcome']}"
        if not values.mean(axis=1).any() or np.ptp(values.mean(axis=1)) == 0.0:
            said.append(f"{where}: the same at every point.")
            continue
        noise = (
            ""
            if np.isnan(share)
            else f" Up to {percent(share)} of the variance between points is the war's own chance."
        )
        said.append(f"{where}: {convergence(table)[1]}{noise}")
    return pd.concat(tables, ignore_index=True), said


def regions(folder: Path, outcomes: Sequence[str], seed: int, quiet: bool) -> pd.DataFrame:
    """Regional sensitivity on a finished sweep: by scenario and regime, on means over seeds of each point; `told`:
    whether a factor is told from one that does nothing, all factors, outcomes, regimes and scenarios at once
    (`p_all`)."""
    runs = Store(folder).runs(quiet=quiet)
    rows = []
    for (scenario, regime), mine in groups(runs[runs.status == "ok"]).items():
        x = inputs(mine).drop(columns=["scenario", "regime"], errors="ignore")
        x = x.loc[:, [n for n in x if pd.api.types.is_numeric_dtype(x[n])]]
        names = list(map(str, x))
        numbers = pd.DataFrame({o: filled(mine, o) for o in outcomes})
        means = numbers.groupby([x[n] for n in names], sort=False).mean()
        points = means.index.to_frame().to_numpy(float)
        if len(points) < 20:
            raise InputError(
                folder, "", InWords(f"{len(points)} points"), 'at least 20 points, for example design = "lhs"'
            )
        chances = moves(points, means.to_numpy(float), seed)
        for outcome, chance in zip(outcomes, chances, strict=True):
            found = regional(names, points, means[outcome].to_numpy(), seed)
            at_once = found.factor.map(dict(zip(names, chance, strict=True)))
            rows.append(found.assign(p_all=at_once, scenario=scenario, regime=regime, outcome=outcome))
    table = pd.concat(rows, ignore_index=True)
    sets = table.groupby(["scenario", "regime"]).ngroups  # each keeps its part of the error
    p_all = (table.p_all * sets).clip(upper=1.0)
    return table.assign(p_all=p_all, told=told(p_all.to_numpy(float)))


def idle(screened: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Factors that change no game at all, and those that move no outcome beyond chance."""
    kinds = screened.groupby("factor", sort=False).verdict.agg(set)
    nothing = [str(n) for n, k in kinds.items() if k == {"nothing"}]
    return nothing, [str(n) for n, k in kinds.items() if "beyond chance" not in k and str(n) not in nothing]


def checked_outcomes(names: Sequence[str] | None) -> list[str]:
    """Outcomes by name, the usual ones where none is named. Raises InputError for one that is no number."""
    for name in names or []:
        if name not in NUMBERS:
            raise InputError("--outcome", "", name, f"one of {', '.join(NUMBERS)}")
    return list(names or shown_first("sensitivity"))
