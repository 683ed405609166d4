"""Commands that say what matters: discover, sensitivity, map."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from experiments.cli.frame import Json, Seed, app
from experiments.cli.sweeps import Store


@app.command()
def discover(
    folder: Store,
    where: Annotated[
        str, typer.Option("--where", help='Which runs: "stability_state_end in (failing, failed) and posts_lost > 4".')
    ],
    density: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Least share of such runs in a box; balanced if left out.")
    ] = None,
    boxes: Annotated[int, typer.Option(min=1, max=9, help="Boxes at most.")] = 3,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Where in the space of the factors runs of interest lie: boxes (PRIM) and a decision tree, on any finished sweep.

    Conditions: == != < <= > >= in, not in, and, or, not, parentheses; `never` is what did not happen.
    Example: panj discover out/sweep --where "stability_state_end in (failing, failed)"
    """
    from experiments.analysis.discovery import HALVES
    from experiments.analysis.discovery import discover as find
    from experiments.progress import progress
    from experiments.runs.store import open_runs
    from experiments.tables import console, print_rows

    runs = open_runs(folder, quiet=as_json)
    with progress(HALVES + boxes, f"searching {len(runs):,} games for boxes", as_json) as advance:
        found = find(runs, where, density, boxes, seed, advance)
    if as_json:
        print(json.dumps(found.as_dict()))
        return
    for sentence in found.sentences():
        console().print(sentence)
    if found.boxes:
        print_rows(found.table(), False, "Boxes (PRIM)")
    console().print("Decision tree\n" + "\n".join(found.tree.lines()))
