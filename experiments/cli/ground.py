"""Commands that hold the ground war against what was observed: calibrate, validate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import MOST, MOST_SEED, Json, Seed, app


@app.command()
def calibrate(
    scenario: Annotated[str, typer.Argument(help="Scenario name or folder with an observed.toml.")] = "tajikistan-2021",
    out: Annotated[Path, typer.Option("--out", help="Folder of the search; a second call goes on.")] = Path(
        "out/calibration"
    ),
    budget: Annotated[int, typer.Option(min=16, max=MOST, help="Points of the design.")] = 512,
    seeds: Annotated[int, typer.Option(min=1, max=MOST, help="Wars a point.")] = 30,
    seed: Seed = 1,
    set_free: Annotated[
        list[str] | None, typer.Option("--set-free", help="A free parameter, NAME or NAME=LOW:HIGH; at most eight.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Put the result into the scenario file.")] = False,
    as_json: Json = False,
) -> None:
    """Fit the war to what was observed: K1 to K3, or the targets that [fit] of observed.toml names. Minutes on a core.

    Example: panj calibrate tajikistan-2021 --out out/calibration --set-free collapse_news --set-free news_half=1:3
    """
    from panj.experiments.files import check_folder
    from panj.experiments.validation.calibrate import run_calibration

    check_folder(out, "calibration.json")
    run_calibration(scenario, out, budget, seeds, seed, set_free or [], write, as_json)


@app.command()
def validate(
    scenario: Annotated[str, typer.Argument(help="Scenario name or folder with an observed.toml.")] = "tajikistan-2021",
    seeds: Annotated[int, typer.Option(min=2, max=MOST, help="Wars to play.")] = 100,
    first_seed: Annotated[
        int, typer.Option(min=0, max=MOST_SEED - MOST, help="First seed; calibration uses 10000 and 20000 on.")
    ] = 100_001,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Folder of the page, and of figures/, to write into.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold many wars against what was observed: each target of observed.toml with its verdict. Where the far side fell
    (targets K1 to K3), a model without space stands beside.

    Example: panj validate tajikistan-2021 --seeds 100 --docs docs
    """
    from panj.experiments.files import check_folder
    from panj.experiments.validation.validate import run_validation

    if docs is not None:
        check_folder(docs)
    run_validation(scenario, seeds, first_seed, docs, as_json)
