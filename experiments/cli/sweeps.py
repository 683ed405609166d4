"""Commands about many games: sweep, compare, gates, report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.frame import MOST, MOST_WORKERS, Json, app
from scenarios.errors import InputError


def _store(folder: Path) -> Path:
    try:
        there = (folder / "manifest.json").is_file()
    except (OSError, ValueError):  # a name that no folder can have
        there = False
    if not there:
        raise InputError(folder, "", "no manifest.json", "a folder that `panj sweep` or `panj demo` has written")
    return folder


def _address(address: str | None) -> str | None:
    if address is not None and not re.fullmatch(r"([a-z]+://)?[\w.:\[\]-]+:\d{1,5}", address):
        raise InputError("--scheduler", "", address, "the address of a dask scheduler, such as tcp://host:8786")
    return address


Scheduler = Annotated[
    str | None, typer.Option("--scheduler", callback=_address, help="Address of a dask scheduler, tcp://host:8786.")
]
Store = Annotated[Path, typer.Argument(callback=_store, help="Folder that a sweep has written.")]


@app.command()
def sweep(
    design: Annotated[Path, typer.Argument(help="Design file (TOML): scenario, regimes, seeds, days, factors.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the store; a second call resumes.")],
    workers: Annotated[
        int | None, typer.Option(min=1, max=MOST_WORKERS, help="Processes; the machine's cores if left out.")
    ] = None,
    scheduler: Scheduler = None,
    series: Annotated[bool, typer.Option("--series", help="Keep the daily series of every run.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many games, how long and how large, and play none.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Play even a design of more than a million games.")] = False,
    as_json: Json = False,
) -> None:
    """Play all games of a design; what is in the store already is not played again.

    Example: panj sweep design.toml --out out/sweep --workers 2
    """
    from experiments.analysis.comparison import summary, told_once
    from experiments.files import check_folder
    from experiments.runs.sweep import Sweep
    from experiments.tables import print_forecast, print_frame

    check_folder(out)
    sweep = Sweep.from_design(design)
    if dry_run:
        print_forecast(sweep.forecast(out, workers), as_json)
        return
    runs = sweep.run(out, workers=workers, scheduler=scheduler, series=series, quiet=as_json, yes=yes)
    table, same = (summary(runs), "") if as_json else told_once(summary(runs))
    print_frame(table, as_json, f"{len(runs):,} games in {out} ({same}); compare them with: panj compare {out}")
    if (runs.status != "ok").any():
        raise typer.Exit(1)


@app.command()
def compare(
    folder: Store,
    outcome: Annotated[str | None, typer.Option(help="One outcome column; the main ones if left out.")] = None,
    baseline: Annotated[str, typer.Option(help="Regime to compare the others with.")] = "none",
    as_json: Json = False,
) -> None:
    """Regimes against each other, paired by seed, with 95 % intervals.

    Example: panj compare out/sweep --outcome stability_mean --baseline csto-2010
    """
    from experiments.analysis.comparison import compare as paired
    from experiments.analysis.comparison import told_once
    from experiments.runs.store import open_runs
    from experiments.tables import print_frame

    runs = open_runs(folder)
    pairs = paired(runs, outcome, baseline)
    if runs.regime.nunique() == 1:
        raise InputError(folder, "regimes", f"games of {baseline} alone", "two or more; sweep a design that names them")
    table, same = (pairs, "") if as_json else told_once(pairs)
    print_frame(table, as_json, f"difference = regime - baseline, same seeds ({same})")


@app.command()
def gates(
    scenarios: Annotated[list[str] | None, typer.Argument(help="Scenarios; the default war and its what-if.")] = None,
    regime: Annotated[list[str] | None, typer.Option("--regime", "-r", help="A regime; all if left out.")] = None,
    seeds: Annotated[int, typer.Option(min=2, max=MOST, help="Worlds; a quarter also with the single point.")] = 400,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder that keeps the worlds; a second call resumes.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Chance of force by regime over the cloud of what is known of the members, and where regimes part.

    Half an hour on one core at 400 seeds. Example: panj gates tajikistan-2021-incursion --seeds 50 --out out/gates
    """
    from experiments.analysis.gates import run_gates
    from experiments.files import check_folder
    from experiments.runs.play import compile_first

    if out is not None:
        check_folder(out)
    compile_first()
    run_gates(scenarios or ["tajikistan-2021", "tajikistan-2021-incursion"], regime or [], seeds, out, as_json)


@app.command()
def report(
    folder: Store,
    out: Annotated[Path | None, typer.Option("--out", help="HTML file; FOLDER/report.html if left out.")] = None,
) -> None:
    """Write one self-contained HTML page with figures; it opens offline.

    Example: panj report out/demo
    """
    from experiments.files import check_file
    from experiments.report.page import write_report

    check_file(out or folder / "report.html")
    print(write_report(folder, out or folder / "report.html"))
