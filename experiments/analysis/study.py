"""`panj sensitivity` from the shell: what is asked, what is played, what is printed and written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from panj.experiments.analysis.sensitivity import (
    Plays,
    Study,
    checked_outcomes,
    decompose,
    idle,
    read_study,
    regions,
    screen,
    survivors,
)
from panj.experiments.files import check_folder, write_own
from panj.experiments.tables import console, print_forecast, print_rows
from panj.scenarios.errors import InputError, InWords

METHODS = ("morris", "sobol", "both")
SHOWN = 15  # rows of a table on the screen; the CSV has all


@dataclass(frozen=True)
class Wanted:
    """The options of the command."""

    method: str
    trajectories: int
    samples: int
    outcomes: list[str] | None
    baseline: str | None
    seed: int
    workers: int | None
    scheduler: str | None
    as_json: bool

    def check(self, study: Study) -> None:
        """Raise InputError for options that do not fit the design or one another."""
        if self.method not in METHODS:
            raise InputError("--method", "", self.method, f"one of {', '.join(METHODS)}")
        if self.samples & (self.samples - 1):
            near = 2 ** (self.samples.bit_length() - 1)
            raise InputError("--samples", "", self.samples, f"a power of two, such as {near} or {2 * near}")
        if self.baseline is not None and (self.baseline not in study.design.regimes or len(study.design.regimes) < 2):
            raise InputError("--baseline", "", self.baseline, f"one of {', '.join(study.design.regimes)}")


def run_study(design: Path, out: Path | None, wanted: Wanted, dry_run: bool) -> None:
    """Screen and decompose as asked; or say how much that would be."""
    study = read_study(design)
    wanted.check(study)
    outcomes = checked_outcomes(wanted.outcomes)
    if out is None:
        raise InputError("--out", "", InWords("nothing"), "a folder for the games and the tables")
    check_folder(out, "morris.csv", "sobol.csv")
    if dry_run:
        print_forecast(_forecast(study, out, wanted), wanted.as_json)
        return
    plays, common = (
        Plays(out, wanted.workers, wanted.scheduler, wanted.as_json),
        (wanted.seed, outcomes, wanted.baseline),
    )
    screened = None if wanted.method == "sobol" else screen(study, plays, wanted.trajectories, *common)
    names = list(study.axes) if screened is None else survivors(screened)
    shares, said = None, [] if screened is None else _screened_said(screened)
    if screened is not None:
        write_own(out / "morris.csv", screened.to_csv(index=False))
    if wanted.method != "morris" and len(names) > 1:
        shares, settled = decompose(study, names, plays, wanted.samples, *common)
        write_own(out / "sobol.csv", shares.to_csv(index=False))
        said += settled
    elif wanted.method != "morris":
        said.append(f"No Sobol indices: {len(names)} factors matter, and shares of the variance are of two or more.")
    if wanted.as_json:
        tables = {"morris": screened, "sobol": shares}
        print(
            json.dumps(
                {k: None if t is None else json.loads(t.to_json(orient="records")) for k, t in tables.items()}
                | {"said": said}
            )
        )
        return
    _print("Morris: change of the outcome over a factor's whole range", screened, "mu_star")
    _print("Sobol: shares of the variance, 95 % intervals", shares, "ST")
    for sentence in said:
        console().print(sentence)
    console().print(f"tables in {out}: {', '.join(n for n in ('morris.csv', 'sobol.csv') if (out / n).is_file())}")


def _forecast(study: Study, out: Path, wanted: Wanted) -> dict[str, float]:
    from panj.experiments.analysis.indices import morris_points, sobol_points

    names = list(study.axes)
    if wanted.method == "sobol":
        sweep, name = study.sweep(sobol_points(names, wanted.samples, wanted.seed), names), "sobol"
    else:
        sweep, name = study.sweep(morris_points(names, wanted.trajectories, wanted.seed), names), "morris"
    return sweep.forecast(out / name, wanted.workers)


def _screened_said(screened: pd.DataFrame) -> list[str]:
    nothing, unsure = idle(screened)
    said = [f"No game changes with: {', '.join(nothing)}."] if nothing else []
    if unsure:
        said.append(f"They change games, but no outcome beyond chance: {', '.join(unsure)}.")
    return said or ["Every factor moves an outcome beyond chance."]


def _print(title: str, table: pd.DataFrame | None, by: str) -> None:
    """A table for each scenario and outcome: what moves it most; regimes whose tables are the same share one."""
    if table is None:
        return
    console().print(f"{title}; what moves nothing is left out")
    about = [k for k in ("scenario", "outcome", "baseline", "regime") if k in table]
    alike: dict[str, list[str]] = {}
    shown: dict[str, tuple[str, pd.DataFrame]] = {}
    for key, rows in table.groupby(about, sort=False):
        *where, regime = map(str, key if isinstance(key, tuple) else (key,))
        moving = rows[rows[by] > 0.0].drop(columns=[*about, "chance_share"], errors="ignore")
        mark = f"{where} {moving.to_json()}"
        alike.setdefault(mark, []).append(regime)
        shown[mark] = ", ".join(where), moving
    for mark, (said, moving) in shown.items():
        head = f"{said}; {', '.join(alike[mark])}"
        if moving.empty:
            console().print(f"{head}: nothing moves it.")
            continue
        more = f" ({len(moving) - SHOWN} more in the CSV)" if len(moving) > SHOWN else ""
        print_rows(moving.head(SHOWN).to_dict("records"), False, f"{head}{more}")  # type: ignore[arg-type]


def run_regional(folder: Path, out: Path, wanted: Wanted) -> None:
    """Regional sensitivity on a finished sweep."""
    check_folder(out, "regional.csv")
    table = regions(folder, checked_outcomes(wanted.outcomes), wanted.seed, wanted.as_json)
    write_own(out / "regional.csv", table.to_csv(index=False))
    if wanted.as_json:
        print(table.to_json(orient="records"))
        return
    _print("Regional: how far a factor's values in one quarter of the outcome lie from the rest", table, "distance")
    console().print(
        f"quarter: 1 the lowest values of the outcome .. 4 the highest; chance: 95 % of shuffled outcomes"
        " stay under it; told: told from a factor that does nothing, all of them at once."
        f" Table in {out / 'regional.csv'}"
    )
