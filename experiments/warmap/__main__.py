"""Draws the map of one run on one day into a PNG file, as in the README.

Example: python -m panj.experiments.warmap --regime csto-2010 --seed 1 --day 33 --out docs/figures/war.png
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.edge import edge


def main(
    out: Annotated[Path, typer.Option("--out", help="PNG file to write.")],
    scenario: Annotated[str, typer.Option(help="Scenario name or folder.")] = "tajikistan-2021",
    regime: Annotated[str | None, typer.Option(help="Treaty regime, name or file.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of all random draws.")] = 1,
    day: Annotated[int, typer.Option(min=0, help="Day to draw, from 0; its last step.")] = 33,
    scale: Annotated[int, typer.Option(min=6, max=60, help="Pixels a cell.")] = 18,
) -> None:
    """Play to a day and draw the map as it then stands."""
    from panj.experiments.files import check_file
    from panj.experiments.warmap import draw_map, frame_of, png
    from panj.model import BorderModel
    from panj.scenarios.writing import write_bytes

    check_file(out)
    model = BorderModel(scenario, regime, seed, days=day + 1).run()
    title = f"{model.setting.title}: {model.date:%d %B %Y}, regime {model.regime.name}, seed {model.seed}"
    write_bytes(out, png(draw_map(model.setting, frame_of(model), title, scale)))
    typer.echo(str(out))


if __name__ == "__main__":
    edge(partial(typer.run, main))
