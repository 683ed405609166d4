"""Commands that hold the ground war against what was observed: calibrate, validate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import MOST, MOST_SEED, Json, Seed, app


@app.command()
def calibrate(
    scenario: Annotated[
        str, typer.Argument(help="Scenario with an observed.toml: a name or a folder.")
    ] = "tajikistan-2021",
    out: Annotated[Path, typer.Option("--out", help="Folder of the search; run the command again to resume.")] = Path(
        "out/calibration"
    ),
    budget: Annotated[int, typer.Option(min=16, max=MOST, help="Number of points to try.")] = 512,
    seeds: Annotated[int, typer.Option(min=1, max=MOST, help="Wars per point.")] = 30,
    seed: Seed = 1,
    set_free: Annotated[
        list[str] | None, typer.Option("--set-free", help="A parameter to fit, NAME or NAME=LOW:HIGH; at most eight.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the result to the scenario file.")] = False,
    as_json: Json = False,
) -> None:
    """Fit the war to what was observed: targets K1 to K3, or those named by [fit] in observed.toml.

    Takes some minutes on one core.

    Example: panj calibrate tajikistan-2021 --out out/calibration --set-free collapse_news --set-free news_half=1:3
    """
    from panj.experiments.files import check_folder
    from panj.experiments.validation.calibrate import run_calibration

    check_folder(out, "calibration.json")
    run_calibration(scenario, out, budget, seeds, seed, set_free or [], write, as_json)


@app.command()
def validate(
    scenario: Annotated[
        str, typer.Argument(help="Scenario with an observed.toml: a name or a folder.")
    ] = "tajikistan-2021",
    seeds: Annotated[int, typer.Option(min=2, max=MOST, help="Wars to play.")] = 100,
    first_seed: Annotated[
        int,
        typer.Option(min=0, max=MOST_SEED - MOST, help="First seed; calibration uses seeds from 10000 and from 20000."),
    ] = 100_001,
    docs: Annotated[Path | None, typer.Option("--docs", help="Write the page and its figures/ to this folder.")] = None,
    as_json: Json = False,
) -> None:
    """Compare many wars with what was observed: a verdict on each target of observed.toml.

    For the fall of the far side (targets K1 to K3), a model without space is shown for comparison.

    Example: panj validate tajikistan-2021 --seeds 100 --docs out/docs
    """
    from panj.experiments.files import check_folder
    from panj.experiments.validation.validate import run_validation

    if docs is not None:
        check_folder(docs)
    run_validation(scenario, seeds, first_seed, docs, as_json)
