"""`panj map` from the shell: plays the design, ranks the regimes in each field, draws and writes the map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from panj.experiments.analysis.discovery import inputs
from panj.experiments.analysis.leading import Field, fields
from panj.experiments.designs.design import read_design
from panj.experiments.files import check_folder, write_own
from panj.experiments.report.rulesmap import Labels, as_csv, draw, pictures, sentences
from panj.experiments.runs.sweep import Sweep
from panj.experiments.tables import clean, console
from panj.experiments.values import filled
from panj.experiments.words import spaced
from panj.model.record.outcomes import NUMBERS, OUTCOMES, WORDS
from panj.scenarios.errors import InputError


@dataclass(frozen=True)
class Wanted:
    """The options of the command."""

    outcome: str
    better: str = ""
    x_label: str = ""
    y_label: str = ""
    workers: int | None = None
    scheduler: str | None = None
    as_json: bool = False

    @property
    def more(self) -> bool:
        """Whether more of the outcome is better."""
        return (self.better or OUTCOMES[self.outcome].better) == "more"

    def check(self) -> None:
        """Raise InputError for an outcome that is no number, or that is not there in every game."""
        if self.outcome not in NUMBERS:
            raise InputError("--outcome", "", self.outcome, f"one of {', '.join(NUMBERS)}")
        if self.better not in ("more", "less") and (self.better or not OUTCOMES[self.outcome].better):
            raise InputError("--better", "", self.better or f"nothing, of {self.outcome}", "more or less")


def run_map(design: Path, out: Path, wanted: Wanted) -> list[Field]:
    """The command; returns the fields."""
    wanted.check()
    check_folder(out, "map.csv", "map.svg", "map.png")
    asked = read_design(design)
    if len(asked.factors) != 2 or len(asked.names) != 1 or len(asked.regimes) < 2:
        given = f"{len(asked.factors)} factors, {len(asked.names)} scenarios, {len(asked.regimes)} regimes"
        raise InputError(design, "", given, "two factors with two or more numbers each, one scenario, several regimes")
    sweep = Sweep.from_design(asked)
    runs = sweep.run(out, wanted.workers, wanted.scheduler, quiet=wanted.as_json)
    found, labels = mapped(runs, wanted, str(design))
    x, y = axes(runs, str(design))
    write_own(out / "map.csv", as_csv(found, x, y))
    for name, picture in pictures(draw(found, labels), "map").items():
        write_own(out / name, picture)
    if wanted.as_json:
        print(json.dumps([clean(f.row(x, y)) for f in found]))
    else:
        for sentence in sentences(found, labels):
            console().print(sentence)
        console().print(f"picture and table: {out / 'map.svg'}, {out / 'map.png'}, {out / 'map.csv'}")
    return found


def mapped(runs: pd.DataFrame, wanted: Wanted, source: str) -> tuple[list[Field], Labels]:
    """The fields of a sweep's runs, and the words of its picture. Raises InputError for a sweep that is no map."""
    x, y = axes(runs, source)
    column = OUTCOMES[wanted.outcome]
    good = runs[runs.status == "ok"]
    found = fields(good.assign(value=filled(good, wanted.outcome)), x, y, "value", wanted.more)
    better = "more" if wanted.more else "less"
    labels = Labels(
        wanted.x_label or x,
        wanted.y_label or y,
        f"{WORDS.get(wanted.outcome, spaced(wanted.outcome))} [{column.unit or '-'}], {better} is better",
        f"Where treaty rules matter: {good.scenario.iloc[0]}, {good.seed.nunique()} seeds a field",
    )
    return found, labels


def axes(runs: pd.DataFrame, source: str) -> tuple[str, str]:
    """The two factors, in the order of the design."""
    varied = inputs(runs)
    if "scenario" in varied or "days" in varied or runs.regime.nunique() < 2:
        raise InputError(
            source, "", "several scenarios or lengths, or a single regime", "one scenario, regimes to compare"
        )
    names = [str(n) for n in runs if n in varied and n != "regime"]
    if len(names) != 2 or any(not pd.api.types.is_numeric_dtype(varied[n]) for n in names):
        raise InputError(source, "factors", ", ".join(names) or "none", "two factors with two or more numbers each")
    return names[0], names[1]
