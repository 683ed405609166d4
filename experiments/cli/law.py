"""Commands about the treaty: one case put to its rules, and the rules against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import MOST, Json, Seed, app, nameable


@app.command()
def treaty(
    case: Annotated[Path, typer.Argument(help="Case file (TOML); docs/treaty-desk.md shows its form.")],
    as_json: Json = False,
    runs: Annotated[
        int, typer.Option(min=0, max=MOST, help="Also sample this often what the case leaves to the members.")
    ] = 0,
    seed: Seed = 1,
    trace: Annotated[bool, typer.Option(help="Every step with its facts and conditions, as a tree.")] = False,
) -> None:
    """Put one case to the rules of the treaty: what follows, clause by clause.

    Example: panj treaty case.toml --runs 500; panj treaty case.toml --trace
    """
    from panj.experiments.desk import treaty as rule

    rule(case, as_json, runs, seed, trace)


@app.command()
def law(
    clause: Annotated[str | None, typer.Argument(help="A clause, such as CST-4; all that are law if left out.")] = None,
    date: Annotated[str | None, typer.Option(help="The day, YYYY-MM-DD; today if left out.")] = None,
    treaty: Annotated[str, typer.Option(help="The treaty: cst or nat.")] = "cst",
    as_json: Json = False,
) -> None:
    """The law of a day, clause by clause, or one clause with its words, its life and its source.

    Example: panj law --date 2010-06-11; panj law CST-4
    """
    from panj.experiments.lawbook import print_law

    print_law(clause, date, treaty, as_json)


@app.command()
def catalogue(
    folder: Annotated[
        Path | None, typer.Argument(callback=nameable, help="Folder of cases; those of the project if left out.")
    ] = None,
    implementation: Annotated[
        str | None, typer.Option(help="Command that prints the ruling on a case file as JSON; ours if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold an implementation of the treaty's rules against the catalogue of cases: outcome and trace of each.

    Example: panj catalogue; panj catalogue --implementation "node desk.js"
    """
    from panj.experiments.catalogue import run

    run(folder, implementation, as_json)


@app.command()
def backtest(
    cases: Annotated[Path | None, typer.Option(help="Cases (YAML); the fifteen calibration cases if left out.")] = None,
    as_json: Json = False,
    draws: Annotated[int, typer.Option(min=1, max=MOST, help="Sampled courses of each case.")] = 500,
    seed: Seed = 1,
    rivals: Annotated[
        bool, typer.Option("--rivals", help="Simple rivals instead: each crisis forecast by what learnt from others.")
    ] = False,
) -> None:
    """Crises that happened against what the rules expect of them, beside three baselines.

    Example: panj backtest --draws 500 --json; panj backtest --rivals; panj backtest --rivals --cases mine.yaml
    """
    if rivals:
        from panj.experiments.backtest.contest import run as contest

        contest(cases, as_json, seed)
        return
    from panj.experiments.backtest.page import run as score

    score(cases, as_json, draws, seed)
