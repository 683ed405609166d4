"""Commands about the treaty: one case put to its rules, and the rules against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.frame import Json, Seed, app


@app.command()
def treaty(
    case: Annotated[Path, typer.Argument(help="Case file (TOML); docs/treaty-desk.md shows its form.")],
    as_json: Json = False,
    runs: Annotated[int, typer.Option(help="Also sample this often what the case leaves to the members.")] = 0,
    seed: Seed = 1,
) -> None:
    """Put one case to the rules of the treaty: what follows, clause by clause.

    Example: panj treaty case.toml --runs 500
    """
    from experiments.desk import treaty as rule

    rule(case, as_json, runs, seed)


@app.command()
def backtest(
    cases: Annotated[Path | None, typer.Option(help="Cases (YAML); the fifteen calibration cases if left out.")] = None,
    as_json: Json = False,
    draws: Annotated[int, typer.Option(help="Sampled courses of each case.")] = 500,
    seed: Seed = 1,
) -> None:
    """Crises that happened against what the rules expect of them, beside three baselines.

    Example: panj backtest --draws 500 --json
    """
    from experiments.backtest.page import run as score

    score(cases, as_json, draws, seed)
